"""Pure decisions of a gate: what is missing, what binds, what an outcome does to the money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

COMPARATORS = ("ge", "le", "eq")


def verdict_of(value: Decimal | int | None, comparator: str, threshold: Decimal | None) -> str:
    """Evidence against its threshold; nothing to compare is unknown, never met."""
    if value is None or threshold is None:
        return "unknown"
    held = {
        "ge": value >= threshold,
        "le": value <= threshold,
        "eq": value == threshold,
    }[comparator]
    return "met" if held else "not_met"


def worst(verdicts: Iterable[str]) -> str:
    """A criterion answered several times is met only when every answer says so."""
    found = set(verdicts)
    if "not_met" in found:
        return "not_met"
    return "met" if found == {"met"} else "unknown"


def must_meet_failed(verdicts: Mapping[str, str], must_meet: Iterable[str]) -> tuple[str, ...]:
    """Fails closed: a must-meet criterion nobody could answer counts as not met."""
    return tuple(code for code in must_meet if verdicts.get(code, "unknown") != "met")


def kill_triggered(verdicts: Mapping[str, str], kill: Iterable[str]) -> tuple[str, ...]:
    """A kill criterion is written as what must hold; it fires when shown not to, never on doubt."""
    return tuple(code for code in kill if verdicts.get(code) == "not_met")


# --- the package ------------------------------------------------------------------------------


@dataclass(frozen=True)
class DeliverableState:
    code: str
    files: int
    waived: bool
    waiver_reason: str = ""

    @property
    def settled(self) -> bool:
        return self.files > 0 or (self.waived and bool(self.waiver_reason.strip()))


def missing_deliverables(states: Iterable[DeliverableState]) -> tuple[str, ...]:
    """An incomplete file is not reviewed at all."""
    return tuple(state.code for state in states if not state.settled)


# --- the decision -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Consequence:
    """What an outcome does to the money (rules 3, 4 and 5)."""

    releases: bool
    reserves: bool
    freezes: bool
    conditions: bool
    may_recover: bool = False


CONSEQUENCES = {
    "accelerate": Consequence(releases=True, reserves=False, freezes=False, conditions=False),
    "go": Consequence(releases=True, reserves=False, freezes=False, conditions=False),
    "conditional": Consequence(releases=True, reserves=True, freezes=False, conditions=True),
    "reduce": Consequence(releases=True, reserves=True, freezes=False, conditions=True),
    "recycle": Consequence(releases=False, reserves=False, freezes=False, conditions=False),
    "hold": Consequence(releases=False, reserves=False, freezes=True, conditions=False),
    "stop": Consequence(
        releases=False, reserves=False, freezes=True, conditions=False, may_recover=True
    ),
}


@dataclass(frozen=True)
class Money:
    """Integer yen. The reserve is a part of the amount, not beside it."""

    amount_yen: int = 0
    reserve_yen: int = 0
    recover_yen: int = 0

    @property
    def free_yen(self) -> int:
        return self.amount_yen - self.reserve_yen


@dataclass(frozen=True)
class Room:
    """How far the money may go: the year's appropriation not yet released, the cap, what was paid.

    `available_yen` is None where nothing has been appropriated for the year yet.
    """

    available_yen: int | None
    left_under_cap_yen: int
    disbursed_yen: int = 0


def money_faults(outcome: str, money: Money, room: Room, *, closing: bool) -> tuple[str, ...]:
    """Codes of everything wrong with the proposed money; empty when the outcome may have it."""
    rule = CONSEQUENCES[outcome]
    releases = rule.releases and not closing
    faults = [
        ("money_negative", min(money.amount_yen, money.reserve_yen, money.recover_yen) < 0),
        ("money_not_released", not releases and money.amount_yen != 0),
        ("money_missing", releases and money.amount_yen <= 0),
        ("reserve_missing", releases and rule.reserves and money.reserve_yen <= 0),
        ("reserve_not_allowed", not (releases and rule.reserves) and money.reserve_yen != 0),
        ("reserve_above_amount", money.reserve_yen > money.amount_yen),
        ("above_appropriation", money.amount_yen > (room.available_yen or 0)),
        ("above_cap", money.amount_yen > room.left_under_cap_yen),
        ("recovery_not_allowed", money.recover_yen > 0 and not rule.may_recover),
        ("recovery_above_disbursed", money.recover_yen > room.disbursed_yen),
    ]
    return tuple(code for code, wrong in faults if wrong)


@dataclass(frozen=True)
class Decider:
    person: str
    organisation: str


def decider_faults(
    proposer: Decider,
    confirmer: Decider | None,
    *,
    panel: frozenset[str],
    alliance: frozenset[str],
) -> tuple[str, ...]:
    """Two people, neither on the panel nor of an alliance organisation."""
    people = [one for one in (proposer, confirmer) if one is not None]
    faults = [
        ("same_person", confirmer is not None and confirmer.person == proposer.person),
        ("decider_on_panel", any(one.person in panel for one in people)),
        ("decider_of_alliance", any(one.organisation in alliance for one in people)),
    ]
    return tuple(code for code, wrong in faults if wrong)


def departs_without_reason(recommended: str, outcome: str, reason: str) -> bool:
    return recommended != outcome and not reason.strip()


def conditions_fault(outcome: str, conditions: Sequence[Mapping[str, object]]) -> str:
    """Conditions and the outcome must agree; each needs an owner and a date."""
    if CONSEQUENCES[outcome].conditions and not conditions:
        return "conditions_missing"
    if conditions and not CONSEQUENCES[outcome].conditions:
        return "conditions_not_allowed"
    if any(not c.get("owner") or not c.get("due_on") for c in conditions):
        return "condition_incomplete"
    return ""


# --- clocks -----------------------------------------------------------------------------------


def overdue(due_on: date, *, settled: bool, on: date) -> bool:
    """The due day itself still counts."""
    return not settled and on > due_on


def fact_check_open(*, comments_without_reply: int, finished: bool, due_on: date, on: date) -> bool:
    """Closed once every comment is answered and the applicant is done or the days have passed."""
    return comments_without_reply > 0 or (not finished and on <= due_on)
