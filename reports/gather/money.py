"""The money of the record: each year's columns, the tranche, and the ledger they follow from."""

from datetime import datetime
from typing import Any

from noetra_gov.budget import selectors as budget
from noetra_gov.budget.models import Cap
from noetra_gov.core.fiscal import TOKYO
from noetra_gov.programme.models import FiscalYear
from reports.ledger import COLUMNS


def money_part(record: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    marks = dict(FiscalYear.objects.values_list("year", "provenance"))
    return {
        "cap_yen": Cap.objects.get().cap_yen,
        "committed_yen": budget.committed_yen(as_of),
        "years": [
            {
                "fiscal_year": year.year,
                "locked": year.locked,
                "provenance": marks[year.year],
                **{f"{column}_yen": getattr(year, f"{column}_yen") for column in COLUMNS},
            }
            for year in budget.year_statements(as_of)
        ],
        "tranche": _tranche(record["decision"]),
    }


def _tranche(decision: dict[str, Any] | None) -> dict[str, Any] | None:
    if decision is None or not decision["tranche"]["total_yen"]:
        return None
    names = ("fiscal_year", "total_yen", "released_yen", "reserve_yen", "reserve_name")
    return {**{name: decision["tranche"][name] for name in names}, "lines": []}


def ledger_part(as_of: datetime) -> dict[str, Any]:
    entries = [_in_tokyo(entry) for entry in budget.ledger_extract(as_of)]
    return {"as_of": as_of.astimezone(TOKYO).isoformat(timespec="seconds"), "entries": entries}


def _in_tokyo(entry: dict[str, Any]) -> dict[str, Any]:
    times = ("happened_at", "recorded_at")
    moved = {k: datetime.fromisoformat(entry[k]).astimezone(TOKYO).isoformat() for k in times}
    return {**entry, **moved}
