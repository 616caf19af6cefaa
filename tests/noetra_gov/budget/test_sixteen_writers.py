"""Sixteen writers drive two years and the cap to their limits at once: to the last yen, not one over."""

import threading
from random import Random

import pytest
from django.db import OperationalError, connection

from noetra_gov.audit.models import Entry, SecurityEvent
from noetra_gov.budget import selectors, services
from noetra_gov.budget.models import Account, Cap, Transfer
from noetra_gov.budget.rules import Kind, Stage
from noetra_gov.core.errors import OverLimit
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models import Programme
from tests.noetra_gov.budget.conftest import AT

WRITERS = 16


class Writer(threading.Thread):
    """Commits random amounts; after a refusal it asks for half, until one yen is refused."""

    def __init__(
        self, number: int, year: int, actor: User, noetra: Organisation, most: int
    ) -> None:
        super().__init__()
        self.number, self.year, self.actor, self.noetra = number, year, actor, noetra
        self.random, self.most = Random(number), most
        self.accepted: list[int] = []
        self.refused = 0
        self.failed: Exception | None = None

    def run(self) -> None:
        try:
            self._write(self.random.randint(1, self.most))
        except Exception as error:  # shown by the test, not lost in a thread
            self.failed = error
        finally:
            connection.close()

    def _write(self, amount_yen: int) -> None:
        while amount_yen:
            if self._commit(amount_yen):
                self.accepted.append(amount_yen)
            else:
                self.refused += 1
                amount_yen //= 2

    def _commit(self, amount_yen: int) -> bool:
        key = f"{self.number}:{len(self.accepted)}:{self.refused}"
        try:
            services.commit(
                actor=self.actor,
                fiscal_year=self.year,
                organisation=self.noetra,
                line=f"L{self.number}",
                amount_yen=amount_yen,
                at=AT,
                key=key,
            )
        except OverLimit:
            return False
        except OperationalError as busy:
            # A queue of sixteen on SQLite can outlast its time-out; the request is made again.
            if "locked" not in str(busy):
                raise
            return self._commit(amount_yen)
        return True


def drive(officer: User, noetra: Organisation, most: int) -> list[Writer]:
    """Half the writers on each of the two locked years."""
    writers = [Writer(n, 2026 + n % 2, officer, noetra, most) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.failed for writer in writers if writer.failed] == []
    return writers


def check(writers: list[Writer], cap_yen: int) -> None:
    accepted = [amount for writer in writers for amount in writer.accepted]
    assert sum(accepted) == cap_yen == Cap.objects.get().committed_yen
    assert sorted(
        Transfer.objects.filter(kind=Kind.COMMIT).values_list("amount_yen", flat=True)
    ) == sorted(accepted)
    assert selectors.differences() == []
    assert Entry.objects.filter(action="budget.commit").count() == len(accepted)
    assert SecurityEvent.objects.count() == sum(writer.refused for writer in writers)


@pytest.mark.parametrize(("released_yen", "limit_yen"), [((600, 600), 1_000), ((300, 400), 700)])
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_reach_the_limit_exactly(
    appropriated: Programme,
    officer: User,
    approver: User,
    noetra: Organisation,
    released_yen: tuple[int, int],
    limit_yen: int,
) -> None:
    """Once the cap of ¥1,000 binds, once the releases of both years."""
    for year, amount_yen in zip((2026, 2027), released_yen, strict=True):
        services.release_locked_year(
            actor=approver, fiscal_year=year, amount_yen=amount_yen, at=AT, key=f"r{year}"
        )
    writers = drive(officer, noetra, most=60)
    check(writers, limit_yen)
    left = Account.objects.filter(stage=Stage.RELEASED).values_list("balance_yen", flat=True)
    assert sum(left) == sum(released_yen) - limit_yen


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_sixteen_writers_for_a_long_time(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    """The same with thousands of small commitments: a cap of ¥20,000 in steps of at most ¥8."""
    Cap.objects.update(cap_yen=20_000)
    for year in (2026, 2027):
        account = Account.objects.get(fiscal_year_id=year, stage=Stage.APPROPRIATED)
        treasury = Account.objects.get(fiscal_year_id=year, stage=Stage.TREASURY)
        assert account.balance_yen == -treasury.balance_yen == 600
        paper = services.appropriation_enter(
            actor=officer, at=AT, fiscal_year=year, amount_yen=12_000, fund="GX", citation="law",
            provenance="DEMO",
        )  # fmt: skip
        services.appropriation_confirm(actor=approver, appropriation=paper, at=AT)
        services.release_locked_year(
            actor=approver, fiscal_year=year, amount_yen=12_000, at=AT, key=f"r{year}"
        )
    check(drive(officer, noetra, most=8), 20_000)
