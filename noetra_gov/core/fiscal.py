"""Japan's fiscal calendar: 1 April to 31 March in Tokyo, eras, working days. Pure."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import jpholiday

TOKYO = ZoneInfo("Asia/Tokyo")

# First day of each era that a document of the programme can carry (1868 and earlier cannot occur).
ERAS = (
    (date(2019, 5, 1), "令和", "Reiwa"),
    (date(1989, 1, 8), "平成", "Heisei"),
    (date(1926, 12, 25), "昭和", "Showa"),
)


def tokyo_date(at: datetime) -> date:
    """The calendar day in Tokyo of an aware instant."""
    return at.astimezone(TOKYO).date()


def fiscal_year_of(day: date | datetime) -> int:
    """The fiscal year that holds a day: 31 March 2027 lies in 2026."""
    if isinstance(day, datetime):
        day = tokyo_date(day)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_start(year: int) -> date:
    return date(year, 4, 1)


def fiscal_year_end(year: int) -> date:
    return date(year + 1, 3, 31)


def _era_of(day: date) -> tuple[date, str, str]:
    for era in ERAS:
        if day >= era[0]:
            return era
    raise ValueError(f"No era is known for {day.isoformat()}.")


def era_year(day: date) -> tuple[str, str]:
    """The era and its year: ("令和", "9"); the first year is 元."""
    start, name, _ = _era_of(day)
    count = day.year - start.year + 1
    return name, "元" if count == 1 else str(count)


def era(day: date) -> str:
    """令和9年10月1日."""
    name, count = era_year(day)
    return f"{name}{count}年{day.month}月{day.day}日"


def fiscal_year_era(year: int) -> str:
    """令和9年度 for fiscal year 2027."""
    name, count = era_year(fiscal_year_start(year))
    return f"{name}{count}年度"


def is_business_day(day: date) -> bool:
    """Neither weekend nor national holiday, nor the offices' New Year closing (29 December to 3 January)."""
    new_year = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
    return day.weekday() < 5 and not new_year and not jpholiday.is_holiday(day)


def add_business_days(day: date, count: int) -> date:
    """The day `count` (≥ 0) working days after `day`, which itself is not counted."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day
