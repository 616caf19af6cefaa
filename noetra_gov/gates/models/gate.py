"""A gate: what it reviews, what it releases, and where it stands."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import Sourced
from noetra_gov.gates.flow import STATE_CODES
from noetra_gov.gates.models.template import Criterion, GateTemplate
from noetra_gov.panels.models import Panel, PanelMember
from noetra_gov.people.models import ALLIANCE_KINDS, Organisation, Role, User
from noetra_gov.programme.models.programme import Named

if TYPE_CHECKING:
    from noetra_gov.gates.models.package import Package


class GateKind(models.TextChoices):
    REGULAR = "regular", _("stage gate")
    ADVISORY = "advisory", _("advisory check")
    CLOSING = "closing", _("closing evaluation")
    RECYCLE = "recycle", _("re-examination")
    EXTRAORDINARY = "extraordinary", _("extraordinary review")


class Outcome(models.TextChoices):
    ACCELERATE = "accelerate", _("accelerate")
    GO = "go", _("go")
    CONDITIONAL = "conditional", _("conditional go")
    REDUCE = "reduce", _("reduce")
    RECYCLE = "recycle", _("recycle")
    HOLD = "hold", _("hold")
    STOP = "stop", _("stop")


STAFF = (
    Role.NEDO_SECRETARIAT, Role.NEDO_DECIDER, Role.METI_REVIEWER, Role.METI_DECIDER,
    Role.AUDITOR, Role.BUDGET_OFFICER, Role.BUDGET_APPROVER,
)  # fmt: skip


class GateQuerySet(models.QuerySet["Gate"]):
    def visible_to(self, user: User) -> "GateQuerySet":
        """Staff see all; a seat shows its gate; a contractor its own; everybody what is published.

        An interested party does not even find the gate, whatever other role they hold.
        """
        published = Q(published_at__isnull=False)
        if not user.is_authenticated:
            return self.filter(published)
        shown = self.filter(_of(user) | published).distinct()
        recused = PanelMember.objects.filter(user=user, recused_at__isnull=False)
        return shown.exclude(Q(panel__in=recused.values("panel_id")) & ~published)

    def published(self) -> "GateQuerySet":
        return self.filter(published_at__isnull=False)


def _of(user: User) -> Q:
    if user.organisation and user.organisation.kind in ALLIANCE_KINDS:
        return ~Q(state="draft") & (
            Q(applicant=user.organisation) | Q(contractors=user.organisation)
        )
    if user.has_role(*STAFF):
        return Q(pk__isnull=False)
    return Q(panel__members__user=user)


class Gate(Named, Sourced):
    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=GateKind, default=GateKind.REGULAR)
    template = models.ForeignKey(GateTemplate, models.PROTECT, related_name="gates")
    template_digest = models.CharField(max_length=71, blank=True)
    fiscal_year_reviewed = models.PositiveSmallIntegerField(_("fiscal year reviewed"))
    fiscal_year_released = models.PositiveSmallIntegerField(
        _("fiscal year released"), null=True, blank=True
    )
    state = models.CharField(_("state"), max_length=20, default="draft")
    applicant = models.ForeignKey(Organisation, models.PROTECT, related_name="gates_led")
    contractors = models.ManyToManyField(Organisation, related_name="gates")
    period_from = models.DateField(_("period from"))
    period_until = models.DateField(_("period until"))
    opens_on = models.DateField(_("opens on"))
    cut_off_at = models.DateTimeField(_("cut-off of the evidence"))
    hearing_on = models.DateField(_("hearing on"))
    decision_due_on = models.DateField(_("decision due on"), null=True, blank=True)
    panel = models.OneToOneField(Panel, models.PROTECT, related_name="gate")
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    trigger = models.TextField(_("what set it off"), blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    public_record = models.JSONField(null=True, blank=True)
    dossier_digest = models.CharField(max_length=71, blank=True)

    # The instant that the guards are asked about; set by whoever asks, never stored.
    moment: datetime

    objects = GateQuerySet.as_manager()

    class Meta:
        ordering = ("fiscal_year_reviewed", "code")
        verbose_name = _("gate")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATE_CODES), name="gate_state_known"),
            models.CheckConstraint(condition=Q(kind__in=GateKind.values), name="gate_kind_known"),
            models.CheckConstraint(
                condition=Q(period_until__gte=F("period_from")), name="gate_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(fiscal_year_released__isnull=True)
                | Q(fiscal_year_released__gt=F("fiscal_year_reviewed")),
                name="gate_releases_a_later_year",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=False)
                | ~Q(state__in=("published", "conditions_open", "closed")),
                name="gate_published_has_a_time",
            ),
        )

    @property
    def is_closing(self) -> bool:
        return self.kind == GateKind.CLOSING

    @property
    def package(self) -> "Package | None":
        """The package that counts: the newest that both people signed."""
        return self.packages.filter(countersigned_at__isnull=False).last()

    def criteria(self, kind: str | None = None) -> "models.QuerySet[Criterion]":
        rows = self.template.criteria.all()
        return rows.filter(kind=kind) if kind else rows
