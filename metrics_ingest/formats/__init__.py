"""Outside formats, one file each. A file is recognised by its content, never by its name alone."""

from pathlib import Path

from metrics_ingest.errors import BadFile
from metrics_ingest.formats import inspect_log, lerobot
from metrics_ingest.formats.common import HEAD_BYTES, Facts, Format, Measurement, Reading

FORMATS: dict[str, Format] = {f.name: f for f in (lerobot.FORMAT, inspect_log.FORMAT)}

__all__ = ["FORMATS", "Facts", "Format", "Measurement", "Reading", "read_benchmark", "recognise"]


def recognise(path: Path) -> Format:
    """The format of a benchmark file, or a sentence that says what would be recognised."""
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise BadFile("empty", "The file is empty. Send the file as its tool wrote it.")
    for candidate in FORMATS.values():
        if candidate.recognise(head, path.name):
            return candidate
    raise BadFile(
        "not_recognised",
        "The file is none of the known formats: %(formats)s.",
        formats=", ".join(f.title for f in FORMATS.values()),
    )


def read_benchmark(path: Path, facts: Facts, format_name: str | None = None) -> Reading:
    """Read a benchmark file by its content; a named format must agree with it."""
    found = recognise(path)
    if format_name is not None and format_name not in FORMATS:
        raise BadFile(
            "unknown_format",
            "There is no format “%(name)s”. Known: %(formats)s.",
            name=format_name,
            formats=", ".join(FORMATS),
        )
    if format_name is not None and format_name != found.name:
        raise BadFile(
            "other_format",
            "The file was announced as %(named)s but is %(found)s.",
            named=format_name,
            found=found.title,
        )
    return found.read(path, facts)
