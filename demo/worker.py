"""Celery workers of the demonstration on the embedded file-system broker, otherwise as in production."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from noetra_gov.core.models import Job

POLL_S = 0.3
LIMIT_S = 1_200


@contextmanager
def workers(home: Path, count: int = 2) -> Iterator[None]:
    """Run `count` Celery workers while the body runs; they are ended by the handles kept here."""
    running = [_start(home, number) for number in range(count)]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=30)


def _start(home: Path, number: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "noetra_gov", "worker"]
    command += ["--pool", "solo", "--loglevel", "warning", "--hostname", f"demo{number}@%h"]
    command += ["--without-gossip", "--without-mingle"]
    if number == 0:
        command += ["--beat", "--schedule", str(home / "celery-beat")]
    with (home / f"worker-{number}.log").open("ab") as log:
        return subprocess.Popen(command, env=dict(os.environ), stdout=log, stderr=log)


def result_of(job: Job) -> dict[str, Any]:
    """What a job gave, once it is done."""
    (done,) = wait_for(job)
    assert done.result is not None
    return dict(done.result)


def wait_for(*jobs: Job) -> list[Job]:
    """Wait until jobs ended, saying how far they are; a failed job ends the demonstration."""
    ends_at = time.monotonic() + LIMIT_S
    while not all(job.ended for job in jobs):
        if time.monotonic() > ends_at:
            raise SystemExit("A job did not end in 20 minutes; see the worker logs in var/demo.")
        time.sleep(POLL_S)
        for job in jobs:
            job.refresh_from_db()
    for job in jobs:
        if job.error:
            raise SystemExit(f"The job {job.kind} failed: {job.error}")
    return list(jobs)
