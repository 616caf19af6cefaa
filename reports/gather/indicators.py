"""Threshold criteria that are measured numbers, as indicators with their value and history."""

from typing import Any

from noetra_gov.programme.models import IndicatorValue
from reports import rules

Record = dict[str, Any]


def indicators_part(record: Record, criteria: list[Record]) -> list[Record]:
    evidence = {row["id"]: row for row in record["evidence"]}
    rows = [c for c in criteria if c["kind"] == "threshold" and c["limit"] is not None]
    return [_indicator(criterion, _best(criterion, evidence)) for criterion in rows]


def _best(criterion: Record, evidence: dict[str, Record]) -> Record | None:
    found = [evidence[code] for code in criterion["evidence"]]
    return next((row for row in found if row["value"] is not None), found[0] if found else None)


def _indicator(criterion: Record, row: Record | None) -> Record:
    lineage = row["lineage"] if row else {}
    value = str(row["value"]) if row and row["value"] is not None else None
    return {
        "code": criterion["code"],
        "name": criterion["name"],
        "unit": criterion["unit"],
        "direction": rules.direction_of(criterion["comparator"]),
        "threshold": criterion["limit"],
        "value": value,
        "n": row["n"] if row else None,
        "k": lineage.get("k") if isinstance(lineage.get("k"), int) else None,
        "verdict": criterion["verdict"],
        "digest": row["digest"] if row else None,
        "evidence": row["id"] if row else None,
        "series": _series(row),
    }


def _series(row: Record | None) -> list[Record]:
    """The values of the same indicator known when the evidence was frozen."""
    asked = (row["lineage"].get("asked") or {}) if row else {}
    if not row or not asked.get("indicator"):
        return []
    values = IndicatorValue.objects.filter(
        indicator__code=asked["indicator"], known_at__lte=row["gathered_at"]
    )
    return [
        {"at": v.at.date().isoformat(), "value": f"{v.value.normalize():f}"}
        for v in values.order_by("at")
    ]
