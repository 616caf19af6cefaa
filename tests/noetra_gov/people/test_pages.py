"""My account, organisations, roles."""

from collections.abc import Callable

import pytest
from django.test import Client

from noetra_gov.people.models import Organisation, OrganisationTie, Role, RoleAssignment, User

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def noetra(db: None) -> Organisation:
    return Organisation.objects.create(
        code="noetra", name_ja="ノエトラ", name_en="Noetra", kind="contractor",
        provenance="S2", source="a report", source_conflict="another report",
    )  # fmt: skip


@pytest.fixture
def sign_in(client: Client, noetra: Organisation) -> Callable[..., Client]:
    def signed_in(*roles: Role) -> Client:
        user = User.objects.create_user("sato", display_name="佐藤 一郎", organisation=noetra)
        for role in roles:
            RoleAssignment.objects.create(user=user, role=role)
        client.force_login(user)
        return client

    return signed_in


def text(client: Client, url: str) -> str:
    response = client.get(url, headers=ENGLISH)
    assert response.status_code == 200
    return response.content.decode()


def test_my_account_shows_my_roles_and_what_they_let_me_do(sign_in: Callable[..., Client]) -> None:
    page = text(sign_in(Role.ADMINISTRATOR), "/people/account/")
    assert "Manage people and roles" in page
    assert "administrator" in page


def test_whoever_has_no_role_is_told_whom_to_ask(sign_in: Callable[..., Client]) -> None:
    assert "You hold no role yet. Ask the administrator" in text(sign_in(), "/people/account/")


def test_only_who_manages_people_is_shown_the_way_to_them(sign_in: Callable[..., Client]) -> None:
    assert "/people/roles/" not in text(sign_in(Role.AUDITOR), "/people/account/")


def test_an_organisation_shows_what_contradicts_it(sign_in: Callable[..., Client]) -> None:
    page = text(sign_in(), "/people/organisations/")
    assert "Sources disagree" in page
    assert "another report" in page


def test_ties_are_shown_from_both_ends(
    sign_in: Callable[..., Client], noetra: Organisation
) -> None:
    maker = Organisation.objects.create(
        code="maker", name_ja="製造", name_en="Maker", kind="shareholder"
    )
    OrganisationTie.objects.create(a=maker, b=noetra, kind="parent")
    client = sign_in()
    for code in ("maker", "noetra"):
        assert "is the parent company of" in text(client, f"/people/organisations/{code}/")


def test_an_unknown_organisation_is_not_there(sign_in: Callable[..., Client]) -> None:
    assert sign_in().get("/people/organisations/nobody/").status_code == 404


def test_the_administrator_sees_everybodys_roles(sign_in: Callable[..., Client]) -> None:
    assert "佐藤 一郎" in text(sign_in(Role.ADMINISTRATOR), "/people/roles/")
