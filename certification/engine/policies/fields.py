"""Taking the fields of a JSON object one by one, keeping every problem as a sentence."""

import math
import re
from collections.abc import Sequence
from typing import Any

from certification.engine.faults import Finding


class Fields:
    """One JSON object of the manifest; what is wrong with it lands in `problems`."""

    def __init__(self, value: dict[str, Any], where: str, problems: list[Finding]) -> None:
        self.value = value
        self.where = where
        self.problems = problems
        self._seen: set[str] = set()

    def bad(self, name: str, what: str) -> None:
        place = f"{self.where}{name}"
        self.problems.append(Finding("manifest_invalid", f"The manifest's field {place} {what}."))

    def take(self, name: str, default: Any = ...) -> Any:
        self._seen.add(name)
        if name in self.value:
            return self.value[name]
        if default is ...:
            self.bad(name, "is missing; add it (docs/formats/policy-manifest.md lists all fields)")
            return None
        return default

    def text(self, name: str, pattern: str, hint: str, default: Any = ...) -> str:
        value = self.take(name, default)
        if isinstance(value, str) and re.fullmatch(pattern, value, re.DOTALL):
            return value
        if name in self.value:
            self.bad(name, f"must be {hint}")
        return ""

    def optional_text(self, name: str, pattern: str, hint: str) -> str | None:
        return None if self.take(name, None) is None else self.text(name, pattern, hint)

    def whole(self, name: str, low: int, high: int, default: Any = ...) -> int:
        value = self.take(name, default)
        if is_whole(value) and low <= value <= high:
            return int(value)
        if name in self.value:
            self.bad(name, f"must be a whole number from {low:,} to {high:,}")
        return low

    def number(self, name: str, above: float, high: float) -> float:
        value = self.take(name)
        if is_number(value) and above < value <= high:
            return float(value)
        if name in self.value:
            self.bad(name, f"must be a number above {above:g} and at most {high:g}")
        return high

    def choice(self, name: str, options: Sequence[str], default: Any = ...) -> str:
        value = self.take(name, default)
        if isinstance(value, str) and value in options:
            return value
        if name in self.value:
            self.bad(name, f"must be one of {', '.join(options)}")
        return options[0]

    def flag(self, name: str, default: bool) -> bool:
        value = self.take(name, default)
        if not isinstance(value, bool):
            self.bad(name, "must be true or false")
            return default
        return value

    def shape(self, name: str, dimensions: int, largest: int) -> tuple[int, ...]:
        value = self.take(name)
        good = isinstance(value, list) and len(value) <= dimensions
        if good and all(is_whole(size) and 1 <= size <= largest for size in value):
            return tuple(int(size) for size in value)
        if name in self.value:
            self.bad(
                name,
                f"must be a list of at most {dimensions} whole numbers from 1 to {largest:,}, "
                "without the batch axis",
            )
        return ()

    def objects(self, name: str, low: int, high: int, default: Any = ...) -> list["Fields"]:
        value = self.take(name, default)
        good = isinstance(value, list) and low <= len(value) <= high
        if good and all(isinstance(item, dict) for item in value):
            return [self.inner(item, f"{name}[{index}]") for index, item in enumerate(value)]
        if name in self.value:
            self.bad(name, f"must be a list of {low} to {high} objects")
        return []

    def inner(self, value: dict[str, Any], name: str) -> "Fields":
        return Fields(value, f"{self.where}{name}.", self.problems)

    def object(self, name: str) -> "Fields | None":
        value = self.take(name)
        if isinstance(value, dict):
            return self.inner(value, name)
        if name in self.value:
            self.bad(name, "must be an object")
        return None

    def optional_object(self, name: str) -> "Fields | None":
        return None if self.take(name, None) is None else self.object(name)

    def no_others(self) -> None:
        for name in sorted(set(self.value) - self._seen):
            self.bad(repr(name)[:80], "is not known; remove it or correct its spelling")


def is_whole(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
