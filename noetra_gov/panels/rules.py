"""Pure decisions of a panel: who may sit on it, and what its scores add up to.

Conflicts follow NEDO's rules for technical committees, articles 25 and 34. Scores are integer
basis points throughout (2.4 is 24,000), so two machines never differ by a rounding.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

POINTS = {"S": 4, "A": 3, "B": 2, "C": 1, "D": 0}
GRADES = tuple(POINTS)
WHOLE_BP = 10_000
OUTCOMES = ("accelerate", "go", "conditional", "reduce", "recycle", "hold", "stop")

# Article 25: how near a relative may be, in degrees of kinship.
NEAREST_DEGREE = {"blood": 4, "marriage": 3}
ALWAYS_NEAR = frozenset({"spouse", "co_resident"})

MUST_MEET_LEAVES = frozenset({"recycle", "hold", "stop"})
KILL_LEAVES = frozenset({"stop"})
CAP_FORBIDS = frozenset({"accelerate", "go"})


@dataclass(frozen=True)
class Relation:
    """A declared personal tie to somebody under review."""

    kind: str
    degree: int = 0
    person: str = ""


@dataclass(frozen=True)
class Tie:
    """A tie between two organisations, over a period; `until` is the last day, None is open."""

    a: str
    b: str
    kind: str
    since: date | None = None
    until: date | None = None

    def holds(self, at: date) -> bool:
        return (self.since is None or self.since <= at) and (self.until is None or at <= self.until)


@dataclass(frozen=True)
class Candidate:
    """What is known of a member: the register's employer and what they declared."""

    organisations: frozenset[str]
    relations: tuple[Relation, ...] = ()
    same_laboratory: tuple[str, ...] = ()
    collaborates_with: frozenset[str] = frozenset()
    competes_with: frozenset[str] = frozenset()
    nedo_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, order=True)
class Finding:
    """One reason why a member is an interested party. `via` is who or what ties them."""

    rule: int
    organisation: str
    via: str
    found_by: str


def findings(
    member: Candidate, *, alliance: frozenset[str], ties: Iterable[Tie], at: date
) -> tuple[Finding, ...]:
    """Every conflict of the member under rules 1 to 5, system and declaration together."""
    found = {*_near_people(member), *_declared(member, alliance)}
    found |= {Finding(2, org, org, "system") for org in member.organisations & alliance}
    found |= {one for tie in ties if tie.holds(at) for one in _tied(member, alliance, tie)}
    found |= {Finding(5, "", reason, "nedo") for reason in member.nedo_reasons}
    return tuple(sorted(found))


def _near_people(member: Candidate) -> set[Finding]:
    return {
        Finding(1, "", relation.person, "declaration")
        for relation in member.relations
        if is_near(relation)
    }


def is_near(relation: Relation) -> bool:
    """Rule 1: spouse, co-resident, blood to the 4th degree, marriage to the 3rd."""
    if relation.kind in ALWAYS_NEAR:
        return True
    return 0 < relation.degree <= NEAREST_DEGREE.get(relation.kind, 0)


def _declared(member: Candidate, alliance: frozenset[str]) -> set[Finding]:
    by = "declaration"
    laboratory = {Finding(2, "", name, by) for name in member.same_laboratory}
    partners = {Finding(3, org, org, by) for org in member.collaborates_with & alliance}
    rivals = {Finding(4, org, org, by) for org in member.competes_with & alliance}
    return laboratory | partners | rivals


RULE_OF_TIE = {"parent": 2, "collaborator": 3, "competitor": 4}


def _tied(member: Candidate, alliance: frozenset[str], tie: Tie) -> list[Finding]:
    """A tie speaks in both directions: a parent's employee and a subsidiary's are the same."""
    rule = RULE_OF_TIE.get(tie.kind)
    if rule is None:
        return []
    return [
        Finding(rule, theirs, own, "system")
        for own, theirs in ((tie.a, tie.b), (tie.b, tie.a))
        if own in member.organisations and theirs in alliance
    ]


def quorum_reached(unconflicted: int, quorum: int) -> bool:
    return unconflicted >= quorum


