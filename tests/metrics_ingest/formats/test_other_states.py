import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from metrics_ingest.errors import BadFile
from metrics_ingest.formats import STATES, states_format
from metrics_ingest.formats.states import RobotDay

START = datetime(2027, 9, 29, 3, 0, tzinfo=UTC)


def days(tmp_path: Path, messages: list[Any], expected: str) -> list[RobotDay]:
    path = tmp_path / "states.jsonl"
    path.write_text("\n".join(json.dumps(m) for m in messages))
    assert states_format(path.read_bytes(), path.name) == expected
    return STATES[expected](path)


def status(number: int, state: str = "navigating") -> dict[str, Any]:
    return {
        "uuid": "u-1",
        "timestamp": (START + timedelta(seconds=30 * number)).isoformat(),
        "operationalState": state,
        "location": {"x": 10.0 * number, "y": 0.0, "planarDatum": "p"},
    }


IDENTITY = {
    "uuid": "u-1",
    "timestamp": START.isoformat(),
    "manufacturerName": "Acme",
    "robotModel": "R",
    "robotSerialNumber": "7",
    "baseRobotEnvelope": {"x": 1, "y": 1},
}


def test_amr_interop_spells_manual_override_with_one_r(tmp_path: Path) -> None:
    states = ["navigating", "navigating", "manualOveride", "manualOveride", "idle"]
    messages = [IDENTITY, *(status(i, state) for i, state in enumerate(states))]
    (day,) = days(tmp_path, messages, "amr-interop")
    assert (day.robot, day.interventions, day.emergency_stops, day.tasks) == (
        "Acme/7",
        1,
        None,
        None,
    )
    assert day.hours == pytest.approx(4 * 30 / 3600)
    assert day.km == pytest.approx(0.04)


def test_a_state_that_the_standard_does_not_spell_so_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="manualOverride"):
        days(tmp_path, [status(0, "manualOverride")], "amr-interop")


def fleet(number: int, **robot: Any) -> dict[str, Any]:
    state = {
        "name": "tinyRobot1",
        "status": "working",
        "task_id": "t1",
        "battery": 0.8,
        "unix_millis_time": int((START + timedelta(seconds=30 * number)).timestamp() * 1000),
        "location": {"map": "L1", "x": 0.0, "y": 30.0 * number, "yaw": 0.0},
    } | robot
    return {"name": "tinyRobot", "robots": {"tinyRobot1": state}}


def test_open_rmf_counts_tasks_and_leaves_stops_and_interventions_unknown(tmp_path: Path) -> None:
    messages = [
        fleet(0),
        fleet(1),
        fleet(2, task_id="", status="idle"),
        fleet(3),
        fleet(4, task_id=""),
    ]
    (day,) = days(tmp_path, messages, "open-rmf")
    assert (day.tasks, day.emergency_stops, day.interventions) == (2, None, None)
    assert day.hours == pytest.approx(3 * 30 / 3600)


def test_an_update_wraps_the_state(tmp_path: Path) -> None:
    (day,) = days(
        tmp_path, [{"type": "fleet_state_update", "data": fleet(i)} for i in range(2)], "open-rmf"
    )
    assert day.messages == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"battery": 80}, "counts from 0 to 1"),
        ({"status": "dancing"}, "dancing"),
        ({"unix_millis_time": "now"}, "milliseconds"),
    ],
)
def test_a_state_of_another_scale_or_word_is_refused(
    tmp_path: Path, change: Any, said: str
) -> None:
    with pytest.raises(BadFile, match=said):
        days(tmp_path, [fleet(0, **change)], "open-rmf")
