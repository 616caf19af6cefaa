"""What was measured: catalogue and results of benchmarks; files, versions and roll-ups of the fleet."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.files.models import StoredFile
from noetra_gov.people.models import ALLIANCE_KINDS, Organisation, User
from noetra_gov.programme.models import Direction, Indicator

RETIRED = "fleet-superseded"
SAFETY = ("near_misses", "incidents_minor", "incidents_serious", "incidents_critical")


Owned = TypeVar("Owned", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Owned]):
    def visible_to(self, user: User) -> Self:
        """The alliance sees its own organisation's files and those of nobody in particular; the public
        side sees all."""
        if not user.is_authenticated:
            return self.none()
        if user.organisation and user.organisation.kind in ALLIANCE_KINDS:
            return self.filter(Q(organisation=user.organisation) | Q(organisation__isnull=True))
        return self


class Metric(models.Model):
    """The catalogue: one metric of one task of a suite, with its unit and its direction."""

    suite = models.CharField(_("suite"), max_length=120)
    task = models.CharField(_("task"), max_length=160)
    metric = models.CharField(_("metric"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="metrics",
        verbose_name=_("indicator it feeds"),
    )

    class Meta:
        ordering = ("suite", "task", "metric")
        constraints = (
            models.UniqueConstraint(fields=["suite", "task", "metric"], name="metric_once"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="metric_direction_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.suite} / {self.task} / {self.metric}"


class FileState(models.TextChoices):
    EVIDENCE = "evidence", _("evidence")
    HISTORY = "history", _("kept as history")
    COUNTED = "counted", _("counted")
    QUARANTINED = "quarantined", _("quarantined")
    SUPERSEDED = "superseded", _("superseded")


class Received(models.Model):
    """A file as it came: kept by digest, never changed, with who sent it when."""

    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    digest = models.CharField(_("digest"), max_length=80)
    name = models.CharField(_("file name"), max_length=255)
    format = models.CharField(_("format"), max_length=40)
    received_at = models.DateTimeField(_("received at"))
    received_by = models.CharField(_("received by"), max_length=150)
    state = models.CharField(_("state"), max_length=12, choices=FileState)
    notes = models.JSONField(_("notes"), default=list, blank=True)
    demonstration = models.BooleanField(_("demonstration data"), default=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-received_at", "-id")

    def __str__(self) -> str:
        return self.name


class BenchmarkFile(Received):
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="benchmark_files"
    )
    model = models.CharField(_("model"), max_length=200)
    measured_on = models.DateField(_("measured on"))
    unfit_code = models.CharField(max_length=40, blank=True)
    unfit = models.TextField(_("why it is no evidence"), blank=True)

    class Meta(Received.Meta):
        constraints = (models.UniqueConstraint(fields=["digest"], name="benchmark_file_once"),)


class ResultQuerySet(models.QuerySet["Result"]):
    def evidence(self) -> "ResultQuerySet":
        return self.filter(file__state=FileState.EVIDENCE)

    def visible_to(self, user: User) -> "ResultQuerySet":
        return self.filter(file__in=BenchmarkFile.objects.visible_to(user))


class Result(models.Model):
    """One measured value. `low` and `high` are Wilson's 95 % interval where `k` of `n` is known."""

    file = models.ForeignKey(BenchmarkFile, models.PROTECT, related_name="results")
    metric = models.ForeignKey(Metric, models.PROTECT, related_name="results")
    value = models.FloatField(_("value"), null=True)
    n = models.PositiveBigIntegerField(_("trials"), null=True)
    k = models.PositiveBigIntegerField(_("successes"), null=True)
    low = models.FloatField(_("lower bound"), null=True)
    high = models.FloatField(_("upper bound"), null=True)
    commit = models.CharField(_("commit"), max_length=80, blank=True)
    conditions = models.JSONField(_("conditions"), default=dict)

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering = ("metric", "-file__measured_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(k__isnull=True) | Q(k__lte=F("n")),
                name="result_successes_within_trials",
            ),
        )

    def __str__(self) -> str:
        return f"{self.metric_id} = {self.value}"


