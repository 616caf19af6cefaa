import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from noetra_gov.core import jobs
from noetra_gov.core.errors import BadInput
from noetra_gov.core.models import Job, JobStatus

# A process of its own that works on one job until it is killed, or to the end.
WORKER = """
import sys, time, django
django.setup()
from noetra_gov.core import jobs
@jobs.job_kind("test.count")
def count(job, report):
    start = job.checkpoint.get("next", 0)
    for step in range(start, 20):
        print(step, flush=True)
        jobs.keep_checkpoint(job, {"next": step + 1})
        report(step + 1, 20, "counting")
        time.sleep(float(sys.argv[1]))
    return {"from": start}
print("ran", jobs.run_pending(), flush=True)
"""


@pytest.fixture
def kinds() -> Iterator[dict[str, Any]]:
    before = dict(jobs._kinds)
    yield jobs._kinds
    jobs._kinds.clear()
    jobs._kinds.update(before)


def _start(environment: dict[str, str], pause_s: float) -> subprocess.Popen[str]:
    environment = environment | {"DJANGO_SETTINGS_MODULE": "noetra_gov.settings"}
    command = [sys.executable, "-c", WORKER, str(pause_s)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.django_db
def test_a_job_runs_and_keeps_its_result(kinds: dict[str, Any]) -> None:
    @jobs.job_kind("test.add")
    def add(job: Job, report: jobs.Report) -> dict[str, Any]:
        report(1, 2, "half")
        return {"sum": job.parameters["a"] + job.parameters["b"]}

    job = jobs.enqueue("test.add", {"a": 2, "b": 3}, actor="user:mori")
    assert jobs.run_pending("here") == 1
    job.refresh_from_db()
    assert (job.status, job.result, job.done, job.total) == (JobStatus.DONE, {"sum": 5}, 1, 2)


@pytest.mark.django_db
def test_the_same_key_gives_the_same_job(kinds: dict[str, Any]) -> None:
    kinds["test.nothing"] = lambda job, report: {}
    first = jobs.enqueue("test.nothing", {}, actor="user:mori", key="once")
    assert jobs.enqueue("test.nothing", {}, actor="user:abe", key="once") == first


@pytest.mark.django_db
def test_a_job_is_claimed_once(kinds: dict[str, Any]) -> None:
    kinds["test.nothing"] = lambda job, report: {}
    jobs.enqueue("test.nothing", {}, actor="user:mori")
    assert jobs.claim("one") is not None
    assert jobs.claim("two") is None


@pytest.mark.django_db
def test_a_domain_error_ends_a_job_at_once_with_its_sentence(kinds: dict[str, Any]) -> None:
    def refuse(job: Job, report: jobs.Report) -> dict[str, Any]:
        raise BadInput("bad", "The file is empty. Upload it again.")

    kinds["test.refuse"] = refuse
    job = jobs.enqueue("test.refuse", {}, actor="user:mori")
    jobs.run_pending("here")
    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    assert job.error == "The file is empty. Upload it again."


@pytest.mark.django_db
def test_an_unforeseen_error_is_tried_three_times(kinds: dict[str, Any]) -> None:
    def stumble(job: Job, report: jobs.Report) -> dict[str, Any]:
        raise ZeroDivisionError

    kinds["test.stumble"] = stumble
    job = jobs.enqueue("test.stumble", {}, actor="user:mori")
    assert jobs.run_pending("here") == 3
    job.refresh_from_db()
    assert (job.status, job.attempts) == (JobStatus.FAILED, 3)
    assert "ZeroDivisionError" in job.error


@pytest.mark.django_db
def test_a_silent_worker_loses_its_job_to_the_next(kinds: dict[str, Any]) -> None:
    kinds["test.nothing"] = lambda job, report: {}
    job = jobs.enqueue("test.nothing", {}, actor="user:mori")
    lost = jobs.claim("dead")
    long_ago = timezone.now() - timedelta(seconds=jobs.DEAD_AFTER_S + 1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
    jobs.reap()
    assert jobs.claim("alive") == lost
    jobs._end(lost, status=JobStatus.DONE)  # the dead one comes back and may change nothing
    job.refresh_from_db()
    assert job.status == JobStatus.RUNNING


@pytest.mark.django_db
def test_the_third_silence_fails_a_job(kinds: dict[str, Any]) -> None:
    kinds["test.nothing"] = lambda job, report: {}
    job = jobs.enqueue("test.nothing", {}, actor="user:mori")
    long_ago = timezone.now() - timedelta(seconds=jobs.DEAD_AFTER_S + 1)
    Job.objects.filter(pk=job.pk).update(
        status=JobStatus.RUNNING, attempts=3, heartbeat_at=long_ago, worker="dead"
    )
    assert jobs.reap() == 1
    job.refresh_from_db()
    assert job.status == JobStatus.FAILED


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_is_killed_goes_on_where_it_was(
    command_environment: dict[str, str], kinds: dict[str, Any]
) -> None:
    kinds["test.count"] = lambda job, report: {}
    job = Job.objects.create(kind="test.count", actor="user:mori", created_at=timezone.now())
    worker = _start(command_environment, 0.2)
    assert worker.stdout is not None
    while worker.stdout.readline().strip() != "3":
        assert worker.poll() is None
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    long_ago = timezone.now() - timedelta(seconds=jobs.DEAD_AFTER_S + 1)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=long_ago)
    connection.close()
    second = _start(command_environment, 0)
    told, _errors = second.communicate(timeout=60)
    job.refresh_from_db()
    assert told.split()[-2:] == ["ran", "1"]
    assert (job.status, job.attempts) == (JobStatus.DONE, 2)
    assert job.result is not None
    assert job.result["from"] in {3, 4}
