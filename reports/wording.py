"""How values are written in a sealed document, in Japanese and in English. Pure.

The wording of a sealed document belongs to its format: it must not change when a translation of the
portal does, or the same bundle would give other bytes. So it stands here, versioned with the templates.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from noetra_gov.core import fiscal, yen

LANGUAGES = ("ja", "en")
# fmt: off
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def localised(node: Any, language: str) -> Any:
    """Choose one language wherever both stand; everything else stays as it is."""
    if isinstance(node, list):
        return [localised(item, language) for item in node]
    if not isinstance(node, dict):
        return node
    if node.keys() == {"ja", "en"} and isinstance(node["ja"], str):
        return node[language]
    return {key: localised(value, language) for key, value in node.items()}


def day(value: str | date | None, language: str) -> str:
    """2027年10月1日（令和9年） or 1 October 2027."""
    if not value:
        return "–"
    on = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    if language == "ja":
        name, year = fiscal.era_year(on)
        return f"{on.year}年{on.month}月{on.day}日（{name}{year}年）"
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def day_stacked(value: str | None, language: str) -> str:
    """A day for a narrow column: the era on a line of its own."""
    return day(value, language).replace("（", "\n（")


def moment(value: str | None, language: str) -> str:
    """A time as it stands in the bundle, which is Tokyo's."""
    if not value:
        return "–"
    at = datetime.fromisoformat(value)
    zone = "" if language == "ja" else " JST"
    return f"{day(at.date(), language)} {at:%H:%M}{zone}"


def year_label(year: int | None, language: str) -> str:
    if year is None:
        return "–"
    return f"{fiscal.fiscal_year_era(year)}（{year}）" if language == "ja" else f"FY{year}"


def short_yen(amount_yen: int, language: str) -> str:
    return yen.oku(amount_yen) if language == "ja" else yen.billions(amount_yen)


def exact_yen(amount_yen: int, language: str) -> str:
    return yen.yen(amount_yen, language)


def both_yen(amount_yen: int, language: str) -> str:
    """The short form people say with the exact figure behind it; once where they are the same."""
    short, exact = short_yen(amount_yen, language), exact_yen(amount_yen, language)
    if short == exact:
        return exact
    return f"{short}（{exact}）" if language == "ja" else f"{short} ({exact})"


def points(basis_points: int | None) -> str:
    """Basis points of the 0–4 scale as a mark with two places: 27,300 → 2.73, cut."""
    if basis_points is None:
        return "–"
    hundredths = basis_points // 100
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def percent(basis_points: int) -> str:
    whole, rest = divmod(basis_points, 100)
    return f"{whole}%" if not rest else f"{whole}.{rest:02d}%"


def grouped(value: Any) -> str:
    """A count with thousands marks; text and what is unknown as they are."""
    if value is None or value == "":
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


def thousands(value: str | None) -> str:
    """A decimal kept as text, with thousands marks in its whole part."""
    if not value:
        return "–"
    whole, dot, rest = value.partition(".")
    return f"{int(whole):,}{dot}{rest}"


def measured(value: int | str | None) -> str:
    """A measured number as people read it: four figures; the exact one stands in the evidence."""
    if value is None or value == "":
        return "–"
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if number == number.to_integral_value():
        return f"{int(number):,}"
    shown = f"{float(number):.4g}"
    return shown if "e" in shown else f"{Decimal(shown):,}"


def hexadecimal(digest: str | None) -> str:
    """The digits of a digest in two halves, for a narrow column."""
    digits = (digest or "").rpartition(":")[2]
    return f"{digits[:32]} {digits[32:]}" if digits else "–"


def breakable(digest: str | None) -> str:
    """A digest in groups of eight, so that it breaks where a reader can compare it."""
    if not digest:
        return "–"
    kind, _, digits = digest.rpartition(":")
    groups = " ".join(digits[n : n + 8] for n in range(0, len(digits), 8))
    return f"{kind}:{groups}" if kind else groups
