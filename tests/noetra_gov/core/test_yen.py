import pytest
from hypothesis import given
from hypothesis import strategies as st

from noetra_gov.core import yen

AMOUNTS = st.integers(0, 10**15)


@pytest.mark.parametrize(
    ("amount_yen", "written"),
    [
        (387_300_000_000, "3,873億円"),
        (1_000_000_000_000, "1兆円"),
        (1_234_500_000_000, "1兆2,345億円"),
        (99_999_999, "99,999,999円"),
        (199_999_999, "1億円"),
        (-612_700_000_000, "−6,127億円"),
    ],
)
def test_large_amounts_are_written_in_oku_and_cho_and_never_rounded_up(
    amount_yen: int, written: str
) -> None:
    assert yen.oku(amount_yen) == written


@pytest.mark.parametrize(
    ("amount_yen", "written"),
    [
        (387_300_000_000, "¥387.3 billion"),
        (1_000_000_000_000, "¥1,000 billion"),
        (999_999_999, "¥999,999,999"),
        (1_999_999_999, "¥1.9 billion"),
    ],
)
def test_the_english_short_form_is_cut_not_rounded(amount_yen: int, written: str) -> None:
    assert yen.billions(amount_yen) == written


def test_an_amount_is_written_in_full_in_both_languages() -> None:
    assert (yen.yen(1234567, "ja"), yen.yen(1234567, "en")) == ("1,234,567円", "¥1,234,567")


@given(AMOUNTS, st.lists(st.integers(0, 10_000), min_size=1, max_size=6))
def test_parts_always_sum_to_the_whole(total_yen: int, weights: list[int]) -> None:
    """Σ split(total, shares) = total, whatever the shares (money rule 10)."""
    shares = [min(weight, 10_000 // len(weights)) for weight in weights]
    shares.append(10_000 - sum(shares))
    parts = yen.split_bp(total_yen, shares)
    assert sum(parts) == total_yen
    assert all(part >= 0 for part in parts)


def test_shares_that_do_not_sum_to_the_whole_are_refused() -> None:
    with pytest.raises(ValueError, match="10,000"):
        yen.split_bp(100, [5_000, 4_000])
