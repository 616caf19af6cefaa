"""Rights of a panel. A recused member finds every one of them closed, whatever other role they hold."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.panels.models import Panel, PanelMember
from noetra_gov.people.models import Role, User
from noetra_gov.people.permission import declare

SEATS = (Role.PANEL_MEMBER, Role.PANEL_CHAIR)
NOT_ON_PANEL = _("You are not on this panel.")
RECUSED = _(
    "You are an interested party and take no part in this review; its papers are closed to you."
)
DECLARE_FIRST = _("Declare your interests first; nothing opens before that.")


def seat_of(user: User, panel: Panel | None) -> PanelMember | None:
    return PanelMember.objects.filter(panel=panel, user=user).first() if panel else None


def door(user: User, panel: Panel | None) -> Sentence | None:
    """Why the papers are closed to somebody with a seat; None for those without one."""
    seat = seat_of(user, panel)
    if seat is None:
        return None
    if seat.recused_at:
        return RECUSED
    return None if seat.declared_at else DECLARE_FIRST


def sitting(user: User, panel: Panel) -> Sentence | None:
    return NOT_ON_PANEL if seat_of(user, panel) is None else door(user, panel)


def chairing(user: User, panel: Panel) -> Sentence | None:
    seat = seat_of(user, panel)
    if seat is not None and not seat.is_chair:
        return _("This is for the chair of the panel.")
    return sitting(user, panel)


def _may_declare(user: User, panel: Any) -> Sentence | None:
    seat = seat_of(user, panel)
    if seat is None:
        return NOT_ON_PANEL
    return RECUSED if seat.recused_at else None


INVITE = declare("panels.invite", label=_("Invite panel members"), roles=[Role.NEDO_SECRETARIAT])
NAME_CONFLICT = declare(
    "panels.name_conflict", label=_("Name an interested party"), roles=[Role.NEDO_SECRETARIAT]
)
DECLARE = declare(
    "panels.declare", label=_("Declare one's interests"), roles=SEATS, check=_may_declare
)
SCORE = declare("panels.score", label=_("Score"), roles=SEATS, check=sitting)
DISSENT = declare("panels.dissent", label=_("Dissent"), roles=SEATS, check=sitting)
ABSENCE = declare(
    "panels.absence", label=_("Record an absence"), roles=[Role.PANEL_CHAIR], check=chairing
)
SEE_SPREAD = declare(
    "panels.see_spread",
    label=_("See all score cards and their spread"),
    roles=[Role.PANEL_CHAIR],
    check=chairing,
)
