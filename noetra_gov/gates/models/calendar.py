"""The calendar of gates: what is planned, and what happened before the product was there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.programme.models.programme import Named


class PlannedKind(models.TextChoices):
    ADOPTION = "adoption", _("adoption")
    REGULAR = "regular", _("stage gate")
    ADVISORY = "advisory", _("advisory check")
    CLOSING = "closing", _("closing evaluation")


class PlannedGate(Named, Sourced):
    """One line of the calendar; the gate itself, once it is prepared, has the same code."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=PlannedKind)
    fiscal_year_reviewed = models.PositiveSmallIntegerField(_("fiscal year reviewed"))
    fiscal_year_released = models.PositiveSmallIntegerField(
        _("fiscal year released"), null=True, blank=True
    )
    planned_on = models.DateField(_("planned on"))
    recorded = models.BooleanField(_("took place before this record"), default=False)

    class Meta:
        ordering = ("planned_on", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=PlannedKind.values), name="planned_kind_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
