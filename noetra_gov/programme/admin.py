"""Facts that an administrator may correct; each keeps its provenance."""

from django.contrib import admin

from noetra_gov.programme.models import (
    Field,
    FiscalYear,
    Incident,
    Indicator,
    Milestone,
    ModelRelease,
    Programme,
    RobotBody,
    Target,
)

for fact in (
    Field,
    FiscalYear,
    Incident,
    Indicator,
    Milestone,
    ModelRelease,
    Programme,
    RobotBody,
    Target,
):
    admin.site.register(fact)
