"""Rights over gates. Whoever sits on the panel and is recused or has not declared finds them closed."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.gates import rules
from noetra_gov.panels import rights as panels
from noetra_gov.panels.conflicts import alliance_codes
from noetra_gov.people.models import Role, User
from noetra_gov.people.permission import declare

Check = Callable[[User, Any], Sentence | None]
SEATS = (Role.PANEL_MEMBER, Role.PANEL_CHAIR)
OVERSEERS = (
    Role.NEDO_SECRETARIAT, Role.NEDO_DECIDER, Role.METI_REVIEWER, Role.METI_DECIDER, Role.AUDITOR,
)  # fmt: skip
APPLICANTS = (Role.ALLIANCE_PM, Role.ALLIANCE_ENGINEER, Role.ALLIANCE_COUNTERSIGNER)


def own_door(user: User, gate: Any) -> Sentence | None:
    """A seat on the panel decides before any other role."""
    return panels.door(user, gate.panel)


def of_contractor(user: User, gate: Any) -> Sentence | None:
    if user.organisation_id and gate.contractors.filter(pk=user.organisation_id).exists():
        return own_door(user, gate)
    return _("This is for the organisations under review.")


def of_applicant(user: User, gate: Any) -> Sentence | None:
    if user.organisation_id != gate.applicant_id:
        return _("This is for the organisation that leads the application.")
    return own_door(user, gate)


def reading(user: User, gate: Any) -> Sentence | None:
    """Papers: overseers, the contractors themselves, and sitting members of this panel."""
    if panels.seat_of(user, gate.panel) or user.has_role(*OVERSEERS):
        return own_door(user, gate)
    if user.has_role(*SEATS):
        return panels.NOT_ON_PANEL
    return of_contractor(user, gate)


def seated(user: User, gate: Any) -> Sentence | None:
    return panels.sitting(user, gate.panel)


def chairing(user: User, gate: Any) -> Sentence | None:
    return panels.chairing(user, gate.panel)


def another_person(user: User, gate: Any) -> Sentence | None:
    """The countersignature is another's of the same organisation."""
    waiting = gate.packages.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True).last()
    if waiting is not None and waiting.submitted_by_id == user.pk:
        return _("You signed the package; another person of your organisation countersigns.")
    return of_applicant(user, gate)


FAULTS = {
    "same_person": _("You proposed the outcome; another person confirms it."),
    "decider_on_panel": _("Whoever has a seat on the panel does not decide."),
    "decider_of_alliance": _("Whoever belongs to an alliance organisation does not decide."),
}


def deciding(user: User, gate: Any) -> Sentence | None:
    """Neither on the panel nor of an alliance organisation; and two different people."""
    from noetra_gov.core import clock

    at = getattr(gate, "moment", None) or clock.now()
    first = gate.decisions.exclude(state="declined").select_related("proposed_by").first()
    proposer = _decider(first.proposed_by if first else user)
    faults = rules.decider_faults(
        proposer,
        _decider(user) if first else None,
        panel=frozenset(gate.panel.members.values_list("user__username", flat=True)),
        alliance=alliance_codes(at),
    )
    return FAULTS[faults[0]] if faults else None


def _decider(user: User) -> rules.Decider:
    return rules.Decider(user.username, user.organisation.code if user.organisation else "")


def proposing(user: User, gate: Any) -> Sentence | None:
    if gate.decisions.exclude(state="declined").exists():
        return _("An outcome is proposed already.")
    return deciding(user, gate)


def not_decider(user: User, gate: Any) -> Sentence | None:
    """An appeal goes to people who did not decide what it is about, nor sat on the panel."""
    mine = gate.decisions.filter(Q(proposed_by=user) | Q(confirmed_by=user))
    if mine.exists():
        return _("You took part in the decision; somebody else decides on the appeal.")
    if panels.seat_of(user, gate.panel):
        return FAULTS["decider_on_panel"]
    return None


def nobody(user: User, gate: Any) -> Sentence | None:
    return _("The system does this by itself.")


_SECRETARIAT = [Role.NEDO_SECRETARIAT]
_TABLE: tuple[tuple[str, Any, list[Role], Check], ...] = (
    ("create", _("Prepare a gate"), _SECRETARIAT, own_door),
    ("open", _("Open a gate"), _SECRETARIAT, own_door),
    ("waive", _("Waive a deliverable"), _SECRETARIAT, own_door),
    ("return", _("Return a package"), _SECRETARIAT, own_door),
    ("set_panel", _("Set the panel"), _SECRETARIAT, own_door),
    ("start_scoring", _("Open the paper review"), _SECRETARIAT, own_door),
    ("find_falsified", _("Record falsified evidence"), [*_SECRETARIAT, Role.AUDITOR], own_door),
    ("publish", _("Publish"), _SECRETARIAT, own_door),
    ("verify_condition", _("Verify a condition"), _SECRETARIAT, own_door),
    ("read", _("Read the papers"), [*OVERSEERS, *SEATS, *APPLICANTS], reading),
    ("prepare", _("Prepare the package"), [Role.ALLIANCE_PM, Role.ALLIANCE_ENGINEER], of_contractor),
    ("sign", _("Sign the package"), [Role.ALLIANCE_PM], of_applicant),
    ("countersign", _("Countersign"), [Role.ALLIANCE_COUNTERSIGNER, Role.ALLIANCE_PM], another_person),
    ("take_up", _("Take up a returned package"), [Role.ALLIANCE_PM], of_applicant),
    ("answer", _("Answer questions"), [Role.ALLIANCE_PM], of_contractor),
    ("comment", _("Comment on the draft"), [Role.ALLIANCE_PM], of_contractor),
    ("supply_condition", _("Supply evidence for a condition"), [Role.ALLIANCE_PM], of_contractor),
    ("ask", _("Ask a question"), list(SEATS), seated),
    ("score", _("Score"), list(SEATS), seated),
    ("dissent", _("Attach a dissent"), list(SEATS), seated),
    ("hear", _("Begin the hearing"), [Role.PANEL_CHAIR], chairing),
    ("minutes", _("Write the minutes"), [Role.PANEL_CHAIR], chairing),
    ("close_hearing", _("Close the hearing"), [Role.PANEL_CHAIR], chairing),
    ("issue_draft", _("Issue the draft"), [Role.PANEL_CHAIR], chairing),
    ("reply", _("Reply to comments"), [Role.PANEL_CHAIR], chairing),
    ("recommend", _("Recommend"), [Role.PANEL_CHAIR], chairing),
    ("propose", _("Propose an outcome"), [Role.NEDO_DECIDER], proposing),
    ("confirm", _("Confirm an outcome"), [Role.METI_DECIDER], deciding),
    ("decline", _("Decline a proposal"), [Role.METI_DECIDER], deciding),
    ("appeal", _("Appeal"), [Role.ALLIANCE_PM], of_applicant),
    ("decide_appeal", _("Decide on an appeal"), [Role.METI_DECIDER, Role.NEDO_DECIDER], not_decider),
    ("recycle", _("Prepare a re-examination"), _SECRETARIAT, own_door),
    (
        "extraordinary",
        _("Open an extraordinary review"),
        [*_SECRETARIAT, Role.NEDO_DECIDER, Role.METI_REVIEWER, Role.METI_DECIDER],
        own_door,
    ),
    ("skip_papers", _("Go on without papers"), _SECRETARIAT, own_door),
    ("system", _("Moved by the system"), [Role.ADMINISTRATOR], nobody),
)  # fmt: skip
for _code, _label, _roles, _check in _TABLE:
    declare(f"gates.{_code}", label=_label, roles=_roles, check=_check)
