"""The mobile worlds: batches, replay, what is seen, and the operating domain."""

import json
import subprocess
import sys

import numpy as np
import pytest

from certification.engine.faults import PolicyFault
from certification.engine.search import BadScenario
from certification.engine.worlds import UnknownWorld, names, open_world
from certification.engine.worlds.mobile.reference import ReferenceController

WORLD = open_world("mobile-corridor")


def scenario(**given: object) -> dict:
    return {**WORLD.space.simplest(), **given}


class Constant:
    """Always the same action."""

    execute_steps = 1

    def __init__(self, *action: float) -> None:
        self.action = action
        self.seen: list[dict] = []

    def reset_batch(self, n: int, seeds: object) -> None:
        self.n = n

    def act_batch(self, obs: dict, deadline_s: float) -> np.ndarray:
        self.seen.append(obs)
        return np.tile(np.float32(self.action), (self.n, 1, 1))


class Breaking(Constant):
    """Faults as soon as somebody is nearer than two metres."""

    def act_batch(self, obs: dict, deadline_s: float) -> np.ndarray:
        near = (obs["people"][..., 7] > 0) & (obs["people"][..., 0] < 2.0)
        if near.any():
            raise PolicyFault("crash", "It crashed.")
        return super().act_batch(obs, deadline_s)


@pytest.mark.parametrize("name", names())
def test_an_episode_has_the_same_bits_alone_and_in_a_batch(name: str) -> None:
    world = open_world(name)
    scenarios = world.space.sample(np.random.default_rng(4), 5)
    together = world.run(scenarios, ReferenceController())
    alone = world.run([scenarios[3]], ReferenceController())
    assert together.digest(3) == alone.digest(0)


def test_recorded_actions_replay_to_the_same_digest() -> None:
    some = WORLD.space.sample(np.random.default_rng(5), 1)[0]
    traces = WORLD.run([some], ReferenceController())
    assert WORLD.replay(some, traces.actions[0]).digest() == traces.digest()


def test_another_process_gives_the_same_digest() -> None:
    some = WORLD.space.sample(np.random.default_rng(6), 1)[0]
    code = (
        "import json,sys,numpy as np\n"
        "from certification.engine.worlds import open_world\n"
        "from certification.engine.worlds.mobile.reference import ReferenceController\n"
        "w=open_world('mobile-corridor');s=json.load(sys.stdin)\n"
        "print(w.run([s],ReferenceController()).digest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(some),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == WORLD.run([some], ReferenceController()).digest()


def test_one_other_bit_of_an_action_gives_another_digest() -> None:
    traces = WORLD.run([scenario()], ReferenceController())
    actions = traces.actions[0].copy()
    actions[30, 0] = np.nextafter(actions[30, 0], np.float32(9))
    assert WORLD.replay(scenario(), actions).digest() != traces.digest()


def test_distances_of_the_sensor_are_those_of_geometry() -> None:
    s = scenario(people=1, p1_along_m=3.0, p1_lateral_m=1.0)
    traces = WORLD.run([s], Constant(0.5, 0.0))
    xy = traces["xy"][0]
    expected = np.hypot(3.0 - xy[:, 0], 1.0 - xy[:, 1]) - 0.30 - 0.25
    assert np.allclose(traces["distance"][0, :, 0], expected, atol=1e-9)


def test_the_base_brakes_as_its_drive_can() -> None:
    class Stop(Constant):
        def act_batch(self, obs: dict, deadline_s: float) -> np.ndarray:
            self.calls = getattr(self, "calls", 0) + 1
            self.action = (1.0, 0.0) if self.calls <= 30 else (0.0, 0.0)
            return super().act_batch(obs, deadline_s)

    speed = WORLD.run([scenario()], Stop())["speed"][0]
    assert speed[118] == pytest.approx(1.0, abs=1e-3)
    taken = np.argmax(speed[120:] <= 0.05) * 0.025
    assert 0.38 <= taken <= 0.5


def test_a_child_behind_the_trolley_is_hardly_seen_and_an_adult_partly() -> None:
    place = {
        "people": 1,
        "trolley_side": "left",
        "trolley_along_m": 1.5,
        "p1_along_m": 1.9,
        "p1_lateral_m": 1.2,
        "start_lateral_m": 0.3,
    }
    share = {}
    for kind in ("adult", "child"):
        policy = Constant(0.0, 0.0)
        traces = WORLD.run([scenario(**place, p1_kind=kind)], policy)
        share[kind] = traces["visible"][0, 0, 0]
    assert share["child"] == pytest.approx(0.1)
    assert 0.3 < share["adult"] < 0.4


def test_an_absent_person_is_a_row_of_zeros() -> None:
    policy = Constant(0.0, 0.0)
    WORLD.run([scenario(people=1)], policy)
    rows = policy.seen[0]["people"]
    assert rows.shape == (1, 3, 8)
    assert not rows[0, 1:].any()
    assert rows[0, 0, 7] == 1.0


def test_noise_never_exceeds_its_bound_and_delay_shows_the_past() -> None:
    s = scenario(
        people=1,
        noise_m=0.05,
        p1_along_m=4.0,
        p1_direction_deg=180,
        p1_speed_m_per_s=1.0,
        delay_steps=1,
    )
    policy = Constant(0.0, 0.0)
    traces = WORLD.run([s], policy)
    seen = policy.seen[20]["people"][0, 0]
    before = traces["people_xy"][0, 4 * 19, 0]
    assert np.hypot(seen[0] - before[0], seen[1] - before[1]) <= 0.05 + 1e-6
    assert seen[6] == pytest.approx(0.1)


def test_a_fault_is_blamed_on_its_episode_only_and_stops_the_base() -> None:
    scenarios = [scenario(), scenario(people=1, p1_along_m=3.0), scenario()]
    traces = WORLD.run(scenarios, Breaking(0.8, 0.0))
    assert [f and f.kind for f in traces.faults] == [None, "crash", None]
    assert traces["speed"][1, -1] < 1e-3
    assert traces["goal_distance"][0].min() < 0.3


@pytest.mark.parametrize(("action", "kind"), [((np.nan, 0.0), "non_finite"), ((2.0, 0.0), "range")])
def test_an_answer_that_is_no_action_is_a_fault(action: tuple, kind: str) -> None:
    traces = WORLD.run([scenario()], Constant(*action))
    assert traces.faults[0] is not None
    assert traces.faults[0].kind == kind


def test_a_scenario_outside_the_domain_is_refused_with_a_sentence() -> None:
    with pytest.raises(BadScenario, match="p1_speed_m_per_s = 9 is outside its domain"):
        WORLD.run([scenario(p1_speed_m_per_s=9)], ReferenceController())


def test_an_unknown_world_names_those_that_are() -> None:
    with pytest.raises(UnknownWorld, match="mobile-corridor"):
        open_world("moon")


@pytest.mark.parametrize("name", names())
def test_every_dimension_carries_a_unit_and_says_what_it_is(name: str) -> None:
    assert all(d.unit and d.about for d in open_world(name).space)


def test_the_scene_names_people_fixtures_and_the_base() -> None:
    s = scenario(people=2, trolley_side="left")
    scene = WORLD.scene(WORLD.run([s], ReferenceController()), 0)
    assert len(scene["people"]) == 2
    assert "trolley" in [f["name"] for f in scene["fixtures"]]
    assert len(scene["robot"]["xy"]) == len(scene["time_s"]) == 120
    json.dumps(scene, allow_nan=False)


def test_the_digest_of_a_world_is_stable_and_its_own() -> None:
    assert len({open_world(name).digest() for name in names()}) == len(names())
