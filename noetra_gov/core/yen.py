"""Whole yen: how an amount is written and divided. Pure; amounts are integers, never signed floats."""

from collections.abc import Sequence

OKU = 100_000_000
CHO = 1_000_000_000_000
BASIS = 10_000


def yen(amount_yen: int, language: str = "en") -> str:
    """1,234円 in Japanese, ¥1,234 in English."""
    return f"{amount_yen:,}円" if language.startswith("ja") else f"¥{amount_yen:,}"


def oku(amount_yen: int) -> str:
    """In 兆円 and 億円, cut (never rounded up): 387,300,000,000 → 3,873億円; below 1億円 in full."""
    if amount_yen < 0:
        return "−" + oku(-amount_yen)
    cho, rest = divmod(amount_yen, CHO)
    parts = f"{cho:,}兆" if cho else ""
    if rest // OKU:
        parts += f"{rest // OKU:,}億"
    return f"{parts}円" if parts else f"{amount_yen:,}円"


def billions(amount_yen: int) -> str:
    """The English short form: 387,300,000,000 → ¥387.3 billion; cut to one decimal, never rounded up."""
    sign, amount_yen = ("−", -amount_yen) if amount_yen < 0 else ("", amount_yen)
    if amount_yen < 1_000_000_000:
        return f"{sign}¥{amount_yen:,}"
    tenths = amount_yen // OKU
    whole, tenth = divmod(tenths, 10)
    return f"{sign}¥{whole:,}.{tenth} billion" if tenth else f"{sign}¥{whole:,} billion"


def part_bp(total_yen: int, basis_points: int) -> int:
    """A share in basis points, rounded down (money rule 10)."""
    return total_yen * basis_points // BASIS


def split_bp(total_yen: int, shares_bp: Sequence[int], remainder_to: int = -1) -> list[int]:
    """Parts that always sum to the whole: each rounded down, the remainder to one named line (rule 10)."""
    if sum(shares_bp) != BASIS:
        raise ValueError("Shares must sum to 10,000 basis points.")
    parts = [part_bp(total_yen, share) for share in shares_bp]
    parts[remainder_to] += total_yen - sum(parts)
    return parts
