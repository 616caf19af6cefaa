"""What the programme is, with the provenance of every fact."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from noetra_gov.people.models import User
from noetra_gov.programme.models import (
    Field,
    FiscalYear,
    Milestone,
    ModelRelease,
    Programme,
    RobotBody,
    Target,
)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    milestones = Milestone.objects.visible_to(user).select_related("organisation", "indicator")
    context = {
        "programme": Programme.objects.first(),
        "years": FiscalYear.objects.all(),
        "fields": Field.objects.all(),
        "targets": Target.objects.all(),
        "milestones": milestones,
        "releases": ModelRelease.objects.select_related("organisation"),
        "bodies": RobotBody.objects.select_related("organisation"),
    }
    return render(request, "programme/overview.html", context)
