"""The log as pages: who reads what, each entry with its proof; refusals and sign-ins are noted."""

from collections.abc import Callable

import pytest
from django.test import Client

from noetra_gov.audit import services
from noetra_gov.audit.models import Entry, SecurityEvent
from noetra_gov.audit.proofs import read_proof
from noetra_gov.people.models import Role, RoleAssignment, User
from noetra_gov.seal.keys import KeyStore

from .conftest import AT, write

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    def signed_in(*roles: Role, name: str = "reader") -> Client:
        user = User.objects.create_user(name, display_name="監査 花子")
        for role in roles:
            RoleAssignment.objects.create(user=user, role=role)
        client.force_login(user)
        return client

    return signed_in


def text(client: Client, url: str) -> str:
    response = client.get(url, headers=ENGLISH)
    assert response.status_code == 200, url
    return response.content.decode()


def test_an_auditor_reads_the_whole_log(sign_in: SignIn, store: KeyStore) -> None:
    write(3)
    services.checkpoint(at=AT)
    page = text(sign_in(Role.AUDITOR), "/audit/")
    assert page.count("tests.Thing:") == 3
    assert "Signed heads" in page
    assert "Security log" in page


def test_others_read_what_they_did(sign_in: SignIn) -> None:
    write(3)
    client = sign_in(Role.ALLIANCE_PM, name="1")
    page = text(client, "/audit/")
    assert "tests.Thing:1" in page
    assert "tests.Thing:0" not in page
    mine, other = Entry.objects.get(actor="user:1"), Entry.objects.get(actor="user:0")
    assert client.get(f"/audit/entries/{mine.pk}/").status_code == 200
    assert client.get(f"/audit/entries/{other.pk}/").status_code == 404
    assert client.get("/audit/checkpoints/").status_code == 403
    assert client.get("/audit/security/").status_code == 403


def test_the_log_is_searched(sign_in: SignIn) -> None:
    write(3)
    page = text(sign_in(Role.AUDITOR), "/audit/?q=Thing:2")
    assert page.count("tests.Thing:") == 1
    assert "No entry matches" in text(sign_in(Role.AUDITOR, name="b"), "/audit/?q=nothing")


def test_an_entry_shows_its_proof_step_by_step(sign_in: SignIn, store: KeyStore) -> None:
    write(5)
    head = services.checkpoint(at=AT)
    page = text(sign_in(Role.AUDITOR), f"/audit/entries/{Entry.objects.earliest('id').pk}/")
    assert "記録 𠮷" in page
    assert head.root in page
    assert "Download the proof" in page


def test_a_proof_is_downloaded(sign_in: SignIn, store: KeyStore) -> None:
    write(5)
    services.checkpoint(at=AT)
    entry = Entry.objects.latest("id")
    answer = sign_in(Role.AUDITOR).get(f"/audit/entries/{entry.pk}/proof/")
    assert answer["Content-Disposition"] == 'attachment; filename="4.tlog-proof"'
    assert read_proof(answer.content.decode()).index == 4


def test_an_entry_that_waits_says_so_and_has_no_proof(sign_in: SignIn) -> None:
    (entry,) = write(1)
    client = sign_in(Role.AUDITOR)
    assert "No signed head covers this entry yet" in text(client, f"/audit/entries/{entry.pk}/")
    assert client.get(f"/audit/entries/{entry.pk}/proof/").status_code == 409


def test_heads_are_listed_with_their_files(sign_in: SignIn, store: KeyStore) -> None:
    write(2)
    head = services.checkpoint(at=AT)
    client = sign_in(Role.NEDO_DECIDER)
    assert "checkpoints/2/note/" in text(client, "/audit/checkpoints/")
    assert client.get("/audit/checkpoints/2/note/").content.decode() == head.note
    assert client.get("/audit/checkpoints/2/token/").content == bytes(head.token)
    assert client.get("/audit/checkpoints/3/note/").status_code == 404


def test_a_refusal_of_the_web_is_noted_with_its_reason(sign_in: SignIn) -> None:
    client = sign_in(Role.ALLIANCE_PM)
    client.get("/audit/security/", headers=ENGLISH)
    event = SecurityEvent.objects.get(kind="denied")
    assert (event.actor, event.object) == ("user:reader", "/audit/security/")
    assert "needs one of these roles" in event.reason
    assert "/audit/security/" in text(sign_in(Role.AUDITOR, name="b"), "/audit/security/")


def test_sign_ins_are_noted_and_passwords_are_not(client: Client) -> None:
    User.objects.create_user("sato", password="right horse")
    client.login(username="sato", password="wrong horse")
    client.login(username="sato", password="right horse")
    client.logout()
    events = SecurityEvent.objects.order_by("id")
    assert [e.kind for e in events] == ["sign_in_failed", "sign_in", "sign_out"]
    assert all("horse" not in str(vars(event)) for event in events)


def test_nobody_who_is_not_signed_in_sees_the_log(client: Client) -> None:
    assert client.get("/audit/").status_code == 302
