"""Celery only wakes workers: the work itself is rows of `core.Job`."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "noetra_gov.settings")

app = Celery("noetra_gov")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def look_for_work_left_behind(**kwargs: Any) -> None:
    """A worker that starts takes up what a dead one left."""
    app.send_task("noetra_gov.core.tasks.run_waiting_jobs")


@app.on_after_finalize.connect
def look_again_every_30_seconds(sender: Celery, **kwargs: Any) -> None:
    sender.add_periodic_task(30.0, sender.signature("noetra_gov.core.tasks.run_waiting_jobs"))


@app.on_after_finalize.connect
def settle_gates_every_morning(sender: Celery, **kwargs: Any) -> None:
    settle = sender.signature("noetra_gov.gates.tasks.settle_daily")
    sender.add_periodic_task(crontab(hour=5, minute=0), settle)


@app.on_after_finalize.connect
def keep_the_log_in_order(sender: Celery, **kwargs: Any) -> None:
    """Entries wait seconds for their place; a head is signed every hour."""
    sender.add_periodic_task(20.0, sender.signature("noetra_gov.audit.tasks.sequence_waiting"))
    sign = sender.signature("noetra_gov.audit.tasks.sign_hourly")
    sender.add_periodic_task(crontab(minute=0), sign)
