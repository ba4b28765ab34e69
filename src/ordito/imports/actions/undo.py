# SPDX-License-Identifier: EUPL-1.2
"""Taking back what an import wrote: rows nobody has touched since are annulled, the others are listed and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import require
from ordito.core.declare import ImportedObject
from ordito.imports.actions.errors import ImportRefusedError, SupersededError
from ordito.imports.actions.work import JOBS, Clock, _enqueue
from ordito.imports.enums import BatchState, WrittenState
from ordito.imports.models import ImportBatch, WrittenObject
from ordito.imports.queries import standing_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.core.declare import ImportTarget
    from ordito.jobs.actions import Progress

ROWS_AT_ONCE = 200


def start_undo(*, batch: ImportBatch, by: User, at: datetime) -> None:
    """Take the whole import back, in the background. Raises `ImportRefusedError` when there is nothing to undo."""
    require(by, batch.undo_verb, batch)
    with recorded("imports.start_undo", by=by, at=at) as trace:
        batch.refresh_from_db(from_queryset=ImportBatch.objects.select_for_update())
        if not standing_of(batch).can_undo:
            raise ImportRefusedError(_("Questa importazione non si può annullare adesso."))
        batch.state = BatchState.UNDOING
        _enqueue(batch, by=by, at=at)
        trace.touches(batch, fields=["state"])


def undo_rows(*, batch: ImportBatch, target: ImportTarget, by: User, clock: Clock, progress: Progress) -> int:
    """Undo chunk by chunk, last rows first; safe to run twice. Returns how many objects were kept."""
    total = WrittenObject.objects.filter(batch=batch).count()
    while things := _next_things(batch):
        progress(total - WrittenObject.objects.filter(batch=batch, state=WrittenState.WRITTEN).count(), total)
        at = clock()
        with recorded(JOBS[BatchState.UNDOING][1], by=by, at=at) as trace:
            locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
            if locked.state != BatchState.UNDOING:
                raise SupersededError
            still = WrittenObject.objects.filter(pk__in=[thing.pk for thing in things], state=WrittenState.WRITTEN)
            ready = list(still.order_by("-id"))
            kept = target.undo(as_objects(ready), by=by, at=at, batch_id=batch.pk) if ready else []
            _mark(ready, kept)
            trace.touches(batch)
            trace.notes(objects=len(ready), kept=len(kept))
    return _close(batch, by=by, at=clock())


def _next_things(batch: ImportBatch) -> list[WrittenObject]:
    """All that the last rows wrote which are still to be undone, newest first; rows are never split."""
    waiting = WrittenObject.objects.filter(batch=batch, state=WrittenState.WRITTEN)
    rows = list(waiting.order_by("-row").values_list("row", flat=True).distinct()[:ROWS_AT_ONCE])
    return list(waiting.filter(row__gte=min(rows)).order_by("-id")) if rows else []


def as_objects(things: Iterable[WrittenObject]) -> list[ImportedObject]:
    """What was written, as the target knows it."""
    return [ImportedObject(thing.kind, thing.object_id) for thing in things]


def _mark(things: list[WrittenObject], kept: Iterable[ImportedObject]) -> None:
    names = {(thing.kind, thing.object_id) for thing in kept}
    left = [thing.pk for thing in things if (thing.kind, thing.object_id) in names]
    everything = WrittenObject.objects.filter(pk__in=[thing.pk for thing in things])
    everything.exclude(pk__in=left).update(state=WrittenState.ANNULLED)
    WrittenObject.objects.filter(pk__in=left).update(state=WrittenState.KEPT)


def _close(batch: ImportBatch, *, by: User, at: datetime) -> int:
    with recorded("imports.undo_rows_done", by=by, at=at) as trace:
        locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
        if locked.state != BatchState.UNDOING:
            raise SupersededError
        kept = WrittenObject.objects.filter(batch=batch, state=WrittenState.KEPT).count()
        locked.state = BatchState.UNDONE
        locked.undone_at = at
        locked.save()
        trace.touches(locked, fields=["state"])
        trace.notes(kept=kept)
    return kept
