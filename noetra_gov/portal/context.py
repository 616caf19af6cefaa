"""What the frame of every page needs: who is here, where they may go, and the demonstration's clock."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from noetra_gov.core import clock
from noetra_gov.people.models import Role, User
from noetra_gov.portal import words
from noetra_gov.portal.navigation import footer, places

SHOWN_ROLES = 2


def layout(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    known = user if isinstance(user, User) else None
    return {
        "navigation": places(request, known),
        "footer_links": footer(),
        "person_line": person_line(known) if known else "",
        **demonstration(),
    }


def demonstration() -> dict[str, Any]:
    """The banner of the demonstration; nothing where time is real."""
    if not clock.is_demo():
        return {"demo_clock": None}
    at = clock.now()
    return {
        "demo_clock": at,
        "demo_clock_text": words.moment_text(at),
        "demo_label": _("Demonstration"),
    }


def person_line(user: User) -> str:
    """Organisation and roles, as the masthead shows them: the first two, then how many more."""
    roles = [str(Role(role).label) for role in sorted(user.roles)]
    if len(roles) > SHOWN_ROLES:
        more = _("%(count)s more") % {"count": len(roles) - SHOWN_ROLES}
        roles = [*roles[:SHOWN_ROLES], more]
    joint = "・" if words.japanese() else ", "
    parts = [str(user.organisation) if user.organisation else "", joint.join(roles)]
    return " / ".join(part for part in parts if part)
