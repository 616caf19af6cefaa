"""What the applicant hands in: milestones, files, self-assessment; and what is frozen of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import InsertOnly
from noetra_gov.gates.evidence import VERDICTS
from noetra_gov.gates.models.gate import Gate
from noetra_gov.gates.models.template import RequiredDeliverable
from noetra_gov.panels.rules import GRADES


class Deliverable(models.Model):
    """A required document of this gate: files, or a waiver with its reason."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="deliverables")
    required = models.ForeignKey(RequiredDeliverable, models.PROTECT)
    waiver_reason = models.TextField(blank=True)
    waived_by = models.ForeignKey("people.User", models.PROTECT, null=True, blank=True)
    waived_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("required__code",)
        constraints = (
            models.UniqueConstraint(fields=["gate", "required"], name="deliverable_once"),
            models.CheckConstraint(
                condition=Q(waived_at__isnull=True) | ~Q(waiver_reason=""),
                name="waiver_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return self.required.code


class PackageFile(InsertOnly):
    """One evidence file by its digest; a correction supersedes, nothing is overwritten."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="files")
    deliverable = models.ForeignKey(
        Deliverable, models.PROTECT, null=True, blank=True, related_name="files"
    )
    organisation = models.ForeignKey("people.Organisation", models.PROTECT)
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=71)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    uploaded_by = models.ForeignKey("people.User", models.PROTECT)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class Reached(models.TextChoices):
    MET = "met", _("reached")
    PARTLY = "partly", _("reached in part")
    MISSED = "missed", _("not reached")


class MilestoneReport(models.Model):
    """What the applicant says of one milestone at this gate."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="milestone_reports")
    milestone = models.ForeignKey("programme.Milestone", models.PROTECT)
    reached = models.CharField(max_length=8, choices=Reached)
    text = models.TextField()
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ("milestone__code",)
        constraints = (
            models.UniqueConstraint(fields=["gate", "milestone"], name="milestone_report_once"),
            models.CheckConstraint(condition=Q(reached__in=Reached.values), name="reached_known"),
        )

    def __str__(self) -> str:
        return f"{self.milestone_id}: {self.reached}"


class SelfAssessment(models.Model):
    """The applicant's own grade and words on one axis."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="self_assessments")
    axis = models.CharField(max_length=40)
    grade = models.CharField(max_length=1)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["gate", "axis"], name="self_assessment_once"),
            models.CheckConstraint(condition=Q(grade__in=GRADES), name="self_grade_known"),
        )

    def __str__(self) -> str:
        return f"{self.axis}: {self.grade}"


class Package(models.Model):
    """The frozen package: its contents as data and their digest, signed by two people."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="packages")
    version = models.PositiveSmallIntegerField()
    contents = models.JSONField()
    digest = models.CharField(max_length=71)
    submitted_by = models.ForeignKey(
        "people.User", models.PROTECT, related_name="packages_submitted"
    )
    submitted_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, related_name="packages_countersigned"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=["gate", "version"], name="package_version_once"),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("submitted_by")),
                name="package_signed_by_two",
            ),
        )

    def __str__(self) -> str:
        return f"{self.gate_id} v{self.version}"


class FrozenEvidence(InsertOnly):
    """One answer to one criterion, as known at the cut-off, frozen with the package."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="evidence")
    criterion = models.CharField(max_length=40)
    source = models.CharField(max_length=60)
    label_ja = models.CharField(max_length=200)
    label_en = models.CharField(max_length=200)
    value = models.CharField(max_length=200, null=True, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    n = models.PositiveBigIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=8)
    digest = models.CharField(max_length=80, blank=True)
    lineage = models.JSONField(default=dict)
    as_of = models.DateTimeField()
    gathered_at = models.DateTimeField()

    class Meta:
        ordering = ("criterion", "id")
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="verdict_known"),
        )

    def __str__(self) -> str:
        return f"{self.criterion}: {self.verdict}"


class IntegrityFinding(InsertOnly):
    """Evidence shown to be falsified: a kill criterion reads these rows."""

    gate = models.ForeignKey(Gate, models.PROTECT, related_name="integrity_findings")
    text = models.TextField()
    found_by = models.ForeignKey("people.User", models.PROTECT)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.text[:40]
