"""Where a gate stands: verdicts, the panel's result, and which outcomes that leaves."""

from dataclasses import dataclass
from typing import Any

from noetra_gov.gates import rules
from noetra_gov.gates.models import CriterionRole, Gate, GateKind
from noetra_gov.panels import rules as panel_rules
from noetra_gov.panels import selectors as panels

# An extraordinary review lifts the freeze, keeps it for a time, or confirms it (rule 14).
EXTRAORDINARY = frozenset({"go", "hold", "stop"})


@dataclass(frozen=True)
class Standing:
    verdicts: dict[str, str]
    must_meet_failed: tuple[str, ...]
    kill_criteria: tuple[str, ...]
    kill_axes: tuple[str, ...]
    result: dict[str, Any] | None
    allowed: frozenset[str]

    @property
    def killed(self) -> bool:
        return bool(self.kill_criteria or self.kill_axes)


def standing(gate: Gate) -> Standing:
    found = verdicts(gate)
    criteria = list(gate.criteria())
    failed = rules.must_meet_failed(found, _codes(criteria, CriterionRole.MUST_MEET))
    kill = rules.kill_triggered(found, _codes(criteria, CriterionRole.KILL))
    result = panels.result(gate.panel)
    axes = _kill_axes(gate)
    allowed = panel_rules.allowed_outcomes(
        must_meet_failed=bool(failed),
        killed=bool(kill or axes),
        capped=bool(result and result["capped"]),
        closing=gate.is_closing,
    )
    if gate.kind == GateKind.EXTRAORDINARY:
        allowed &= EXTRAORDINARY
    return Standing(found, failed, kill, axes, result, allowed)


def _codes(criteria: list[Any], role: str) -> list[str]:
    return [criterion.code for criterion in criteria if criterion.role == role]


def verdicts(gate: Gate) -> dict[str, str]:
    """One verdict for each criterion, from the frozen evidence; a late finding of fraud counts too."""
    package = gate.package
    rows = list(package.evidence.values_list("criterion", "verdict")) if package else []
    found = {
        criterion.code: rules.worst(v for code, v in rows if code == criterion.code)
        for criterion in gate.criteria()
    }
    if gate.integrity_findings.exists():
        for criterion in gate.criteria(kind="falsified_evidence"):
            found[criterion.code] = "not_met"
    return found


def _kill_axes(gate: Gate) -> tuple[str, ...]:
    before = earlier_gate(gate)
    if before is None:
        return ()
    now = panels.grades_of(gate.panel)
    return (
        panel_rules.kill_axes(gate.panel.scheme, now, panels.grades_of(before.panel)) if now else ()
    )


def earlier_gate(gate: Gate) -> Gate | None:
    """The gate whose result counts as the one before."""
    if gate.previous_id:
        return gate.previous
    earlier = Gate.objects.published().filter(
        fiscal_year_reviewed__lt=gate.fiscal_year_reviewed, applicant=gate.applicant
    )
    return earlier.order_by("fiscal_year_reviewed", "pk").last()
