"""What money and gates have waiting for a person."""

from datetime import UTC, datetime

import pytest

from noetra_gov.budget.models import Appropriation
from noetra_gov.people.models import Role, RoleAssignment, User
from noetra_gov.portal.sources import BudgetWork, GateWork
from noetra_gov.programme.models import FiscalYear
from noetra_gov.programme.services import programme_load

AT = datetime(2027, 10, 1, tzinfo=UTC)


@pytest.fixture
def paper(db: None) -> Appropriation:
    programme_load(actor="system:test", at=AT)
    return Appropriation.objects.create(
        fiscal_year=FiscalYear.objects.get(year=2026), amount_yen=387_300_000_000,
        fund="GX", citation="a report", entered_by="user:kubo", entered_at=AT,
    )  # fmt: skip


def approver(name: str) -> User:
    user = User.objects.create_user(name)
    RoleAssignment.objects.create(user=user, role=Role.BUDGET_APPROVER)
    return user


def test_an_appropriation_waits_for_another_person_than_who_entered_it(
    paper: Appropriation,
) -> None:
    [item] = BudgetWork().items(approver("ishida"), AT)
    assert "387,300,000,000" in str(item.title)
    assert list(BudgetWork().items(approver("kubo"), AT)) == []


def test_a_confirmed_appropriation_waits_for_nobody(paper: Appropriation) -> None:
    Appropriation.objects.update(confirmed_by="user:ishida", confirmed_at=AT)
    assert list(BudgetWork().items(approver("ishida"), AT)) == []


def test_money_does_not_wait_for_those_who_do_not_approve(paper: Appropriation) -> None:
    assert list(BudgetWork().items(User.objects.create_user("who"), AT)) == []


@pytest.mark.django_db
def test_without_a_gate_nothing_waits_from_gates() -> None:
    assert list(GateWork().items(approver("ishida"), AT)) == []
