"""The limit sets: versioned, sourced data. A value nobody confirmed makes results provisional."""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Limit:
    """One limit: ``confirmed_by`` names who checked it against the bought standard."""

    id: str
    value: float
    unit: str
    about: str
    source: str
    confirmed_by: str | None


class LimitSet:
    """Limits by id; ``limits["v_h"]`` is the value in its unit."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.name, self.version = document["name"], document["version"]
        self.limits = {row["id"]: Limit(**row) for row in document["limits"]}
        canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self.digest = "sha256:" + hashlib.sha256(canonical.encode()).hexdigest()

    def __getitem__(self, limit: str) -> float:
        return self.limits[limit].value

    @property
    def unconfirmed(self) -> list[str]:
        return [limit.id for limit in self.limits.values() if not limit.confirmed_by]


@cache
def load(name: str) -> LimitSet:
    """The limit set of this name that ships with the engine."""
    text = (files(__package__) / f"{name}.json").read_text(encoding="utf-8")
    return LimitSet(json.loads(text))
