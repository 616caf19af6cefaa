"""From the rooms of the house to one evidence bundle, as of a time. Reads only; writes nothing."""

from datetime import datetime
from typing import Any

from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.models import Gate
from noetra_gov.gates.selectors import gate_record
from reports import bundle as evidence
from reports import reference, rules
from reports.figures import figures_of
from reports.gather import gate as of_gate
from reports.gather.fleet import fleet_part
from reports.gather.frame import clock_part, issuer, versions
from reports.gather.indicators import indicators_part
from reports.gather.money import ledger_part, money_part
from reports.gather.programme import programme_part
from reports.gather.safety import certification_part


def gather(
    gate: Gate, *, as_of: datetime, number: int = 1, languages: tuple[str, ...] = ("ja", "en")
) -> evidence.Bundle:
    """Everything the dossier of a gate says, as known at `as_of`; checked before it is handed over."""
    record = gate_record(gate, as_of)
    parts = {
        **_frame(record, as_of, number, languages),
        **of_gate.parts(record, gate),
        "programme": programme_part(as_of),
        "money": money_part(record, as_of),
        "ledger": ledger_part(as_of),
        "certification": certification_part(as_of),
        "fleet": fleet_part(as_of),
    }
    parts["indicators"] = indicators_part(record, parts["criteria"])
    parts["gate"]["delivery_confidence"] = rules.delivery_confidence(
        [criterion["verdict"] for criterion in parts["criteria"]], parts["scores"]["round_2_bp"]
    )
    parts["figures"] = figures_of(parts)
    evidence.check(parts)
    return parts


def _frame(
    record: dict[str, Any], as_of: datetime, number: int, languages: tuple[str, ...]
) -> dict[str, Any]:
    code, year = record["gate"]["code"], record["gate"]["fiscal_year_reviewed"]
    return {
        "format": evidence.FORMAT,
        "edition": {
            "number": f"{code}-{year}-{number:02d}",
            "state": "final" if record["decision"] else "draft",
            "audience": "full",
            "languages": list(languages),
            "issuer": issuer(),
            "withheld": [],
        },
        "as_of": stamp(as_of),
        "clock": clock_part(),
        "glossary": reference.glossary(),
        "method": reference.method(),
        "versions": versions(),
    }
