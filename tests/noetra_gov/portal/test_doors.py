"""Every page that has an address of its own × every role: who may enters, who may not is told why."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from noetra_gov.people.models import Organisation, Role, RoleAssignment, User
from noetra_gov.people.permission import declared

# Page → the right that opens it. Whoever holds it gets the page, everybody else 403 with the reason.
LOCKED = {
    "audit:checkpoints": "audit.read",
    "audit:security": "audit.read_security",
    "budget:appropriation_enter": "budget.enter",
    "budget:ledger": "budget.view",
    "budget:overview": "budget.view",
    "certification:submit": "certification.submit",
    "gates:extraordinary": "gates.extraordinary",
    "gates:new": "gates.create",
    "metrics_ingest:upload_benchmark": "metrics_ingest.ingest",
    "metrics_ingest:upload_fleet": "metrics_ingest.ingest",
    "people:roles": "people.manage",
}
# Open to every signed-in person: each shows only what that person may see.
OPEN = {
    "audit:index", "certification:overview", "gates:index", "gates:published",
    "metrics_ingest:index", "people:account", "people:organisations", "portal:home",
    "portal:parts", "portal:worklist", "programme:overview", "reports:list", "reports:verify",
}  # fmt: skip
# Open to everybody, signed in or not.
PUBLIC = {"portal:home", "portal:parts", "gates:published"}
# Answers a POST only, a file, or a list for programs.
NO_PAGE = {"portal:language", "reports:verifier", "gates_api:list"}


def names(resolver: Any = None, space: str = "") -> Iterator[str]:
    """The addresses of our own apps that need nothing filled in."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = pattern.namespace or space
            yield from () if inner == "admin" else names(pattern, inner)
        elif space and pattern.name and not pattern.pattern.regex.groups:
            yield f"{space}:{pattern.name}"


def holder(role: Role) -> User:
    nedo = Organisation.objects.create(code="nedo", name_ja="機構", name_en="NEDO", kind="funder")
    user = User.objects.create_user("holder", organisation=nedo)
    RoleAssignment.objects.create(user=user, role=role)
    return user


def test_every_address_stands_in_one_of_the_lists() -> None:
    assert set(names()) == OPEN | set(LOCKED) | NO_PAGE


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_a_role_opens_its_doors_and_no_other(client: Client, role: str) -> None:
    client.force_login(holder(Role(role)))
    rights = {right.code: right.roles for right in declared()}
    found = {name: client.get(reverse(name)).status_code for name in LOCKED}
    expected = {name: 200 if role in rights[right] else 403 for name, right in LOCKED.items()}
    assert found == expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_what_is_open_to_all_opens_for_every_role(client: Client, role: str) -> None:
    client.force_login(holder(Role(role)))
    shut = {name for name in OPEN if client.get(reverse(name)).status_code != 200}
    assert shut == set()


@pytest.mark.django_db
def test_a_stranger_sees_the_public_pages_and_is_else_sent_to_sign_in(client: Client) -> None:
    answers = {name: client.get(reverse(name)).status_code for name in OPEN | set(LOCKED)}
    assert {name for name, status in answers.items() if status == 200} == PUBLIC
    assert set(answers.values()) == {200, 302}


@pytest.mark.django_db
def test_a_shut_door_says_why(client: Client) -> None:
    client.force_login(holder(Role.AUDITOR))
    page = client.get(reverse("people:roles")).content.decode()
    assert "This needs one of these roles: administrator." in page
