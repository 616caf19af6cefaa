"""The main navigation: the rooms of the house, by what a person may see."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from noetra_gov.budget.rights import VIEW as VIEW_BUDGET
from noetra_gov.core.errors import Sentence
from noetra_gov.people.models import User
from noetra_gov.people.permission import permitted


@dataclass(frozen=True)
class Room:
    """A place of the navigation: app or page, what is done there, and whose business it is."""

    label: Sentence
    name: str
    about: Sentence
    open_to: Callable[[User], bool] = lambda user: True


@dataclass(frozen=True)
class Place:
    label: Sentence
    url: str
    about: Sentence = ""
    current: bool = False
    exact: bool = False


def sees_money(user: User) -> bool:
    return permitted(user, VIEW_BUDGET).allowed


ROOMS = (
    Room(_("Worklist"), "portal:worklist", _("What waits for you, by its day.")),
    Room(_("Programme"), "programme", _("Fields, targets, indicators and milestones.")),
    Room(
        _("Budget"),
        "budget",
        _("The cap, each fiscal year, and where the money stands."),
        sees_money,
    ),
    Room(
        _("Measurements"),
        "metrics_ingest",
        _("Benchmarks and fleet files, and what they say."),
    ),
    Room(
        _("Certification"),
        "certification",
        _("Policies, campaigns, certificates, surveillance."),
    ),
    Room(_("Gates"), "gates", _("Stage gates from draft to decision and money.")),
    Room(_("Dossiers"), "reports", _("Sealed records that prove themselves.")),
    Room(_("Log"), "audit", _("Who did what, when, in an order nobody can change.")),
)
FIRST_PAGES = ("index", "overview", "list")
FOOTER = (
    (_("Published results"), "gates:published"),
    (_("Organisations"), "people:organisations"),
    (_("Parts of the pages"), "portal:parts"),
    (_("Verify a file"), "reports:verify"),
)


def address(name: str) -> str | None:
    """Where a page stands; of an app its first page. None where the app is not installed."""
    candidates = [name] if ":" in name else [f"{name}:{first}" for first in FIRST_PAGES]
    for candidate in candidates:
        with suppress(NoReverseMatch):
            return reverse(candidate)
    return None


def places(request: HttpRequest, user: User | None) -> list[Place]:
    """The rooms this person may enter; nobody who is not signed in sees any."""
    if user is None:
        return []
    rooms = [(room, address(room.name)) for room in ROOMS if room.open_to(user)]
    return [_place(room, url, request.path) for room, url in rooms if url]


def _place(room: Room, url: str, path: str) -> Place:
    return Place(room.label, url, room.about, path.startswith(url), path == url)


def footer() -> list[Place]:
    found = [(label, address(name)) for label, name in FOOTER]
    return [Place(label, url) for label, url in found if url]
