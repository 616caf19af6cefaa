"""VDA 5050 `state` messages, versions 2.0, 2.1 and 3.0 (VDA5050/VDA5050, json_schemas/state.schema).

Read as one JSON object, a JSON array, or one object a line. The version of each message chooses the
names: 3.0 renames batteryState → powerSupply, agvPosition → mobileRobotPosition, eStop →
activeEmergencyStop, and adds the mode INTERVENED.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.messages import code, instant, read_messages
from metrics_ingest.formats.states import RobotDay, Sample, days_of

NAME = "vda5050"
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
        _sample(message, number)
        for number, message in enumerate(read_messages(path, NAME), start=1)
    )
    if not days:
        raise BadFile("empty", _("The file has no state message."))
    return days


def _sample(message: Any, number: int) -> Sample:
    if not isinstance(message, dict):
        raise BadFile("not_a_state", _("Message %(number)s is not an object."), number=number)
    missing = [key for key in NEEDED if key not in message]
    if missing:
        raise BadFile(
            "not_a_state",
            _("Message %(number)s is no VDA 5050 state: it lacks %(missing)s."),
            number=number,
            missing=", ".join(missing),
        )
    version = _version(message, number)
    mode, stop = (
        _word(message, "operatingMode", version.modes, number),
        _stop(message, version, number),
    )
    return Sample(
        robot=f"{code(message['manufacturer'])}/{code(message['serialNumber'])}",
        at=instant(message["timestamp"], number),
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
            _(
                "Message %(number)s is of VDA 5050 version %(version)s; versions "
                "%(known)s are known here."
            ),
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
            _(
                "Message %(number)s says version %(version)s, whose safetyState has "
                "%(key)s; this one does not."
            ),
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
            _("Message %(number)s has %(key)s = %(word)s, which its version does not know."),
            number=number,
            key=key,
            word=str(word)[:40],
        )
    return str(word)


def _whole(value: Any, number: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadFile(
            "not_a_state",
            _("Message %(number)s has a headerId that is no whole number."),
            number=number,
        )
    return value


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
