"""Submissions, one with everything about it, and the steps a person takes on it."""

from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from certification import rights, services, telling
from certification.figures import margin_picture, scene_picture
from certification.forms import DecisionForm, PlanForm, ReviewForm, SubmissionForm
from certification.models import Certificate, Counterexample, Submission
from noetra_gov.core import clock
from noetra_gov.files.services import keep
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _submission(request: HttpRequest, pk: int) -> Submission:
    found: Submission = get_object_or_404(
        Submission.objects.visible_to(_user(request)).select_related(
            "organisation", "release", "body", "field", "policy", "manifest"
        ),
        pk=pk,
    )
    return found


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    submissions = Submission.objects.visible_to(user).select_related(
        "organisation", "release", "body", "field"
    )
    certificates = Certificate.objects.filter(campaign__submission__in=submissions)
    context = {
        "submissions": submissions,
        "certificates": certificates.select_related(
            "campaign__submission__organisation",
            "campaign__submission__release",
            "campaign__submission__body",
            "campaign__submission__field",
        ),
        "may_submit": permitted(user, rights.SUBMIT),
    }
    return render(request, "certification/overview.html", context)


@require_GET
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    shown = _submission(request, pk)
    campaign = getattr(shown, "campaign", None)
    context: dict[str, Any] = {
        "submission": shown,
        "campaign": campaign,
        "told": telling.campaign(campaign),
        "history": telling.history(shown),
        "certificate": getattr(campaign, "certificate", None),
        "review": getattr(campaign, "review", None),
        "form": _form_for(_user(request), shown),
        "verdicts": {
            name: permitted(_user(request), getattr(rights, name), shown)
            for name in ("PLAN", "REVIEW", "DECIDE")
        },
    }
    return render(request, "certification/submission.html", context)


def _form_for(user: User, shown: Submission) -> Any:
    """The form of the next step, where this person may take it."""
    forms = {
        "submitted": (rights.PLAN, PlanForm),
        "evaluated": (rights.REVIEW, ReviewForm),
        "reviewed": (rights.DECIDE, DecisionForm),
    }
    right, form = forms.get(shown.state, (None, None))
    return form() if form and right and permitted(user, right, shown) else None


def submit(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    require(permitted(user, rights.SUBMIT))
    form = SubmissionForm(request.POST or None, request.FILES or None, user=user)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        for name in ("policy", "manifest"):
            upload = facts[name]
            facts[name] = keep(upload.file, name=upload.name)
        made = services.submit(actor=user, at=clock.now(), **facts)
        messages.success(request, _("Submitted. A certification reviewer locks the plan next."))
        return redirect("certification:submission", made.pk)
    return render(request, "certification/submit.html", {"form": form})


@require_POST
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """The next step of a submission, from the form shown in its state."""
    shown, user = _submission(request, pk), _user(request)
    run = {"submitted": _plan, "planned": _start, "evaluated": _review, "reviewed": _decide}
    if shown.state not in run:
        messages.info(request, _("There is no step to take now."))
        return redirect("certification:submission", pk)
    form = run[shown.state](request, user, shown)
    if form is not None:
        campaign = getattr(shown, "campaign", None)
        context = {"submission": shown, "campaign": campaign, "form": form}
        context["told"] = telling.campaign(campaign)
        return render(request, "certification/submission.html", context, status=400)
    return redirect("certification:submission", pk)


def _plan(request: HttpRequest, user: User, shown: Submission) -> Any:
    form = PlanForm(request.POST)
    if not form.is_valid():
        return form
    campaign = services.plan_lock(actor=user, submission=shown, at=clock.now(), **form.cleaned_data)
    services.campaign_start(actor=user, campaign=campaign, at=clock.now())
    messages.success(request, _("The plan is locked and the campaign has started."))
    return None


def _start(request: HttpRequest, user: User, shown: Submission) -> Any:
    services.campaign_start(actor=user, campaign=shown.campaign, at=clock.now())
    return None


def _review(request: HttpRequest, user: User, shown: Submission) -> Any:
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return form
    services.review(actor=user, submission=shown, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("Your review is kept. Another person decides."))
    return None


def _decide(request: HttpRequest, user: User, shown: Submission) -> Any:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return form
    services.decide(actor=user, submission=shown, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("The decision is kept."))
    return None


@require_GET
def counterexample(request: HttpRequest, pk: int, property_id: str) -> HttpResponse:
    shown = _submission(request, pk)
    found = get_object_or_404(Counterexample, campaign__submission=shown, property_id=property_id)
    document, scenario = telling.counterexample(found)
    figures = [scene_picture(document), margin_picture(document)]
    context = {
        "submission": shown,
        "counterexample": found,
        "document": document,
        "scenario": scenario,
        "figures": [figure for figure in figures if figure],
    }
    return render(request, "certification/counterexample.html", context)


@require_GET
def counterexample_file(request: HttpRequest, pk: int, property_id: str) -> FileResponse:
    shown = _submission(request, pk)
    found = get_object_or_404(Counterexample, campaign__submission=shown, property_id=property_id)
    name = f"counterexample-{shown.pk}-{property_id}.json"
    return FileResponse(found.file.open(), as_attachment=True, filename=name)


@require_GET
def certificate_file(request: HttpRequest, number: str) -> FileResponse:
    """The signed statement, for anyone who may see its submission."""
    visible = Submission.objects.visible_to(_user(request))
    found = get_object_or_404(Certificate, number=number, campaign__submission__in=visible)
    return FileResponse(found.envelope.open(), as_attachment=True, filename=f"{number}.dsse.json")
