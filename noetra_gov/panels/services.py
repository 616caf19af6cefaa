"""Writes of a panel: who sits, what they declared, how they scored. Each leaves one log entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput, Conflict
from noetra_gov.core.workflow import subject_of
from noetra_gov.panels import rights, rules
from noetra_gov.panels.conflicts import findings_of
from noetra_gov.panels.models import (
    Absence,
    ConflictFinding,
    Declaration,
    Dissent,
    Panel,
    PanelMember,
    Round,
    ScoreCard,
    scheme_of,
)
from noetra_gov.people.models import Role, User
from noetra_gov.people.permission import permitted, require
from noetra_gov.seal.canonical import digest_of


def _log(actor: User, action: str, panel: Panel, payload: dict[str, Any], at: datetime) -> None:
    obj = f"panels.Panel:{panel.subject}"
    record(actor=actor.ref, action=f"panels.{action}", obj=obj, payload=payload, at=at)


@transaction.atomic
def panel_form(
    *, actor: User, subject: str, scheme: dict[str, Any], quorum: int, at: datetime
) -> Panel:
    """An empty panel for a gate, which asks for the right; the scheme is copied, so that a later
    template changes nothing here."""
    scheme_of(scheme)
    panel = Panel.objects.create(subject=subject, scheme_data=scheme, quorum=quorum, formed_at=at)
    _log(actor, "form", panel, {"quorum": quorum, "scheme": digest_of(scheme)}, at)
    return panel


@transaction.atomic
def member_invite(
    *, actor: User, panel: Panel, user: User, at: datetime, chair: bool = False
) -> PanelMember:
    """Invite a person; they see nothing until they have declared their interests."""
    require(permitted(actor, rights.INVITE, panel))
    _still_forming(panel)
    if not user.has_role(Role.PANEL_CHAIR if chair else Role.PANEL_MEMBER, Role.PANEL_CHAIR):
        raise BadInput("not_a_member", _("This person has no panel role. Give it to them first."))
    if panel.members.filter(user=user).exists():
        raise Conflict("already_invited", _("This person has a seat on the panel already."))
    if chair and panel.members.filter(is_chair=True, recused_at__isnull=True).exists():
        raise Conflict("chair_taken", _("The panel has a chair already."))
    member = PanelMember.objects.create(panel=panel, user=user, is_chair=chair, invited_at=at)
    _log(actor, "invite", panel, {"member": user.ref, "chair": chair}, at)
    return member


@transaction.atomic
def interests_declare(
    *, actor: User, panel: Panel, content: dict[str, Any], at: datetime
) -> PanelMember:
    """A member declares; the system checks their organisations at once and recuses if it must."""
    require(permitted(actor, rights.DECLARE, panel))
    member = PanelMember.objects.select_for_update().get(panel=panel, user=actor)
    digest = digest_of(content)
    Declaration.objects.create(member=member, at=at, content=content, digest=digest)
    member.declared_at = member.declared_at or at
    member.save(update_fields=["declared_at"])
    found = _check(member, at)
    _log(actor, "declare", panel, {"declaration": digest, "rules": _broken(found)}, at)
    return member


@transaction.atomic
def conflict_name(
    *, actor: User, panel: Panel, member: PanelMember, reason: str, at: datetime
) -> PanelMember:
    """Rule 5: NEDO names anybody else an interested party, at any time before the cards are locked."""
    require(permitted(actor, rights.NAME_CONFLICT, panel))
    if panel.round == Round.LOCKED:
        raise Conflict("locked", _("The cards are locked; open an extraordinary review instead."))
    if not reason.strip():
        raise BadInput("reason", _("Write the reason; the member and the record will carry it."))
    _keep(member, rules.Finding(5, "", reason[:200], "nedo"), at)
    _recuse(member, at)
    _log(actor, "name_conflict", panel, {"member": member.user.ref, "reason": reason}, at)
    return member


@transaction.atomic
def conflicts_recheck(*, actor: User, panel: Panel, at: datetime) -> list[PanelMember]:
    """Check every member again on the day the panel is set; answers those newly recused."""
    require(permitted(actor, rights.INVITE, panel))
    declared = panel.members.filter(declared_at__isnull=False, recused_at__isnull=True)
    recused = [member for member in declared if _check(member, at)]
    _log(actor, "recheck", panel, {"recused": [m.user.ref for m in recused]}, at)
    return recused


def _check(member: PanelMember, at: datetime) -> tuple[rules.Finding, ...]:
    found = findings_of(member, at)
    for one in found:
        _keep(member, one, at)
    if found:
        _recuse(member, at)
    return found


def _keep(member: PanelMember, found: rules.Finding, at: datetime) -> None:
    ConflictFinding.objects.get_or_create(
        member=member,
        rule=found.rule,
        organisation=found.organisation,
        via=found.via[:200],
        found_by=found.found_by,
        defaults={"at": at},
    )


def _recuse(member: PanelMember, at: datetime) -> None:
    if member.recused_at is None:
        member.recused_at = at
        member.save(update_fields=["recused_at"])


def _broken(found: tuple[rules.Finding, ...]) -> list[int]:
    return sorted({one.rule for one in found})


def _still_forming(panel: Panel) -> None:
    if panel.round != Round.FORMING:
        raise Conflict("panel_set", _("The panel is set; its members no longer change."))


# --- rounds and cards -------------------------------------------------------------------------


@transaction.atomic
def round_open(*, panel: Panel, to: Round) -> Panel:
    """Moved by the gate, which logs the step; rounds only go forward, one at a time."""
    if not Panel.objects.filter(pk=panel.pk, round=to - 1).update(round=to):
        raise Conflict(
            "round", _("The panel is not at the round before this one. Reload the page.")
        )
    panel.round = to
    return panel


@transaction.atomic
def card_hand_in(
    *,
    actor: User,
    panel: Panel,
    grades: Mapping[str, str],
    comments: Mapping[str, str],
    at: datetime,
    reasons: Mapping[str, str] | None = None,
) -> ScoreCard:
    """Hand in the card of the round that is open; it cannot be taken back in that round."""
    require(permitted(actor, rights.SCORE, panel))
    panel.refresh_from_db(fields=["round"])
    member = PanelMember.objects.select_for_update().get(panel=panel, user=actor)
    card = _new_card(member, panel, dict(grades), dict(reasons or {}), at)
    card.comments = dict(comments)
    card.save()
    payload = {"round": panel.round, "card": digest_of(card.grades | {"_": card.comments})}
    _log(actor, "score", panel, payload, at)
    return card


def _new_card(
    member: PanelMember, panel: Panel, grades: dict[str, str], reasons: dict[str, str], at: datetime
) -> ScoreCard:
    if panel.round not in (Round.FIRST, Round.SECOND):
        raise Conflict("no_round", _("No round of scoring is open."))
    if rules.card_faults(panel.scheme, grades):
        raise BadInput("grades", _("Give each axis one of S, A, B, C or D."))
    if member.cards.filter(round=panel.round).exists():
        raise Conflict("handed_in", _("You have handed in your card for this round already."))
    if panel.round == Round.SECOND:
        _explained(member, grades, reasons)
    score = rules.card_score_bp(panel.scheme, grades)
    return ScoreCard(
        member=member, round=panel.round, grades=grades, reasons=reasons, score_bp=score, at=at
    )


def _explained(member: PanelMember, grades: dict[str, str], reasons: dict[str, str]) -> None:
    first = member.cards.filter(round=Round.FIRST).first()
    if first is None:
        raise Conflict("no_first", _("Only those who scored before the hearing score after it."))
    if rules.unexplained_changes(first.grades, grades, reasons):
        raise BadInput("reasons", _("Write a reason beside each grade that you changed."))


@transaction.atomic
def cards_lock(*, panel: Panel, at: datetime) -> list[ScoreCard]:
    """End of the second round: an unchanged first card is carried over; nothing changes after."""
    round_open(panel=panel, to=Round.LOCKED)
    sitting = panel.members.sitting()
    second = ScoreCard.objects.filter(member__in=sitting, round=Round.SECOND)
    have = set(second.values_list("member_id", flat=True))
    first = ScoreCard.objects.filter(member__in=sitting, round=Round.FIRST)
    for card in first.exclude(member_id__in=have):
        ScoreCard.objects.create(
            member_id=card.member_id, round=Round.SECOND, grades=card.grades, carried=True,
            comments=card.comments, score_bp=card.score_bp, at=at,
        )  # fmt: skip
    return list(ScoreCard.objects.filter(member__in=sitting, round=Round.SECOND))


@transaction.atomic
def absence_record(
    *, actor: User, panel: Panel, member: PanelMember, reason: str, at: datetime
) -> Absence:
    """The chair notes that a card will not come, and why."""
    require(permitted(actor, rights.ABSENCE, panel))
    if member.panel_id != panel.pk or not member.sits:
        raise BadInput("member", _("Choose a member who sits on this panel."))
    if not reason.strip():
        raise BadInput("reason", _("Write why the card will not come."))
    if member.cards.exists() or Absence.objects.filter(member=member).exists():
        raise Conflict("settled", _("This member's card is in, or their absence is recorded."))
    absence = Absence.objects.create(member=member, reason=reason, at=at)
    _log(actor, "absence", panel, {"member": member.user.ref, "reason": reason}, at)
    return absence


@transaction.atomic
def dissent_attach(*, actor: User, panel: Panel, text: str, at: datetime) -> Dissent:
    """A formal dissent, once the cards are locked; the gate closes the door when it recommends."""
    require(permitted(actor, rights.DISSENT, panel))
    if panel.round != Round.LOCKED:
        raise Conflict("not_locked", _("A dissent follows the locked cards; score first."))
    if not text.strip():
        raise BadInput("text", _("Write what you disagree with and why."))
    member = PanelMember.objects.get(panel=panel, user=actor)
    if Dissent.objects.filter(member=member).exists():
        raise Conflict("dissented", _("Your dissent is attached already."))
    dissent = Dissent.objects.create(member=member, text=text, at=at)
    _log(actor, "dissent", panel, {"dissent": digest_of(text), "seat": subject_of(member)}, at)
    return dissent
