"""What waits for a person. Rooms above the portal register a source; rooms below it are asked here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Sentence
from noetra_gov.core.fiscal import tokyo_date
from noetra_gov.people.models import User


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: what, where, until when, and why it is this person's."""

    title: Sentence
    url: str
    due: date | None = None
    why: Sentence = ""


class WorklistSource(Protocol):
    name: str

    def items(self, user: User, at: datetime) -> Iterable[WorkItem]: ...


@dataclass(frozen=True)
class Group:
    code: str
    label: Sentence
    tone: str
    items: tuple[WorkItem, ...]


GROUPS = (
    ("overdue", _("Overdue"), "danger"),
    ("today", _("Today"), "warning"),
    ("week", _("Within seven days"), "info"),
    ("later", _("Later"), "neutral"),
)
_sources: dict[str, WorklistSource] = {}


def register(source: WorklistSource) -> None:
    """Called from `AppConfig.ready` of an app above the portal."""
    if _sources.setdefault(source.name, source) is not source:
        raise ValueError(f"Two worklist sources are called {source.name}.")


def sources() -> list[WorklistSource]:
    return [_sources[name] for name in sorted(_sources)]


def worklist(user: User, at: datetime) -> list[Group]:
    """All that waits for a person, in the groups that have something in them."""
    items = [item for source in sources() for item in source.items(user, at)]
    return grouped(items, tokyo_date(at))


def grouped(items: Iterable[WorkItem], today: date) -> list[Group]:
    ordered = sorted(items, key=lambda item: (item.due or date.max, str(item.title)))
    groups = [
        Group(code, label, tone, tuple(i for i in ordered if group_of(i.due, today) == code))
        for code, label, tone in GROUPS
    ]
    return [group for group in groups if group.items]


def group_of(due: date | None, today: date) -> str:
    if due is None or due > today + timedelta(days=7):
        return "later"
    if due < today:
        return "overdue"
    return "today" if due == today else "week"
