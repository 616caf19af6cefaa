from datetime import UTC, datetime

import pytest

from noetra_gov.budget import services
from noetra_gov.people.models import Organisation, OrganisationKind, Role, RoleAssignment, User
from noetra_gov.programme.models import FiscalYear, Programme

AT = datetime(2026, 7, 1, tzinfo=UTC)


def person(username: str, *roles: Role) -> User:
    user = User.objects.create(username=username, display_name=username)
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    return user


@pytest.fixture
def officer(db: None) -> User:
    return person("kubo", Role.BUDGET_OFFICER)


@pytest.fixture
def approver(db: None) -> User:
    return person("ishida", Role.BUDGET_APPROVER, Role.METI_DECIDER)


@pytest.fixture
def noetra(db: None) -> Organisation:
    return Organisation.objects.create(
        code="NOETRA", name_ja="Noetra", name_en="Noetra", kind=OrganisationKind.CONTRACTOR
    )


@pytest.fixture
def programme(officer: User, approver: User) -> Programme:
    """A small programme: cap ¥1,000, FY2026 and FY2027 locked, FY2028 not."""
    programme = Programme.objects.create(
        code="p",
        name_ja="事業",
        name_en="Programme",
        first_year=2026,
        last_year=2028,
        cap_yen=1_000,
    )
    for year in (2026, 2027, 2028):
        FiscalYear.objects.create(year=year, locked=year < 2028)
    services.ledger_open(actor="system:test", programme=programme, at=AT)
    return programme


@pytest.fixture
def appropriated(programme: Programme, officer: User, approver: User) -> Programme:
    """Each year is appropriated ¥600."""
    for year in (2026, 2027, 2028):
        appropriate(officer, approver, year, 600)
    return programme


def appropriate(officer: User, approver: User, year: int, amount_yen: int) -> None:
    paper = services.appropriation_enter(
        actor=officer,
        at=AT,
        fiscal_year=year,
        amount_yen=amount_yen,
        fund="GX",
        citation="law",
        provenance="DEMO",
    )
    services.appropriation_confirm(actor=approver, appropriation=paper, at=AT)
