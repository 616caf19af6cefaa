"""The evidence registry: rooms above this one register what they can answer a criterion with.

A source never hands over a mere number: each piece of evidence carries the digest of what it
was computed from and a lineage that lets somebody else compute it again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

VERDICTS = ("met", "not_met", "unknown")

# Kinds of criterion, and so of evidence. A template may name no other.
BENCHMARK = "benchmark_indicator"
FLEET = "fleet_figure"
CERTIFICATE = "certificate"
MILESTONE = "milestone"
BUDGET = "budget_figure"
INCIDENT = "open_incident"
CONDITION = "overdue_condition"
INSPECTION = "inspection_finding"
PACKAGE = "package_complete"
FALSIFIED = "falsified_evidence"
KINDS = (
    BENCHMARK, FLEET, CERTIFICATE, MILESTONE, BUDGET,
    INCIDENT, CONDITION, INSPECTION, PACKAGE, FALSIFIED,
)  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """One answer to one criterion, as known at `as_of`."""

    criterion: str
    label_ja: str
    label_en: str
    value: str | int | None
    unit: str
    n: int | None
    verdict: str
    digest: str
    lineage: dict[str, Any]
    as_of: datetime

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict must be one of {VERDICTS}, not {self.verdict!r}")


class EvidenceSource(Protocol):
    """What metrics_ingest and certification register from their AppConfig.ready."""

    @property
    def name(self) -> str: ...

    @property
    def answers(self) -> frozenset[str]: ...

    def gather(self, gate: Any, as_of: datetime) -> Iterable[Evidence]: ...


_sources: dict[str, EvidenceSource] = {}


def register(source: EvidenceSource) -> None:
    """Registering the same name again replaces the source (reloads, tests)."""
    unknown = source.answers - set(KINDS)
    if unknown:
        raise ValueError(f"unknown kinds of criterion: {sorted(unknown)}")
    _sources[source.name] = source


def unregister(name: str) -> None:
    _sources.pop(name, None)


def sources() -> tuple[EvidenceSource, ...]:
    return tuple(_sources[name] for name in sorted(_sources))


def gather(gate: Any, as_of: datetime) -> list[tuple[str, Evidence]]:
    """Ask every source once, whatever the number of criteria; pairs of source name and answer."""
    found = [(source.name, item) for source in sources() for item in source.gather(gate, as_of)]
    return sorted(found, key=lambda pair: (pair[1].criterion, pair[0], pair[1].digest))
