"""The money rules, pure: which transfer may go from which stage to which, and what it does to the cap.

Integer yen throughout; the direction is in the kind of a transfer, never in a sign (domain, section 3).
"""

from dataclasses import dataclass
from enum import StrEnum

from noetra_gov.core.yen import part_bp

REALLOCATION_LIMIT_BP = 2_000  # rule 7: 20 % of the main items I to III, a year
MAIN_ITEMS = ("I", "II", "III")  # equipment, labour, other
FIXED_ITEMS = ("IV", "V")  # indirect, re-commissioned


class Stage(StrEnum):
    """Where money stands, in the order in which it moves."""

    TREASURY = "treasury"
    APPROPRIATED = "appropriated"
    RESERVED = "reserved"
    RELEASED = "released"
    COMMITTED = "committed"
    ADVANCED = "advanced"
    SETTLED = "settled"
    CARRIED_OVER = "carried_over"
    LAPSED = "lapsed"
    RECOVERED = "recovered"
    FROZEN = "frozen"


class Kind(StrEnum):
    """What a transfer is."""

    APPROPRIATE = "appropriate"
    RELEASE = "release"
    RESERVE = "reserve"
    RESERVE_RELEASE = "reserve_release"
    COMMIT = "commit"
    DECOMMIT = "decommit"
    REALLOCATE = "reallocate"
    ADVANCE = "advance"
    SETTLE = "settle"
    RETURN = "return"
    CARRY_OVER = "carry_over"
    CARRY_IN = "carry_in"
    LAPSE = "lapse"
    RECOVER = "recover"
    FREEZE = "freeze"
    LIFT = "lift"


# What may still be stopped: everything that is not disbursed (rule 5).
UNDISBURSED = (Stage.APPROPRIATED, Stage.RESERVED, Stage.RELEASED, Stage.COMMITTED)

ROUTES: dict[Kind, frozenset[tuple[Stage, Stage]]] = {
    Kind.APPROPRIATE: frozenset({(Stage.TREASURY, Stage.APPROPRIATED)}),
    Kind.RELEASE: frozenset({(Stage.APPROPRIATED, Stage.RELEASED)}),
    Kind.RESERVE: frozenset({(Stage.APPROPRIATED, Stage.RESERVED)}),
    Kind.RESERVE_RELEASE: frozenset({(Stage.RESERVED, Stage.RELEASED)}),
    Kind.COMMIT: frozenset({(Stage.RELEASED, Stage.COMMITTED)}),
    Kind.DECOMMIT: frozenset({(Stage.COMMITTED, Stage.RELEASED)}),
    Kind.REALLOCATE: frozenset({(Stage.COMMITTED, Stage.COMMITTED)}),
    Kind.ADVANCE: frozenset({(Stage.COMMITTED, Stage.ADVANCED)}),
    Kind.SETTLE: frozenset({(Stage.ADVANCED, Stage.SETTLED), (Stage.COMMITTED, Stage.SETTLED)}),
    Kind.RETURN: frozenset({(Stage.ADVANCED, Stage.RECOVERED)}),
    Kind.CARRY_OVER: frozenset({(Stage.COMMITTED, Stage.CARRIED_OVER)}),
    Kind.CARRY_IN: frozenset({(Stage.CARRIED_OVER, Stage.COMMITTED)}),
    Kind.LAPSE: frozenset((stage, Stage.LAPSED) for stage in UNDISBURSED),
    Kind.RECOVER: frozenset({(Stage.SETTLED, Stage.RECOVERED), (Stage.ADVANCED, Stage.RECOVERED)}),
    Kind.FREEZE: frozenset((stage, Stage.FROZEN) for stage in UNDISBURSED),
    Kind.LIFT: frozenset((Stage.FROZEN, stage) for stage in UNDISBURSED),
}

# Outcomes of a gate that release money for a year that is not locked in (rule 3).
RELEASING_OUTCOMES = frozenset({"accelerate", "go", "conditional", "reduce"})


def cap_change_yen(kind: Kind, source: Stage, amount_yen: int) -> int:
    """What a transfer adds to all commitments together (rule 1); carry-over is not counted twice."""
    if kind is Kind.COMMIT:
        return amount_yen
    if kind is Kind.DECOMMIT or (kind is Kind.LAPSE and source is Stage.COMMITTED):
        return -amount_yen
    return 0


@dataclass(frozen=True)
class Tranche:
    """How a gate's tranche divides: what is released now and what is held in a named reserve (rule 4)."""

    released_yen: int
    reserve_yen: int

    @property
    def total_yen(self) -> int:
        return self.released_yen + self.reserve_yen


def tranche(amount_yen: int, reserve_bp: int) -> Tranche:
    """Divide a tranche; the reserve is rounded down, the rest is released (rule 10)."""
    reserve_yen = part_bp(amount_yen, reserve_bp)
    return Tranche(amount_yen - reserve_yen, reserve_yen)


def reallocation_limit_yen(main_items_yen: int) -> int:
    """The most that may move among I, II and III in a year (rule 7)."""
    return part_bp(main_items_yen, REALLOCATION_LIMIT_BP)


def settled_yen(eligible_actual_yen: int, limit_yen: int) -> int:
    """What is settled: the eligible actual cost, at most the annual limit (rule 6)."""
    return min(eligible_actual_yen, limit_yen)
