"""Who may hand in measurements. What one may see follows from `visible_to`."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.people.models import ALLIANCE_KINDS, Organisation, Role, User
from noetra_gov.people.permission import declare


def _own_organisation(user: User, organisation: Any) -> Sentence | None:
    """Alliance staff report for their own organisation only."""
    of_alliance = user.organisation is not None and user.organisation.kind in ALLIANCE_KINDS
    if of_alliance and isinstance(organisation, Organisation) and user.organisation != organisation:
        return _("You can hand in measurements of your own organisation only.")
    return None


_SENDERS = [Role.ALLIANCE_ENGINEER, Role.ALLIANCE_PM, Role.NEDO_SECRETARIAT, Role.ADMINISTRATOR]

INGEST = declare(
    "metrics_ingest.ingest",
    label=_("Hand in measurements"),
    roles=_SENDERS,
    check=_own_organisation,
)
VIEW = declare(
    "metrics_ingest.view",
    label=_("See measurements"),
    roles=list(Role),
)
