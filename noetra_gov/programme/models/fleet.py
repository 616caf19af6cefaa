"""Exposure and incidents: written by the measurements, read by gates and by surveillance."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models.programme import Field


class FleetExposureQuerySet(models.QuerySet["FleetExposure"]):
    def as_known(self, at: datetime) -> "FleetExposureQuerySet":
        """What was known at an instant: later corrections do not show."""
        return self.filter(Q(known_to__isnull=True) | Q(known_to__gt=at), known_from__lte=at)

    def current(self) -> "FleetExposureQuerySet":
        return self.filter(known_to__isnull=True)


class FleetExposure(models.Model):
    """One roll-up: what the robots of an organisation did on a day in a field with a model version.

    A correction closes the old row (`known_to`) and adds a new one: valid day and recorded time.
    """

    day = models.DateField(_("day"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exposure")
    field = models.ForeignKey(Field, models.PROTECT, related_name="exposure")
    model_version = models.CharField(_("model version"), max_length=80)
    robots = models.PositiveIntegerField(_("robots"))
    robot_hours = models.DecimalField(_("robot-hours"), max_digits=16, decimal_places=4)
    tasks = models.PositiveBigIntegerField(_("tasks"))
    interventions = models.PositiveBigIntegerField(_("interventions"))
    emergency_stops = models.PositiveBigIntegerField(_("emergency stops"))
    near_misses = models.PositiveBigIntegerField(_("near misses"))
    incidents_minor = models.PositiveBigIntegerField(_("minor incidents"))
    incidents_serious = models.PositiveBigIntegerField(_("serious incidents"))
    incidents_critical = models.PositiveBigIntegerField(_("critical incidents"))
    km = models.DecimalField(_("kilometres"), max_digits=16, decimal_places=4)
    source_digest = models.CharField(max_length=80)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField(null=True, blank=True)

    objects = FleetExposureQuerySet.as_manager()

    class Meta:
        ordering = ("day", "organisation", "field", "model_version", "id")
        indexes = (
            models.Index(fields=["field", "model_version", "day"], name="exposure_by_field"),
            models.Index(fields=["organisation", "day"], name="exposure_by_day"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["day", "organisation", "field", "model_version"],
                condition=Q(known_to__isnull=True),
                name="exposure_current_once",
            ),
            models.CheckConstraint(
                condition=Q(known_to__isnull=True) | Q(known_to__gt=F("known_from")),
                name="exposure_known_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.organisation_id} {self.field_id} {self.model_version}"


class Severity(models.TextChoices):
    MINOR = "minor", _("minor")
    SERIOUS = "serious", _("serious")
    CRITICAL = "critical", _("critical")


class Incident(Sourced):
    """One event in which somebody was or could have been harmed."""

    occurred_at = models.DateTimeField(_("occurred at"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="incidents")
    field = models.ForeignKey(Field, models.PROTECT, related_name="incidents")
    model_version = models.CharField(_("model version"), max_length=80)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    description = models.TextField(_("what happened"), blank=True)
    source_digest = models.CharField(max_length=80, blank=True)
    open = models.BooleanField(_("open"), default=True)

    class Meta:
        ordering = ("-occurred_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="incident_severity_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.occurred_at:%Y-%m-%d} {self.severity}"
