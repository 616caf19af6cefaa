"""The hearing, the draft with its fact check, and the panel's recommendation."""

from django.db import models
from django.db.models import Q

from noetra_gov.core.models import InsertOnly
from noetra_gov.gates.models.gate import Gate, Outcome


class Hearing(models.Model):
    gate = models.OneToOneField(Gate, models.PROTECT, related_name="hearing")
    held_at = models.DateTimeField()
    attendance = models.TextField(blank=True)
    minutes = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.gate_id} {self.held_at:%Y-%m-%d}"


class Question(models.Model):
    """A question of the panel and the applicant's answer; the asker is not shown to the applicant."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    text = models.TextField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | ~Q(answer=""), name="answer_has_words"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Draft(models.Model):
    """The chair's draft, issued to the applicant for errors of fact."""

    gate = models.OneToOneField(Gate, models.PROTECT, related_name="draft")
    text = models.TextField()
    issued_at = models.DateTimeField()
    due_on = models.DateField()
    finished_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"draft of {self.gate_id}"


class FactComment(models.Model):
    gate = models.ForeignKey(Gate, models.PROTECT, related_name="fact_comments")
    passage = models.TextField()
    text = models.TextField()
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply = models.TextField(blank=True)
    accepted = models.BooleanField(null=True)
    replied_by = models.ForeignKey("people.User", models.PROTECT, null=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True) | ~Q(reply=""), name="reply_has_words"
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]


class Recommendation(InsertOnly):
    """What the panel recommends, with the score it rests on."""

    gate = models.OneToOneField(Gate, models.PROTECT, related_name="recommendation")
    outcome = models.CharField(max_length=12, choices=Outcome)
    text = models.TextField()
    conditions = models.JSONField(default=list)
    score_bp = models.PositiveIntegerField()
    band = models.JSONField(default=list)
    allowed = models.JSONField(default=list)
    by = models.ForeignKey("people.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="recommendation_outcome_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate_id}: {self.outcome}"
