import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from demo.measurements import vda5050_states
from metrics_ingest.errors import BadFile
from metrics_ingest.formats import vda5050
from metrics_ingest.formats.states import RobotDay, gaps

START = datetime(2027, 9, 29, 3, 0, tzinfo=UTC)


def state(
    number: int, *, stop: str = "NONE", mode: str = "AUTOMATIC", **changes: Any
) -> dict[str, Any]:
    message = {
        "headerId": number,
        "timestamp": (START + timedelta(seconds=30 * number)).isoformat(),
        "version": "2.1.0",
        "manufacturer": "M",
        "serialNumber": "1",
        "operatingMode": mode,
        "safetyState": {"eStop": stop, "fieldViolation": False},
        "nodeStates": [],
        "edgeStates": [],
    }
    return message | changes


def three(number: int, *, stop: str = "NONE", mode: str = "AUTOMATIC") -> dict[str, Any]:
    return state(
        number,
        mode=mode,
        version="3.0.0",
        safetyState={"activeEmergencyStop": stop, "fieldViolation": False},
    )


def days(tmp_path: Path, messages: list[dict[str, Any]], *, array: bool = False) -> list[RobotDay]:
    path = tmp_path / "states.json"
    text = json.dumps(messages, indent=1) if array else "\n".join(json.dumps(m) for m in messages)
    path.write_text(text)
    assert vda5050.recognise(path.read_bytes()[:65536], path.name)
    return vda5050.read(path)


@pytest.mark.parametrize("array", [True, False])
def test_an_emergency_stop_is_counted_when_it_begins(tmp_path: Path, array: bool) -> None:
    stops = ["NONE", "AUTOACK", "AUTOACK", "MANUAL", "NONE", "REMOTE"]
    (day,) = days(tmp_path, [state(i, stop=stop) for i, stop in enumerate(stops)], array=array)
    assert day.emergency_stops == 2


@pytest.mark.parametrize(
    ("modes", "counted"),
    [
        (["AUTOMATIC", "INTERVENED", "INTERVENED", "AUTOMATIC"], 1),
        (["AUTOMATIC", "MANUAL", "AUTOMATIC", "INTERVENED"], 2),
        (["STARTUP", "MANUAL"], 0),
        (["AUTOMATIC", "SERVICE", "MANUAL"], 0),
    ],
)
def test_an_intervention_is_the_step_out_of_automatic(
    tmp_path: Path, modes: list[str], counted: int
) -> None:
    (day,) = days(tmp_path, [three(i, mode=mode) for i, mode in enumerate(modes)])
    assert day.interventions == counted


def test_version_2_does_not_know_the_mode_intervened(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="operatingMode = INTERVENED"):
        days(tmp_path, [state(0, mode="INTERVENED")])


def test_version_3_does_not_know_the_old_name_of_the_stop(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="activeEmergencyStop"):
        days(tmp_path, [state(0, version="3.0.0")])


def test_an_unknown_version_is_refused_with_those_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"version 4\.0\.0; versions 2\.0, 2\.1, 3\.0"):
        days(tmp_path, [state(0, version="4.0.0")])


def test_gaps_repeats_and_restarts_of_the_numbering_are_reported(tmp_path: Path) -> None:
    messages = [
        state(0),
        state(1),
        state(1),
        state(5),
        state(0, timestamp=(START + timedelta(minutes=4)).isoformat()),
    ]
    found = gaps(days(tmp_path, messages))
    assert found == {
        "messages": 4,
        "missing_messages": 3,
        "repeated_messages": 1,
        "restarts": 1,
        "unobserved_minutes": 4,
    }


def test_time_without_messages_is_unobserved_and_not_hours(tmp_path: Path) -> None:
    late = state(1, timestamp=(START + timedelta(hours=2)).isoformat())
    (day,) = days(tmp_path, [state(0), late])
    assert day.hours == 0
    assert day.unobserved == timedelta(hours=2)


def test_messages_may_come_in_any_order(tmp_path: Path) -> None:
    messages = [state(i, stop="MANUAL" if i == 2 else "NONE") for i in range(5)]
    assert days(tmp_path, messages[::-1]) == days(tmp_path, messages)


def test_a_day_is_a_day_in_japan(tmp_path: Path) -> None:
    night = [state(i, timestamp=f"2027-09-29T14:59:{i:02}Z") for i in range(2)]
    morning = [state(i, timestamp=f"2027-09-29T15:00:{i:02}Z") for i in range(2, 4)]
    assert [d.day for d in days(tmp_path, night + morning)] == [
        date(2027, 9, 29),
        date(2027, 9, 30),
    ]


def test_a_time_without_its_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="zone"):
        days(tmp_path, [state(0, timestamp="2027-09-29T03:00:00")])


def test_what_the_states_do_not_speak_of_stays_unknown(tmp_path: Path) -> None:
    bare = [
        {k: v for k, v in state(i).items() if k not in ("nodeStates", "edgeStates")}
        for i in range(2)
    ]
    (day,) = days(tmp_path, bare)
    assert (day.tasks, day.km) == (None, None)
    assert day.emergency_stops == 0


@pytest.mark.parametrize("version", ["2.1.0", "3.0.0"])
def test_the_demonstration_file_has_one_stop_and_one_intervention_a_robot(
    tmp_path: Path, version: str
) -> None:
    path = tmp_path / "states.jsonl"
    path.write_bytes(vda5050_states(version=version))
    found = vda5050.read(path)
    assert [(d.emergency_stops, d.interventions) for d in found] == [(1, 1)] * 3
    assert gaps(found)["missing_messages"] == 6


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"headerId": 1, "serialNumber": 1, "operatingMode": 1}', "lacks timestamp"),
        ('{"headerId": 1}\n{"serial', "Line 2 is cut off"),
        ("[1]", "not an object"),
    ],
)
def test_what_is_no_state_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "states.json"
    path.write_text(text if said != "Line 2 is cut off" else json.dumps(state(0)) + '\n{"serial')
    with pytest.raises(BadFile, match=said):
        vda5050.read(path)
