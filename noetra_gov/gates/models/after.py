"""What can follow a decision: an appeal, and the record of an end."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import InsertOnly
from noetra_gov.gates.models.gate import Gate


class AppealState(models.TextChoices):
    LODGED = "lodged", _("lodged")
    GRANTED = "granted", _("granted: examined anew")
    DISMISSED = "dismissed", _("dismissed")


class Appeal(models.Model):
    """Once, in writing, within the stated time, to somebody who did not decide."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="appeals")
    text = models.TextField()
    lodged_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    lodged_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=AppealState, default=AppealState.LODGED)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["gate"], name="appealed_once"),
            models.CheckConstraint(
                condition=Q(state__in=AppealState.values), name="appeal_state_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(reason=""), name="appeal_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("lodged_by")),
                name="appeal_decided_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate_id}: {self.state}"


class ExitRecord(InsertOnly):
    """After a stop: the reasons, what is frozen, what is recovered, what is handed over."""

    gate = models.OneToOneField(Gate, models.PROTECT, related_name="exit_record")
    contents = models.JSONField()
    digest = models.CharField(max_length=71)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"exit of {self.gate_id}"
