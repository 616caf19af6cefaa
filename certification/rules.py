"""Pure rules of certification: numbers, expiry, when a certificate is provisional, limit rates."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

VALID_YEARS = 1
SEED_BITS = 52  # a canonical JSON number holds no more


def certificate_number(fiscal_year: int, sequence: int) -> str:
    """NG-2027-0001: the fiscal year of issue and a running number."""
    return f"NG-{fiscal_year}-{sequence:04d}"


def expires_on(issued_on: date) -> date:
    """One year after issue; 29 February becomes 28."""
    try:
        return issued_on.replace(year=issued_on.year + VALID_YEARS)
    except ValueError:
        return issued_on.replace(year=issued_on.year + VALID_YEARS, day=28)


def seed_of(root_hex: str, plan_digest: str) -> int:
    """A seed nobody can choose: from the log's head after the plan was locked, and the plan itself."""
    mixed = hashlib.sha256(f"{root_hex}:{plan_digest}".encode()).digest()
    return int.from_bytes(mixed[:8], "big") >> (64 - SEED_BITS)


def why_provisional(summary: Mapping[str, Any]) -> list[str]:
    """What keeps a certificate from being final, as codes: unconfirmed limits, a weaker sandbox."""
    reasons = ["unconfirmed_limits"] if summary["provisional"] else []
    return reasons + ([] if summary["sandbox"]["tier"] == "full" else ["second_tier"])


def outcome_of(verdict: str, approved: bool) -> str:
    """The state a decision leads to: a certificate needs a passed campaign; nothing else makes one."""
    if verdict == "certified":
        return "certified" if approved else "refused"
    return verdict
