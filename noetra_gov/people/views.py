"""My account, the organisations that take part, and who holds which role."""

from typing import cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from noetra_gov.core import clock
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.people.models import Organisation, OrganisationTie, RoleAssignment, User
from noetra_gov.people.permission import declared, permitted, require
from noetra_gov.people.rights import MANAGE


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    held = user.assignments.select_related("on_behalf_of")
    rights = [right for right in declared() if user.has_role(*right.roles)]
    context = {"held": held, "rights": rights, "manages": permitted(user, MANAGE)}
    return render(request, "people/account.html", context)


@require_GET
def organisations(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    shown = Organisation.objects.visible_to(user).order_by("kind", "code")
    today = tokyo_date(clock.now())
    alliance = set(Organisation.objects.alliance_on(today).values_list("pk", flat=True))
    context = {"organisations": shown, "alliance": alliance, "today": today}
    return render(request, "people/organisations.html", context)


@require_GET
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    user = cast(User, request.user)
    found = get_object_or_404(Organisation.objects.visible_to(user), code=code)
    context = {"organisation": found, "ties": ties_of(found), "people": people_of(found)}
    return render(request, "people/organisation.html", context)


def ties_of(found: Organisation) -> QuerySet[OrganisationTie]:
    """Ties in both directions: conflict rules 2 to 4 look at both."""
    ties = OrganisationTie.objects.select_related("a", "b")
    return (ties.filter(a=found) | ties.filter(b=found)).order_by("kind", "pk")


def people_of(found: Organisation) -> QuerySet[User]:
    return found.users.filter(is_active=True).prefetch_related("assignments")


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Everybody's roles, for the administrator."""
    user = cast(User, request.user)
    require(permitted(user, MANAGE))
    held = RoleAssignment.objects.select_related("user__organisation", "on_behalf_of")
    context = {"held": held.order_by("role", "user__username"), "today": tokyo_date(clock.now())}
    return render(request, "people/roles.html", context)
