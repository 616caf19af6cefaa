"""Files of messages: one JSON object, a JSON array, or one object a line."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from metrics_ingest.errors import BadFile, _
from metrics_ingest.formats.common import MOST_BYTES, parse_json

MOST_LINE = 1024 * 1024


def read_messages(path: Path, name: str) -> Iterator[Any]:
    with path.open("rb") as stream:
        first = stream.readline(MOST_LINE).lstrip(b"\xef\xbb\xbf \t\r\n")
    if first.startswith(b"{") and first.rstrip().endswith(b"}"):
        return _lines(path)
    if path.stat().st_size > MOST_BYTES:
        raise BadFile(
            "too_large",
            _("A JSON array may have %(limit)s MB. Send one message a line instead."),
            limit=MOST_BYTES // 2**20,
        )
    whole = parse_json(path.read_bytes(), name)
    return iter(whole if isinstance(whole, list) else [whole])


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(MOST_LINE + 1), b""), start=1):
            if len(line) > MOST_LINE:
                raise BadFile("long_line", _("Line %(line)s is longer than 1 MB."), line=number)
            if not line.strip():
                continue
            try:
                yield json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError):
                raise BadFile(
                    "broken_line",
                    _("Line %(line)s is cut off or is not JSON. Send the file again whole."),
                    line=number,
                ) from None


def instant(text: Any, number: int) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise BadFile(
            "bad_time",
            _(
                "Message %(number)s has the time “%(text)s”; it must be ISO 8601 with its "
                "zone (2027-09-30T01:02:03.00Z)."
            ),
            number=number,
            text=str(text)[:40],
        )
    return at


def code(text: Any) -> str:
    """A name of a message as part of a robot's identifier."""
    return (
        "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in str(text))[:30]
        or "_"
    )