class FleetFile(Received):
    """A file of robot-days. Rows: `rows == sound + rejected + duplicates`."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fleet_files")
    rows = models.PositiveBigIntegerField(_("rows"))
    sound = models.PositiveBigIntegerField(_("sound rows"))
    rejected = models.PositiveBigIntegerField(_("rejected rows"))
    duplicates = models.PositiveBigIntegerField(_("repeated rows"))
    by_reason = models.JSONField(default=dict)
    by_column = models.JSONField(default=dict)
    rejects = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(_("what the sender added"), default=dict)
    gaps = models.JSONField(default=dict)

    class Meta(Received.Meta):
        constraints = (
            models.UniqueConstraint(fields=["organisation", "digest"], name="fleet_file_once"),
            models.CheckConstraint(
                condition=Q(rows=F("sound") + F("rejected") + F("duplicates")),
                name="fleet_rows_add_up",
            ),
        )


class FleetDayQuerySet(models.QuerySet["FleetDay"]):
    def as_known(self, at: datetime) -> "FleetDayQuerySet":
        """The versions that counted at an instant."""
        return self.filter(Q(known_to__isnull=True) | Q(known_to__gt=at), known_from__lte=at)

    def current(self) -> "FleetDayQuerySet":
        return self.filter(known_to__isnull=True)

    def visible_to(self, user: User) -> "FleetDayQuerySet":
        return self.filter(file__in=FleetFile.objects.visible_to(user))


class FleetDay(models.Model):
    """What one file says of the day of one organisation's source: valid day and recorded time. A
    correction closes the version before it and never changes it."""

    file = models.ForeignKey(FleetFile, models.PROTECT, related_name="days")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="fleet_days")
    source = models.SlugField(_("source"), max_length=60)
    day = models.DateField(_("day"))
    version = models.PositiveIntegerField(_("version"))
    partition = models.CharField(_("validated Parquet"), max_length=300)
    robots = models.PositiveIntegerField(_("robots"))
    known_from = models.DateTimeField(_("known from"))
    known_to = models.DateTimeField(_("known until"), null=True, blank=True)

    objects = FleetDayQuerySet.as_manager()

    class Meta:
        ordering = ("day", "organisation", "source", "version")
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "source", "day", "version"], name="fleet_version_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "source", "day"],
                condition=Q(known_to__isnull=True),
                name="fleet_day_current_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.source} {self.day} v{self.version}"

    @property
    def parquet(self) -> Path:
        """The validated rows: in the partitions while the version counts, beside them afterwards."""
        counting, retired = self._places()
        return retired if retired.exists() else counting

    def retire(self) -> None:
        """Take the rows of a version that no longer counts out of the partitions; they are kept."""
        counting, retired = self._places()
        if counting.exists():
            retired.parent.mkdir(parents=True, exist_ok=True)
            counting.replace(retired)

    def _places(self) -> tuple[Path, Path]:
        home, here = Path(settings.HOME), PurePosixPath(self.partition)
        return home / here, home / RETIRED / here.relative_to(here.parts[0])


class FleetRollup(models.Model):
    """The sums of one version by field and model version. Amounts in thousandths, exact.

    `unknown` says for each column that was not reported by every robot-day: how many robot-days and
    hours (thousandths) lack it. A rate divides by the hours that reported.
    """

    version = models.ForeignKey(FleetDay, models.PROTECT, related_name="rollups")
    field = models.PositiveSmallIntegerField(_("field"))
    model_version = models.CharField(_("model version"), max_length=80)
    robot_days = models.PositiveIntegerField(_("robot-days"))
    hours_thousandths = models.PositiveBigIntegerField()
    tasks = models.PositiveBigIntegerField(_("tasks"))
    interventions = models.PositiveBigIntegerField(_("interventions"))
    emergency_stops = models.PositiveBigIntegerField(_("emergency stops"))
    near_misses = models.PositiveBigIntegerField(_("near misses"))
    incidents_minor = models.PositiveBigIntegerField(_("minor incidents"))
    incidents_serious = models.PositiveBigIntegerField(_("serious incidents"))
    incidents_critical = models.PositiveBigIntegerField(_("critical incidents"))
    km_thousandths = models.PositiveBigIntegerField()
    unknown = models.JSONField(default=dict)

    class Meta:
        ordering = ("version", "field", "model_version")
        constraints = (
            models.UniqueConstraint(
                fields=["version", "field", "model_version"], name="rollup_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.version_id} {self.field} {self.model_version}"
