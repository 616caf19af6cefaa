"""Writes to people and organisations; each leaves one entry in the log."""

from datetime import date, datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from noetra_gov.audit.services import record
from noetra_gov.core.errors import BadInput
from noetra_gov.people.models import Organisation, OrganisationTie, Role, RoleAssignment, User


@transaction.atomic
def organisation_add(*, actor: str, at: datetime, code: str, **facts: Any) -> Organisation:
    """Enter an organisation with its provenance."""
    organisation = Organisation(code=code, **facts)
    _checked(organisation)
    organisation.save()
    record(
        actor=actor,
        action="people.organisation_add",
        obj=f"people.Organisation:{code}",
        payload={"code": code, **{k: _plain(v) for k, v in facts.items()}},
        at=at,
    )
    return organisation


@transaction.atomic
def tie_add(
    *, actor: str, at: datetime, a: Organisation, b: Organisation, kind: str, **facts: Any
) -> OrganisationTie:
    """Enter how two organisations are tied; conflict rules 2 to 4 rest on it."""
    tie = OrganisationTie(a=a, b=b, kind=kind, **facts)
    _checked(tie)
    tie.save()
    payload = {"a": a.code, "b": b.code, "kind": kind, **{k: _plain(v) for k, v in facts.items()}}
    record(
        actor=actor,
        action="people.tie_add",
        obj=f"people.OrganisationTie:{tie.pk}",
        payload=payload,
        at=at,
    )
    return tie


@transaction.atomic
def user_add(
    *,
    actor: str,
    at: datetime,
    username: str,
    display_name: str,
    organisation: Organisation | None,
    roles: list[Role],
    password: str | None = None,
    email: str = "",
    language: str = "ja",
) -> User:
    """Enter a person with roles from today on; without a password they sign in by another way."""
    user = User(
        username=username,
        display_name=display_name,
        organisation=organisation,
        email=email,
        language=language,
        is_staff=Role.ADMINISTRATOR in roles,
    )
    _set_password(user, password)
    _checked(user)
    user.save()
    for role in roles:
        RoleAssignment.objects.create(user=user, role=role)
    payload = {
        "username": username,
        "organisation": organisation.code if organisation else None,
        "roles": sorted(str(role) for role in roles),
    }
    record(
        actor=actor, action="people.user_add", obj=f"people.User:{username}", payload=payload, at=at
    )
    return user


@transaction.atomic
def role_lend(
    *,
    actor: str,
    at: datetime,
    owner: User,
    substitute: User,
    role: Role,
    from_on: date,
    until_on: date,
) -> RoleAssignment:
    """Let a substitute act in a role for a time."""
    if until_on < from_on:
        raise BadInput("dates", _("The last day lies before the first. Swap or correct the dates."))
    if not owner.has_role(role):
        raise BadInput("role", _("Only a role that the person holds can be lent."))
    lent = RoleAssignment.objects.create(
        user=substitute, role=role, from_on=from_on, until_on=until_on, on_behalf_of=owner
    )
    payload = {"owner": owner.username, "substitute": substitute.username, "role": str(role)}
    payload |= {"from": from_on.isoformat(), "until": until_on.isoformat()}
    record(
        actor=actor,
        action="people.role_lend",
        obj=f"people.User:{substitute.username}",
        payload=payload,
        at=at,
    )
    return lent


def _set_password(user: User, password: str | None) -> None:
    if password is None:
        user.set_unusable_password()
        return
    validate_password(password, user)
    user.set_password(password)


def _checked(row: Any) -> None:
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise BadInput("invalid", "; ".join(wrong.messages)) from wrong


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
