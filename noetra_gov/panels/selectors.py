"""Reads of a panel: who is sitting, what is still awaited, the result and its spread."""

from typing import Any

from noetra_gov.panels import rules
from noetra_gov.panels.models import Panel, PanelMember, Round, ScoreCard


def undeclared(panel: Panel) -> list[PanelMember]:
    return list(panel.members.filter(declared_at__isnull=True).select_related("user"))


def sitting(panel: Panel) -> list[PanelMember]:
    return list(panel.members.sitting().select_related("user", "user__organisation"))


def has_chair(panel: Panel) -> bool:
    return panel.members.sitting().filter(is_chair=True).exists()


def quorum_reached(panel: Panel) -> bool:
    return rules.quorum_reached(panel.members.sitting().count(), panel.quorum)


def awaited(panel: Panel) -> list[PanelMember]:
    """Sitting members with neither a first card nor a recorded absence."""
    settled = ScoreCard.objects.filter(round=Round.FIRST).values("member_id")
    waiting = panel.members.sitting().exclude(pk__in=settled).filter(absence__isnull=True)
    return list(waiting.select_related("user"))


def cards(panel: Panel, round_: int) -> list[ScoreCard]:
    return list(
        ScoreCard.objects.filter(member__in=panel.members.sitting(), round=round_)
        .select_related("member", "member__user")
        .order_by("member__lot")
    )


def own_card(panel: Panel, user: Any, round_: int) -> ScoreCard | None:
    return ScoreCard.objects.filter(member__panel=panel, member__user=user, round=round_).first()


def result(panel: Panel, round_: int = Round.SECOND) -> dict[str, Any] | None:
    """The panel's result: score, band, cap, and grade, mean and spread of each axis."""
    grades = [card.grades for card in cards(panel, round_)]
    if not grades:
        return None
    scheme = panel.scheme
    score = rules.panel_score_bp(scheme, grades)
    return {
        "score_bp": score,
        "band": list(rules.band(scheme, score)),
        "capped": rules.is_capped(scheme, grades),
        "cards": len(grades),
        "axes": [_axis(axis, grades) for axis in panel.axes],
    }


def _axis(axis: dict[str, Any], grades: list[dict[str, str]]) -> dict[str, Any]:
    return {
        **axis,
        "grade": rules.panel_grade(grades, axis["code"]),
        "mean_bp": rules.axis_mean_bp(grades, axis["code"]),
        "spread": rules.spread(grades, axis["code"]),
    }


def grades_of(panel: Panel) -> dict[str, str] | None:
    """The panel's locked grade on each axis, for the kill rule at the next gate."""
    found = result(panel)
    return {axis["code"]: axis["grade"] for axis in found["axes"]} if found else None


def pseudonyms(panel: Panel) -> dict[int, str]:
    """Cards are printed under letters, the chair's too, in an order drawn by lot: whoever reads the
    list of members cannot tell whose card is whose."""
    seats = panel.members.order_by("lot").values_list("pk", flat=True)
    return {pk: f"{chr(65 + i % 26)}{i // 26 or ''}" for i, pk in enumerate(seats)}
