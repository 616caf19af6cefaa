"""Long work as rows. Celery only wakes workers; a row is claimed by one conditional UPDATE.

    @job_kind("reports.render_dossier")
    def render(job, report):           # report(done, total, note) is also the heartbeat
        return {"digest": …}           # kept as the job's result

    enqueue("reports.render_dossier", {"gate": 3}, actor=user.ref, key="dossier:3")

A kind must be safe to run again: a worker may die at any line, and the job is then tried anew (three
times in all), with `job.checkpoint` as `keep_checkpoint` last left it.
"""

import os
import socket
import threading
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, close_old_connections, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from noetra_gov.core import clock
from noetra_gov.core.errors import DomainError
from noetra_gov.core.models import Job, JobStatus

Report = Callable[[int, int, str], None]
Run = Callable[[Job, Report], dict[str, Any]]

ATTEMPTS = 3
HEARTBEAT_S = 5
DEAD_AFTER_S = 30

_kinds: dict[str, Run] = {}


def job_kind(name: str) -> Callable[[Run], Run]:
    """Register the function that does one kind of job."""

    def register(run: Run) -> Run:
        if _kinds.setdefault(name, run) is not run:
            raise ValueError(f"Two functions claim the job kind {name}.")
        return run

    return register


def enqueue(kind: str, parameters: dict[str, Any], *, actor: str, key: str | None = None) -> Job:
    """Write the job in the caller's transaction; the same key gives the same job."""
    if kind not in _kinds:
        raise ValueError(f"No job kind {kind} is registered.")
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind, parameters=parameters, key=key, actor=actor, created_at=clock.now()
            )
    except IntegrityError:
        return Job.objects.get(key=key)
    transaction.on_commit(wake)
    return job


def wake() -> None:
    """Tell workers that something waits; if the broker is away the workers' own beat finds it."""
    from noetra_gov.core.tasks import run_waiting_jobs

    run_waiting_jobs.delay()


def worker_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def claim(worker: str) -> Job | None:
    """Take the oldest waiting job; two workers never get the same one."""
    waiting = Job.objects.filter(status=JobStatus.QUEUED).values_list("pk", flat=True)
    for pk in waiting.order_by("id")[:10]:
        at = clock.machine_now()
        taken = Job.objects.filter(pk=pk, status=JobStatus.QUEUED).update(
            status=JobStatus.RUNNING,
            worker=worker,
            attempts=F("attempts") + 1,
            heartbeat_at=at,
            started_at=at,
        )
        if taken:
            return Job.objects.get(pk=pk)
    return None


def run_pending(worker: str | None = None) -> int:
    """Run every waiting job, one after the other; answers how many were run."""
    worker = worker or worker_name()
    reap()
    count = 0
    while (job := claim(worker)) is not None:
        run_one(job)
        count += 1
    return count


def run_one(job: Job) -> None:
    """Run a claimed job to its end and write down how it ended."""
    with _Heartbeat(job):
        try:
            result = _kinds[job.kind](job, _reporter(job))
        except DomainError as refused:
            _end(job, status=JobStatus.FAILED, error=str(refused))
        except Exception:
            _fail_or_retry(job, traceback.format_exc(limit=20))
        else:
            _end(job, status=JobStatus.DONE, result=result)


def keep_checkpoint(job: Job, checkpoint: dict[str, Any]) -> None:
    """What the next attempt may build on, should this worker die."""
    _mine(job).update(checkpoint=checkpoint, heartbeat_at=clock.machine_now())
    job.checkpoint = checkpoint


def reap() -> int:
    """Jobs whose worker is silent go back to the queue, or fail after the third attempt."""
    silent_since = clock.machine_now() - timedelta(seconds=DEAD_AFTER_S)
    silent = Job.objects.filter(status=JobStatus.RUNNING).filter(
        Q(heartbeat_at__lt=silent_since) | Q(heartbeat_at=None)
    )
    given_up = silent.filter(attempts__gte=ATTEMPTS).update(
        status=JobStatus.FAILED,
        ended_at=clock.machine_now(),
        error=_("Its worker stopped three times. See the worker's log, then start the work again."),
    )
    return given_up + silent.filter(attempts__lt=ATTEMPTS).update(
        status=JobStatus.QUEUED, worker=""
    )


def _mine(job: Job) -> Any:
    """The row, only while this attempt still owns it."""
    return Job.objects.filter(
        pk=job.pk, status=JobStatus.RUNNING, worker=job.worker, attempts=job.attempts
    )


def _reporter(job: Job) -> Report:
    def report(done: int, total: int, note: str = "") -> None:
        _mine(job).update(done=done, total=total, note=note[:200], heartbeat_at=clock.machine_now())

    return report


def _end(job: Job, **fields: Any) -> None:
    _mine(job).update(ended_at=clock.machine_now(), **fields)


def _fail_or_retry(job: Job, error: str) -> None:
    if job.attempts >= ATTEMPTS:
        _end(job, status=JobStatus.FAILED, error=error)
    else:
        _mine(job).update(status=JobStatus.QUEUED, worker="", error=error)


class _Heartbeat:
    """Says every few seconds that the worker of a job lives, while the job itself is busy."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *exc: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(HEARTBEAT_S):
            _mine(self._job).update(heartbeat_at=clock.machine_now())
            close_old_connections()
        from django.db import connection

        connection.close()
