"""The pages of the record, and its command: what they show, to whom, and what they say to bad input."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from noetra_gov.audit.models import Entry
from noetra_gov.core.models import Job
from noetra_gov.files.models import StoredFile
from noetra_gov.files.services import keep
from noetra_gov.panels.models import PanelMember
from noetra_gov.people.models import User
from reports import bundle as evidence
from reports.models import Dossier
from reports.services import dossier_request
from tests.noetra_gov.gates.scene import Scene
from tests.reports.fixtures import bundle


@pytest.fixture
def issued(scene: Scene) -> Dossier:
    scene.to("open")
    kept = keep(b"%PDF-1.7 sealed", name="dossier.pdf", media_type="application/pdf")
    return Dossier.objects.create(
        gate=scene.gate, number="G1-2027-01", audience="full", state="draft", evidence=kept,
        unsealed_digest=kept.digest, file=kept, log_index=7, pages=35, as_of=scene.at,
        issued_by="user:secretary", issued_at=scene.at,
    )  # fmt: skip


def at_home(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def test_the_list_and_the_page_show_the_dossier(
    issued: Dossier, scene: Scene, client: Client
) -> None:
    at_home(client, scene["auditor"])
    assert "G1-2027-01" in client.get("/dossiers/").content.decode()
    page = client.get("/dossiers/G1-2027-01/").content.decode()
    assert issued.file.digest in page
    assert "noetra_verify.py" in page


def test_a_recused_reader_finds_the_full_edition_closed(
    issued: Dossier, scene: Scene, client: Client
) -> None:
    """Recusal closes every door, also for a person who would otherwise read everything."""
    auditor = scene["auditor"]
    PanelMember.objects.create(
        panel=scene.gate.panel, user=auditor, invited_at=scene.at, recused_at=scene.at
    )
    at_home(client, auditor)
    assert client.get("/dossiers/G1-2027-01/file/").status_code == 404


def test_another_organisations_dossier_is_not_there(
    issued: Dossier, scene: Scene, client: Client
) -> None:
    at_home(client, scene["honda"])
    for address in (
        "/dossiers/G1-2027-01/",
        "/dossiers/G1-2027-01/file/",
        "/dossiers/gate/G1/issue/",
    ):
        assert client.get(address).status_code == 404, address


def test_a_download_is_the_file_and_stands_in_the_log(
    issued: Dossier, scene: Scene, client: Client
) -> None:
    at_home(client, scene["auditor"])
    answer = client.get("/dossiers/G1-2027-01/file/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 sealed"  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/pdf"
    entry = Entry.objects.get(action="reports.download")
    assert (entry.actor, entry.object) == ("user:auditor", "reports.Dossier:G1-2027-01")


def test_only_the_secretariat_may_ask_for_an_edition(
    issued: Dossier, scene: Scene, client: Client
) -> None:
    at_home(client, scene["auditor"])
    assert client.post("/dossiers/gate/G1/issue/", {"audience": "full"}).status_code == 403
    at_home(client, scene["secretary"])
    assert client.get("/dossiers/gate/G1/issue/").status_code == 200
    assert client.post("/dossiers/gate/G1/issue/", {"audience": "full"}).status_code == 302
    assert Job.objects.get(kind="reports.issue_dossier").parameters["audience"] == "full"


def test_a_file_that_is_no_dossier_is_called_not_genuine_and_not_kept(
    scene: Scene, client: Client
) -> None:
    before = StoredFile.objects.count()
    at_home(client, scene["auditor"])
    upload = SimpleUploadedFile("some.pdf", b"%PDF-1.7 nothing", content_type="application/pdf")
    page = client.post("/dossiers/verify/", {"file": upload}, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "some.pdf" in page.content.decode()
    assert "status" in page.content.decode()
    assert StoredFile.objects.count() == before
    assert client.post("/dossiers/verify/", {}).status_code == 200


def test_the_single_file_verifier_is_handed_out(scene: Scene, client: Client) -> None:
    at_home(client, scene["pm"])
    body = b"".join(client.get("/dossiers/verifier/").streaming_content)  # type: ignore[attr-defined]
    assert b"--trust" in body


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "G1.pdf"),
        (["NO", "--out", "x.pdf"], "NO"),
        (["G1"], "--out"),
        (["G1", "--out", "/nowhere/at/all/x.pdf"], "/nowhere/at/all"),
        (["G1", "--out", "/proc/x.pdf"], "/proc/x.pdf"),
        (["G1", "--out", "x.pdf", "--as", "nobody"], "--as"),
    ],
)
def test_the_command_says_what_is_wrong(
    scene: Scene,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError) as refused:
        call_command("dossier", *arguments, stdout=StringIO(), stderr=StringIO())
    assert sentence in str(refused.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_the_command_checks_a_bundle(tmp_path: Path) -> None:
    path, out = tmp_path / "evidence.json", StringIO()
    path.write_bytes(evidence.canonical(bundle()))
    call_command("dossier", "--check", str(path), stdout=out)
    assert out.getvalue().strip() == evidence.digest(bundle())
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CommandError, match="not JSON"):
        call_command("dossier", "--check", str(path), stdout=out)


def test_asked_twice_it_is_one_job_but_after_a_failure_a_new_one(scene: Scene) -> None:
    scene.to("open")

    def ask() -> Job:
        return dossier_request(
            actor=scene["secretary"], gate=scene.gate, audience="full", at=scene.at
        )

    first = ask()
    assert ask() == first
    Job.objects.filter(pk=first.pk).update(status="failed")
    assert ask() != first
