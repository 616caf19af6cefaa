from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils.translation import override

from noetra_gov.portal import words


@pytest.mark.parametrize(
    ("language", "said"), [("ja", "2027年10月1日（令和9年）"), ("en", "1 Oct 2027")]
)
def test_a_day_is_written_as_its_language_writes_it(language: str, said: str) -> None:
    with override(language):
        assert words.day_text(date(2027, 10, 1)) == said


def test_the_first_year_of_an_era_is_gannen() -> None:
    with override("ja"):
        assert words.day_text(date(2019, 5, 1)) == "2019年5月1日（令和元年）"


def test_a_moment_is_told_as_tokyo_tells_it() -> None:
    late = datetime(2027, 9, 30, 15, 30, tzinfo=UTC)
    with override("ja"):
        assert words.moment_text(late) == "2027年10月1日 00:30"
    with override("en"):
        assert words.moment_text(late) == "1 Oct 2027, 00:30 JST"


@pytest.mark.parametrize(
    ("amount", "ja", "en"),
    [
        (0, "0円", "¥0"),
        (387_300_000_000, "387,300,000,000円", "¥387,300,000,000"),
        (-1_200_000, "−1,200,000円", "−¥1,200,000"),
    ],
)
def test_money_is_exact_unless_it_is_asked_to_be_short(amount: int, ja: str, en: str) -> None:
    with override("ja"):
        assert words.yen_text(amount) == ja
    with override("en"):
        assert words.yen_text(amount) == en


def test_short_money_speaks_of_oku_in_japanese_and_of_billions_in_english() -> None:
    with override("ja"):
        assert words.yen_short(387_300_000_000) == "3,873億円"
    with override("en"):
        assert words.yen_short(387_300_000_000) == "¥387.3 billion"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (10_000_000, "10,000,000"),
        (-5, "−5"),
        (Decimal("1234.5000"), "1,234.5"),
        (Decimal("100.0000"), "100"),
        (0.125, "0.125"),
        ("FY2026", "FY2026"),
    ],
)
def test_a_cell_groups_thousands_and_shows_the_unknown_as_a_dash(value: object, said: str) -> None:
    assert words.number_text(value) == said


def test_a_fiscal_year_is_named_with_its_era_in_japanese() -> None:
    with override("ja"):
        assert words.fiscal_year_text(2027) == "2027年度（令和9年度）"
    with override("en"):
        assert words.fiscal_year_text(2027) == "FY2027"
