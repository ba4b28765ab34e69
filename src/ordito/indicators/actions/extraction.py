# SPDX-License-Identifier: EUPL-1.2
"""Taking a snapshot and moving the pointer to it."""

from __future__ import annotations

import logging
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.indicators.actions.reading import Reading
from ordito.indicators.engine.laid import lay_down
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import EPOCH
from ordito.indicators.engine.store import Manifest, Store
from ordito.indicators.enums import Audience, SnapshotState
from ordito.indicators.models import DisclosurePolicy, Snapshot
from ordito.indicators.queries.engines import hand_over, take_back
from ordito.indicators.queries.plans import TAKINGS, datasets
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from ordito.core.access import Actor

    Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)
EXTRACTION, REFRESH = "ordito.indicators.tasks.extract", "ordito.indicators.tasks.refresh"
KEPT_SNAPSHOTS = 3
MOST_LAYERS = 32
"""Refreshes before everything is read again: each makes reading the store a little slower."""
ABANDONED = timedelta(hours=6)
"""A snapshot still in preparation after this long was left by a worker that was killed."""


class NoDatasetError(JobFailedError):
    """No app declares takings in charge: there is nothing to count."""


def request_snapshot(*, by: Actor, at: datetime) -> Job:
    """Start reading what has changed in the background; when a reading is waiting or running, that one."""
    require(by, Verb.REFRESH_STATISTICS)
    with recorded("indicators.request_snapshot", by=by, at=at) as trace:
        job = Job.objects.filter(
            function__in=(EXTRACTION, REFRESH), state__in=(JobState.QUEUED, JobState.RUNNING)
        ).first()
        if job is None:
            job = enqueue(REFRESH, by=by, at=at, label=_("Aggiornamento delle statistiche"))
        trace.touches(job)
    return job


def extract_snapshot(
    *, by: Actor, at: datetime, progress: Progress = lambda _done, _total: None, whole: bool = True
) -> Snapshot:
    """Read the record at one point in time into a new snapshot, then publish it.

    Not `whole`, only what has changed since the snapshot in use is read, when that is possible. Files are written
    aside and the folder takes its name at once; only then does the row become the published one. Killed at any moment,
    the snapshot in use stays in use. Figures are read from it at once, and sooner when it is laid down besides.
    """
    require(by, Verb.REFRESH_STATISTICS)
    if TAKINGS not in datasets():
        raise NoDatasetError(_("Nessuna parte del sistema dichiara prese in carico da contare."))
    root = Path(settings.PARQUET_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    old = _followed(root)
    with recorded("indicators.begin_snapshot", by=by, at=at) as trace:
        snapshot = Snapshot.objects.create(key=uuid4().hex, read_at=at, **_noise(whole=whole))
        trace.touches(snapshot)
    partial = root / f".{snapshot.key}"
    partial.mkdir(mode=0o700)
    try:
        reading = Reading(partial, at, old, progress)
        found, drift = reading.everything() if whole or old is None else (reading.changes(), ())
        partial.rename(root / snapshot.key)
        hand_over(Store(root / snapshot.key))
    except BaseException:
        for folder in (partial, root / snapshot.key):
            shutil.rmtree(folder, ignore_errors=True)
        with recorded("indicators.fail_snapshot", by=by, at=at) as trace:
            Snapshot.objects.filter(pk=snapshot.pk).update(state=SnapshotState.FAILED)
            trace.touches(snapshot, fields=["state"])
        raise
    _publish(snapshot, found, drift, by=by, at=at)
    _sweep(root, by=by, at=at)
    try:
        lay_down(Store(root / snapshot.key))
    except OSError:  # no room for it: its figures are read from its files
        logger.warning("Snapshot %s is not laid down", snapshot.pk, exc_info=True)
    return snapshot


def _noise(*, whole: bool) -> dict[str, Any]:
    """The noise that figures of a new snapshot are shown by: that of the rules once a night, else as it was."""
    policy = DisclosurePolicy.objects.filter(audience=Audience.NETWORK).first() or DisclosurePolicy()
    row = policy if whole else Snapshot.objects.published() or policy
    return {"noise_variance": row.noise_variance, "noise_deviation": row.noise_deviation}


def _followed(root: Path) -> Store | None:
    """The store in use, when what has changed since can be added to it."""
    published = Snapshot.objects.published()
    if published is None:
        return None
    store = Store(root / published.key)
    try:
        return store if store.manifest.layers < MOST_LAYERS else None
    except BrokenSnapshotError:
        return None


def _publish(snapshot: Snapshot, found: Manifest, drift: Sequence[str], *, by: Actor, at: datetime) -> None:
    """Move the pointer; a reading that was overtaken by a later one is retired at once."""
    takings = found.datasets[TAKINGS]
    with recorded("indicators.publish_snapshot", by=by, at=at) as trace:
        Snapshot.objects.select_for_update().earliest("pk")  # a row that is always there: one publishes after another
        old = Snapshot.objects.published()
        if old is not None and old.read_at > snapshot.read_at:
            snapshot.state = SnapshotState.RETIRED
        else:
            Snapshot.objects.filter(state=SnapshotState.PUBLISHED).update(state=SnapshotState.RETIRED)
            snapshot.state, snapshot.published_at = SnapshotState.PUBLISHED, at
            trace.touches(*filter(None, (old,)), fields=["state"])
        snapshot.takings, snapshot.persons = takings.rows, takings.persons
        snapshot.first_day = EPOCH + timedelta(days=min(takings.since.values())) if takings.since else None
        snapshot.save()
        trace.touches(snapshot, fields=["state", "published_at", "takings", "persons", "first_day"])
        trace.notes(takings=takings.rows, layers=found.layers, **({"drift": list(drift)} if drift else {}))


def _sweep(root: Path, *, by: Actor, at: datetime) -> None:
    """Remove old snapshots and what killed workers left; somebody may still be reading the last ones."""
    kept = set(
        Snapshot.objects.filter(state__in=(SnapshotState.PUBLISHED, SnapshotState.RETIRED))
        .order_by("-read_at", "-pk")
        .values_list("key", flat=True)[:KEPT_SNAPSHOTS]
    )
    lost = Snapshot.objects.filter(state=SnapshotState.BUILDING, read_at__lt=at - ABANDONED)
    kept |= set(Snapshot.objects.filter(state=SnapshotState.BUILDING).difference(lost).values_list("key", flat=True))
    for folder in root.iterdir():
        if folder.is_dir() and folder.name.lstrip(".") not in kept:
            shutil.rmtree(folder, ignore_errors=True)
    take_back(kept)
    if lost.exists():
        with recorded("indicators.fail_snapshot", by=by, at=at) as trace:
            trace.touches(*lost, fields=["state"])
            lost.update(state=SnapshotState.FAILED)
