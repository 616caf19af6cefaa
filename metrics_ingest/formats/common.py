"""What every reader of benchmark files speaks: measurements, the facts that must be known, safe JSON."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from metrics_ingest.errors import BadFile, MissingFacts, _

Day = date
Direction = Literal["higher", "lower"]
HEAD_BYTES = 65_536
MOST_BYTES = 256 * 1024 * 1024
WHOLE = "(all)"


@dataclass(frozen=True)
class Measurement:
    """One value of one metric. What the file does not report is None, never zero.

    `n` trials and `k` successes where the metric is a rate; `conditions` is what must agree for
    two values to be compared.
    """

    suite: str
    task: str
    metric: str
    unit: str
    direction: Direction
    value: float | None
    n: int | None = None
    k: int | None = None
    model: str | None = None
    commit: str | None = None
    date: Day | None = None
    conditions: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What the sender adds because the file does not say it."""

    model: str | None = None
    commit: str | None = None
    date: Day | None = None
    suite: str | None = None
    unit: str | None = None
    direction: str | None = None


@dataclass(frozen=True)
class Reading:
    """What a file said. `unfit` says why it is history and no evidence (empty: it is evidence)."""

    format: str
    measurements: list[Measurement]
    unfit: str = ""
    unfit_code: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Format:
    """One outside format: how it is recognised by content, and how it is read."""

    name: str
    title: str
    recognise: Callable[[bytes, str], bool]
    read: Callable[[Path, Facts], Reading]


def direction_of(facts: Facts, known: Direction | None, metric: str) -> Direction:
    """Whether higher or lower is better: known, or said by the sender; never guessed."""
    if known is not None:
        return known
    if facts.direction in ("higher", "lower"):
        return "higher" if facts.direction == "higher" else "lower"
    raise BadFile(
        "unknown_metric",
        _(
            "Whether higher or lower “%(metric)s” is better is not known. Say it with --direction higher or "
            "--direction lower."
        ),
        metric=metric,
    )


def in_range(value: float, unit: str, metric: str) -> float:
    """A fraction lies in 0 to 1, a percentage in 0 to 100: else the unit is another."""
    high = {"fraction": 1.0, "percent": 100.0}.get(unit)
    if high is not None and not 0 <= value <= high:
        raise BadFile(
            "unit_differs",
            _("%(metric)s is %(value)s, which cannot be a %(unit)s. Say the unit with --unit."),
            metric=metric,
            value=value,
            unit=unit,
        )
    return value


def successes(value: float | None, n: int | None, unit: str) -> int | None:
    """Successes behind a rate, where rate and trials give a whole number; partial credit has none."""
    if value is None or not n or unit not in ("fraction", "percent"):
        return None
    exact = value * n / (100 if unit == "percent" else 1)
    return round(exact) if abs(exact - round(exact)) < 1e-6 * n else None


def require_facts(measurements: list[Measurement], facts: Facts, name: str) -> list[Measurement]:
    """Fill what the sender added; ask for what is still missing."""
    filled = [
        replace(
            m,
            model=m.model or facts.model,
            commit=m.commit or facts.commit,
            date=m.date or facts.date,
        )
        for m in measurements
    ]
    missing = [f for f in ("model", "date") if any(getattr(m, f) is None for m in filled)]
    if missing:
        raise MissingFacts(missing, name)
    return filled


def load_json(path: Path, name: str) -> Any:
    """JSON with bare NaN allowed, of bounded size and depth."""
    if path.stat().st_size > MOST_BYTES:
        raise BadFile(
            "too_large",
            _("The file is larger than %(limit)s MB. Send it in parts."),
            limit=MOST_BYTES // 2**20,
        )
    return parse_json(path.read_bytes(), name)


def parse_json(raw: bytes, name: str) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BadFile(
            "not_utf8", _("The file is not text in UTF-8. Save it as UTF-8 and send it again.")
        ) from None
    except RecursionError:
        raise BadFile(
            "too_deep", _("The file nests too deeply to be a %(format)s file."), format=name
        ) from None
    except ValueError as wrong:
        raise BadFile(
            "broken_json",
            _("The file is cut off or is not JSON: %(reason)s. Send it again whole."),
            reason=str(wrong),
        ) from None


def number(value: Any) -> float | None:
    """A finite number, or None: NaN, "N/A" and absence all mean "not reported"."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def rate(outcomes: list[Any]) -> tuple[int, int] | None:
    """(trials, successes) of a list of outcomes; what is not true or false was not reported."""
    known = [bool(o) for o in outcomes if isinstance(o, bool) or o in (0, 1)]
    return (len(known), sum(known)) if known else None


def mean(values: list[Any]) -> float | None:
    known = [v for v in (number(value) for value in values) if v is not None]
    return sum(known) / len(known) if known else None
