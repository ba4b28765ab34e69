# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets of answers: what a person may fill, and what a filled one would bring in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from ordito.core.spreadsheets.problems import FileProblem
from ordito.questionnaires.engine.answer_sheets import read_filled, tables_of
from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.findings import Finding, Severity
from ordito.questionnaires.engine.instance import UnknownRefError
from ordito.questionnaires.models import QuestionnaireVersion
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owner_of, owners
from ordito.questionnaires.queries.wording import finding_message
from ordito.questionnaires.queries.wording_answers import problem_message

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.core.spreadsheets.problems import FileRefusedError
    from ordito.questionnaires.engine.answer_sheets import CellAnswer, Filled, FilledRow, SheetTable
    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.problems import Problem

MOST_ROWS = 500  # of one spreadsheet
FIRST_SHEET = "risposte"  # in every language: the file is written in one and may be read in another


@dataclass(frozen=True)
class Fillable:
    """A version that waits for answers of the actor: ids and names of what they are for."""

    version: QuestionnaireVersion
    owner_kind: str
    label: str
    owners: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a row: the sheet, the row and the column where it is known, in words without values."""

    sheet: str
    row: int
    column: str
    question: str
    message: str
    warning: bool = False


@dataclass(frozen=True)
class Tried:
    """A row of a spreadsheet, tried: what it is for, the filling that it makes, what is wrong."""

    row: int
    name: str
    owner_id: int | None
    filling: Filling | None
    problems: tuple[RowProblem, ...]

    @property
    def accepted(self) -> bool:
        """Whether it may come in."""
        return self.filling is not None and all(problem.warning for problem in self.problems)


def fillable(actor: Actor) -> list[Fillable]:
    """All that waits for answers of the actor, by version and kind of owner."""
    found: dict[tuple[int, str], list[tuple[int, str]]] = {}
    for kind, owner in owners().items():
        for assignment in owner.assignments(actor):
            found.setdefault((assignment.version_id, kind), []).append((assignment.owner_id, assignment.name))
    versions = QuestionnaireVersion.objects.defer("xform", "findings").in_bulk({key[0] for key in found})
    return [
        Fillable(versions[version_id], kind, str(owner_of(kind).label), tuple(sorted(rows, key=lambda row: row[1])))
        for (version_id, kind), rows in found.items()
    ]


def sheet_tables(version: QuestionnaireVersion) -> tuple[SheetTable, ...]:
    """The sheets of a version's template."""
    form = form_of(version)
    return tables_of(form, form.default_language, first=FIRST_SHEET)


def read_answers(content: bytes, version: QuestionnaireVersion, *, at: datetime) -> Filled:
    """A filled spreadsheet; raises `FileRefusedError`."""
    return read_filled(content, sheet_tables(version), today=localdate(at))


def try_row(row: FilledRow, what: Fillable, *, actor: Actor, at: datetime, seen: set[int]) -> Tried:
    """A row as answers, with all that is wrong; `seen` are the owners of rows before, to which this one is added."""
    first = sheet_tables(what.version)[0].sheet
    owner_id = _owner(row, what, actor)
    if owner_id is None:
        said = _("Non si capisce a che cosa si riferisce: scrivi nella colonna _nome un nome di quelli del modello.")
        return Tried(row.row, row.name, None, None, (RowProblem(first, row.row, "B", "", said),))
    if owner_id in seen:
        said = _("C’è già un’altra riga per la stessa cosa: tienine una.")
        return Tried(row.row, row.name, owner_id, None, (RowProblem(first, row.row, "B", "", said),))
    seen.add(owner_id)
    form = form_of(what.version)
    filling = Filling(form, now=localtime(at))
    places, refused = _answer(filling, row)
    problems = [*refused, *(_placed(problem, places, form, first, row.row) for problem in filling.problems())]
    problems += _without_effect(filling, places)
    name = dict(what.owners).get(owner_id, row.name)
    return Tried(row.row, name, owner_id, filling, tuple(problems))


def stray_problems(filled: Filled) -> list[RowProblem]:
    """Rows of repeats that belong to no row of the first sheet: said, because they would be lost."""
    said = _("Questa riga non appartiene a nessuna scheda del primo foglio: correggi la colonna _nome.")
    return [RowProblem(sheet, row, "B", "", said) for sheet, row in filled.strays]


def _owner(row: FilledRow, what: Fillable, actor: Actor) -> int | None:
    known = dict(what.owners)
    if row.id.isascii() and row.id.isdecimal() and int(row.id) in known:
        return int(row.id)
    named = [pk for pk, name in what.owners if name.casefold() == row.name.strip().casefold()]
    if len(named) == 1:
        return named[0]
    found = owner_of(what.owner_kind).find(actor, row.name) if row.name else None
    return found if found in known else None


def _answer(filling: Filling, row: FilledRow) -> tuple[dict[str, CellAnswer], list[RowProblem]]:
    """Give the answers of a row in the order of the form; where each stands, and what has no place."""
    places: dict[str, CellAnswer] = {}
    refused: list[RowProblem] = []

    def give(ref: str, answer: CellAnswer) -> None:
        places[ref] = answer
        try:
            filling.answer(ref, answer.text)
        except UnknownRefError:
            said = _("Le righe di questa ripetizione sono più di quelle previste.")
            refused.append(RowProblem(answer.sheet, answer.row, answer.letters, answer.column.label, said))

    for answer in row.answers:
        give(answer.column.path, answer)
    for repeat, instances in row.repeats.items():
        for number, answers in enumerate(instances, 1):
            here = f"{repeat}[{number}]"
            _make_room(filling, repeat, here)
            for answer in answers:
                give(f"{here}{answer.column.path.removeprefix(repeat)}", answer)
    return places, refused


def _make_room(filling: Filling, repeat: str, ref: str) -> None:
    """Add an instance when there is none yet and the form lets one be added."""
    try:
        filling.state(ref)
    except UnknownRefError:
        try:
            filling.add(repeat)
        except UnknownRefError:
            return


def _without_effect(filling: Filling, places: dict[str, CellAnswer]) -> list[RowProblem]:
    """Answers to questions that are not asked, for what was answered elsewhere: a warning each."""
    said = _("La domanda non si pone, per ciò che è stato risposto altrove: la risposta non viene considerata.")
    found = []
    for ref, answer in places.items():
        try:
            asked = filling.state(ref).relevant
        except UnknownRefError:
            continue
        if not asked:
            found.append(RowProblem(answer.sheet, answer.row, answer.letters, answer.column.label, said, warning=True))
    return found


def _placed(problem: Problem, places: dict[str, CellAnswer], form: Form, sheet: str, row: int) -> RowProblem:
    """A problem at the cell that answers, else at the row."""
    answer = places.get(problem.ref)
    message = problem_message(problem)
    if answer is not None:
        return RowProblem(answer.sheet, answer.row, answer.letters, answer.column.label, message)
    path = "".join(part.split("]", 1)[-1] for part in problem.ref.split("["))
    item = form.items.get(path)
    label = item.label.plain(form.default_language) if item is not None and item.label else path.rsplit("/", 1)[-1]
    return RowProblem(sheet, row, "", label, message)


def sheet_message(error: FileRefusedError) -> str:
    """Why a filled spreadsheet is not read, in words."""
    if error.problem == FileProblem.NO_SHEET:
        return _("Manca il foglio «%(name)s»: compila il modello scaricato da qui.") % {"name": FIRST_SHEET}
    params = {name: str(value) for name, value in error.detail.items()}
    return finding_message(Finding(Severity.ERROR, f"file_{error.problem}", params=params))