# --- scores -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scheme:
    """Axes with weights, bands and the cap; data of the template, marked A in the domain."""

    weights_bp: Mapping[str, int]
    bands: tuple[tuple[int, tuple[str, ...]], ...]
    capping_axes: tuple[str, ...]
    cap_below_bp: int
    killing_axes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        if sum(self.weights_bp.values()) != WHOLE_BP:
            raise ValueError("the weights of the axes must add up to 10,000 basis points")
        if not self.bands or self.bands[-1][0] != 0:
            raise ValueError("the lowest band must begin at 0")


def card_score_bp(scheme: Scheme, grades: Mapping[str, str]) -> int:
    """Weighted score of one card, 0 to 40,000; exact, since the points are whole."""
    return sum(weight * POINTS[grades[axis]] for axis, weight in scheme.weights_bp.items())


def mean_bp(values: Sequence[int]) -> int:
    """Mean rounded down: 23,999.6 is not 24,000."""
    return sum(values) // len(values)


def axis_mean_bp(cards: Sequence[Mapping[str, str]], axis: str) -> int:
    return mean_bp([POINTS[card[axis]] * WHOLE_BP for card in cards])


def panel_score_bp(scheme: Scheme, cards: Sequence[Mapping[str, str]]) -> int:
    return mean_bp([card_score_bp(scheme, card) for card in cards])


def panel_grade(cards: Sequence[Mapping[str, str]], axis: str) -> str:
    """The panel's grade of an axis: the lower median, so an even split takes the worse grade."""
    points = sorted(POINTS[card[axis]] for card in cards)
    return next(grade for grade, value in POINTS.items() if value == points[(len(points) - 1) // 2])


def spread(cards: Sequence[Mapping[str, str]], axis: str) -> int:
    """Whole grades between the best and the worst; 2 or more is a disagreement to be discussed."""
    points = [POINTS[card[axis]] for card in cards]
    return max(points) - min(points)


def band(scheme: Scheme, score_bp: int) -> tuple[str, ...]:
    """Outcomes the score suggests. Bands guide; must-meet, kill and the cap bind."""
    return next(outcomes for minimum, outcomes in scheme.bands if score_bp >= minimum)


def is_capped(scheme: Scheme, cards: Sequence[Mapping[str, str]]) -> bool:
    return any(axis_mean_bp(cards, axis) < scheme.cap_below_bp for axis in scheme.capping_axes)


def kill_axes(
    scheme: Scheme, now: Mapping[str, str], before: Mapping[str, str] | None
) -> tuple[str, ...]:
    """Axes with a D at this gate and at the one before it."""
    if before is None:
        return ()
    return tuple(
        axis for axis in scheme.killing_axes if now.get(axis) == "D" and before.get(axis) == "D"
    )


def allowed_outcomes(
    *, must_meet_failed: bool, killed: bool, capped: bool, closing: bool
) -> frozenset[str]:
    """What may be recommended or decided at all; a departure with a reason cannot go beyond it."""
    allowed = frozenset(OUTCOMES)
    if closing:
        allowed -= {"conditional"}
    if capped:
        allowed -= CAP_FORBIDS
    if must_meet_failed:
        allowed &= MUST_MEET_LEAVES
    if killed:
        allowed &= KILL_LEAVES
    return allowed


def changed_axes(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(axis for axis in second if first.get(axis) != second[axis])


def unexplained_changes(
    first: Mapping[str, str], second: Mapping[str, str], reasons: Mapping[str, str]
) -> tuple[str, ...]:
    """Axes whose grade changed after the hearing without a word why."""
    return tuple(axis for axis in changed_axes(first, second) if not reasons.get(axis, "").strip())


def card_faults(scheme: Scheme, grades: Mapping[str, str]) -> tuple[str, ...]:
    """Axes without a grade of S, A, B, C or D, and axes the scheme does not know."""
    missing = [axis for axis in scheme.weights_bp if grades.get(axis) not in POINTS]
    strange = [axis for axis in grades if axis not in scheme.weights_bp]
    return (*missing, *strange)
