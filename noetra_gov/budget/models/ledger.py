"""Accounts, transfers, the cap. The CHECK constraints hold the money rules even under raw SQL."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.budget.rules import Kind, Stage
from noetra_gov.core.models import InsertOnly
from noetra_gov.people.models import Organisation
from noetra_gov.programme.models import FiscalYear, Programme, fiscal_year_label

STAGE_LABELS = {
    Stage.TREASURY: _("treasury"),
    Stage.APPROPRIATED: _("appropriation"),
    Stage.RESERVED: _("reserve"),
    Stage.RELEASED: _("release"),
    Stage.COMMITTED: _("commitment"),
    Stage.ADVANCED: _("advance"),
    Stage.SETTLED: _("settled"),
    Stage.CARRIED_OVER: _("carried over"),
    Stage.LAPSED: _("lapsed"),
    Stage.RECOVERED: _("recovered"),
    Stage.FROZEN: _("frozen"),
}
KIND_LABELS = {
    Kind.APPROPRIATE: _("appropriation"),
    Kind.RELEASE: _("release"),
    Kind.RESERVE: _("put into reserve"),
    Kind.RESERVE_RELEASE: _("release from reserve"),
    Kind.COMMIT: _("commitment"),
    Kind.DECOMMIT: _("reduction of a commitment"),
    Kind.REALLOCATE: _("reallocation"),
    Kind.ADVANCE: _("advance payment"),
    Kind.SETTLE: _("settlement"),
    Kind.RETURN: _("return of an advance"),
    Kind.CARRY_OVER: _("carry-over"),
    Kind.CARRY_IN: _("carried in"),
    Kind.LAPSE: _("lapse"),
    Kind.RECOVER: _("recovery"),
    Kind.FREEZE: _("freeze"),
    Kind.LIFT: _("freeze lifted"),
}


class Account(models.Model):
    """One balance: a stage of a fiscal year, for an organisation and line where it has them."""

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="accounts")
    stage = models.CharField(_("stage"), max_length=20, choices=list(STAGE_LABELS.items()))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    line = models.CharField(_("line"), max_length=80, blank=True)
    balance_yen = models.BigIntegerField(_("balance"), default=0)

    class Meta:
        ordering = ("fiscal_year", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["fiscal_year", "stage", "organisation", "line"],
                condition=Q(organisation__isnull=False),
                name="account_once",
            ),
            models.UniqueConstraint(
                fields=["fiscal_year", "stage", "line"],
                condition=Q(organisation__isnull=True),
                name="account_without_organisation_once",
            ),
            models.CheckConstraint(
                condition=Q(balance_yen__gte=0) | Q(stage=Stage.TREASURY),
                name="account_never_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(balance_yen__lte=0) | ~Q(stage=Stage.TREASURY),
                name="treasury_only_gives",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=[stage.value for stage in Stage]), name="account_stage_known"
            ),
        )

    def __str__(self) -> str:
        owner = self.organisation.code if self.organisation else ""
        parts = (fiscal_year_label(self.fiscal_year_id), self.stage_label, owner, self.line)
        return " / ".join(part for part in parts if part)

    @property
    def code(self) -> str:
        """How ledger extract and log name the account, in every language: 2028/reserved//G1."""
        owner = self.organisation.code if self.organisation else ""
        return f"{self.fiscal_year_id}/{self.stage}/{owner}/{self.line}"

    @property
    def stage_label(self) -> str:
        return str(STAGE_LABELS[Stage(self.stage)])


class Cap(models.Model):
    """All commitments together against the cap: the hot row, changed last in a transaction."""

    programme = models.OneToOneField(Programme, models.PROTECT, primary_key=True)
    cap_yen = models.BigIntegerField(_("cap"))
    committed_yen = models.BigIntegerField(_("committed"), default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(committed_yen__lte=F("cap_yen")), name="cap_never_exceeded"
            ),
            models.CheckConstraint(
                condition=Q(committed_yen__gte=0), name="cap_committed_not_negative"
            ),
        )

    def __str__(self) -> str:
        return f"{self.committed_yen:,} of {self.cap_yen:,}"

    @property
    def left_yen(self) -> int:
        return self.cap_yen - self.committed_yen


class Transfer(InsertOnly):
    """One movement of whole yen between two accounts: written once, by one rule, for a stated reason."""

    kind = models.CharField(_("kind"), max_length=20, choices=list(KIND_LABELS.items()))
    source = models.ForeignKey(Account, models.PROTECT, related_name="given")
    target = models.ForeignKey(Account, models.PROTECT, related_name="received")
    amount_yen = models.BigIntegerField(_("amount"))
    key = models.CharField(_("idempotency key"), max_length=200, unique=True)
    happened_at = models.DateTimeField(_("happened at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    actor = models.CharField(_("entered by"), max_length=150)
    approver = models.CharField(_("approved by"), max_length=150, blank=True)
    year_locked = models.BooleanField(default=False)
    gate_code = models.CharField(_("gate"), max_length=20, blank=True)
    decision_digest = models.CharField(_("decision or document"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=["source", "recorded_at"], name="transfer_from_as_known"),
            models.Index(fields=["target", "recorded_at"], name="transfer_to_as_known"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount_yen__gt=0), name="transfer_positive"),
            models.CheckConstraint(
                condition=~Q(source=F("target")), name="transfer_between_two_accounts"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="transfer_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(actor=F("approver")), name="transfer_nobody_approves_their_own"
            ),
            # Rule 3: a year that is not locked in gets money only from a decided gate.
            models.CheckConstraint(
                condition=~Q(kind__in=[Kind.RELEASE, Kind.RESERVE, Kind.RESERVE_RELEASE])
                | Q(year_locked=True)
                | (~Q(gate_code="") & ~Q(decision_digest="")),
                name="transfer_release_rests_on_a_gate",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_yen:,}"

    @property
    def kind_label(self) -> str:
        return str(KIND_LABELS[Kind(self.kind)])
