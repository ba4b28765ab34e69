# SPDX-License-Identifier: EUPL-1.2
"""Answers as files: asked for by a person, made by a job in constant memory, kept sealed for a week."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.audit.enums import Kind
from ordito.core.access import Verb, require
from ordito.files.actions import store_made
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.questionnaires.actions.errors import QuestionnaireRefusedError
from ordito.questionnaires.engine.spss import Variable, syntax, variable_names
from ordito.questionnaires.engine.tables_out import (
    MOST_COLUMNS,
    MOST_ROWS,
    Table,
    csv_pieces,
    sheet_names,
    workbook_pieces,
)
from ordito.questionnaires.enums import ExportForm
from ordito.questionnaires.models import Export, ExportFile, FlatRow
from ordito.questionnaires.queries.exporting import (
    NUMBERS,
    AnswerColumn,
    AnswerTable,
    Options,
    exported,
    own_headings,
    rows_of,
    tables_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from typing import Any

    from ordito.accounts.models import User
    from ordito.files.models import StoredFile
    from ordito.jobs.actions import Progress
    from ordito.questionnaires.models import QuestionnaireVersion

WRITER = "ordito.questionnaires.tasks.write_export"
KEPT_FOR = timedelta(days=7)


def start_export(
    *, version: QuestionnaireVersion, form: ExportForm, options: Options, by: User, at: datetime
) -> Export:
    """Have the answers of a version that `by` may read written to files, in the background."""
    require(by, Verb.EXPORT_ANSWERS)
    if form == ExportForm.XLSX and any(
        len(table.columns) + len(own_headings(table)) > MOST_COLUMNS for table in tables_of(version, options)
    ):
        raise QuestionnaireRefusedError(
            _("Le colonne sono troppe per un foglio .xlsx: scegli .csv, o togli le colonne 0/1.")
        )
    with recorded("questionnaires.start_export", by=by, at=at) as trace:
        export = Export.objects.create(
            version=version, form=form, options=asdict(options), created_by=by, created_at=at
        )
        job = enqueue(WRITER, by=by, at=at, label=_("Esportazione delle risposte"), export_id=export.pk)
        export.job_id = job.pk
        export.save(update_fields=["job_id"])
        trace.touches(export)
    return export


def write_export(*, export: Export, by: User, clock: Callable[[], datetime], progress: Progress) -> int:
    """Make the files of an export; one that was made already stays. Returns the number of submissions."""
    require(by, Verb.EXPORT_ANSWERS)
    if export.finished_at is not None:
        return export.rows
    options = Options(**export.options)
    # What comes in while the tables are written would be in some and not in others.
    submissions = exported(export.version, by, options).filter(checked_at__lte=clock())
    tables = tables_of(export.version, options)
    total: int = submissions.count()
    if export.form == ExportForm.XLSX:
        _refuse_long(submissions, tables)
    done = 0

    def count(number: int) -> None:
        nonlocal done
        done += number
        progress(done // len(tables), total)

    files = [
        (name, store_made(pieces, name=name, kind=kind, owner=export, by=by, at=clock(), expires_at=clock() + KEPT_FOR))
        for name, kind, pieces in _files(export, tables, submissions, options, count)
    ]
    _finish(export, files, total, by, clock())
    return total


def _refuse_long(submissions: Any, tables: Iterable[AnswerTable]) -> None:
    for table in tables:
        rows = FlatRow.objects.filter(submission__in=submissions.values("pk"), repeat=table.repeat)
        if rows.count() > MOST_ROWS:
            raise JobFailedError(_("Le righe sono troppe per un foglio .xlsx: esporta in .csv."))


def _files(
    export: Export, tables: tuple[AnswerTable, ...], submissions: Any, options: Options, count: Callable[[int], None]
) -> Iterator[tuple[str, str, Iterator[bytes]]]:
    """The name, the kind and the bytes of each file, to be consumed in turn."""
    stem = f"{export.version.questionnaire.form_id}-v{export.version.number}"
    if settings.DEMONSTRATION:
        stem += "-dati-inventati"
    ready = [
        Table(
            table.name,
            [*own_headings(table), *(column.heading for column in table.columns)],
            rows_of(table, submissions, options, count),
        )
        for table in tables
    ]
    if export.form == ExportForm.XLSX:
        yield f"{stem}.xlsx", "xlsx", workbook_pieces([*ready, _legend(tables)])
        return
    for table, made, name in zip(tables, ready, sheet_names([table.name for table in tables]), strict=True):
        file = f"{stem}-{name.replace(' ', '-')}"
        headings = made.headings
        if export.form == ExportForm.SPSS:
            variables = _variables(table)
            headings = [variable.name for variable in variables]
            lines = (f"{line}\n".encode() for line in syntax(f"{file}.csv", variables))
            yield f"{file}.sps", "text", lines
        yield f"{file}.csv", "text", csv_pieces(Table(made.name, headings, made.rows))


def _legend(tables: Iterable[AnswerTable]) -> Table:
    """What each column is and what its values mean."""
    rows = (
        [
            table.name,
            column.heading,
            column.name,
            column.label,
            column.kind,
            "; ".join(f"{value} = {label}" for value, label in column.labels.items()),
        ]
        for table in tables
        for column in table.columns
    )
    headings = [_("Foglio"), _("Colonna"), _("Nome"), _("Domanda"), _("Tipo"), _("Risposte possibili")]
    return Table(_("legenda"), headings, rows)


def _variables(table: AnswerTable) -> list[Variable]:
    own = own_headings(table)
    names = variable_names([*own, *(column.name for column in table.columns)])
    first = [Variable(name, "", "number" if "index" in name else "text", {}) for name in names[: len(own)]]
    return first + [_variable(name, column) for name, column in zip(names[len(own) :], table.columns, strict=True)]


def _variable(name: str, column: AnswerColumn) -> Variable:
    if column.choice is not None:
        return Variable(name, column.label, "number", {"0": _("No"), "1": _("Sì")})
    kind = "number" if column.kind in NUMBERS else "date" if column.kind == "date" else "text"
    width = max(map(len, column.labels), default=255) if column.kind == "select_one" else 255
    return Variable(name, column.label, kind, column.labels if column.kind == "select_one" else {}, width)


def _finish(export: Export, files: list[tuple[str, StoredFile]], total: int, by: User, at: datetime) -> None:
    with recorded("questionnaires.write_export", by=by, at=at, kind=Kind.EXPORT) as trace:
        locked = Export.objects.select_for_update().get(pk=export.pk)
        if locked.finished_at is not None:
            return
        for name, file in files:
            ExportFile.objects.create(export=locked, name=name, file=file)
        locked.rows, locked.finished_at = total, at
        locked.save(update_fields=["rows", "finished_at"])
        trace.touches(locked, locked.version)
        trace.notes(submissions=total, form=locked.form)
