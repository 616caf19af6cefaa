"""A campaign: its locked plan, its seed, its evidence by digest, its verdict."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certification.models.submission import Submission
from noetra_gov.core.models import InsertOnly, Job
from noetra_gov.files.models import StoredFile


class Verdict(models.TextChoices):
    CERTIFIED = "certified", _("passes")
    REFUSED = "refused", _("fails")
    INCONCLUSIVE = "inconclusive", _("inconclusive")
    NOT_ADMITTED = "not_admitted", _("not admitted")


class Campaign(models.Model):
    """The plan is fixed by its digest before the seed exists, which comes from the log's next head."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="campaign")
    plan = models.JSONField(_("plan"))
    plan_digest = models.CharField(_("plan digest"), max_length=80)
    locked_by = models.CharField(_("locked by"), max_length=150)
    locked_at = models.DateTimeField(_("locked at"))
    seed = models.PositiveBigIntegerField(_("seed"))
    seed_source = models.CharField(_("where the seed comes from"), max_length=300)
    job = models.OneToOneField(Job, models.PROTECT, null=True, blank=True, related_name="+")
    verdict = models.CharField(_("verdict"), max_length=14, choices=Verdict, blank=True)
    result = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    summary = models.JSONField(_("summary"), default=dict, blank=True)
    evaluated_at = models.DateTimeField(_("evaluated at"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="") | Q(verdict__in=Verdict.values),
                name="campaign_verdict_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission}: {self.verdict or 'open'}"


class Counterexample(InsertOnly):
    """A scenario in which a property fails, as first found and as shrunk; it replays bit for bit."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="counterexamples")
    world = models.CharField(_("world"), max_length=60, db_index=True)
    property_id = models.CharField(_("property"), max_length=20)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    margin = models.FloatField(_("margin"))
    unit = models.CharField(_("unit"), max_length=20)
    trace_digest = models.CharField(_("trace digest"), max_length=80)
    scenario = models.JSONField(_("scenario"))

    class Meta:
        ordering = ("campaign", "property_id")
        constraints = (
            models.UniqueConstraint(
                fields=["campaign", "property_id"], name="counterexample_once_a_property"
            ),
        )

    def __str__(self) -> str:
        return f"{self.property_id}: {self.margin:.3f} {self.unit}"
