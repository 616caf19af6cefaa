from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from demo.measurements import inspect_log
from metrics_ingest.models import BenchmarkFile, FleetFile
from noetra_gov.core import clock
from noetra_gov.core.jobs import run_pending
from noetra_gov.core.models import Job, JobStatus
from noetra_gov.people.models import Organisation, Role
from tests.metrics_ingest.conftest import AT
from tests.metrics_ingest.fleet.rows import row

INDEX = "/measurements/"


@pytest.fixture(autouse=True)
def the_day_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(hours=1))


@pytest.fixture
def engineer(client: Client, person: Any, honda: Organisation) -> Client:
    client.force_login(person("engineer", honda, Role.ALLIANCE_ENGINEER))
    return client


@pytest.fixture
def file(take: Callable[..., Any]) -> FleetFile:
    found: FleetFile = take([row(1), row(2, hours=99.0), row(3, field=5)]).file
    return found


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_overview_shows_figures_files_and_freshness(
    engineer: Client, file: FleetFile, language: str
) -> None:
    engineer.cookies["django_language"] = language
    answer = engineer.get(INDEX)
    assert answer.status_code == 200
    for figure in ("fleet-by-field", "event-rates", "path-to-goal", "benchmark-rates"):
        assert f'id="figure-{figure}"' in answer.content.decode()
    assert file.name in answer.content.decode()


def test_the_overview_of_nothing_says_what_to_do(engineer: Client) -> None:
    assert "ingest" in engineer.get(INDEX).content.decode()


@pytest.mark.parametrize("query", ["days=x", "field=-", "last=2027", "known_at=never"])
def test_a_filter_that_cannot_be_read_is_said(engineer: Client, query: str) -> None:
    assert engineer.get(f"{INDEX}?{query}").status_code == 400


def test_a_file_shows_its_days_its_faults_and_itself(engineer: Client, file: FleetFile) -> None:
    page = engineer.get(f"{INDEX}fleet/{file.pk}/")
    assert "out_of_range" in page.content.decode()
    rejects = b"".join(engineer.get(f"{INDEX}fleet/{file.pk}/rejects.csv").streaming_content)
    assert b"2,hours,99.0,out_of_range" in rejects
    raw = b"".join(engineer.get(f"{INDEX}fleet/{file.pk}/raw").streaming_content)
    assert raw == file.stored.path.read_bytes()


@pytest.mark.parametrize("path", ["fleet/{}/", "fleet/{}/rejects.csv", "fleet/{}/raw"])
def test_a_file_of_another_organisation_is_not_there(
    client: Client, file: FleetFile, person: Any, sony: Organisation, path: str
) -> None:
    client.force_login(person("other", sony, Role.ALLIANCE_ENGINEER))
    assert client.get(INDEX + path.format(file.pk)).status_code == 404
    assert file.name not in client.get(INDEX).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "name", ["fleet-by-field", "event-rates", "path-to-goal", "benchmark-rates"]
)
def test_every_table_is_exported_as_it_is_shown(
    engineer: Client, file: FleetFile, name: str, kind: str
) -> None:
    answer = engineer.get(f"{INDEX}figures/{name}.{kind}?field=5")
    assert answer.status_code == 200
    if kind == "csv":
        assert answer.content.startswith(b"\xef\xbb\xbf")
    else:
        assert load_workbook(BytesIO(answer.content)).active.max_row >= 1


def test_a_filter_of_the_address_holds_in_the_export(engineer: Client, file: FleetFile) -> None:
    lines = (
        engineer.get(f"{INDEX}figures/fleet-by-field.csv?field=5")
        .content.decode("utf-8-sig")
        .splitlines()
    )
    assert len(lines) == 2
    assert lines[1].startswith("5,")


def test_an_unknown_figure_is_not_there(engineer: Client) -> None:
    assert engineer.get(f"{INDEX}figures/nothing.csv").status_code == 404


def test_an_upload_is_read_by_a_job_on_the_same_path(
    engineer: Client, honda: Organisation, django_capture_on_commit_callbacks: Any
) -> None:
    upload = SimpleUploadedFile("log.eval", inspect_log())
    answer = engineer.post(f"{INDEX}benchmarks/upload/", {"file": upload, "organisation": "HONDA"})
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.pk}/"
    run_pending("test")
    job.refresh_from_db()
    assert (job.status, job.error) == (JobStatus.DONE, "")
    assert BenchmarkFile.objects.get().received_by == "user:engineer"
    assert engineer.get(job.result["url"]).status_code == 200


def test_an_upload_that_cannot_be_read_ends_with_its_sentence(
    engineer: Client, honda: Organisation
) -> None:
    upload = SimpleUploadedFile("day.parquet", b"PAR1 nonsense")
    engineer.post(f"{INDEX}fleet/upload/", {"file": upload, "organisation": "HONDA"})
    run_pending("test")
    job = Job.objects.get()
    assert job.status == JobStatus.FAILED
    assert "Parquet" in job.error
    assert not FleetFile.objects.exists()


def test_a_form_without_a_file_is_shown_again(engineer: Client) -> None:
    assert engineer.post(f"{INDEX}fleet/upload/", {}).status_code == 422


def test_only_senders_hand_in(client: Client, person: Any) -> None:
    client.force_login(person("auditor", None, Role.AUDITOR))
    assert client.get(f"{INDEX}fleet/upload/").status_code == 403
    assert client.get(INDEX).status_code == 200
