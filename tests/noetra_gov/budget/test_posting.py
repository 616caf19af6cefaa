"""The money rules in the database: services, constraints under raw SQL, and what a refusal leaves."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from noetra_gov.audit.models import SecurityEvent
from noetra_gov.budget import selectors, services
from noetra_gov.budget.models import Account, Cap, Transfer
from noetra_gov.budget.rules import Stage
from noetra_gov.core import clock
from noetra_gov.core.errors import BadInput, Conflict, NotAllowed, OverLimit
from noetra_gov.people.models import Organisation, Role, User
from noetra_gov.programme.models import Programme
from tests.noetra_gov.budget.conftest import AT, appropriate, person

pytestmark = pytest.mark.django_db


def release(approver: User, year: int, amount_yen: int, key: str = "r") -> Transfer:
    return services.release_locked_year(
        actor=approver, fiscal_year=year, amount_yen=amount_yen, at=AT, key=f"{key}{year}"
    )


def commit(officer: User, noetra: Organisation, year: int, amount_yen: int, key: str) -> Transfer:
    return services.commit(
        actor=officer,
        fiscal_year=year,
        organisation=noetra,
        line="I",
        amount_yen=amount_yen,
        at=AT,
        key=key,
    )


def balance(year: int, stage: Stage) -> int:
    rows = Account.objects.filter(fiscal_year_id=year, stage=stage)
    return sum(row.balance_yen for row in rows)


def test_an_appropriation_takes_two_people(
    programme: Programme, officer: User, approver: User
) -> None:
    both = person("both", Role.BUDGET_OFFICER, Role.BUDGET_APPROVER)
    paper = services.appropriation_enter(
        actor=both, at=AT, fiscal_year=2026, amount_yen=5, fund="f", citation="c", provenance="A"
    )
    assert balance(2026, Stage.APPROPRIATED) == 0
    with pytest.raises(NotAllowed, match="Another person"):
        services.appropriation_confirm(actor=both, appropriation=paper, at=AT)
    services.appropriation_confirm(actor=approver, appropriation=paper, at=AT)
    assert balance(2026, Stage.APPROPRIATED) == 5
    with pytest.raises(Conflict, match="already confirmed"):
        services.appropriation_confirm(actor=approver, appropriation=paper, at=AT)


def test_not_one_yen_more_than_released_is_committed(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    release(approver, 2026, 100)
    with pytest.raises(OverLimit, match="¥100 is left"):
        commit(officer, noetra, 2026, 101, "a")
    commit(officer, noetra, 2026, 100, "b")
    assert balance(2026, Stage.COMMITTED) == 100


def test_not_one_yen_more_than_the_cap_is_committed(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    release(approver, 2026, 600)
    release(approver, 2027, 600)
    commit(officer, noetra, 2026, 600, "a")
    with pytest.raises(OverLimit, match="cap"):
        commit(officer, noetra, 2027, 401, "b")
    commit(officer, noetra, 2027, 400, "c")
    assert Cap.objects.get().left_yen == 0


def test_a_refused_write_leaves_nothing_in_the_ledger_and_a_line_in_the_security_log(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    before = list(Account.objects.values_list("pk", "balance_yen")), Transfer.objects.count()
    with pytest.raises(OverLimit):
        commit(officer, noetra, 2026, 1, "a")
    after = list(Account.objects.filter(balance_yen__gt=0)), Transfer.objects.count()
    assert after[1] == before[1]
    assert not Account.objects.filter(stage=Stage.COMMITTED).exists()
    assert SecurityEvent.objects.filter(actor=officer.ref).exists()


def test_a_year_that_is_not_locked_gets_money_only_from_its_gate(
    appropriated: Programme, approver: User
) -> None:
    with pytest.raises(Conflict, match="stage gate"):
        release(approver, 2028, 1)
    with pytest.raises(BadInput, match="decision"):
        services.tranche_release(
            actor=approver, fiscal_year=2028, amount_yen=1, reserve_yen=0, reserve_name="",
            gate_code="", decision_digest="", at=AT, key="t",
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(
            kind="release",
            source=Account.objects.get(fiscal_year_id=2028, stage=Stage.APPROPRIATED),
            target=Account.objects.create(fiscal_year_id=2028, stage=Stage.RELEASED),
            amount_yen=1,
            key="past the service",
            happened_at=AT,
            recorded_at=AT,
            actor="user:x",
            year_locked=False,
        )


def test_a_gate_releases_its_tranche_and_holds_the_reserve(
    appropriated: Programme, approver: User
) -> None:
    arguments = {
        "actor": approver, "gate_code": "G1", "decision_digest": "sha256:d", "at": AT,
    }  # fmt: skip
    services.tranche_release(
        fiscal_year=2028,
        amount_yen=500,
        reserve_yen=100,
        reserve_name="G1-C1",
        key="t",
        **arguments,
    )
    assert (balance(2028, Stage.RELEASED), balance(2028, Stage.RESERVED)) == (500, 100)
    services.reserve_release(reserve_name="G1-C1", key="u", **arguments)
    assert (balance(2028, Stage.RELEASED), balance(2028, Stage.RESERVED)) == (600, 0)


def test_a_freeze_stops_what_is_not_disbursed_and_can_be_lifted(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    release(approver, 2026, 300)
    commit(officer, noetra, 2026, 200, "a")
    payment = services.payment_request(
        actor=officer, fiscal_year=2026, organisation=noetra, line="I", amount_yen=50, at=AT
    )
    services.payment_approve(actor=approver, payment=payment, at=AT)
    why = {
        "actor": approver,
        "gate_code": "X1",
        "reason": "incident",
        "decision_digest": "sha256:x",
    }
    before = {a.pk: a.balance_yen for a in Account.objects.all()}
    services.freeze(at=AT, key="f", **why)
    assert balance(2026, Stage.ADVANCED) == 50
    assert balance(2026, Stage.FROZEN) == 550
    assert balance(2026, Stage.RELEASED) == balance(2026, Stage.COMMITTED) == 0
    services.lift(at=AT, key="l", **why)
    assert {a.pk: a.balance_yen for a in Account.objects.filter(pk__in=before)} == before


def test_nobody_approves_their_own_payment(
    appropriated: Programme, approver: User, noetra: Organisation
) -> None:
    both = person("both", Role.BUDGET_OFFICER, Role.BUDGET_APPROVER)
    payment = services.payment_request(
        actor=both, fiscal_year=2026, organisation=noetra, line="I", amount_yen=1, at=AT
    )
    with pytest.raises(NotAllowed):
        services.payment_approve(actor=both, payment=payment, at=AT)


def test_settlement_returns_what_was_advanced_beyond_the_cost(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    release(approver, 2026, 200)
    commit(officer, noetra, 2026, 200, "a")
    payment = services.payment_request(
        actor=officer, fiscal_year=2026, organisation=noetra, line="I", amount_yen=150, at=AT
    )
    services.payment_approve(actor=approver, payment=payment, at=AT)
    services.settle(
        actor=approver,
        fiscal_year=2026,
        organisation=noetra,
        line="I",
        eligible_yen=120,
        at=AT,
        key="s",
    )
    assert balance(2026, Stage.SETTLED) == 120
    assert balance(2026, Stage.RECOVERED) == 30


def test_reallocation_stops_at_a_fifth_of_the_main_items(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    release(approver, 2026, 100)
    commit(officer, noetra, 2026, 99, "a")
    where = {"actor": officer, "fiscal_year": 2026, "organisation": noetra, "at": AT}
    services.reallocate(from_line="I", to_line="II", amount_yen=19, key="1", **where)
    with pytest.raises(OverLimit, match="19 already"):
        services.reallocate(from_line="I", to_line="II", amount_yen=1, key="2", **where)
    with pytest.raises(BadInput, match="Only I"):
        services.reallocate(from_line="I", to_line="IV", amount_yen=1, key="3", **where)


def test_the_same_key_is_the_same_transfer_and_another_content_is_refused(
    appropriated: Programme, approver: User
) -> None:
    first = release(approver, 2026, 100)
    assert release(approver, 2026, 100) == first
    assert balance(2026, Stage.RELEASED) == 100
    with pytest.raises(Conflict, match="another transfer"):
        release(approver, 2026, 101)


@pytest.mark.parametrize("amount_yen", [0, -1])
def test_an_amount_is_a_whole_number_above_zero(
    appropriated: Programme, approver: User, amount_yen: int
) -> None:
    with pytest.raises(BadInput, match="whole number"):
        release(approver, 2026, amount_yen)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budget_account SET balance_yen = -1 WHERE stage = 'appropriated'",
        "UPDATE budget_account SET balance_yen = 1 WHERE stage = 'treasury'",
        "UPDATE budget_cap SET committed_yen = cap_yen + 1",
        "UPDATE budget_transfer SET amount_yen = 1",
        "DELETE FROM budget_transfer",
    ],
)
def test_raw_sql_cannot_break_the_ledger(appropriated: Programme, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_balances_equal_their_transfers_and_the_past_stays_as_it_was(
    appropriated: Programme, officer: User, approver: User, noetra: Organisation
) -> None:
    before = clock.now()
    release(approver, 2026, 300)
    commit(officer, noetra, 2026, 200, "a")
    appropriate(officer, approver, 2027, 1)
    assert selectors.differences() == []
    now = selectors.balances_as_of(clock.now())
    assert now == {a.pk: a.balance_yen for a in Account.objects.all() if a.pk in now}
    assert selectors.committed_yen(before) == 0
    assert selectors.left_under_cap_yen(clock.now()) == 800
    statement = {y.year: y for y in selectors.year_statements(clock.now())}[2026]
    assert (statement.appropriated_yen, statement.released_yen, statement.committed_yen) == (
        600,
        300,
        200,
    )
