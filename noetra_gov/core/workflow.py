"""A course of states is a table; one function moves.

    FLOW = (Step("draft", "open", "gates.open", _("Open"), guard=opening_reached), …)

A step names the right it takes; the service checks that right (core knows no people), then calls
`move`, which checks the table and the guard, changes the state only if nobody was quicker, and
writes an insert-only `Transition`. The same table draws the buttons, the diagram and the tests.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import Conflict, Sentence
from noetra_gov.core.models import Transition

T = TypeVar("T", bound=models.Model)
Guard = Callable[[Any], Sentence | None]


@dataclass(frozen=True)
class State:
    """A state with its two names: for the staff and for the applicant."""

    code: str
    label: Sentence
    public_label: Sentence = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Step:
    """One permitted move. `guard` answers None, or the sentence that says what is missing."""

    source: str
    target: str
    right: str
    label: Sentence
    guard: Guard | None = None
    public_label: Sentence = ""
    needs_reason: bool = False


Flow = tuple[Step, ...]


def step_of(flow: Flow, source: str, target: str) -> Step | None:
    return next((s for s in flow if (s.source, s.target) == (source, target)), None)


def steps_from(flow: Flow, source: str) -> list[Step]:
    return [step for step in flow if step.source == source]


def states_of(flow: Iterable[Step]) -> list[str]:
    """Every state of a flow, in the order of first mention."""
    return list(dict.fromkeys(s for step in flow for s in (step.source, step.target)))


def hindrance(step: Step, obj: Any, reason: str = "") -> Sentence | None:
    """Why this step cannot be taken now, or None."""
    if step.needs_reason and not reason.strip():
        return _("This step needs a reason. Write one or two sentences and try again.")
    return step.guard(obj) if step.guard else None


def move(obj: T, flow: Flow, *, to: str, actor: str, at: datetime, reason: str = "") -> T:
    """Take `obj` to the state `to`, or say in a `Conflict` why not. Call it inside a transaction."""
    source: str = obj.state  # type: ignore[attr-defined]
    step = step_of(flow, source, to)
    if step is None:
        raise Conflict(
            "no_such_step",
            _(
                "From “%(source)s” there is no step to “%(to)s”. Reload the page to see where it stands."
            ),
            source=source,
            to=to,
        )
    missing = hindrance(step, obj, reason)
    if missing is not None:
        raise Conflict("not_ready", missing)
    changed = type(obj)._default_manager.filter(pk=obj.pk, state=source).update(state=to)
    if not changed:
        raise Conflict(
            "somebody_was_quicker", _("Somebody else moved this a moment ago. Reload the page.")
        )
    obj.state = to  # type: ignore[attr-defined]
    Transition.objects.create(
        subject=subject_of(obj), source=source, target=to, actor=actor, at=at, reason=reason
    )
    return obj


def subject_of(obj: models.Model) -> str:
    """How history and log name a row: gates.Gate:3."""
    return f"{obj._meta.app_label}.{obj._meta.object_name}:{obj.pk}"


def history_of(obj: models.Model) -> models.QuerySet[Transition]:
    return Transition.objects.filter(subject=subject_of(obj)).order_by("id")
