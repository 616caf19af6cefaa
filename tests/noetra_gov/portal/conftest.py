"""A person who may enter, and the parts rendered as a page renders them."""

from collections.abc import Callable

import pytest
from django.template import Context, Template
from django.test import Client

from noetra_gov.people.models import Organisation, Role, RoleAssignment, User


@pytest.fixture
def person(db: None) -> User:
    nedo = Organisation.objects.create(
        code="nedo", name_ja="新エネルギー機構", name_en="NEDO", kind="funder"
    )
    user = User.objects.create_user(
        "mori", password="a-long-password-1", display_name="森 花子", organisation=nedo
    )
    RoleAssignment.objects.create(user=user, role=Role.NEDO_SECRETARIAT)
    return user


@pytest.fixture
def visitor(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


@pytest.fixture
def render() -> Callable[..., str]:
    def rendered(source: str, **context: object) -> str:
        return Template("{% load parts %}" + source).render(Context(context))

    return rendered
