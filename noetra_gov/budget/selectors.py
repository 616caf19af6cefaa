"""What stands where: now, and as of any instant (happened and recorded)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Sum

from noetra_gov.budget.models import Account, Cap, Transfer
from noetra_gov.budget.rules import Kind, Stage
from noetra_gov.programme.models import FiscalYear, fiscal_year_label


@dataclass
class YearStatement:
    """One fiscal year: what entered each stage and what stands there, in yen."""

    year: int
    locked: bool
    standing_yen: dict[str, int] = field(default_factory=dict)
    appropriated_yen: int = 0
    released_yen: int = 0
    reserved_yen: int = 0
    committed_yen: int = 0
    advanced_yen: int = 0
    settled_yen: int = 0
    lapsed_yen: int = 0
    frozen_yen: int = 0
    recovered_yen: int = 0

    @property
    def label(self) -> str:
        return fiscal_year_label(self.year)


def transfers_as_of(at: datetime) -> QuerySet[Transfer]:
    """Transfers that had happened and were recorded by an instant."""
    return Transfer.objects.filter(happened_at__lte=at, recorded_at__lte=at)


def balances_as_of(at: datetime) -> dict[int, int]:
    """Account id → yen, from the transfers alone; today's answer equals the balance rows."""
    rows: dict[int, int] = defaultdict(int)
    known = transfers_as_of(at)
    for key, total in known.values_list("target").annotate(total=Sum("amount_yen")):
        rows[key] += total
    for key, total in known.values_list("source").annotate(total=Sum("amount_yen")):
        rows[key] -= total
    return dict(rows)


def differences() -> list[tuple[Account, int]]:
    """Accounts whose balance row is not the sum of its transfers: must be empty."""
    summed: dict[int, int] = defaultdict(int)
    for key, total in Transfer.objects.values_list("target").annotate(total=Sum("amount_yen")):
        summed[key] += total
    for key, total in Transfer.objects.values_list("source").annotate(total=Sum("amount_yen")):
        summed[key] -= total
    return [(a, summed[a.pk]) for a in Account.objects.all() if a.balance_yen != summed[a.pk]]


def appropriated_yen(fiscal_year: int, as_of: datetime) -> int:
    """What was appropriated for a year, as known at an instant."""
    return _sum(as_of, kind=Kind.APPROPRIATE, target__fiscal_year_id=fiscal_year)


def releasable_yen(fiscal_year: int) -> int:
    """What is appropriated for a year and neither released, reserved, frozen nor lapsed."""
    standing = Account.objects.filter(fiscal_year_id=fiscal_year, stage=Stage.APPROPRIATED)
    return standing.aggregate(total=Sum("balance_yen"))["total"] or 0


def committed_yen(as_of: datetime) -> int:
    """All commitments together, as the cap counts them."""
    known = transfers_as_of(as_of)
    plus = known.filter(kind=Kind.COMMIT)
    minus = known.filter(kind=Kind.DECOMMIT) | known.filter(
        kind=Kind.LAPSE, source__stage=Stage.COMMITTED
    )
    return _total(plus) - _total(minus)


def left_under_cap_yen(as_of: datetime) -> int:
    """What the cap still leaves for commitments."""
    return Cap.objects.get().cap_yen - committed_yen(as_of)


def cap_left_after_appropriations_yen(as_of: datetime) -> int:
    """The cap less everything appropriated: what is still only possible."""
    return Cap.objects.get().cap_yen - _sum(as_of, kind=Kind.APPROPRIATE)


def year_statements(as_of: datetime) -> list[YearStatement]:
    """The budget statement by fiscal year, in two queries whatever the number of transfers."""
    years = {year.pk: YearStatement(year.pk, year.locked) for year in FiscalYear.objects.all()}
    moved = (
        transfers_as_of(as_of)
        .values_list("kind", "source__stage", "target__stage")
        .annotate(
            total=Sum("amount_yen"),
            source_year=F("source__fiscal_year_id"),
            target_year=F("target__fiscal_year_id"),
        )
    )
    for kind, source, target, total, source_year, target_year in moved:
        _enter(years[source_year], years[target_year], Kind(kind), source, target, total)
    return [years[key] for key in sorted(years)]


def _enter(
    giver: YearStatement, taker: YearStatement, kind: Kind, source: str, target: str, total: int
) -> None:
    giver.standing_yen[source] = giver.standing_yen.get(source, 0) - total
    taker.standing_yen[target] = taker.standing_yen.get(target, 0) + total
    if kind is Kind.APPROPRIATE:
        taker.appropriated_yen += total
    elif kind in {Kind.RELEASE, Kind.RESERVE_RELEASE}:
        taker.released_yen += total
    elif kind in {Kind.COMMIT, Kind.CARRY_IN}:
        taker.committed_yen += total
    elif kind in {Kind.DECOMMIT, Kind.CARRY_OVER}:
        giver.committed_yen -= total
    elif kind is Kind.ADVANCE:
        taker.advanced_yen += total
    for stage in ("reserved", "settled", "lapsed", "frozen", "recovered"):
        for year in {id(giver): giver, id(taker): taker}.values():
            setattr(year, f"{stage}_yen", year.standing_yen.get(stage, 0))


def ledger_extract(as_of: datetime) -> list[dict[str, Any]]:
    """Every transfer as plain data, from which each total of a dossier can be computed again (rule 13)."""
    rows = transfers_as_of(as_of).select_related("source__organisation", "target__organisation")
    return [_plain(row) for row in rows]


def _plain(row: Transfer) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "from": row.source.code,
        "to": row.target.code,
        "amount_yen": row.amount_yen,
        "happened_at": row.happened_at.isoformat(),
        "recorded_at": row.recorded_at.isoformat(),
        "actor": row.actor,
        "approver": row.approver,
        "gate": row.gate_code,
        "decision": row.decision_digest,
        "key": row.key,
    }


def _sum(as_of: datetime, **filters: Any) -> int:
    return _total(transfers_as_of(as_of).filter(**filters))


def _total(rows: QuerySet[Transfer]) -> int:
    return rows.aggregate(total=Sum("amount_yen"))["total"] or 0
