# SPDX-License-Identifier: EUPL-1.2
"""Taking a snapshot and moving the pointer to it."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.core.crypto import blind_index
from ordito.core.declare import declared_datasets
from ordito.indicators.engine.extract import (
    Extracted,
    Reader,
    RowReader,
    Select,
    postgresql_reader,
    sqlite_reader,
    write_snapshot,
)
from ordito.indicators.engine.model import EPOCH
from ordito.indicators.enums import FACETS, SnapshotState
from ordito.indicators.models import Snapshot
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.core.declare import Dataset

EXTRACTION = "ordito.indicators.tasks.extract"
TAKINGS = "takings"
KEPT_SNAPSHOTS = 3
ABANDONED = timedelta(hours=6)
"""A snapshot still in preparation after this long was left by a worker that was killed."""


class NoDatasetError(JobFailedError):
    """No app declares takings in charge: there is nothing to count."""


def request_snapshot(*, by: Actor, at: datetime) -> Job:
    """Start the extraction in the background; when one is waiting or running, that one."""
    require(by, Verb.REFRESH_STATISTICS)
    with recorded("indicators.request_snapshot", by=by, at=at) as trace:
        job = Job.objects.filter(function=EXTRACTION, state__in=(JobState.QUEUED, JobState.RUNNING)).first()
        if job is None:
            job = enqueue(EXTRACTION, by=by, at=at, label=_("Aggiornamento delle statistiche"))
        trace.touches(job)
    return job


def extract_snapshot(*, by: Actor, at: datetime, progress: Callable[[int, int], None] | None = None) -> Snapshot:
    """Read the record at one point in time into a new snapshot, then publish it.

    Files are written aside and the folder takes its name at once; only then does the row become the published one.
    Killed at any moment, the snapshot in use stays in use.
    """
    require(by, Verb.REFRESH_STATISTICS)
    root = Path(settings.PARQUET_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    with recorded("indicators.begin_snapshot", by=by, at=at) as trace:
        snapshot = Snapshot.objects.create(key=uuid4().hex, read_at=at)
        trace.touches(snapshot)
    partial = root / f".{snapshot.key}"
    partial.mkdir(mode=0o700)
    try:
        found = _extract(partial, snapshot.key, progress or (lambda _done, _total: None))
        partial.rename(root / snapshot.key)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        with recorded("indicators.fail_snapshot", by=by, at=at) as trace:
            Snapshot.objects.filter(pk=snapshot.pk).update(state=SnapshotState.FAILED)
            trace.touches(snapshot, fields=["state"])
        raise
    _publish(snapshot, found, by=by, at=at)
    _sweep(root, by=by, at=at)
    return snapshot


def _extract(folder: Path, key: str, progress: Callable[[int, int], None]) -> Extracted:
    datasets = {dataset.name: dataset for dataset in declared_datasets()}
    if TAKINGS not in datasets:
        raise NoDatasetError(_("Nessuna parte del sistema dichiara prese in carico da contare."))
    facets = {
        str(facet): (_select(datasets[name]), column) for facet, (name, column) in FACETS.items() if name in datasets
    }

    def pseudonyms(persons: list[str]) -> list[bytes]:
        """Keyed by the ring and by the snapshot: two snapshots cannot be joined by person."""
        return [blind_index(person, field=f"indicators.{key}") for person in persons]

    with _reader() as reader:
        return write_snapshot(
            folder,
            reader,
            takings=_select(datasets[TAKINGS]),
            facets=facets,
            pseudonyms=pseudonyms,
            progress=progress,
        )


def _select(dataset: Dataset) -> Select:
    sql, parameters = dataset.rows().order_by().query.sql_with_params()
    return Select(sql, tuple(parameters), tuple(column.name for column in dataset.columns))


@contextmanager
def _reader() -> Iterator[Reader]:
    """Column batches wherever a second connection sees the same rows.

    A database in memory has but one connection, and rows of a transaction that is still open are seen by it alone.
    """
    told = connection.settings_dict
    in_memory = connection.vendor == "sqlite" and connection.is_in_memory_db()  # type: ignore[attr-defined] # SQLite's wrapper
    if connection.in_atomic_block or in_memory:
        with transaction.atomic(), connection.cursor() as cursor:
            yield RowReader(cursor)
    elif connection.vendor == "postgresql":
        with postgresql_reader(_uri(told)) as reader:
            yield reader
    else:
        with sqlite_reader(str(told["NAME"])) as reader:
            yield reader


def _uri(told: dict[str, Any]) -> str:
    """The address of the database for the column reader, which takes libpq's `key=value` pairs in an URI's query."""
    named = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "password": told["PASSWORD"]}
    given = {name: str(value) for name, value in named.items() if value}
    return f"postgresql:///{quote(str(told['NAME']))}?{urlencode(given, quote_via=quote)}"


def _publish(snapshot: Snapshot, found: Extracted, *, by: Actor, at: datetime) -> None:
    with recorded("indicators.publish_snapshot", by=by, at=at) as trace:
        old = Snapshot.objects.select_for_update().filter(state=SnapshotState.PUBLISHED)
        trace.touches(*old, fields=["state"])
        old.update(state=SnapshotState.RETIRED)
        snapshot.state, snapshot.published_at = SnapshotState.PUBLISHED, at
        snapshot.takings, snapshot.persons = found.takings, found.persons
        snapshot.first_day = None if found.first_day is None else EPOCH + timedelta(days=found.first_day)
        snapshot.save()
        trace.touches(snapshot, fields=["state", "published_at", "takings", "persons", "first_day"])
        trace.notes(takings=found.takings)


def _sweep(root: Path, *, by: Actor, at: datetime) -> None:
    """Remove old snapshots and what killed workers left; somebody may still be reading the last ones."""
    kept = set(
        Snapshot.objects.filter(state__in=(SnapshotState.PUBLISHED, SnapshotState.RETIRED))
        .order_by("-read_at")
        .values_list("key", flat=True)[:KEPT_SNAPSHOTS]
    )
    lost = Snapshot.objects.filter(state=SnapshotState.BUILDING, read_at__lt=at - ABANDONED)
    kept |= set(Snapshot.objects.filter(state=SnapshotState.BUILDING).difference(lost).values_list("key", flat=True))
    for folder in root.iterdir():
        if folder.is_dir() and folder.name.lstrip(".") not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    if lost.exists():
        with recorded("indicators.fail_snapshot", by=by, at=at) as trace:
            trace.touches(*lost, fields=["state"])
            lost.update(state=SnapshotState.FAILED)
