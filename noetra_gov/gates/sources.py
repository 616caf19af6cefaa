"""Evidence that the lower rooms can give without a registry of their own: milestones, incidents,
conditions, the package itself, findings of falsification, and the ledger."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.gates import evidence, rules
from noetra_gov.gates.evidence import Evidence
from noetra_gov.seal.canonical import digest_of

Answer = tuple[int | None, int | None, dict[str, Any]]


@dataclass(frozen=True)
class CountSource:
    """A source whose answers are whole numbers: value, how many were looked at, lineage."""

    name: str
    answers: frozenset[str]
    count: Callable[[Any, Any, datetime], Answer]

    def gather(self, gate: Any, as_of: datetime) -> Iterable[Evidence]:
        for kind in sorted(self.answers):
            for criterion in gate.criteria(kind=kind):
                yield self._answer(gate, criterion, as_of)

    def _answer(self, gate: Any, criterion: Any, as_of: datetime) -> Evidence:
        value, looked_at, lineage = self.count(gate, criterion, as_of)
        return Evidence(
            criterion=criterion.code,
            label_ja=criterion.label_ja,
            label_en=criterion.label_en,
            value=value,
            unit=criterion.unit,
            n=looked_at,
            verdict=criterion.verdict_of(value),
            digest=digest_of({"value": value, "n": looked_at, "lineage": lineage}),
            lineage=lineage,
            as_of=as_of,
        )


def milestones(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    """Percent of the period's milestones that are accepted or waived; one query whatever their number."""
    from noetra_gov.gates.guards import due_milestones

    rows = list(due_milestones(gate).values_list("code", "state"))
    done = sum(state in ("accepted", "waived") for _code, state in rows)
    lineage = {"table": "programme.Milestone", "rows": dict(rows)}
    return (100 * done // len(rows) if rows else None), len(rows), lineage


def open_critical_incidents(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    from noetra_gov.programme.models import Incident

    severity = criterion.parameters.get("severity", "critical")
    rows = Incident.objects.filter(severity=severity, open=True, occurred_at__lte=as_of)
    found = sorted(rows.values_list("pk", flat=True))
    return len(found), None, {"table": "programme.Incident", "severity": severity, "rows": found}


def overdue_conditions(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    from noetra_gov.gates.models import Condition

    rows = Condition.objects.exclude(gate=gate).select_related("gate")
    late = [
        str(row)
        for row in rows
        if rules.overdue(
            row.due_on,
            settled=row.verified_at is not None and row.verified_at <= as_of,
            on=tokyo_date(as_of),
        )
    ]
    return len(late), len(rows), {"table": "gates.Condition", "overdue": late}


def missing_parts(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    from noetra_gov.gates.guards import missing_parts as missing

    found = [] if gate.kind == "extraordinary" else missing(gate)
    return len(found), None, {"missing": found}


def falsified(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    rows = list(gate.integrity_findings.values_list("pk", flat=True))
    return len(rows), None, {"table": "gates.IntegrityFinding", "rows": rows}


def budget_figures(gate: Any, criterion: Any, as_of: datetime) -> Answer:
    """Figures of the reviewed year, computed from the ledger as of the cut-off."""
    from noetra_gov.budget import selectors as ledger

    figure = criterion.parameters.get("figure", "")
    years = {year.year: year for year in ledger.year_statements(as_of)}
    year = years.get(gate.fiscal_year_reviewed)
    if figure != "advanced_of_committed_percent" or year is None or not year.committed_yen:
        return None, None, {"figure": figure, "found": "nothing"}
    lineage = {
        "table": "budget.Transfer",
        "fiscal_year": year.year,
        "advanced_yen": year.advanced_yen,
        "committed_yen": year.committed_yen,
    }
    return 100 * year.advanced_yen // year.committed_yen, None, lineage


OWN = (
    CountSource("milestones", frozenset({evidence.MILESTONE}), milestones),
    CountSource("incidents", frozenset({evidence.INCIDENT}), open_critical_incidents),
    CountSource("conditions", frozenset({evidence.CONDITION}), overdue_conditions),
    CountSource("package", frozenset({evidence.PACKAGE}), missing_parts),
    CountSource("budget", frozenset({evidence.BUDGET}), budget_figures),
    CountSource("integrity", frozenset({evidence.FALSIFIED}), falsified),
)


def register_all() -> None:
    for source in OWN:
        evidence.register(source)
