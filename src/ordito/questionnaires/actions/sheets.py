# SPDX-License-Identifier: EUPL-1.2
"""Answers by spreadsheet: a filled template is tried whole, then its good rows come in; each row once."""

from __future__ import annotations

import io
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, BinaryIO
from uuid import uuid5

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.files.actions import discard_file, read_whole, store_file
from ordito.jobs.actions import enqueue
from ordito.questionnaires.actions.errors import NotAcceptedError, QuestionnaireRefusedError
from ordito.questionnaires.actions.submissions import receive_submission
from ordito.questionnaires.engine.answer_sheets import LIMITS
from ordito.questionnaires.engine.check import check
from ordito.questionnaires.enums import Door, SheetState
from ordito.questionnaires.models import AnswerSheet, Submission
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.sheets import (
    MOST_ROWS,
    Fillable,
    RowProblem,
    Tried,
    fillable,
    read_answers,
    stray_problems,
    try_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from ordito.accounts.models import User
    from ordito.jobs.actions import Progress

TRIER = "ordito.questionnaires.tasks.try_sheet"
WRITER = "ordito.questionnaires.tasks.write_sheet"
KINDS = frozenset({"xlsx", "xls", "ods"})
KEPT_FOR = timedelta(days=30)
STRAY = 0  # number, in a trial, of what belongs to no row of the first sheet


def upload_sheet(*, what: Fillable, stream: BinaryIO, name: str, by: User, at: datetime) -> AnswerSheet:
    """Take a filled template in and have it tried.

    Raises `FileRefusedError` when it is no such spreadsheet, `QuestionnaireRefusedError` when it has no rows or too
    many, `FileNotKeptError`.
    """
    require(by, Verb.FILL_RETURN)
    content = stream.read(LIMITS.file_size + 1)
    rows = read_answers(content, what.version, at=at).rows
    if not rows:
        raise QuestionnaireRefusedError(_("Nel foglio non c’è nessuna risposta: scrivi dalla terza riga in giù."))
    if len(rows) > MOST_ROWS:
        raise QuestionnaireRefusedError(
            _("Le righe sono troppe: al massimo %(limit)s per volta.") % {"limit": MOST_ROWS}
        )
    with recorded("questionnaires.upload_sheet", by=by, at=at) as trace:
        sheet = AnswerSheet(
            version=what.version, owner_kind=what.owner_kind, created_by=by, created_at=at, rows_total=len(rows)
        )
        sheet.save()
        sheet.file = store_file(
            io.BytesIO(content), name=name, owner=sheet, kinds=KINDS, by=by, at=at, expires_at=at + KEPT_FOR
        )
        sheet.job_id = enqueue(TRIER, by=by, at=at, label=_("Prova di un foglio di risposte"), sheet_id=sheet.pk).pk
        sheet.save(update_fields=["file", "job_id"])
        trace.touches(sheet, fields=["file"])
        trace.notes(rows=len(rows))
    return sheet


def _tries(sheet: AnswerSheet, by: User) -> tuple[Iterator[Tried], list[RowProblem]]:
    """The rows of a sheet, tried one by one as they are asked for, and the rows that belong to none of them."""
    assert sheet.file is not None
    open_now = {(found.version.pk, found.owner_kind): found for found in fillable(by)}
    what = open_now.get((sheet.version_id, sheet.owner_kind)) or Fillable(sheet.version, sheet.owner_kind, "", ())
    filled = read_answers(read_whole(sheet.file), sheet.version, at=sheet.created_at)
    seen: set[int] = set()
    tries = (try_row(row, what, actor=by, at=sheet.created_at, seen=seen) for row in filled.rows)
    return tries, stray_problems(filled)


def try_sheet(*, sheet: AnswerSheet, by: User, clock: Callable[[], datetime], progress: Progress) -> int:
    """Try every row; nothing comes in. Safe to run twice. Returns how many rows may come in."""
    if sheet.state != SheetState.TRYING:
        return sheet.rows_total - sheet.rows_refused
    trial = []
    tries, strays = _tries(sheet, by)
    for number, tried in enumerate(tries, 1):
        problems = [asdict(problem) for problem in tried.problems]
        trial.append({"row": tried.row, "name": tried.name, "accepted": tried.accepted, "problems": problems})
        progress(number, sheet.rows_total)
    refused = sum(1 for row in trial if not row["accepted"])
    trial += [{"row": STRAY, "name": "", "accepted": False, "problems": [asdict(stray)]} for stray in strays]
    with recorded("questionnaires.try_sheet", by=by, at=clock()) as trace:
        locked = AnswerSheet.objects.select_for_update().get(pk=sheet.pk)
        locked.trial = trial
        locked.rows_refused = refused
        locked.state = SheetState.TRIED
        locked.save()
        trace.touches(locked, fields=["state"])
        trace.notes(rows=sheet.rows_total, refused=refused, strays=len(strays))
    return locked.rows_total - locked.rows_refused


def start_sheet(*, sheet: AnswerSheet, by: User, at: datetime) -> None:
    """Let the good rows of a tried sheet come in, in the background."""
    require(by, Verb.FILL_RETURN)
    with recorded("questionnaires.start_sheet", by=by, at=at) as trace:
        locked = AnswerSheet.objects.select_for_update().get(pk=sheet.pk)
        if locked.state != SheetState.TRIED or locked.rows_refused == locked.rows_total:
            raise QuestionnaireRefusedError(_("Questo foglio non si può inviare adesso."))
        if any(row["row"] == STRAY for row in locked.trial):  # sent without them, their answers would be lost
            raise QuestionnaireRefusedError(_("Alcune righe non appartengono a nessuna scheda: correggile prima."))
        locked.state = SheetState.WRITING
        locked.job_id = enqueue(WRITER, by=by, at=at, label=_("Invio di un foglio di risposte"), sheet_id=sheet.pk).pk
        locked.save(update_fields=["state", "job_id"])
        trace.touches(locked, fields=["state"])


def write_sheet(*, sheet: AnswerSheet, by: User, clock: Callable[[], datetime], progress: Progress) -> int:
    """Send the good rows, each as a submission; run again, it sends none twice. Returns how many came in.

    A row that the owner takes no more (closed meanwhile, sent by somebody else) is left out and said.
    """
    if sheet.state != SheetState.WRITING:
        return sheet.rows_written
    trial = sheet.trial
    by_row = {row["row"]: row for row in trial}
    tries, _strays = _tries(sheet, by)
    for number, tried in enumerate(tries, 1):
        progress(number, sheet.rows_total)
        said = by_row[tried.row]
        if said["accepted"]:
            said["written" if _send(sheet, tried, by, clock()) else "left_out"] = True
    with recorded("questionnaires.write_sheet", by=by, at=clock()) as trace:
        locked = AnswerSheet.objects.select_for_update().get(pk=sheet.pk)
        locked.trial = trial
        locked.rows_written = sum(1 for row in trial if row.get("written"))
        locked.state, locked.finished_at = SheetState.DONE, clock()
        locked.save()
        if locked.file is not None and locked.file.discarded_at is None:
            discard_file(locked.file, at=clock())
        trace.touches(locked, fields=["state"])
        trace.notes(written=locked.rows_written)
    return locked.rows_written


def _send(sheet: AnswerSheet, tried: Tried, by: User, at: datetime) -> bool:
    """Send one row, or find that it was sent when this ran before; whether it is in."""
    instance_id = f"uuid:{uuid5(sheet.public_id, str(tried.row))}"
    if Submission.objects.filter(instance_id=instance_id).exists():
        return True
    if tried.filling is None or tried.owner_id is None or not tried.accepted:
        return False
    xml = tried.filling.xml(instance_id)
    try:
        receive_submission(
            xml=xml,
            version=sheet.version,
            owner_kind=sheet.owner_kind,
            owner_id=tried.owner_id,
            door=Door.SPREADSHEET,
            by=by,
            at=at,
            verdict=check(form_of(sheet.version), xml, now=localtime(sheet.created_at)),
        )
    except NotAcceptedError:
        return False
    return True
