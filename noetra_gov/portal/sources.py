"""What the rooms below the portal have waiting for a person."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from noetra_gov.budget import rights
from noetra_gov.budget.models import Appropriation, Payment, PaymentState
from noetra_gov.gates.selectors import waiting_for
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted
from noetra_gov.portal import words
from noetra_gov.portal.worklist import WorkItem, register

SECOND_PERSON = _("Somebody else entered it; you confirm or refuse.")


class GateWork:
    """Gates and panels: each state knows whose turn it is."""

    name = "gates"

    def items(self, user: User, at: datetime) -> Iterator[WorkItem]:
        for item in waiting_for(user, at):
            yield WorkItem(item["title"], item["url"], item["due"], item["why"])


class BudgetWork:
    """Money papers that wait for a second person (money rule 11)."""

    name = "budget"

    def items(self, user: User, at: datetime) -> Iterator[WorkItem]:
        if not permitted(user, rights.CONFIRM):
            return
        yield from self._appropriations(user)
        yield from self._payments(user)

    def _appropriations(self, user: User) -> Iterator[WorkItem]:
        for paper in Appropriation.objects.filter(confirmed_at=None):
            if permitted(user, rights.CONFIRM, paper):
                title = format_lazy(
                    _("Confirm the appropriation of {year}: {amount}"),
                    year=words.fiscal_year_text(paper.fiscal_year_id),
                    amount=words.yen_text(paper.amount_yen),
                )
                yield WorkItem(title, reverse("budget:overview"), None, SECOND_PERSON)

    def _payments(self, user: User) -> Iterator[WorkItem]:
        waiting = Payment.objects.filter(state=PaymentState.REQUESTED)
        for paper in waiting.select_related("organisation"):
            if permitted(user, rights.CONFIRM, paper):
                title = format_lazy(
                    _("Approve the payment to {organisation}: {amount}"),
                    organisation=paper.organisation,
                    amount=words.yen_text(paper.amount_yen),
                )
                yield WorkItem(title, reverse("budget:overview"), None, SECOND_PERSON)


def register_all() -> None:
    register(GateWork())
    register(BudgetWork())
