"""The log as pages: what was done, each entry with its proof, the signed heads, what was refused."""

import json
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from noetra_gov.audit.models import Checkpoint, Entry, SecurityEvent
from noetra_gov.audit.proofs import full_note, steps_of, tlog_proof
from noetra_gov.audit.selectors import first_checkpoint_over, latest_checkpoint, waiting
from noetra_gov.audit.services import leaf_data
from noetra_gov.core.errors import Conflict, NotAllowed, Sentence

PAGE = 50


class Answer(Protocol):
    """The verdict on a right; who gives it stands above this app."""

    @property
    def allowed(self) -> bool: ...
    @property
    def reason(self) -> Sentence: ...


def _may(request: HttpRequest, right: str) -> Answer:
    user = request.user
    assert not isinstance(user, AnonymousUser)  # the middleware sends strangers to sign in
    return user.may(right)


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Page:
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def _require(request: HttpRequest, right: str) -> None:
    verdict = _may(request, right)
    if not verdict.allowed:
        raise NotAllowed(verdict.reason)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    sought = request.GET.get("q", "").strip()
    rows = Entry.objects.visible_to(request.user).select_related("leaf").order_by("-id")
    if sought:
        rows = rows.filter(
            Q(actor__icontains=sought) | Q(action__icontains=sought) | Q(object__icontains=sought)
        )
    context = {
        "page": _page(request, rows),
        "sought": sought,
        "waiting": waiting(),
        "head": latest_checkpoint(),
        "reads_all": _may(request, "audit.read"),
        "reads_security": _may(request, "audit.read_security"),
    }
    return render(request, "audit/index.html", context)


def _entry(request: HttpRequest, pk: int) -> Entry:
    rows = Entry.objects.visible_to(request.user).select_related("leaf")
    return get_object_or_404(rows, pk=pk)


@require_GET
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    head = first_checkpoint_over(found)
    payload = json.dumps(json.loads(found.payload), ensure_ascii=False, indent=2)
    context = {
        "entry": found,
        "head": head,
        "payload": payload,
        "leaf_text": leaf_data(found).decode(),
        "steps": steps_of(found, head) if head else [],
    }
    return render(request, "audit/entry.html", context)


@require_GET
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    head = first_checkpoint_over(found)
    if head is None:
        raise Conflict(
            "no_checkpoint", _("No signed head covers this entry yet. Try again in a few minutes.")
        )
    return _download(tlog_proof(found, head).encode(), f"{found.leaf.index}.tlog-proof")


@require_GET
def checkpoints(request: HttpRequest) -> HttpResponse:
    _require(request, "audit.read")
    rows = Checkpoint.objects.prefetch_related("cosignatures").order_by("-size")
    return render(request, "audit/checkpoints.html", {"page": _page(request, rows)})


@require_GET
def note(request: HttpRequest, size: int) -> HttpResponse:
    _require(request, "audit.read")
    head = get_object_or_404(Checkpoint, size=size)
    return _download(full_note(head).encode(), f"checkpoint-{size}.txt")


@require_GET
def token(request: HttpRequest, size: int) -> HttpResponse:
    _require(request, "audit.read")
    head = get_object_or_404(Checkpoint, size=size)
    return _download(bytes(head.token), f"checkpoint-{size}.tsr")


@require_GET
def security(request: HttpRequest) -> HttpResponse:
    _require(request, "audit.read_security")
    return render(
        request, "audit/security.html", {"page": _page(request, SecurityEvent.objects.all())}
    )


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
