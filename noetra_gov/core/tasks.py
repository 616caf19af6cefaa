"""What Celery calls: it wakes a worker, which then looks for rows."""

from celery import shared_task

from noetra_gov.core import jobs


@shared_task(ignore_result=True)
def run_waiting_jobs() -> None:
    jobs.run_pending()
