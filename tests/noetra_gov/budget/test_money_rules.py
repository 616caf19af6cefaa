"""The pure rules, and a state machine over them: thousands of steps against the laws of the ledger."""

from collections import defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from noetra_gov.budget import rules
from noetra_gov.budget.rules import ROUTES, Kind, Stage

AMOUNTS = st.integers(1, 10**12)


@given(AMOUNTS, st.integers(0, 10_000))
def test_a_tranche_and_its_reserve_sum_to_the_whole(amount_yen: int, reserve_bp: int) -> None:
    """released + reserved = tranche, and the reserve is never rounded up (rule 10)."""
    parts = rules.tranche(amount_yen, reserve_bp)
    assert parts.total_yen == amount_yen
    assert parts.reserve_yen * 10_000 <= amount_yen * reserve_bp


@given(st.integers(0, 10**12))
def test_reallocation_never_passes_a_fifth(main_items_yen: int) -> None:
    """limit = ⌊main items / 5⌋ (rule 7)"""
    assert rules.reallocation_limit_yen(main_items_yen) == main_items_yen // 5


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_settled_is_the_smaller_of_cost_and_limit(actual_yen: int, limit_yen: int) -> None:
    """settled = min(eligible actual, limit) (rule 6)"""
    assert rules.settled_yen(actual_yen, limit_yen) == min(actual_yen, limit_yen)


def test_only_the_treasury_makes_money_and_nothing_leaves_a_final_stage() -> None:
    sources = {source for route in ROUTES.values() for source, _target in route}
    targets = {target for route in ROUTES.values() for _source, target in route}
    assert Stage.TREASURY not in targets
    assert not sources & {Stage.LAPSED, Stage.RECOVERED}


def test_every_kind_has_a_route_and_a_freeze_can_be_lifted() -> None:
    assert set(ROUTES) == set(Kind)
    assert {(b, a) for a, b in ROUTES[Kind.FREEZE]} == ROUTES[Kind.LIFT]


def test_carrying_over_is_not_counted_twice_against_the_cap() -> None:
    for kind, stage in ((Kind.CARRY_OVER, Stage.COMMITTED), (Kind.CARRY_IN, Stage.CARRIED_OVER)):
        assert rules.cap_change_yen(kind, stage, 100) == 0
    assert rules.cap_change_yen(Kind.COMMIT, Stage.RELEASED, 100) == 100
    assert rules.cap_change_yen(Kind.LAPSE, Stage.COMMITTED, 100) == -100
    assert rules.cap_change_yen(Kind.LAPSE, Stage.RELEASED, 100) == 0


class Ledger(RuleBasedStateMachine):
    """Any order of transfers along the routes, refused where a balance or the cap does not suffice."""

    CAP_YEN = 1_000

    def __init__(self) -> None:
        super().__init__()
        self.standing: dict[Stage, int] = defaultdict(int)
        self.cap_used = 0
        self.drawn = 0

    @rule(kind=st.sampled_from(Kind), route=st.integers(0, 9), amount=st.integers(1, 500))
    def transfer(self, kind: Kind, route: int, amount: int) -> None:
        routes = sorted(ROUTES[kind])
        source, target = routes[route % len(routes)]
        change = rules.cap_change_yen(kind, source, amount)
        if source is not Stage.TREASURY and self.standing[source] < amount:
            return
        if not 0 <= self.cap_used + change <= self.CAP_YEN:
            return
        self.standing[source] -= amount
        self.standing[target] += amount
        self.cap_used += change
        self.drawn += amount if source is Stage.TREASURY else 0

    @invariant()
    def nothing_is_below_zero_but_the_treasury(self) -> None:
        assert all(v >= 0 for k, v in self.standing.items() if k is not Stage.TREASURY)

    @invariant()
    def what_left_the_treasury_is_all_there_is(self) -> None:
        rest = sum(v for k, v in self.standing.items() if k is not Stage.TREASURY)
        assert rest == self.drawn

    @invariant()
    def commitments_stay_under_the_cap(self) -> None:
        assert 0 <= self.cap_used <= self.CAP_YEN


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=100, stateful_step_count=50, deadline=None)
