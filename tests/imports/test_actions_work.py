# SPDX-License-Identifier: EUPL-1.2
"""Work that is killed, run twice or run by two workers: whole chunks only, every row once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.core.declare import ImportTarget, declared
from ordito.core.models import writing
from ordito.imports.actions import ImportRefusedError, Work, resume, start_undo, start_writing
from ordito.imports.actions.errors import SupersededError
from ordito.imports.enums import BatchState, WrittenState
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.queries import standing_of
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from ordito.jobs.models import Job, JobState
from ordito.territory.models import Organisation
from tests.imports.bodies import BODIES, NOW, mapped, sheet
from tests.imports.bodies import write as write_bodies

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db
ROWS = 12


class KilledError(BaseException):
    """Stands for `kill -9`: no handler may catch it and tidy up."""


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.imports.actions.work.CHUNK", 5)
    monkeypatch.setattr("ordito.imports.actions.undo.ROWS_AT_ONCE", 5)


@pytest.fixture
def running(officer: User, ambito: Territory) -> ImportBatch:
    """Checked and started: twelve sound rows, one refused in the middle."""
    rows = [(f"Ente {number}", "01/01/2020", "", "") for number in range(1, ROWS + 1)]
    rows.insert(6, ("", "01/01/2020", "", "x"))
    batch = mapped(officer, ambito, sheet(rows))
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    return batch


def use(monkeypatch: pytest.MonkeyPatch, **parts: Any) -> None:
    target = replace(BODIES, **parts)
    monkeypatch.setattr(
        "ordito.imports.queries.declared", lambda kind: (target,) if kind is ImportTarget else declared(kind)
    )


def killed_after(chunks: int, work: Callable[..., Any]) -> Callable[..., Any]:
    calls = 0

    def wrapper(*arguments: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        made = work(*arguments, **options)
        if calls > chunks:
            raise KilledError
        return made

    return wrapper


def names() -> list[str]:
    return sorted(Organisation.objects.values_list("name", flat=True))


ALL = sorted(f"Ente {number}" for number in range(1, ROWS + 1))


@pytest.mark.parametrize("chunks", [0, 1, 2])
def test_killed_write_leaves_whole_chunks_and_goes_on_behind_them(
    running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch, chunks: int
) -> None:
    use(monkeypatch, write=killed_after(chunks, write_bodies))
    with pytest.raises(KilledError):
        write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    written = set(WrittenObject.objects.values_list("row", flat=True))
    assert len(names()) == len(written) == running.written == (0, 5, 9)[chunks]
    assert all(row <= running.checkpoint for row in written)
    use(monkeypatch)
    write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    assert names() == ALL
    assert running.state == BatchState.DONE
    assert (running.written, running.rows_accepted, running.rows_refused) == (12, 12, 1)
    assert Finding.objects.filter(code="missing").count() == 1


def test_job_that_runs_twice_writes_once(running: ImportBatch, officer: User) -> None:
    write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    assert write_rows(ignore, batch_id=running.pk, by_id=officer.pk) == {}
    assert names() == ALL


def test_second_worker_on_the_same_import_stops(
    running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*arguments: Any, **options: Any) -> Any:
        """Between this worker's check and its write another one does the same chunk."""
        use(monkeypatch)
        with writing():
            ImportBatch.objects.filter(pk=running.pk).update(checkpoint=8)
        return BODIES.check(*arguments, **options)

    use(monkeypatch, check=overtaken)
    assert write_rows(ignore, batch_id=running.pk, by_id=officer.pk) == {}
    assert names() == []
    stale = Work(running, BODIES, officer, BatchState.RUNNING, lambda: NOW)
    with pytest.raises(SupersededError):
        stale.run(ignore)


def test_failure_of_the_target_undoes_its_chunk_only(
    running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def failing(records: Any, **options: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise ZeroDivisionError
        return write_bodies(records, **options)

    use(monkeypatch, write=failing)
    with pytest.raises(ZeroDivisionError):
        write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    assert len(names()) == WrittenObject.objects.count() == 5


def fail_jobs() -> None:
    Job.objects.update(state=JobState.FAILED, message="Si è interrotto")


def test_interrupted_work_is_resumed_by_hand(running: ImportBatch, officer: User) -> None:
    assert standing_of(running).working
    with pytest.raises(ImportRefusedError):
        resume(batch=running, by=officer, at=NOW)
    fail_jobs()
    assert standing_of(running).interrupted
    resume(batch=running, by=officer, at=NOW)
    running.refresh_from_db()
    job = Job.objects.latest("pk")
    assert (job.state, job.function) == (JobState.QUEUED, "ordito.imports.tasks.write_rows")
    assert standing_of(running).working


def test_interrupted_import_can_be_undone(running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, write=killed_after(1, write_bodies))
    with pytest.raises(KilledError):
        write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    fail_jobs()
    start_undo(batch=running, by=officer, at=NOW)
    undo_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    assert names() == []


def test_killed_undo_goes_on(running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    start_undo(batch=running, by=officer, at=NOW)
    use(monkeypatch, undo=killed_after(1, BODIES.undo))
    with pytest.raises(KilledError):
        undo_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    assert len(names()) == 7
    assert WrittenObject.objects.filter(state=WrittenState.ANNULLED).count() == 5
    use(monkeypatch)
    assert undo_rows(ignore, batch_id=running.pk, by_id=officer.pk) == {"kept": 0}
    assert names() == []
    assert undo_rows(ignore, batch_id=running.pk, by_id=officer.pk) == {}


def test_undo_goes_from_the_last_row_to_the_first(
    running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    seen: list[int] = []

    def watching(objects: Any, **options: Any) -> Any:
        seen.extend(int(thing.object_id) for thing in objects)
        return BODIES.undo(objects, **options)

    use(monkeypatch, undo=watching)
    start_undo(batch=running, by=officer, at=NOW)
    undo_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == ROWS


def test_progress_grows_to_the_total(running: ImportBatch, officer: User) -> None:
    seen: list[tuple[int, int]] = []
    write_rows(lambda done, total: seen.append((done, total)), batch_id=running.pk, by_id=officer.pk)
    assert seen == [(0, 13), (5, 13), (10, 13), (13, 13)]


def test_queries_of_a_chunk_do_not_grow_with_its_rows(
    officer: User, ambito: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.imports.actions.work.CHUNK", 500)

    def queries(rows: int) -> int:
        batch = mapped(officer, ambito, sheet([(f"Ente {number} di {rows}", "", "", "") for number in range(rows)]))
        with CaptureQueriesContext(connection) as captured:
            check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
        return len(captured)

    assert queries(3) == queries(30)


def test_unexpected_failure_is_left_to_the_job(
    running: ImportBatch, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: Any, **_options: Any) -> NoReturn:
        raise RuntimeError("Rossi Ada")

    use(monkeypatch, check=broken)
    with pytest.raises(RuntimeError):
        write_rows(ignore, batch_id=running.pk, by_id=officer.pk)
    running.refresh_from_db()
    assert running.state == BatchState.RUNNING


def test_day_of_the_import_is_the_day_in_italy(officer: User, ambito: Territory) -> None:
    """Half past eleven at night in London is the next day in Rome: a date of that day is not in the future."""
    batch = mapped(officer, ambito, sheet([("Oggi", "22/11/2026", "", ""), ("Domani", "23/11/2026", "", "")]))
    night = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    Work(batch, BODIES, officer, BatchState.CHECKING, lambda: night).run(ignore)
    assert list(Finding.objects.values_list("row", "code")) == [(5, "date_too_late")]
