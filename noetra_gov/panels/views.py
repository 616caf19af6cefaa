"""Pages of a panel: the declaration of interests, and NEDO's word on an interested party."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from noetra_gov.core import clock
from noetra_gov.core.errors import DomainError
from noetra_gov.panels import rights, services
from noetra_gov.panels.forms import DeclarationForm, NameConflictForm
from noetra_gov.panels.models import Panel
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted, require


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest, subject: str) -> HttpResponse:
    """To those with a seat only; to everybody else the panel is not there."""
    panel = get_object_or_404(Panel, subject=subject)
    seat = rights.seat_of(person(request), panel)
    if seat is None:
        raise Http404
    require(permitted(person(request), rights.DECLARE, panel))
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = services.interests_declare(
            actor=person(request), panel=panel, content=form.content(), at=clock.now()
        )
        if member.recused_at:
            return render(request, "panels/recused.html", {"panel": panel, "member": member})
        messages.success(request, _("Your declaration is kept. The papers are open to you now."))
        return redirect("portal:worklist")
    context = {"panel": panel, "form": form, "seat": seat}
    return render(request, "panels/declare.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def name_conflict(request: HttpRequest, subject: str) -> HttpResponse:
    """Rule 5: the secretariat names an interested party, with the reason."""
    require(permitted(person(request), rights.NAME_CONFLICT))
    panel = get_object_or_404(Panel, subject=subject)
    form = NameConflictForm(request.POST or None, panel=panel)
    if request.method == "POST" and form.is_valid():
        try:
            services.conflict_name(
                actor=person(request), panel=panel, at=clock.now(), **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The member takes no further part; the reason is kept."))
            return redirect("gates:gate", panel.subject)
    context = {"panel": panel, "form": form}
    status = 400 if form.errors else 200
    return render(request, "panels/name_conflict.html", context, status=status)
