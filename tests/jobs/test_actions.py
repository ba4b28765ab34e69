# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ordito.accounts.actions import create_account
from ordito.core.access import SystemActor
from ordito.core.declare import Following, Recurring
from ordito.jobs.actions import LOST, MOST_ATTEMPTS, SILENCE, enqueue, prune, reap, start_due
from ordito.jobs.models import Job, JobState, Schedule
from ordito.jobs.tasks import run
from tests.factories.accounts import make_user
from tests.factories.jobs import make_job

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BY = SystemActor("prova")


def add(function: str = "tests.jobs.works.well", **arguments: object) -> Job:
    return enqueue(function, by=BY, at=NOW, label="Prova", **arguments)


def test_job_is_handed_over_only_when_the_transaction_commits(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = make_user()
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue("tests.jobs.works.well", by=user, at=NOW, label="Prova", number=3)
        assert not DBTaskResult.objects.exists()
    assert (job.state, job.created_by_id, job.arguments) == (JobState.QUEUED, user.pk, {"number": 3})
    assert DBTaskResult.objects.get().args_kwargs == {"args": [job.pk], "kwargs": {}}


def test_job_of_a_rolled_back_write_never_was(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def fail() -> None:
        with transaction.atomic():
            create_account(by=BY, at=NOW, username="ada", full_name="Ada")
            add()
            raise LookupError

    with django_capture_on_commit_callbacks(execute=True) as callbacks, pytest.raises(LookupError):
        fail()
    assert callbacks == []
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_run_keeps_progress_and_result() -> None:
    job = add(number=3)
    run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.result, job.attempts) == (JobState.DONE, 3, 6, {"number": 3}, 1)
    assert (job.percent, job.over) == (100, True)
    assert job.finished_at is not None


def test_run_twice_works_once() -> None:
    job = add(number=3)
    run.call(job.pk)
    run.call(job.pk)
    job.refresh_from_db()
    assert job.attempts == 1


def test_failure_with_a_sentence_shows_it() -> None:
    job = add("tests.jobs.works.says_why")
    run.call(job.pk)
    job.refresh_from_db()
    assert (job.state, job.message) == (JobState.FAILED, "Il file è vuoto: scegline un altro.")


def test_unexpected_failure_tells_nobody_the_values(caplog: pytest.LogCaptureFixture) -> None:
    job = add("tests.jobs.works.breaks")
    run.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "errore imprevisto" in job.message
    assert "RSSMRA80A01H501U" not in repr(list(Job.objects.values()))
    [record] = caplog.records
    assert record.getMessage().startswith(f"Job {job.pk} failed")


def test_unknown_function_fails_safely() -> None:
    job = add("tests.jobs.works.absent")
    run.call(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED


def test_reaper_takes_up_what_a_killed_worker_left(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    silent = make_job(state=JobState.RUNNING, attempts=1, heartbeat_at=NOW - SILENCE - timedelta(seconds=1))
    alive = make_job(state=JobState.RUNNING, attempts=1, heartbeat_at=NOW - SILENCE + timedelta(seconds=1))
    done = make_job(state=JobState.DONE, heartbeat_at=NOW - SILENCE * 2)
    assert reap(now=NOW) == [silent.pk]
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[silent.pk]]
    assert reap(now=NOW) == []
    run.call(silent.pk)
    for job, state in ((silent, JobState.DONE), (alive, JobState.RUNNING), (done, JobState.DONE)):
        job.refresh_from_db()
        assert job.state == state


def test_reaper_gives_up_after_three_attempts() -> None:
    job = make_job(state=JobState.RUNNING, attempts=MOST_ATTEMPTS, heartbeat_at=NOW - SILENCE * 2)
    reap(now=NOW)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "si è interrotto più volte" in job.message
    assert job.finished_at == NOW
    assert not DBTaskResult.objects.exists()


def test_reaper_finds_what_was_lost_between_commit_and_queue() -> None:
    lost = make_job(created_at=NOW - LOST - timedelta(seconds=1))
    make_job(created_at=NOW - LOST + timedelta(seconds=1))
    assert reap(now=NOW) == [lost.pk]
    assert reap(now=NOW + LOST / 2) != [lost.pk]
    assert lost.pk in reap(now=NOW + LOST + timedelta(seconds=1))  # the worker died before it claimed the job


def declare(monkeypatch: pytest.MonkeyPatch, *works: Recurring | Following) -> None:
    monkeypatch.setattr("ordito.jobs.actions.declared", lambda kind: [work for work in works if isinstance(work, kind)])


def test_schedule_starts_each_turn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hourly = Recurring("tests.jobs.works.well", "Prova", timedelta(hours=1))
    declare(monkeypatch, hourly)
    turns = []
    for minutes in (0, 30, 59, 60, 61, 120):
        turns.append(start_due(now=NOW + timedelta(minutes=minutes)))
        Job.objects.update(state=JobState.DONE)
    assert [len(turn) for turn in turns] == [1, 0, 0, 1, 0, 1]
    assert Job.objects.count() == 3
    assert Job.objects.filter(created_by_id=None).count() == 3
    assert Schedule.objects.get().last_started_at == NOW + timedelta(hours=2)


def test_work_that_follows_waits_once_and_only_after_what_was_done_well(monkeypatch: pytest.MonkeyPatch) -> None:
    after = "tests.jobs.works.well", "tests.jobs.works.breaks"
    declare(monkeypatch, *(Following(one, "tests.jobs.works.says_why", "Prova") for one in after))
    for function in (after[1], after[0], after[0]):
        run.call(add(function).pk)
    [job] = Job.objects.filter(function="tests.jobs.works.says_why")
    assert (job.state, job.created_by_id) == (JobState.QUEUED, None)


def test_schedule_does_not_pile_up_what_is_still_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    declare(monkeypatch, Recurring("tests.jobs.works.well", "Prova", timedelta(minutes=5)))
    for minutes in (0, 5, 10):
        start_due(now=NOW + timedelta(minutes=minutes))
    assert Job.objects.count() == 1
    run.call(Job.objects.get().pk)
    start_due(now=NOW + timedelta(minutes=15))
    assert Job.objects.count() == 2


def test_prune_forgets_the_rows_of_the_queue_but_those_still_waiting(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        first, second = add(), add()
    tasks = DBTaskResult.objects.order_by("enqueued_at")
    tasks.filter(pk=tasks[0].pk).update(status=TaskResultStatus.RUNNING)
    tasks.update(enqueued_at=NOW - timedelta(days=2))
    prune(now=NOW)
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    assert set(Job.objects.all()) == {first, second}


def test_prune_forgets_only_what_ended_long_ago() -> None:
    make_job(state=JobState.DONE, finished_at=NOW - timedelta(days=91))
    recent = make_job(state=JobState.DONE, finished_at=NOW - timedelta(days=89))
    old_but_running = make_job(state=JobState.RUNNING, created_at=NOW - timedelta(days=200))
    assert prune(now=NOW) == 1
    assert set(Job.objects.all()) == {recent, old_but_running}
