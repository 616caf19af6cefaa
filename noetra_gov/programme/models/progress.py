"""What is measured and what was promised: indicators, their values as known, milestones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models.programme import Named
from noetra_gov.programme.models.robots import ModelRelease


class Direction(models.TextChoices):
    HIGHER = "higher", _("higher is better")
    LOWER = "lower", _("lower is better")


class Indicator(Named, Sourced):
    """A quantity with unit and direction that criteria and milestones refer to."""

    code = models.SlugField(_("code"), max_length=80, unique=True)
    unit = models.CharField(_("unit"), max_length=40)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="indicator_direction_known"
            ),
        )


class IndicatorValue(models.Model):
    """A value at a time, and since when it is known; `lineage` leads to file, rows and version."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values")
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=8)
    n = models.PositiveBigIntegerField(_("trials"), null=True, blank=True)
    k = models.PositiveBigIntegerField(_("successes"), null=True, blank=True)
    at = models.DateTimeField(_("measured at"))
    known_at = models.DateTimeField(_("known since"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    model_release = models.ForeignKey(ModelRelease, models.PROTECT, null=True, blank=True)
    lineage = models.JSONField(default=dict)
    digest = models.CharField(max_length=80)

    class Meta:
        ordering = ("indicator", "at", "id")
        indexes = (models.Index(fields=["indicator", "known_at"], name="value_as_known"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} = {self.value}"


class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("planned")
    SUBMITTED = "submitted", _("submitted")
    RETURNED = "returned", _("returned")
    ACCEPTED = "accepted", _("accepted")
    WAIVED = "waived", _("waived")


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> "MilestoneQuerySet":
        """The alliance sees its own organisation's; the ministries see all."""
        if not user.is_authenticated:
            return self.none()
        if user.organisation and user.organisation.kind in ALLIANCE:
            return self.filter(organisation=user.organisation)
        return self


ALLIANCE = ("contractor", "shareholder", "member", "researcher")


class Milestone(Named, Sourced):
    code = models.SlugField(_("code"), max_length=60, unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="milestones")
    due_on = models.DateField(_("due on"))
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, blank=True)
    target = models.DecimalField(
        _("target"), max_digits=24, decimal_places=8, null=True, blank=True
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MilestoneState, default=MilestoneState.PLANNED
    )
    report = models.TextField(_("report"), blank=True)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "code")
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=MilestoneState.values), name="milestone_state_known"
            ),
        )
