"""A panel, who sits on it, what they declared, what they scored, and who dissented.

A panel does not know its gate (imports run one way): `subject` is the code of what it reviews,
and the gate moves the panel's round.
"""

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.models import InsertOnly
from noetra_gov.panels.rules import GRADES, Scheme


class Round(models.IntegerChoices):
    FORMING = 0, _("not begun")
    FIRST = 1, _("first round, blind")
    HEARING = 2, _("hearing")
    SECOND = 3, _("second round")
    LOCKED = 4, _("locked")


class Panel(models.Model):
    subject = models.CharField(max_length=40, unique=True)
    quorum = models.PositiveSmallIntegerField(default=5)
    scheme_data = models.JSONField()
    persons_under_review = models.JSONField(default=list)
    round = models.PositiveSmallIntegerField(choices=Round, default=Round.FORMING)
    formed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(round__in=Round.values), name="panel_round_known"),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="panel_quorum_positive"),
        )

    def __str__(self) -> str:
        return self.subject

    @property
    def scheme(self) -> Scheme:
        return scheme_of(self.scheme_data)

    @property
    def axes(self) -> list[dict[str, Any]]:
        axes: list[dict[str, Any]] = self.scheme_data["axes"]
        return axes


def scheme_of(data: dict[str, Any]) -> Scheme:
    """The scheme as a template keeps it: plain data, so that it can be frozen with a digest."""
    return Scheme(
        weights_bp={axis["code"]: axis["weight_bp"] for axis in data["axes"]},
        bands=tuple((b["minimum_bp"], tuple(b["outcomes"])) for b in data["bands"]),
        capping_axes=tuple(data["capping_axes"]),
        cap_below_bp=data["cap_below_bp"],
        killing_axes=tuple(data["killing_axes"]),
    )


class PanelMemberQuerySet(models.QuerySet["PanelMember"]):
    def sitting(self) -> "PanelMemberQuerySet":
        """Declared and not recused: the only ones who review."""
        return self.filter(declared_at__isnull=False, recused_at__isnull=True)


def draw_lot() -> str:
    return secrets.token_hex(16)


class PanelMember(models.Model):
    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    user = models.ForeignKey("people.User", models.PROTECT, related_name="panel_seats")
    is_chair = models.BooleanField(default=False)
    invited_at = models.DateTimeField()
    declared_at = models.DateTimeField(null=True, blank=True)
    recused_at = models.DateTimeField(null=True, blank=True)
    # Drawn at random and shown to nobody: the order of the letters says nothing about the seats.
    lot = models.CharField(max_length=32, default=draw_lot, editable=False)

    objects = PanelMemberQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=["panel", "user"], name="member_once"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(is_chair=True, recused_at__isnull=True),
                name="one_chair",
            ),
            models.CheckConstraint(
                condition=Q(declared_at__isnull=True) | Q(declared_at__gte=F("invited_at")),
                name="declared_after_invited",
            ),
        )

    def __str__(self) -> str:
        return f"{self.panel_id}:{self.user_id}"

    @property
    def sits(self) -> bool:
        return self.declared_at is not None and self.recused_at is None


class Declaration(InsertOnly):
    """What a member declared, in their words; a later one adds, none replaces."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="declarations")
    at = models.DateTimeField()
    content = models.JSONField()
    digest = models.CharField(max_length=71)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.member_id} {self.at:%Y-%m-%d}"


class FoundBy(models.TextChoices):
    SYSTEM = "system", _("found by the system")
    DECLARATION = "declaration", _("declared by the member")
    NEDO = "nedo", _("named by NEDO")


class ConflictFinding(InsertOnly):
    """Why a member is an interested party (rules 1 to 5)."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="findings")
    rule = models.PositiveSmallIntegerField()
    organisation = models.CharField(max_length=40, blank=True)
    via = models.CharField(max_length=200, blank=True)
    found_by = models.CharField(max_length=12, choices=FoundBy)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(rule__gte=1, rule__lte=5), name="rule_known"),
            models.CheckConstraint(
                condition=Q(found_by__in=FoundBy.values), name="conflict_found_by_known"
            ),
            models.UniqueConstraint(
                fields=["member", "rule", "organisation", "via", "found_by"], name="finding_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.member_id}: rule {self.rule}"


class ScoreCard(InsertOnly):
    """One member's grades in one round: S A B C D for each axis, with words."""

    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="cards")
    round = models.PositiveSmallIntegerField(choices=[(1, "1"), (3, "2")])
    grades = models.JSONField()
    comments = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    score_bp = models.PositiveIntegerField()
    carried = models.BooleanField(default=False)
    at = models.DateTimeField()

    GRADES = GRADES

    class Meta:
        ordering = ("round", "member_id")
        constraints = (
            models.UniqueConstraint(fields=["member", "round"], name="card_once_a_round"),
            models.CheckConstraint(condition=Q(round__in=(1, 3)), name="card_round_known"),
            models.CheckConstraint(condition=Q(score_bp__lte=40_000), name="card_score_bounded"),
        )

    def __str__(self) -> str:
        return f"{self.member_id} round {self.round}"


class Absence(InsertOnly):
    """A member whose card will not come, with the reason, so that the hearing need not wait."""

    member = models.OneToOneField(PanelMember, models.PROTECT, related_name="absence")
    reason = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id}: {self.reason}"


class Dissent(InsertOnly):
    """A member's formal disagreement; it travels with the recommendation to the deciders."""

    member = models.OneToOneField(PanelMember, models.PROTECT, related_name="dissent")
    text = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id}: {self.text[:40]}"
