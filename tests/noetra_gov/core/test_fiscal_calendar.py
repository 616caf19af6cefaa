from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.core import fiscal

DAYS = st.dates(date(1990, 1, 1), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2026, 6, 30), 2026)],
)
def test_a_fiscal_year_begins_on_the_first_of_april(day: date, year: int) -> None:
    assert fiscal.fiscal_year_of(day) == year


def test_an_instant_is_counted_on_the_calendar_of_tokyo() -> None:
    assert fiscal.fiscal_year_of(datetime(2027, 3, 31, 15, 0, tzinfo=UTC)) == 2027
    assert fiscal.fiscal_year_of(datetime(2027, 3, 31, 14, 59, tzinfo=UTC)) == 2026


@given(DAYS)
def test_every_day_lies_in_the_year_that_says_so(day: date) -> None:
    """start(year(d)) ≤ d ≤ end(year(d))"""
    year = fiscal.fiscal_year_of(day)
    assert fiscal.fiscal_year_start(year) <= day <= fiscal.fiscal_year_end(year)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2027, 10, 1), "令和9年10月1日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
    ],
)
def test_dates_are_written_in_their_era(day: date, written: str) -> None:
    assert fiscal.era(day) == written


def test_a_fiscal_year_has_its_era_name() -> None:
    assert fiscal.fiscal_year_era(2027) == "令和9年度"


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 23), False),  # Labour Thanksgiving Day
        (date(2026, 11, 24), True),
        (date(2026, 11, 22), False),  # Sunday
        (date(2026, 12, 29), False),  # offices close for the New Year
        (date(2026, 12, 28), True),
    ],
)
def test_weekends_holidays_and_the_new_year_are_not_working_days(day: date, working: bool) -> None:
    assert fiscal.is_business_day(day) is working


def test_ten_working_days_skip_golden_week() -> None:
    assert fiscal.add_business_days(date(2027, 4, 28), 10) == date(2027, 5, 18)


@given(DAYS, st.integers(1, 30))
def test_a_deadline_falls_on_a_working_day_and_counts_exactly(day: date, count: int) -> None:
    """The number of working days in (d, d+n] is n."""
    end = fiscal.add_business_days(day, count)
    between = [date.fromordinal(o) for o in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert sum(map(fiscal.is_business_day, between)) == count
    assert fiscal.is_business_day(end)
