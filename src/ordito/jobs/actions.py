# SPDX-License-Identifier: EUPL-1.2
"""Background work: enqueue on commit, progress with a heartbeat, a reaper for the dead, a schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ordito.core.access import SystemActor
from ordito.core.declare import Following, Recurring, declared
from ordito.jobs.models import Job, JobState, Schedule

if TYPE_CHECKING:
    from ordito.core.access import Actor

# A running job that has not been heard of for this long was killed.
SILENCE = timedelta(seconds=90)
# A job queued for this long may have lost its task, between commit and queue or with its worker; a task too many
# finds the job taken and does nothing.
LOST = timedelta(minutes=2)
MOST_ATTEMPTS = 3
RUNNER = "ordito.jobs.tasks.run"

Progress = Callable[[int, int], None]


class JobFailedError(Exception):
    """Raised by a job's function to fail with a sentence for the person who started it; never a personal value."""


def enqueue(function: str, *, by: Actor, at: datetime, label: str, **arguments: Any) -> Job:
    """Create the job now and hand it to the queue when the current transaction commits.

    `function` is the dotted path of `def f(progress: Progress, **arguments) -> dict`, safe to run twice.
    Arguments are ids, numbers and codes: they are stored in plain.
    """
    job = Job.objects.create(
        function=function, arguments=arguments, label=label, created_by_id=by.actor_id, created_at=at
    )
    transaction.on_commit(lambda: _hand_over(job.pk))
    return job


def _hand_over(job_id: int) -> None:
    import_string(RUNNER).enqueue(job_id)


def reap(*, now: datetime) -> list[int]:
    """Take up again what a killed worker left, or mark it failed after three attempts; returns the ids touched."""
    touched = []
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=now - SILENCE)
    waiting = Job.objects.filter(state=JobState.QUEUED)
    lost = waiting.annotate(heard_at=Coalesce("heartbeat_at", "created_at")).filter(heard_at__lt=now - LOST)
    for job in [*silent, *lost]:
        same = Job.objects.filter(pk=job.pk, state=job.state, heartbeat_at=job.heartbeat_at)
        if job.attempts >= MOST_ATTEMPTS:
            message = _("Il lavoro si è interrotto più volte. Riprova più tardi o avvisa chi gestisce il sistema.")
            changed = same.update(state=JobState.FAILED, finished_at=now, message=message)
        else:
            changed = same.update(state=JobState.QUEUED, heartbeat_at=now)
        if changed:
            touched.append(job.pk)
            if job.attempts < MOST_ATTEMPTS:
                _hand_over(job.pk)
    return touched


def start_due(*, now: datetime) -> list[str]:
    """Start the recurring work whose time has come, unless the turn before is not over yet.

    Two workers never start the same turn.
    """
    started = []
    unfinished = Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
    for work in declared(Recurring):
        if unfinished.filter(function=work.function).exists():
            continue
        turn, made = Schedule.objects.get_or_create(function=work.function, defaults={"last_started_at": now})
        due = Schedule.objects.filter(pk=turn.pk, last_started_at__lte=now - work.every)
        if made or due.update(last_started_at=now):
            enqueue(work.function, by=SystemActor("pianificatore"), at=now, label=str(work.label))
            started.append(work.function)
    return started


def start_following(function: str, *, now: datetime) -> list[str]:
    """Start the work that follows a job just done, unless it waits for its turn already."""
    waiting = Job.objects.filter(state=JobState.QUEUED)
    started = []
    for work in declared(Following):
        if work.after == function and not waiting.filter(function=work.function).exists():
            enqueue(work.function, by=SystemActor("pianificatore"), at=now, label=str(work.label))
            started.append(work.function)
    return started


def prune(*, now: datetime, keep: timedelta = timedelta(days=90)) -> int:
    """Forget finished jobs older than `keep`, and the queue's own rows after a day, those of killed workers too."""
    DBTaskResult.objects.filter(enqueued_at__lt=now - timedelta(days=1)).exclude(status=TaskResultStatus.READY).delete()
    return Job.objects.filter(finished_at__lt=now - keep).delete()[0]


def clock() -> datetime:
    """The clock of the worker."""
    return timezone.now()
