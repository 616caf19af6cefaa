"""Outside formats, one file each. A file is recognised by its content, never by its name alone."""

from collections.abc import Callable
from pathlib import Path

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats import (
    behavior,
    board_csv,
    helm,
    hub_results,
    inspect_log,
    lerobot,
    lm_eval,
    mass_robotics,
    mlperf,
    open_rmf,
    vda5050,
)
from metrics_ingest.formats.common import HEAD_BYTES, Facts, Format, Measurement, Reading
from metrics_ingest.formats.states import RobotDay

# In the order in which they are tried: the ones with the narrowest signs first.
FORMATS: dict[str, Format] = {
    f.name: f
    for f in (
        lerobot.FORMAT,
        inspect_log.FORMAT,
        lm_eval.FORMAT,
        helm.FORMAT,
        mlperf.FORMAT,
        behavior.FORMAT,
        hub_results.FORMAT,
        board_csv.FORMAT,
    )
}
# Formats of states: fleets send them many times a minute, we count days from them.
STATES: dict[str, Callable[[Path], list[RobotDay]]] = {
    vda5050.NAME: vda5050.read,
    mass_robotics.NAME: mass_robotics.read,
    open_rmf.NAME: open_rmf.read,
}

__all__ = [
    "FORMATS",
    "STATES",
    "Facts",
    "Format",
    "Measurement",
    "Reading",
    "known_format",
    "read_benchmark",
    "recognise",
    "states_format",
]


def states_format(head: bytes, name: str) -> str | None:
    """The format of a file of states, or None: then it is a file of robot-days."""
    for reader in (vda5050, mass_robotics, open_rmf):
        if reader.recognise(head, name):
            return reader.NAME
    return None


def recognise(path: Path) -> Format:
    """The format of a benchmark file, or a sentence that says what would be recognised."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise BadFile("empty", _("The file is empty. Send the file as its tool wrote it."))
    for candidate in FORMATS.values():
        if candidate.recognise(head, path.name):
            return candidate
    raise BadFile(
        "not_recognised",
        _("The file is none of the known formats: %(formats)s."),
        formats=", ".join(f.title for f in FORMATS.values()),
    )


def known_format(name: str | None) -> None:
    if name is not None and name not in FORMATS:
        raise BadFile(
            "unknown_format",
            _("There is no format “%(name)s”. Known: %(formats)s."),
            name=name,
            formats=", ".join(FORMATS),
        )


def read_benchmark(path: Path, facts: Facts, format_name: str | None = None) -> Reading:
    """Read a benchmark file by its content; a named format must agree with it."""
    known_format(format_name)
    found = recognise(path)
    if format_name is not None and format_name != found.name:
        raise BadFile(
            "other_format",
            _("The file was announced as %(named)s but is %(found)s."),
            named=format_name,
            found=found.title,
        )
    return found.read(path, facts)
