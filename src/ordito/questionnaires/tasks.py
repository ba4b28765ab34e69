# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.accounts.models import User
from ordito.core.access import NotAllowedError, SystemActor
from ordito.files.actions import FileGoneError, FileNotKeptError
from ordito.jobs.actions import JobFailedError
from ordito.questionnaires import actions
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import AnswerSheet, Export, Submission, SubmissionFile
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.models import QuerySet

    from ordito.jobs.actions import Progress
    from ordito.questionnaires.engine.check import Verdict

CHECKED_AT_ONCE = 50
MAY_WAIT = timedelta(seconds=20)  # a verdict, while others are still sending
RESTS = 3  # times as long as it worked
REBUILT_AT_ONCE = 200
CHECKER = SystemActor("controllo")


def check_submissions(progress: Progress) -> dict[str, int]:
    """Check all that waits, oldest first; what comes in meanwhile too.

    As long as nothing waits for long it mostly rests: answers are taken in first, checked second.
    """
    done = 0
    while batch := list(_waiting().order_by("pk")[:CHECKED_AT_ONCE]):
        started = time.monotonic()
        files = _names_of_files(batch)
        verdicts = [(submission, _verdict(submission, files[submission.pk])) for submission in batch]
        done += actions.save_verdicts(verdicts=verdicts, by=CHECKER, at=timezone.now())
        progress(done, done + _waiting().count())
        if timezone.now() - batch[0].submitted_at < MAY_WAIT:
            time.sleep(RESTS * (time.monotonic() - started))
    return {"checked": done}


def _waiting() -> QuerySet[Submission]:
    waiting = Submission.objects.filter(state=SubmissionState.RECEIVED)
    return waiting.select_related("version").defer("version__xform", "version__findings")  # the form is at hand


def _names_of_files(batch: list[Submission]) -> dict[int, set[str]]:
    """The names that the answers give to the files of some submissions, by submission."""
    found: dict[int, set[str]] = {submission.pk: set() for submission in batch}
    for row in SubmissionFile.objects.filter(submission__in=batch).select_related("submission"):
        found[row.submission_id].add(row.name)
    return found


def _verdict(submission: Submission, attachments: set[str]) -> Verdict:
    form = form_of(submission.version)
    return check(form, submission.xml, now=timezone.localtime(submission.submitted_at), attachments=attachments)


def rebuild_flat_rows(progress: Progress, *, version_id: int) -> dict[str, int]:
    """Make the flat rows of a version anew from the canonical answers, some submissions at a time."""
    rows = Submission.objects.filter(version=version_id, checked_at__isnull=False).select_related("version")
    total, done = rows.count(), 0
    for batch in _by_key(rows):
        actions.rebuild_rows(submissions=batch, by=CHECKER, at=timezone.now())
        done += len(batch)
        progress(done, total)
    return {"rebuilt": done}


def _by_key(rows: QuerySet[Submission]) -> Iterator[list[Submission]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:REBUILT_AT_ONCE]):
        yield batch
        last = batch[-1].pk


def write_export(progress: Progress, *, export_id: int) -> dict[str, int]:
    """Make the files of an export."""
    export = Export.objects.select_related("version__questionnaire", "created_by").get(pk=export_id)
    by = User.objects.get(pk=export.created_by_id)
    try:
        rows = actions.write_export(export=export, by=by, clock=timezone.now, progress=progress)
    except NotAllowedError as error:
        raise JobFailedError(_("Non hai più il permesso di esportare queste risposte.")) from error
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error
    return {"rows": rows}


def try_sheet(progress: Progress, *, sheet_id: int) -> dict[str, int]:
    """Try every row of a filled spreadsheet."""
    return {"accepted": _with_sheet(actions.try_sheet, progress, sheet_id)}


def write_sheet(progress: Progress, *, sheet_id: int) -> dict[str, int]:
    """Send the good rows of a filled spreadsheet."""
    return {"written": _with_sheet(actions.write_sheet, progress, sheet_id)}


def _with_sheet(work: Callable[..., int], progress: Progress, sheet_id: int) -> int:
    sheet = AnswerSheet.objects.select_related("version", "file").get(pk=sheet_id)
    by = User.objects.get(pk=sheet.created_by_id)
    try:
        return work(sheet=sheet, by=by, clock=timezone.now, progress=progress)
    except FileGoneError as error:
        raise JobFailedError(_("Il foglio caricato non è più conservato: caricalo di nuovo.")) from error
