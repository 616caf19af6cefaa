"""One question, one answer with its reason: may this person do this, to this thing?

Each app declares its rights in `rights.py`; views, API and buttons all ask `permitted`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from noetra_gov.core.errors import NotAllowed, Sentence
from noetra_gov.people.models import Role, User

Check = Callable[[User, Any], Sentence | None]


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: Sentence = ""

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True)
class Right:
    """Who holds a right: any of `roles`, for things that `check` does not refuse with a sentence."""

    code: str
    label: Sentence
    roles: tuple[Role, ...]
    check: Check | None = None


ALLOWED = Verdict(True)
_rights: dict[str, Right] = {}


def declare(
    right: str, *, label: Sentence, roles: Iterable[Role], check: Check | None = None
) -> str:
    """Declare a right once; answers its code, so that `OPEN = declare("gates.open", …)` reads well."""
    if right in _rights:
        raise ValueError(f"The right {right} is declared twice.")
    _rights[right] = Right(right, label, tuple(roles), check)
    return right


def declared() -> list[Right]:
    return [_rights[code] for code in sorted(_rights)]


def permitted(user: User | AnonymousUser, right: str, obj: Any = None) -> Verdict:
    """Whether a person holds a right, and for this thing. Without an object only the roles are asked."""
    rule = _rights[right]
    if not isinstance(user, User) or not user.is_active:
        return Verdict(False, _("Sign in to do this."))
    if not user.has_role(*rule.roles):
        return Verdict(False, _needs(rule))
    refused = rule.check(user, obj) if rule.check and obj is not None else None
    return ALLOWED if refused is None else Verdict(False, refused)


def require(verdict: Verdict) -> None:
    """Go on only where allowed."""
    if not verdict.allowed:
        raise NotAllowed(verdict.reason)


def _needs(rule: Right) -> Sentence:
    from django.utils.text import format_lazy

    roles = format_lazy(
        "{}" + " / {}" * (len(rule.roles) - 1), *(role.label for role in rule.roles)
    )
    return format_lazy(_("This needs one of these roles: {roles}."), roles=roles)
