"""Rights over money. Nobody approves their own (rule 11)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.people.models import Role, User
from noetra_gov.people.permission import declare


def _not_their_own(user: User, paper: Any) -> Sentence | None:
    author = getattr(paper, "entered_by", None) or getattr(paper, "requested_by", None)
    if author == user.ref:
        return _("You entered this yourself. Another person must confirm it.")
    return None


VIEW = declare(
    "budget.view",
    label=_("See the budget of all organisations"),
    roles=[
        Role.METI_REVIEWER,
        Role.METI_DECIDER,
        Role.NEDO_SECRETARIAT,
        Role.NEDO_DECIDER,
        Role.PANEL_CHAIR,
        Role.PANEL_MEMBER,
        Role.BUDGET_OFFICER,
        Role.BUDGET_APPROVER,
        Role.AUDITOR,
        Role.ADMINISTRATOR,
    ],
)
ENTER = declare(
    "budget.enter", label=_("Enter appropriations and commitments"), roles=[Role.BUDGET_OFFICER]
)
CONFIRM = declare(
    "budget.confirm",
    label=_("Confirm appropriations and payments"),
    roles=[Role.BUDGET_APPROVER],
    check=_not_their_own,
)
RELEASE = declare(
    "budget.release",
    label=_("Release the money of a locked year"),
    roles=[Role.BUDGET_APPROVER, Role.METI_DECIDER],
)
GATE_MONEY = declare(
    "budget.gate_money",
    label=_("Move money by a gate's decision"),
    roles=[Role.METI_DECIDER, Role.NEDO_SECRETARIAT],
)
