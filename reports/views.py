"""Dossiers: the list, one, its download, the request of a new edition, and the check of any file."""

from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from certification.models import Campaign, Submission
from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require
from noetra_gov.seal.trust import load_roots
from reports import rights, services
from reports.forms import IssueForm, VerifyForm
from reports.models import Dossier, TestedRecord
from reports.tested_services import DECIDED, tested_download, tested_request
from reports.verification import MAX_BYTES, default_trust, verify_bytes

VERIFIER = Path(__file__).parent / "noetra_verify.py"


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_GET
def dossiers(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    shown = Dossier.objects.visible_to(user).select_related("gate", "file", "evidence")
    gates = Gate.objects.visible_to(user)
    context = {
        "dossiers": shown,
        "tested": _tested_of(user),
        "decided": _decided_of(user),
        "may_issue_tested": permitted(user, rights.ISSUE_TESTED),
        "may_issue": permitted(user, rights.ISSUE),
        "gates": [gate for gate in gates if permitted(user, rights.ISSUE, gate)],
    }
    return render(request, "reports/list.html", context)


def _tested_of(user: User) -> Any:
    shown = TestedRecord.objects.visible_to(user)
    return shown.select_related("campaign__submission__release", "file")


def _decided_of(user: User) -> Any:
    """Campaigns that were decided and have no sealed file yet."""
    campaigns = Campaign.objects.filter(
        submission__in=Submission.objects.visible_to(user),
        submission__state__in=DECIDED,
        records=None,
    )
    return campaigns.select_related("submission__release", "submission__body")


def _dossier(request: HttpRequest, number: str) -> Dossier:
    visible = Dossier.objects.visible_to(_user(request))
    found: Dossier = get_object_or_404(
        visible.select_related("gate", "file", "evidence"), number=number
    )
    return found


@require_GET
def dossier(request: HttpRequest, number: str) -> HttpResponse:
    shown = _dossier(request, number)
    others = Dossier.objects.visible_to(_user(request)).filter(gate=shown.gate).exclude(pk=shown.pk)
    return render(request, "reports/dossier.html", {"dossier": shown, "others": others})


@require_GET
def download(request: HttpRequest, number: str) -> HttpResponse | FileResponse:
    shown = _dossier(request, number)
    services.dossier_download(actor=_user(request), dossier=shown, at=clock.now())
    return FileResponse(
        shown.file.open(),
        as_attachment=True,
        filename=shown.file_name,
        content_type="application/pdf",
    )


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, code: str) -> HttpResponse:
    user = _user(request)
    gate = get_object_or_404(Gate.objects.visible_to(user), code=code)
    require(permitted(user, rights.ISSUE, gate))
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        audience = form.cleaned_data["audience"]
        job = services.dossier_request(actor=user, gate=gate, audience=audience, at=clock.now())
        messages.success(request, _("The dossier is being printed and sealed."))
        return redirect("portal:job", job.pk)
    return render(request, "reports/issue.html", {"gate": gate, "form": form})


@require_POST
def tested_new(request: HttpRequest, pk: int) -> HttpResponse:
    user = _user(request)
    visible = Campaign.objects.filter(submission__in=Submission.objects.visible_to(user))
    campaign = get_object_or_404(visible.select_related("submission"), pk=pk)
    job = tested_request(actor=user, campaign=campaign, at=clock.now())
    messages.success(request, _("The file is being printed and sealed."))
    return redirect("portal:job", job.pk)


@require_GET
def tested_file(request: HttpRequest, number: str) -> FileResponse:
    user = _user(request)
    shown = get_object_or_404(TestedRecord.objects.visible_to(user), number=number)
    tested_download(actor=user, record=shown, at=clock.now())
    return FileResponse(
        shown.file.open(),
        as_attachment=True,
        filename=f"{shown.number}.pdf",
        content_type="application/pdf",
    )


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Nothing of an upload is kept: it is read in memory, or in a temporary file Django removes."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        context |= {"report": _examined(uploaded), "name": uploaded.name}
    return render(request, "reports/verify.html", context)


def _examined(uploaded: Any) -> Any:
    if uploaded.size > MAX_BYTES:
        raise BadInput("too_large", _("This file is too large for a dossier."))
    return verify_bytes(uploaded.read(), load_roots(default_trust()))


@require_GET
def verifier(request: HttpRequest) -> FileResponse:
    """The single-file verifier, so that nobody needs us to check a file."""
    if not VERIFIER.exists():
        raise Http404
    return FileResponse(VERIFIER.open("rb"), as_attachment=True, filename=VERIFIER.name)
