"""Pages of the gates: parse, authorise, call, answer."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from noetra_gov.core import clock
from noetra_gov.core.errors import DomainError
from noetra_gov.files import services as files
from noetra_gov.gates import pages, services
from noetra_gov.gates.actions import BY_NAME, Action
from noetra_gov.gates.forms import ExtraordinaryForm, GateForm, from_calendar
from noetra_gov.gates.models import Gate
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def gate_of(request: HttpRequest, code: str) -> Gate:
    """A gate this person may know of; anything else is not there."""
    seen = Gate.objects.visible_to(person(request)).select_related("panel", "template", "applicant")
    gate = get_object_or_404(seen, code=code)
    gate.moment = clock.now()
    return gate


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    gates = Gate.objects.visible_to(person(request)).select_related("applicant")
    return render(request, "gates/index.html", pages.index_page(gates, person(request)))


@require_GET
def gate(request: HttpRequest, code: str) -> HttpResponse:
    found = gate_of(request, code)
    return render(request, "gates/gate.html", pages.gate_page(found, person(request), clock.now()))


@require_GET
def package(request: HttpRequest, code: str) -> HttpResponse:
    found = gate_of(request, code)
    require(permitted(person(request), "gates.read", found))
    context = pages.package_page(found, person(request), clock.now())
    return render(request, "gates/package.html", context)


@require_GET
def review(request: HttpRequest, code: str) -> HttpResponse:
    found = gate_of(request, code)
    require(permitted(person(request), "gates.read", found))
    context = pages.review_page(found, person(request), clock.now())
    return render(request, "gates/review.html", context)


@require_GET
def decision(request: HttpRequest, code: str) -> HttpResponse:
    found = gate_of(request, code)
    require(permitted(person(request), "gates.read", found))
    context = pages.decision_page(found, person(request), clock.now())
    return render(request, "gates/decision.html", context)


@require_GET
def file(request: HttpRequest, code: str, number: int) -> FileResponse:
    """A file of the package, to those who may read it; always as a download."""
    found = gate_of(request, code)
    require(permitted(person(request), "gates.read", found))
    row = get_object_or_404(found.files, pk=number)
    kept = files.fetch(row.digest)
    return FileResponse(kept.open(), as_attachment=True, filename=row.name)


@require_http_methods(["GET", "POST"])
def score(request: HttpRequest, code: str) -> HttpResponse:
    """The score card beside the evidence it is about."""
    found = gate_of(request, code)
    require(permitted(person(request), "gates.read", found))
    context = pages.score_page(found, person(request))
    return _form_page(request, found, BY_NAME["score"], "gates/score.html", context)


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Every other action: at once, or through its form."""
    found = gate_of(request, code)
    action = BY_NAME.get(name)
    if action is None:
        raise Http404
    if action.form is None:
        return _at_once(request, found, action)
    return _form_page(request, found, action, "gates/act.html", {})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a gate; what the calendar knows is filled in."""
    require(permitted(person(request), "gates.create"))
    form = GateForm(request.POST or None, initial=from_calendar(request.GET.get("code", "")))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.gate_create(actor=person(request), at=clock.now(), **form.arguments())
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("gates:gate", found.code)
    return render(request, "gates/new.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def extraordinary(request: HttpRequest) -> HttpResponse:
    """Rule 14: what is not disbursed freezes with the click."""
    require(permitted(person(request), "gates.extraordinary"))
    form = ExtraordinaryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = services.review_open(actor=person(request), at=clock.now(), **form.cleaned_data)
        messages.success(request, _("The money is frozen and the review is open."))
        return redirect("gates:gate", found.code)
    status = 400 if form.errors else 200
    return render(request, "gates/extraordinary.html", {"form": form}, status=status)


def _at_once(request: HttpRequest, gate: Gate, action: Action) -> HttpResponse:
    if request.method != "POST":
        return redirect("gates:gate", gate.code)
    action.run(actor=person(request), gate=gate, at=clock.now())
    return _done(request, gate, action)


def _form_page(
    request: HttpRequest, gate: Gate, action: Action, template: str, extra: dict[str, Any]
) -> HttpResponse:
    require(action.verdict(person(request), gate, clock.now()))
    assert action.form is not None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = action.form(*sent, gate=gate, user=person(request))
    if request.method == "POST" and form.is_valid():
        try:
            action.run(actor=person(request), gate=gate, at=clock.now(), **form.arguments())
        except DomainError as error:
            form.add_error(error.code if error.code in form.fields else None, str(error))
        else:
            return _done(request, gate, action)
    status = 400 if form.errors else 200
    context = {"gate": gate, "form": form, "action": action, **extra}
    return render(request, template, context, status=status)


def _done(request: HttpRequest, gate: Gate, action: Action) -> HttpResponse:
    messages.success(request, format_lazy(_("Done: {label}."), label=action.label))
    page = {"file", "milestone", "assess", "waive", "sign", "withdraw"}
    return redirect("gates:package" if action.name in page else "gates:gate", gate.code)


@login_not_required
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    gates = Gate.objects.published().order_by("-published_at")
    return render(request, "gates/published.html", {"gates": pages.published_rows(gates)})


@login_not_required
@require_GET
def public(request: HttpRequest, code: str) -> HttpResponse:
    """The result of a gate, for everybody."""
    found = get_object_or_404(Gate.objects.published(), code=code)
    return render(request, "gates/public.html", pages.public_page(found))
