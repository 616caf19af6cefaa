"""Rights over records."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.gates import rights as gates
from noetra_gov.people.models import Role, User
from noetra_gov.people.permission import declare
from reports.models import FULL_READERS


def _may_read_gate(user: User, gate: Any) -> Sentence | None:
    """Whoever is recused from the gate does not issue its dossier either."""
    return gates.reading(user, gate)


ISSUE = declare(
    "reports.issue",
    label=_("Issue a dossier"),
    roles=[Role.NEDO_SECRETARIAT],
    check=_may_read_gate,
)
READ_FULL = declare(
    "reports.read_full", label=_("Read the full edition of a dossier"), roles=list(FULL_READERS)
)
ISSUE_TESTED = declare(
    "reports.issue_tested",
    label=_("Issue a certificate or refusal as a sealed file"),
    roles=[Role.CERT_DECIDER, Role.CERT_REVIEWER],
)
VERIFY = declare("reports.verify", label=_("Verify a sealed file"), roles=list(Role))
