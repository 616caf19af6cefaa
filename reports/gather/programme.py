"""The programme's facts with their provenance, source and conflict."""

from datetime import datetime
from typing import Any

from noetra_gov.budget.models.papers import Appropriation
from noetra_gov.programme.models import Field, FiscalYear, Programme, Target
from reports.wording import LANGUAGES, both_yen, grouped, year_label

Fact = dict[str, Any]


def programme_part(as_of: datetime) -> dict[str, Any]:
    programme = Programme.objects.get()
    return {
        "name": {"ja": programme.name_ja, "en": programme.name_en},
        "cap_yen": programme.cap_yen,
        "facts": [
            *_of_programme(programme),
            *(_appropriation(row) for row in Appropriation.objects.filter(confirmed_at__lte=as_of)),
            *(_year(row) for row in FiscalYear.objects.all()),
            *(_target(row) for row in Target.objects.all()),
            _fields(),
        ],
    }


def fact(name: tuple[str, str], value: dict[str, str], row: Any) -> Fact:
    return {
        "name": dict(zip(LANGUAGES, name, strict=True)),
        "value": value,
        "provenance": row.provenance,
        "source": row.source,
        "conflict": row.source_conflict,
    }


def _of_programme(row: Programme) -> list[Fact]:
    cap = {language: both_yen(row.cap_yen, language) for language in LANGUAGES}
    period = {
        "ja": f"{year_label(row.first_year, 'ja')}～{year_label(row.last_year, 'ja')}",
        "en": f"FY{row.first_year} to FY{row.last_year}",
    }
    form = {"ja": row.contract_form or "–", "en": row.contract_form or "–"}
    return [
        fact(("上限額", "Cap"), cap, row),
        fact(("期間", "Period"), period, row),
        fact(("契約の形式", "Form of contract"), form, row),
    ]


def _appropriation(row: Appropriation) -> Fact:
    name = (f"{year_label(row.fiscal_year_id, 'ja')}予算", f"FY{row.fiscal_year_id} appropriation")
    value = {
        language: f"{both_yen(row.amount_yen, language)} – {row.fund}" for language in LANGUAGES
    }
    return {**fact(name, value, row), "source": row.citation or row.source}


def _year(row: FiscalYear) -> Fact:
    gate = row.released_by_gate
    ja = "確保済み" if row.locked else f"審査{gate}の決定後に配分" if gate else "未確保"
    en = "locked in" if row.locked else f"released by gate {gate}" if gate else "not locked in"
    return fact((year_label(row.year, "ja"), f"FY{row.year}"), {"ja": ja, "en": en}, row)


def _target(row: Target) -> Fact:
    number = grouped(int(row.value)) if row.value == int(row.value) else f"{row.value:f}"
    value = {
        "ja": f"{number} {row.unit}（{row.due_year}年）",
        "en": f"{number} {row.unit} ({row.due_year})",
    }
    return fact((row.name_ja, row.name_en), value, row)


def _fields() -> Fact:
    known = Field.objects.filter(verified=True).count()
    every = Field.objects.count()
    return {
        "name": {"ja": "対象分野", "en": "Fields"},
        "value": {
            "ja": f"{every}分野（うち公表資料で確認できたもの{known}）",
            "en": f"{every} fields, of which {known} are found in public sources",
        },
        "provenance": "S2",
        "source": "",
        "conflict": "",
    }
