"""MassRobotics AMR Interoperability Standard 1.0 (AMR_Interop_Standard.json): identityReport, statusReport.

The standard really spells the state `manualOveride`. It has no emergency stop and no numbering, so
emergency stops stay unknown and gaps show only as time without reports.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.messages import code, instant, read_messages
from metrics_ingest.formats.states import RobotDay, Sample, days_of

NAME = "amr-interop"
STATES = frozenset(
    {
        "navigating",
        "idle",
        "disabled",
        "offline",
        "charging",
        "waiting",
        "loadingUnloading",
        "manualOveride",
    }
)
WORKING = frozenset({"navigating", "waiting", "loadingUnloading", "manualOveride"})
AUTOMATIC = frozenset({"navigating", "waiting", "loadingUnloading", "idle"})


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return (
        start[:1] in (b"{", b"[")
        and b'"uuid"' in head
        and (b'"operationalState"' in head or b'"robotSerialNumber"' in head)
    )


def read(path: Path) -> list[RobotDay]:
    messages = list(enumerate(read_messages(path, NAME), start=1))
    names = _names(message for _, message in messages)
    samples = [
        _sample(message, number, names)
        for number, message in messages
        if isinstance(message, dict) and "operationalState" in message
    ]
    if not samples:
        raise BadFile("empty", _("The file has no status report."))
    return days_of(samples)


def _names(messages: Iterable[Any]) -> dict[str, str]:
    """The identity reports say which robot a UUID is."""
    return {
        str(m["uuid"]): f"{code(m.get('manufacturerName'))}/{code(m['robotSerialNumber'])}"
        for m in messages
        if isinstance(m, dict) and "robotSerialNumber" in m and "uuid" in m
    }


def _sample(message: dict[str, Any], number: int, names: dict[str, str]) -> Sample:
    missing = [key for key in ("uuid", "timestamp", "operationalState") if key not in message]
    if missing:
        raise BadFile(
            "not_a_state",
            _("Message %(number)s is no status report: it lacks %(missing)s."),
            number=number,
            missing=", ".join(missing),
        )
    state = message["operationalState"]
    if state not in STATES:
        raise BadFile(
            "unknown_word",
            _("Message %(number)s has %(key)s = %(word)s, which its version does not know."),
            number=number,
            key="operationalState",
            word=str(state)[:40],
        )
    uuid = str(message["uuid"])
    return Sample(
        robot=names.get(uuid, f"uuid/{code(uuid)}"),
        at=instant(message["timestamp"], number),
        working=state in WORKING,
        automatic=state in AUTOMATIC,
        by_hand=state == "manualOveride",
        busy=None,
        position=_position(message.get("location")),
    )


def _position(location: Any) -> tuple[str, float, float] | None:
    if not isinstance(location, dict):
        return None
    x, y = location.get("x"), location.get("y")
    if not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None
    return str(location.get("planarDatum", "")), float(x), float(y)
