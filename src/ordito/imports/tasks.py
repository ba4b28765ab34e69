# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls. A file that cannot be read any more fails the job with a sentence, never with a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.core.spreadsheets.problems import FileRefusedError
from ordito.files.actions import FileGoneError
from ordito.imports.actions import SupersededError, Work, forget_expired
from ordito.imports.actions import undo_rows as undo_all
from ordito.imports.enums import BatchState
from ordito.imports.models import ImportBatch
from ordito.imports.queries import file_message, targets
from ordito.jobs.actions import JobFailedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.jobs.actions import Progress


def forget(_progress: Progress) -> dict[str, int]:
    """Every day: of files that have expired, nothing stays quoted."""
    return {"forgotten": forget_expired(by=SystemActor("pulizia"), at=timezone.now())}


def check_rows(progress: Progress, *, batch_id: int, by_id: int) -> dict[str, Any]:
    """The dry run."""
    return _work(progress, batch_id, by_id, BatchState.CHECKING)


def write_rows(progress: Progress, *, batch_id: int, by_id: int) -> dict[str, Any]:
    """The import itself."""
    return _work(progress, batch_id, by_id, BatchState.RUNNING)


def undo_rows(progress: Progress, *, batch_id: int, by_id: int) -> dict[str, Any]:
    """The undoing."""

    def undo(batch: ImportBatch, by: User) -> dict[str, Any]:
        kept = undo_all(batch=batch, target=targets()[batch.target], by=by, clock=timezone.now, progress=progress)
        return {"kept": kept}

    return _at_state(batch_id, by_id, BatchState.UNDOING, undo)


def _work(progress: Progress, batch_id: int, by_id: int, state: BatchState) -> dict[str, Any]:
    def work(batch: ImportBatch, by: User) -> dict[str, Any]:
        running = Work(batch, targets()[batch.target], by, state, timezone.now)
        running.run(progress)
        return {"accepted": running.batch.rows_accepted, "refused": running.batch.rows_refused}

    return _at_state(batch_id, by_id, state, work)


def _at_state(
    batch_id: int, by_id: int, state: BatchState, work: Callable[[ImportBatch, User], dict[str, Any]]
) -> dict[str, Any]:
    """Do `work` when the import is still at `state`: a job that runs twice finds nothing to do."""
    batch = ImportBatch.objects.select_related("file").filter(pk=batch_id, state=state).first()
    if batch is None:
        return {}
    try:
        return work(batch, User.objects.get(pk=by_id))
    except SupersededError:
        return {}
    except FileGoneError as error:
        raise JobFailedError(_("Il file caricato non è più conservato: caricalo di nuovo.")) from error
    except FileRefusedError as error:
        raise JobFailedError(file_message(error)) from error
