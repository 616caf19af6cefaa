"""Step 2: the cap, the appropriations by two people, releases, commitments and the first advances."""

from datetime import datetime

from noetra_gov.budget import services as budget
from noetra_gov.budget.models import Appropriation
from noetra_gov.core import clock
from noetra_gov.core.fiscal import TOKYO
from noetra_gov.core.yen import part_bp
from noetra_gov.people.models import Organisation, User
from noetra_gov.programme.models import Programme
from noetra_gov.programme.services import read_facts

INVENTED = "Invented for the demonstration: no such appropriation is known"
# Shares of a year's money in basis points, by contractor and cost item; invented.
SHARES = (
    ("NOETRA", "I", 4_500),
    ("NOETRA", "II", 2_000),
    ("NOETRA", "III", 1_500),
    ("NOETRA", "IV", 500),
    ("AIST", "I", 700),
    ("AIST", "II", 500),
    ("AIST", "III", 200),
    ("AIST", "IV", 100),
)
COMMITTED_BP = 8_800
ADVANCED_BP = 6_000


def tokyo(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=TOKYO)


def open_ledger(programme: Programme) -> None:
    """The cap as the limit of all commitments; the appropriation of FY2026 as the sources give it."""
    budget.ledger_open(actor="system:demo", programme=programme, at=clock.now())
    for fact in read_facts()["appropriations"]:
        year = fact.pop("year")
        _appropriate(fiscal_year=year, **fact)


def spend_the_locked_years() -> None:
    """FY2026 and FY2027 are locked in: released, committed and in part advanced."""
    _spend(2026, 387_300_000_000)
    clock.set_demo(tokyo(2027, 4, 5))
    _invented_appropriation(2027, 150_000_000_000)
    _spend(2027, 150_000_000_000)


def appropriate_the_gated_year() -> None:
    """FY2028: money that nobody may touch before gate G1 is decided."""
    _invented_appropriation(2028, 160_000_000_000)


def _invented_appropriation(year: int, amount_yen: int) -> None:
    _appropriate(
        fiscal_year=year,
        amount_yen=amount_yen,
        fund="GX経済移行債 (GX Economy Transition Bonds)",
        citation=INVENTED,
        provenance="DEMO",
        source=INVENTED,
    )


def _appropriate(**facts: object) -> None:
    officer, approver = _user("kubo"), _user("ishida")
    paper: Appropriation = budget.appropriation_enter(actor=officer, at=clock.now(), **facts)
    budget.appropriation_confirm(actor=approver, appropriation=paper, at=clock.now())


def _spend(year: int, amount_yen: int) -> None:
    officer, approver = _user("kubo"), _user("ishida")
    budget.release_locked_year(
        actor=approver,
        fiscal_year=year,
        amount_yen=amount_yen,
        at=clock.now(),
        key=f"demo:release:{year}",
    )
    for code, line, share in SHARES:
        organisation = Organisation.objects.get(code=code)
        limit_yen = part_bp(part_bp(amount_yen, COMMITTED_BP), share)
        where = {"fiscal_year": year, "organisation": organisation, "line": line}
        budget.commit(
            actor=officer,
            amount_yen=limit_yen,
            at=clock.now(),
            key=f"demo:commit:{year}:{code}:{line}",
            document="demonstration contract",
            **where,
        )
        payment = budget.payment_request(
            actor=officer, amount_yen=part_bp(limit_yen, ADVANCED_BP), at=clock.now(), **where
        )
        budget.payment_approve(actor=approver, payment=payment, at=clock.now())


def _user(username: str) -> User:
    return User.objects.get(username=username)
