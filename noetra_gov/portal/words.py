"""How figures, dates and money are written, in the language that is active. No request, no clock."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from noetra_gov.core import fiscal
from noetra_gov.core import yen as money

TOKYO = fiscal.TOKYO
# Written out here: the short English form is the same in every table, whatever the locale says.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def day_text(day: date) -> str:
    """2027年10月1日（令和9年） or 1 Oct 2027."""
    if not japanese():
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    era, year = fiscal.era_year(day)
    return f"{day.year}年{day.month}月{day.day}日（{era}{year}年）"


def moment_text(moment: datetime) -> str:
    """Date and time as Tokyo has them; in English the zone is named."""
    local = moment.astimezone(TOKYO)
    if japanese():
        return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M} JST"


def yen_text(amount_yen: int) -> str:
    """The exact sum: 387,300,000,000円 or ¥387,300,000,000."""
    sign = "−" if amount_yen < 0 else ""
    return sign + money.yen(abs(amount_yen), get_language() or "ja")


def yen_short(amount_yen: int) -> str:
    """The sum as people say it: 3,873億円 or ¥387.3 billion; small sums in full."""
    return money.oku(amount_yen) if japanese() else money.billions(amount_yen)


def fiscal_year_text(year: int) -> str:
    """2027年度（令和9年度） or FY2027."""
    return f"{year}年度（{fiscal.fiscal_year_era(year)}）" if japanese() else f"FY{year}"


def _whole_where_it_is(text: str) -> str:
    """A stored 30.0000 is written 30: how many places a column keeps is nobody's business."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def number_text(value: object) -> str:
    """A table cell: thousands grouped, text as it is, what is unknown as a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal):
        return _whole_where_it_is(f"{value:,}").replace("-", "−")
    return f"{value:,.6g}".replace("-", "−") if isinstance(value, float) else str(value)
