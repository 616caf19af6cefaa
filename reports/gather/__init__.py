"""From the rooms of the house to one evidence bundle, as of a time. Reads only; writes nothing."""

from datetime import datetime
from importlib.metadata import version
from typing import Any

from noetra_gov.core import clock
from noetra_gov.figures.printing import versions as drawing
from noetra_gov.gates.freezing import stamp
from noetra_gov.gates.models import Gate
from noetra_gov.gates.selectors import gate_record
from reports import bundle as evidence
from reports import reference, rules, words
from reports.figures import figures_of
from reports.gather import gate as of_gate
from reports.gather.fleet import fleet_part
from reports.gather.indicators import indicators_part
from reports.gather.money import ledger_part, money_part
from reports.gather.programme import programme_part
from reports.gather.safety import certification_part

NOTICE = {
    "ja": "この文書はデモンストレーション用の時計とデータで作成したものです。実際の決定ではありません。",
    "en": "Made with a demonstration clock and demonstration data. This is not a real decision.",
}
ISSUER = {
    "ja": "経済産業省・国立研究開発法人新エネルギー・産業技術総合開発機構（NEDO）",
    "en": "Ministry of Economy, Trade and Industry (METI) and NEDO",
}


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
            "issuer": ISSUER,
            "withheld": [],
        },
        "as_of": stamp(as_of),
        "clock": {"demonstration": clock.is_demo(), "notice": NOTICE if clock.is_demo() else ""},
        "glossary": reference.glossary(),
        "method": reference.method(),
        "versions": versions(),
    }


def versions() -> dict[str, str]:
    """Everything that computed or drew a part of the record."""
    own = {"wording": words.VERSION, "format": evidence.FORMAT.rsplit("/", 1)[1]}
    parts = {name: version(name) for name in ("weasyprint", "pikepdf", "django")}
    return {**own, **parts, **drawing()}
