# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import logging
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import task

from ordito.jobs.actions import JobFailedError, start_following
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)
HEARTBEAT_SECONDS = 10


@task()
def run(job_id: int) -> None:
    """Run one job; its failure is written on the job's row, never raised into the queue's own table."""
    now = timezone.now()
    claimed = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=now, heartbeat_at=now
    )
    if not claimed:  # another worker has it, or it is over
        return
    job = Job.objects.get(pk=job_id)
    job.attempts += 1
    job.save(update_fields=["attempts"])
    state, message, result = JobState.DONE, "", {}
    try:
        with _heartbeat(job_id):
            result = _call(job)
    except JobFailedError as error:
        state, message = JobState.FAILED, str(error)
    except Exception:
        logger.exception("Job %s failed", job_id)
        state = JobState.FAILED
        message = _("Il lavoro non è riuscito per un errore imprevisto. Nulla è stato lasciato a metà.")
    now = timezone.now()
    with transaction.atomic():
        Job.objects.filter(pk=job_id).update(state=state, message=message[:300], result=result, finished_at=now)
        if state == JobState.DONE:
            start_following(job.function, now=now)


def _call(job: Job) -> dict[str, Any]:
    def progress(done: int, total: int) -> None:
        Job.objects.filter(pk=job.pk).update(done=done, total=total, heartbeat_at=timezone.now())

    outcome = import_string(job.function)(progress, **job.arguments)
    return outcome if isinstance(outcome, dict) else {}


def say_alive(job_id: int) -> None:
    """Write that the job is being worked on."""
    Job.objects.filter(pk=job_id).update(heartbeat_at=timezone.now())


@contextmanager
def _heartbeat(job_id: int) -> Iterator[None]:
    """Say every ten seconds that the job is alive, from a thread with its own connection.

    A beat that fails is no reason to stop: a job that is silent for long is given to another worker.
    """
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(HEARTBEAT_SECONDS):
            try:
                say_alive(job_id)
            except Exception:
                logger.exception("A heartbeat failed of job %s", job_id)
            finally:
                connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=HEARTBEAT_SECONDS)
