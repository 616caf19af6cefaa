"""VDA 5050 `state` messages, versions 2.0, 2.1 and 3.0 (VDA5050/VDA5050, json_schemas/state.schema).

Read as one JSON object, a JSON array, or one object a line. The version of each message chooses the
names: 3.0 renames batteryState → powerSupply, agvPosition → mobileRobotPosition, eStop →
activeEmergencyStop, and adds the mode INTERVENED.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile
from metrics_ingest.formats.common import MOST_BYTES, parse_json
from metrics_ingest.formats.states import RobotDay, Sample, days_of

NAME = "vda5050"
MOST_LINE = 1024 * 1024
MANUAL = "MANUAL"


@dataclass(frozen=True)
class Version:
    """The names that one version of the standard gives to what is counted."""

    position: str
    localised: str
    stop: str
    stops: frozenset[str]
    modes: frozenset[str]
    by_hand: frozenset[str]


_TWO = Version(
    "agvPosition",
    "positionInitialized",
    "eStop",
    frozenset({"AUTOACK", "MANUAL", "REMOTE", "NONE"}),
    frozenset({"AUTOMATIC", "SEMIAUTOMATIC", "MANUAL", "SERVICE", "TEACHIN"}),
    frozenset({MANUAL}),
)
_THREE = Version(
    "mobileRobotPosition",
    "localized",
    "activeEmergencyStop",
    frozenset({"MANUAL", "REMOTE", "NONE"}),
    frozenset(
        {"STARTUP", "AUTOMATIC", "SEMIAUTOMATIC", "INTERVENED", "MANUAL", "SERVICE", "TEACH_IN"}
    ),
    frozenset({MANUAL, "INTERVENED"}),
)
VERSIONS = {"2.0": _TWO, "2.1": _TWO, "3.0": _THREE}
WORKING = frozenset({"AUTOMATIC", "SEMIAUTOMATIC", "INTERVENED"})
NEEDED = (
    "headerId",
    "timestamp",
    "version",
    "manufacturer",
    "serialNumber",
    "operatingMode",
    "safetyState",
)


def recognise(head: bytes, name: str) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return start[:1] in (b"{", b"[") and all(
        f'"{key}"'.encode() in head for key in ("headerId", "serialNumber", "operatingMode")
    )


def read(path: Path) -> list[RobotDay]:
    """The robot-days of a file of states, with the gaps in their numbering."""
    days = days_of(
        _sample(message, number) for number, message in enumerate(_messages(path), start=1)
    )
    if not days:
        raise BadFile("empty", "The file has no state message.")
    return days


def _messages(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        first = stream.readline(MOST_LINE).lstrip(b"\xef\xbb\xbf \t\r\n")
    if first.startswith(b"{") and first.rstrip().endswith(b"}"):
        return _lines(path)
    if path.stat().st_size > MOST_BYTES:
        raise BadFile(
            "too_large",
            "A JSON array may have %(limit)s MB. Send one message a line instead.",
            limit=MOST_BYTES // 2**20,
        )
    whole = parse_json(path.read_bytes(), NAME)
    return iter(whole if isinstance(whole, list) else [whole])


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MOST_LINE + 1), b""), start=1):
            if len(line) > MOST_LINE:
                raise BadFile("long_line", "Line %(line)s is longer than 1 MB.", line=number)
            if not line.strip():
                continue
            try:
                yield json.loads(line.decode("utf-8-sig"))
            except ValueError:
                raise BadFile(
                    "broken_line",
                    "Line %(line)s is cut off or is not JSON. Send the file again whole.",
                    line=number,
                ) from None


def _sample(message: Any, number: int) -> Sample:
    if not isinstance(message, dict):
        raise BadFile("not_a_state", "Message %(number)s is not an object.", number=number)
    missing = [key for key in NEEDED if key not in message]
    if missing:
        raise BadFile(
            "not_a_state",
            "Message %(number)s is no VDA 5050 state: it lacks %(missing)s.",
            number=number,
            missing=", ".join(missing),
        )
    version = _version(message, number)
    mode, stop = (
        _word(message, "operatingMode", version.modes, number),
        _stop(message, version, number),
    )
    return Sample(
        robot=f"{_code(message['manufacturer'])}/{_code(message['serialNumber'])}",
        at=_instant(message["timestamp"], number),
        sequence=_whole(message["headerId"], number),
        working=mode in WORKING,
        stopped=stop != "NONE",
        automatic=mode == "AUTOMATIC",
        by_hand=mode in version.by_hand,
        busy=_busy(message),
        position=_position(message, version),
    )


def _version(message: dict[str, Any], number: int) -> Version:
    said = str(message["version"])
    known = VERSIONS.get(".".join(said.lstrip("v").split(".")[:2]))
    if known is None:
        raise BadFile(
            "unknown_version",
            "Message %(number)s is of VDA 5050 version %(version)s; versions "
            "%(known)s are known here.",
            number=number,
            version=said,
            known=", ".join(VERSIONS),
        )
    return known


def _stop(message: dict[str, Any], version: Version, number: int) -> str:
    safety = message["safetyState"]
    if not isinstance(safety, dict) or version.stop not in safety:
        raise BadFile(
            "not_a_state",
            "Message %(number)s says version %(version)s, whose safetyState has "
            "%(key)s; this one does not.",
            number=number,
            version=message["version"],
            key=version.stop,
        )
    return _word(safety, version.stop, version.stops, number)


def _word(holder: dict[str, Any], key: str, known: frozenset[str], number: int) -> str:
    word = holder[key]
    if word not in known:
        raise BadFile(
            "unknown_word",
            "Message %(number)s has %(key)s = %(word)s, which its version does not know.",
            number=number,
            key=key,
            word=str(word)[:40],
        )
    return str(word)


def _whole(value: Any, number: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadFile(
            "not_a_state",
            "Message %(number)s has a headerId that is no whole number.",
            number=number,
        )
    return value


def _instant(text: Any, number: int) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadFile(
            "bad_time",
            "Message %(number)s has the time “%(text)s”; it must be ISO 8601 with its "
            "zone (2027-09-30T01:02:03.00Z).",
            number=number,
            text=str(text)[:40],
        )
    return at


def _code(text: Any) -> str:
    return (
        "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in str(text))[:30]
        or "_"
    )


def _busy(message: dict[str, Any]) -> bool | None:
    """An order is under way while nodes or edges are left to drive."""
    nodes, edges = message.get("nodeStates"), message.get("edgeStates")
    return None if nodes is None or edges is None else bool(nodes or edges)


def _position(message: dict[str, Any], version: Version) -> tuple[str, float, float] | None:
    position = message.get(version.position)
    if not isinstance(position, dict) or not position.get(version.localised):
        return None
    x, y = position.get("x"), position.get("y")
    if not isinstance(x, (int, float)) or not isinstance(y, (int, float)):
        return None
    return str(position.get("mapId", "")), float(x), float(y)


def gaps(days: Iterable[RobotDay]) -> dict[str, int]:
    """What the numbering of the messages says about lost ones."""
    listed = list(days)
    return {
        "messages": sum(d.messages for d in listed),
        "missing_messages": sum(d.missing_messages for d in listed),
        "repeated_messages": sum(d.repeated_messages for d in listed),
        "restarts": sum(d.restarts for d in listed),
        "unobserved_minutes": round(sum(d.unobserved.total_seconds() for d in listed) / 60),
    }
