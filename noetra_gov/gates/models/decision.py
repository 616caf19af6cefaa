"""The decision of two people, its memorandum, its money and its conditions."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.gates.models.gate import Gate, Outcome


class DecisionState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class Decision(models.Model):
    """NEDO proposes, METI confirms or declines; a declined proposal stays on record."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=DecisionState, default=DecisionState.PROPOSED)
    outcome = models.CharField(max_length=12, choices=Outcome)
    reason = models.TextField()
    departure_reason = models.TextField(blank=True)
    amount_yen = models.PositiveBigIntegerField(default=0)
    reserve_yen = models.PositiveBigIntegerField(default=0)
    recover_yen = models.PositiveBigIntegerField(default=0)
    handover = models.TextField(_("what is handed over"), blank=True)
    conditions = models.JSONField(default=list)
    proposed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    declined_reason = models.TextField(blank=True)
    memorandum = models.JSONField(null=True, blank=True)
    digest = models.CharField(max_length=71, blank=True)
    envelope = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="decision_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DecisionState.values), name="decision_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reserve_yen__lte=F("amount_yen")), name="reserve_within_amount"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="decided_by_two",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("accelerate", "go", "conditional", "reduce"))
                | Q(amount_yen=0),
                name="only_some_outcomes_release",
            ),
            models.UniqueConstraint(
                fields=["gate"], condition=~Q(state="declined"), name="one_decision_stands"
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate_id}: {self.outcome}"

    @property
    def reserve_name(self) -> str:
        return f"{self.gate.code}-R" if self.reserve_yen else ""


class ConditionState(models.TextChoices):
    OPEN = "open", _("open")
    SUPPLIED = "supplied", _("evidence supplied")
    VERIFIED = "verified", _("verified")


class Condition(models.Model):
    """What must still be done, by whom and when; the gate's reserve hangs on all of them."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="conditions")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    owner = models.ForeignKey("people.Organisation", models.PROTECT)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=ConditionState, default=ConditionState.OPEN)
    supplied_text = models.TextField(blank=True)
    supplied_digest = models.CharField(max_length=71, blank=True)
    supplied_name = models.CharField(max_length=255, blank=True)
    supplied_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    supplied_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("gate_id", "number")
        constraints = (
            models.UniqueConstraint(fields=["gate", "number"], name="condition_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=ConditionState.values), name="condition_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_at__isnull=False),
                name="verified_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("supplied_by")),
                name="verified_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate.code}-{self.number}"

    @property
    def settled(self) -> bool:
        return self.state == ConditionState.VERIFIED
