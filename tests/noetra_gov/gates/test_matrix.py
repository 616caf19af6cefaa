"""Every action × every person × every state: allowed, or refused with a reason."""

from collections.abc import Iterator

import pytest
from django.test import Client

from noetra_gov.core.errors import DomainError
from noetra_gov.gates.actions import ACTIONS, BY_NAME, Action
from noetra_gov.gates.flow import STATE_CODES
from tests.noetra_gov.gates.scene import STATES, Scene

pytestmark = pytest.mark.django_db

SECRETARIAT, PM, CHAIR = {"secretary"}, {"pm"}, {"chair"}
SEATED = {"chair", "member1", "member2", "member3", "member4"}
# Written by hand from the domain, not read from the code it tests.
MAY: dict[str, set[str]] = {
    "invite": SECRETARIAT, "open": SECRETARIAT, "waive": SECRETARIAT, "return": SECRETARIAT,
    "set_panel": SECRETARIAT, "start_scoring": SECRETARIAT, "publish": SECRETARIAT,
    "verify": SECRETARIAT, "send_back": SECRETARIAT,
    "file": {"pm", "engineer", "aist"}, "milestone": {"pm", "engineer", "aist"},
    "assess": {"pm", "engineer", "aist"},
    "sign": PM, "withdraw": PM, "countersign": {"second", "pm"}, "take_up": PM,
    "falsified": {"secretary", "auditor"},
    "score": SEATED, "ask": SEATED, "dissent": SEATED,
    "absence": CHAIR, "hear": CHAIR, "minutes": CHAIR, "close_hearing": CHAIR, "draft": CHAIR,
    "reply": CHAIR, "recommend": CHAIR,
    "answer": {"pm", "aist"}, "comment": {"pm", "aist"}, "finish": {"pm", "aist"},
    "supply": {"pm", "aist"},
    "skip_papers": SECRETARIAT, "appeal": PM, "recycle": SECRETARIAT,
    "decide_appeal": set(),  # the two deciders of this scene took part in the decision
    "propose": {"nedo"}, "confirm": {"meti"}, "decline": {"meti"},
}  # fmt: skip
IN: dict[str, set[str]] = {
    "invite": {"draft", "open", "submitted", "returned"}, "open": {"draft"},
    "file": {"open"}, "milestone": {"open"}, "assess": {"open"}, "waive": {"open"},
    "sign": {"open"}, "withdraw": {"open"}, "countersign": {"open"},
    "return": {"submitted"}, "set_panel": {"submitted"}, "take_up": {"returned"},
    "start_scoring": {"panel_set"}, "score": {"scoring_1", "scoring_2"},
    "absence": {"scoring_1"}, "hear": {"scoring_1"}, "ask": {"scoring_1", "hearing"},
    "answer": {"scoring_1", "hearing"}, "minutes": {"hearing"}, "close_hearing": {"hearing"},
    "draft": {"scoring_2"}, "comment": {"fact_check"}, "finish": {"fact_check"},
    "reply": {"fact_check"}, "dissent": {"fact_check"}, "recommend": {"fact_check"},
    "propose": {"recommended"}, "confirm": {"recommended"}, "decline": {"recommended"},
    "publish": {"decided"}, "supply": {"conditions_open"}, "verify": {"conditions_open"},
    "send_back": {"conditions_open"}, "skip_papers": {"open"},
    "appeal": {"published", "conditions_open"}, "decide_appeal": {"published", "conditions_open"},
    "recycle": {"published", "conditions_open", "closed"},
    "falsified": {"submitted", "panel_set", "scoring_1", "hearing", "scoring_2", "fact_check",
                  "recommended"},
}  # fmt: skip


def test_the_table_knows_every_action_and_every_state():
    assert set(MAY) == set(IN) == set(BY_NAME)
    assert set().union(*IN.values()) <= set(STATE_CODES)


def along(scene: Scene) -> Iterator[str]:
    """Every state the ordinary course passes, and the one beside it."""
    for state in STATES:
        if state == "published":
            continue
        scene.to(state)
        yield state
        if state == "recommended":
            scene.propose()


def expected(name: str, person: str, state: str, scene: Scene) -> bool:
    if name == "propose" and scene.gate.decisions.exists():
        return False
    return person in MAY[name] and state in IN[name]


def guard_refused(action: Action, person: str, state: str) -> bool:
    """Somebody who may, in a state where one may, but something is still missing."""
    return (
        person in MAY[action.name] and state in IN[action.name] and bool(action.to or action.needs)
    )


def test_every_action_of_every_person_in_every_state(scene: Scene):
    for state in along(scene):
        for action in ACTIONS:
            for name, user in scene.people.items():
                verdict = action.verdict(user, scene.gate, scene.at)
                told = f"{action.name} by {name} in {state}: {verdict.reason}"
                if expected(action.name, name, state, scene):
                    assert verdict or guard_refused(action, name, state), told
                else:
                    assert not verdict, told
                    assert str(verdict.reason).strip(), told


def test_what_a_verdict_refuses_the_service_refuses_and_the_page_too(scene: Scene, client: Client):
    """One wrong person and one wrong state for each action, through service and page."""
    states = {next(iter(sorted(where))): [] for where in IN.values()}
    for name, where in IN.items():
        states[min(where)].append(name)
    for state in along(scene):
        for name in states.get(state, []):
            refused_everywhere(scene, client, BY_NAME[name])


def refused_everywhere(scene: Scene, client: Client, action: Action) -> None:
    for name in ("admin", "honda", "reviewer", "stranger"):
        if action.form is None:
            with pytest.raises(DomainError):
                action.run(actor=scene[name], gate=scene.gate, at=scene.at)
        client.force_login(scene[name])
        answer = client.post(f"/gates/{scene.gate.code}/do/{action.name}/", {})
        assert answer.status_code in (403, 404, 409), (action.name, name, answer.status_code)
