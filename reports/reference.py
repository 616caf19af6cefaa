"""Method and glossary as printed in every dossier; part of the bundle, so they are sealed with it."""

from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "reference.tsv"


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = FILE.read_text("utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and line[0] != "#")


def method() -> list[dict[str, str]]:
    return [{"ja": row[1], "en": row[2]} for row in _rows() if row[0] == "method"]


def glossary() -> list[dict[str, Any]]:
    return [
        {"term": {"ja": row[1], "en": row[2]}, "meaning": {"ja": row[3], "en": row[4]}}
        for row in _rows()
        if row[0] == "term"
    ]
