"""What an action that is no step of the flow still needs: asked by the button, so that it can say why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.gates import guards
from noetra_gov.panels import selectors as panels
from noetra_gov.people.models import User


def _waiting(gate: Any) -> bool:
    return bool(
        gate.packages.filter(countersigned_at__isnull=True, withdrawn_at__isnull=True).exists()
    )


def unsigned(gate: Any, user: User) -> Sentence | None:
    return _("The package is signed and frozen already.") if _waiting(gate) else None


def signable(gate: Any, user: User) -> Sentence | None:
    if gate.moment < gate.cut_off_at:
        return _("The evidence is gathered as of the cut-off, which is still to come.")
    return unsigned(gate, user) or guards.package_complete(gate)


def signed(gate: Any, user: User) -> Sentence | None:
    return None if _waiting(gate) else _("No signed package waits for a countersignature.")


def card_due(gate: Any, user: User) -> Sentence | None:
    if panels.own_card(gate.panel, user, gate.panel.round):
        return _("You have handed in your card for this round already.")
    if gate.state == "scoring_2" and not panels.own_card(gate.panel, user, 1):
        return _("Only those who scored before the hearing score after it.")
    return None


def card_awaited(gate: Any, user: User) -> Sentence | None:
    return None if panels.awaited(gate.panel) else _("No card is awaited any more.")


def question_open(gate: Any, user: User) -> Sentence | None:
    found = gate.questions.filter(answered_at__isnull=True).exists()
    return None if found else _("No question waits for an answer.")


def fact_check_running(gate: Any, user: User) -> Sentence | None:
    over = gate.draft.finished_at or guards.today(gate) > gate.draft.due_on
    return _("The days of the fact check are over.") if over else None


def comment_open(gate: Any, user: User) -> Sentence | None:
    found = gate.fact_comments.filter(replied_at__isnull=True).exists()
    return None if found else _("No comment waits for a reply.")


def no_dissent_yet(gate: Any, user: User) -> Sentence | None:
    found = gate.panel.members.filter(user=user, dissent__isnull=False).exists()
    return _("Your dissent is attached already.") if found else None


def proposal_open(gate: Any, user: User) -> Sentence | None:
    return guards.proposed(gate)


def own_condition_open(gate: Any, user: User) -> Sentence | None:
    found = gate.conditions.filter(state="open", owner_id=user.organisation_id).exists()
    return None if found else _("No open condition belongs to your organisation.")


def condition_supplied(gate: Any, user: User) -> Sentence | None:
    found = gate.conditions.filter(state="supplied").exists()
    return None if found else _("No evidence for a condition waits for you.")


def appeal_possible(gate: Any, user: User) -> Sentence | None:
    if gate.appeals.exists():
        return _("A decision can be appealed once.")
    if guards.today(gate) > guards.appeal_until(gate):
        return _("The time for an appeal is over.")
    return None


def appeal_open(gate: Any, user: User) -> Sentence | None:
    found = gate.appeals.filter(decided_at__isnull=True).exists()
    return None if found else _("No appeal waits for a decision.")


def recyclable(gate: Any, user: User) -> Sentence | None:
    return guards.recyclable(gate)


def extraordinary(gate: Any, user: User) -> Sentence | None:
    if gate.kind != "extraordinary":
        return _("Only an extraordinary review goes on without papers.")
    if gate.moment <= gate.cut_off_at:
        return _("The applicant still has time to hand in papers.")
    return None
