"""The totals of a dossier, computed from its ledger extract alone (money rule 13). Pure.

An account is written `year/stage/organisation/line`. What a year's column counts:
appropriated, released, committed, advanced: what entered the stage (less what went back);
reserved, settled, lapsed, frozen, recovered: what stands there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

Entry = Mapping[str, Any]
Years = dict[int, dict[str, int]]

COLUMNS = (
    "appropriated", "released", "reserved", "committed", "advanced",
    "settled", "lapsed", "frozen", "recovered",
)  # fmt: skip
STANDING = ("reserved", "settled", "lapsed", "frozen", "recovered")
ENTERS = {
    "appropriate": "appropriated",
    "release": "released",
    "reserve_release": "released",
    "commit": "committed",
    "carry_in": "committed",
    "advance": "advanced",
}
LEAVES = {"decommit": "committed", "carry_over": "committed"}


def place(account: str) -> tuple[int, str, str, str]:
    """Fiscal year, stage, organisation and line of an account."""
    year, stage, organisation, line = account.split("/", 3)
    return int(year), stage, organisation, line


def years(entries: Iterable[Entry]) -> Years:
    """Yen by fiscal year and column."""
    sums: Years = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    for entry in entries:
        _enter(sums, entry)
    return dict(sums)


def _enter(sums: Years, entry: Entry) -> None:
    amount = entry["amount_yen"]
    giver, given_stage = place(entry["from"])[:2]
    taker, taken_stage = place(entry["to"])[:2]
    if entry["kind"] in ENTERS:
        sums[taker][ENTERS[entry["kind"]]] += amount
    if entry["kind"] in LEAVES:
        sums[giver][LEAVES[entry["kind"]]] -= amount
    if given_stage in STANDING:
        sums[giver][given_stage] -= amount
    if taken_stage in STANDING:
        sums[taker][taken_stage] += amount


def committed(entries: Iterable[Entry]) -> int:
    """All commitments together as the cap counts them: carry-over is not counted twice (rule 1)."""
    total = 0
    for entry in entries:
        if entry["kind"] == "commit":
            total += entry["amount_yen"]
        lapsed = entry["kind"] == "lapse" and place(entry["from"])[1] == "committed"
        if entry["kind"] == "decommit" or lapsed:
            total -= entry["amount_yen"]
    return total
