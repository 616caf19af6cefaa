"""The table of steps as a machine: no dead end, no unreachable state, no second way."""

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from noetra_gov.core.workflow import steps_from
from noetra_gov.gates.flow import FLOW, STATE_CODES, STATES
from noetra_gov.panels.models import Round

ROUND_OF = {"scoring_1": Round.FIRST, "hearing": Round.HEARING, "scoring_2": Round.SECOND}


def reachable(start: str, *, backwards: bool = False) -> set[str]:
    edges = [(s.target, s.source) if backwards else (s.source, s.target) for s in FLOW]
    found = {start}
    while more := {b for a, b in edges if a in found} - found:
        found |= more
    return found


def test_every_state_is_reached_from_the_draft_and_leads_to_the_end():
    assert reachable("draft") == set(STATE_CODES) == reachable("closed", backwards=True)


def test_no_two_steps_lead_from_the_same_state_to_the_same_state():
    ways = [(s.source, s.target) for s in FLOW]
    assert len(ways) == len(set(ways))


def test_every_state_has_a_name_for_the_staff_and_one_for_the_applicant():
    assert all(str(state.label) and str(state.public_label) for state in STATES)


class AnyCourse(RuleBasedStateMachine):
    """Law: whatever the order of permitted steps, nothing is decided that was not heard and checked."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = ["draft"]

    @rule(choice=st.integers(0, 5))
    def take(self, choice: int) -> None:
        """At the end nothing is left to take."""
        if steps := steps_from(FLOW, self.passed[-1]):
            self.passed.append(steps[choice % len(steps)].target)

    @invariant()
    def nothing_is_skipped(self) -> None:
        must = ["open", "submitted", "panel_set", "scoring_1", "hearing", "scoring_2", "fact_check",
                "recommended", "decided", "published"]  # fmt: skip
        for before, after in pairwise(must):
            if after in self.passed:
                assert before in self.passed[: self.passed.index(after)]

    @invariant()
    def rounds_only_go_forward(self) -> None:
        rounds = [ROUND_OF[state] for state in self.passed if state in ROUND_OF]
        assert rounds == sorted(set(rounds))


TestAnyCourse = AnyCourse.TestCase
TestAnyCourse.settings = settings(max_examples=60, stateful_step_count=30)
