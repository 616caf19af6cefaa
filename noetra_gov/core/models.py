"""Rows without a domain: where a fact comes from, which state followed which, and what work waits."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provenance(models.TextChoices):
    """How well a fact is known (docs/domain: S, S2, D, A) or that it is made up for a demonstration."""

    PRIMARY = "S", _("seen in a primary or reputable source")
    SECONDARY = "S2", _("seen in secondary reports that agree")
    DERIVED = "D", _("derived by arithmetic")
    ASSUMPTION = "A", _("assumption, unverified")
    DEMONSTRATION = "DEMO", _("demonstration data")


class Sourced(models.Model):
    """A fact of the programme carries its provenance, its source, and what contradicts it."""

    provenance = models.CharField(
        _("provenance"), max_length=4, choices=Provenance, default=Provenance.ASSUMPTION
    )
    source = models.TextField(_("source"), blank=True)
    source_conflict = models.TextField(_("what contradicts it"), blank=True)

    class Meta:
        abstract = True

    @property
    def is_verified(self) -> bool:
        known = {Provenance.PRIMARY, Provenance.SECONDARY, Provenance.DERIVED}
        return self.provenance in known and not self.source_conflict


class InsertOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} rows are written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} rows are never deleted.")


class Transition(InsertOnly):
    """One move of one thing from state to state: the history that pages and dossiers print."""

    subject = models.CharField(max_length=120, db_index=True)
    source = models.CharField(max_length=40)
    target = models.CharField(max_length=40)
    actor = models.CharField(max_length=150)
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.subject}: {self.source} → {self.target}"


class JobStatus(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """Long work as a row: it survives the death of its worker under every broker."""

    kind = models.CharField(max_length=80)
    parameters = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, null=True, blank=True)
    actor = models.CharField(max_length=150)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    checkpoint = models.JSONField(default=dict, blank=True)
    result = models.JSONField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["status", "id"], name="job_by_status"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=JobStatus.values), name="job_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(attempts__lte=3), name="job_attempts_bounded"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}: {self.status}"

    @property
    def ended(self) -> bool:
        return self.status in {JobStatus.DONE, JobStatus.FAILED}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else (100 if self.ended else 0)
