"""Open-RMF fleet state (open-rmf/rmf_api_msgs, fleet_state.json): name, robots {name: robot_state}.

Battery is 0 to 1 here, 0 to 100 elsewhere. There is neither an emergency stop nor a mode for a person who
takes over, so both stay unknown; a task ends when `task_id` becomes empty or another.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.messages import code, read_messages
from metrics_ingest.formats.states import RobotDay, Sample, days_of

NAME = "open-rmf"
STATUSES = frozenset(
    {"uninitialized", "offline", "shutdown", "idle", "charging", "working", "error"}
)


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"{", b"[") and b'"robots"' in head and b'"unix_millis_time"' in head


def read(path: Path) -> list[RobotDay]:
    samples = [
        s
        for number, message in enumerate(read_messages(path, NAME), start=1)
        for s in _samples(message, number)
    ]
    if not samples:
        raise BadFile("empty", _("The file has no state of a robot."))
    return days_of(samples)


def _samples(message: Any, number: int) -> Iterator[Sample]:
    # An update wraps the state: {"type": "fleet_state_update", "data": {…}}
    state = message.get("data", message) if isinstance(message, dict) else None
    robots = state.get("robots") if isinstance(state, dict) else None
    if not isinstance(state, dict) or not isinstance(robots, dict):
        raise BadFile(
            "not_a_state",
            _("Message %(number)s is no fleet state: it lacks %(missing)s."),
            number=number,
            missing="robots",
        )
    for name, robot in robots.items():
        yield _sample(f"{code(state.get('name'))}/{code(name)}", robot, number)


def _sample(name: str, robot: Any, number: int) -> Sample:
    millis = robot.get("unix_millis_time") if isinstance(robot, dict) else None
    if isinstance(millis, bool) or not isinstance(millis, int) or not 0 < millis < 10**14:
        raise BadFile(
            "bad_time",
            _("Message %(number)s has the time “%(text)s”; it must be milliseconds since 1970."),
            number=number,
            text=str(millis)[:40],
        )
    status, battery = robot.get("status"), robot.get("battery")
    if status not in STATUSES:
        raise BadFile(
            "unknown_word",
            _("Message %(number)s has %(key)s = %(word)s, which its version does not know."),
            number=number,
            key="status",
            word=str(status)[:40],
        )
    if isinstance(battery, (int, float)) and not 0 <= battery <= 1:
        raise BadFile(
            "bad_battery",
            _("Message %(number)s has a battery of %(value)s; Open-RMF counts from 0 to 1."),
            number=number,
            value=battery,
        )
    return Sample(
        robot=name,
        at=datetime.fromtimestamp(millis / 1000, UTC),
        working=status == "working",
        busy=bool(robot.get("task_id")) if "task_id" in robot else None,
        position=_position(robot.get("location")),
    )


def _position(location: Any) -> tuple[str, float, float] | None:
    if not isinstance(location, dict):
        return None
    x, y = location.get("x"), location.get("y")
    if not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None
    return str(location.get("map", "")), float(x), float(y)
