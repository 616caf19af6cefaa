"""Pages that belong to no room: start, worklist, a job's progress, the parts, the language."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from noetra_gov.core import clock
from noetra_gov.core.models import Job
from noetra_gov.people.models import Role, User
from noetra_gov.portal import sample
from noetra_gov.portal import worklist as lists
from noetra_gov.portal.navigation import places


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    if not isinstance(request.user, User):
        return render(request, "portal/home.html", {})
    groups = lists.worklist(request.user, clock.now())
    rooms = places(request, request.user)
    return render(request, "portal/home.html", {"groups": groups, "rooms": rooms})


@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    groups = lists.worklist(_person(request), clock.now())
    return render(request, "portal/worklist.html", {"groups": groups})


@require_GET
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress of a job: the part alone for htmx, a page for everyone else."""
    found = get_object_or_404(Job, pk=pk)
    if not may_follow(_person(request), found):
        raise Http404
    fragment = request.headers.get("HX-Request") == "true"
    template = "portal/job_part.html" if fragment else "portal/job.html"
    return render(request, template, {"job": found})


def may_follow(user: User, found: Job) -> bool:
    """Who started a job follows it, and those who keep the office."""
    return found.actor == user.ref or user.has_role(
        Role.ADMINISTRATOR, Role.AUDITOR, Role.NEDO_SECRETARIAT
    )


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language; whoever is signed in keeps the choice for letters and next time."""
    answer = set_language(request)
    chosen = request.POST.get("language", "")
    if isinstance(request.user, User) and chosen in {"ja", "en"}:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return answer


@login_not_required
def parts(request: HttpRequest) -> HttpResponse:
    """Every part of the pages, together, as the pages use them."""
    return render(request, "portal/parts.html", sample.parts(request))


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
