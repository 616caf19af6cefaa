"""The fixed wording of printed records, in both languages, from `words.tsv` (key, Japanese, English)."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "words.tsv"
VERSION = "1"
COLUMNS = {"ja": 1, "en": 2}


@cache
def words(language: str) -> Mapping[str, str]:
    """Every phrase by key; asking for an unknown key is an error, never an empty place in a record."""
    return {line[0]: line[COLUMNS[language]] for line in lines()}


@cache
def _engine() -> Mapping[str, str]:
    return {line[2]: line[1] for line in lines() if line[0].startswith("engine_")}


def from_engine(sentence: str) -> dict[str, str]:
    """A sentence of the test engine, which speaks English, in both languages; a new one stays English."""
    return {"ja": _engine().get(sentence, sentence), "en": sentence}


def both(key: str) -> dict[str, str] | None:
    """A phrase in both languages, or None where there is none."""
    if key not in words("ja"):
        return None
    return {language: words(language)[key] for language in COLUMNS}


@cache
def lines() -> tuple[tuple[str, ...], ...]:
    text = FILE.read_text("utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line and line[0] != "#")
