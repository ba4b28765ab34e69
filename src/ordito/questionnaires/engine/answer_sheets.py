# SPDX-License-Identifier: EUPL-1.2
"""Answers in a spreadsheet: which sheets and columns a form has there, and what the cells of a filled one say.

The first sheet has a row for each thing answered for; each repeat has a sheet of its own, whose rows name the thing
they belong to. A repeat within a repeat has no sheet: it cannot be filled this way.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ordito.core.spreadsheets.limits import MEBIBYTE, Limits
from ordito.core.spreadsheets.opening import open_workbook, sheet_named
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind, sniff
from ordito.core.text import fold
from ordito.questionnaires.engine.form import MEDIA_KINDS, SELECT_KINDS, Form, Group, Question, Repeat
from ordito.questionnaires.engine.tables_out import sheet_names
from ordito.questionnaires.engine.typing_it import read_day, read_hour, read_moment, read_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ordito.questionnaires.engine.form import Item

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

LIMITS = Limits(file_size=10 * MEBIBYTE, expanded_size=100 * MEBIBYTE, rows=20_000, columns=2_000, rectangle=4_000_000)
ID, NAME = "_id", "_nome"
HEADINGS = 2  # rows: names, then labels
NOT_FILLED = frozenset(("note", "calculate", "hidden", "metadata", *MEDIA_KINDS))
SEVERAL = frozenset({"select_multiple", "rank"})
LISTS = "elenchi"
SEPARATORS = re.compile(r"\s*[;\n]\s*")


@dataclass(frozen=True)
class SheetColumn:
    """A question in the spreadsheet; `choices` by value, in the language of the template."""

    name: str
    path: str
    kind: str
    label: str
    choices: Mapping[str, str]


@dataclass(frozen=True)
class SheetTable:
    """A sheet: of the whole (`repeat` empty) or of a repeat."""

    sheet: str
    repeat: str
    columns: tuple[SheetColumn, ...]


@dataclass(frozen=True)
class CellAnswer:
    """What a cell answers: its text the XForms way, and where it stands."""

    column: SheetColumn
    text: str
    sheet: str
    row: int
    letters: str


@dataclass
class FilledRow:
    """A row of the first sheet with the rows of the other sheets that belong to it, by repeat."""

    row: int
    id: str
    name: str
    answers: list[CellAnswer] = field(default_factory=list)
    repeats: dict[str, list[list[CellAnswer]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """A filled spreadsheet. `strays` are (sheet, row) of rows of a repeat whose thing is not on the first sheet."""

    rows: tuple[FilledRow, ...]
    strays: tuple[tuple[str, int], ...]


def tables_of(form: Form, language: str, *, first: str) -> tuple[SheetTable, ...]:
    """The sheets of a form; `first` is the name of the one of the whole."""
    found: dict[str, list[Question]] = {"": []}
    _gather(form.root.children, "", found)
    names = sheet_names([first, *(path.rsplit("/", 1)[-1] for path in found if path)])
    return tuple(
        SheetTable(name, repeat, tuple(_columns(form, items, language)))
        for name, (repeat, items) in zip(names, found.items(), strict=True)
    )


def _gather(items: Sequence[Item], repeat: str, found: dict[str, list[Question]]) -> None:
    for item in items:
        if isinstance(item, Repeat):
            if not repeat:
                found[item.path] = []
                _gather(item.children, item.path, found)
        elif isinstance(item, Group):
            _gather(item.children, repeat, found)
        elif isinstance(item, Question) and item.visible and item.kind not in NOT_FILLED:
            found[repeat].append(item)


def _columns(form: Form, items: Sequence[Question], language: str) -> Iterator[SheetColumn]:
    """Names are short where they are of one question only, else the whole path."""
    times = Counter(item.name for item in items)
    for item in items:
        name = item.name if times[item.name] == 1 else item.path.removeprefix(f"{form.root.path}/")
        label = item.label.plain(language) if item.label else item.name
        listed = item.choices.items if item.choices else None
        choices = {choice.value: choice.label.plain(language) or choice.value for choice in listed or ()}
        yield SheetColumn(name, item.path, item.kind, label, choices)


# --- the template ---


def template(tables: Sequence[SheetTable], owners: Sequence[tuple[int, str]]) -> bytes:
    """An .xlsx to be filled: a row for each of `owners` (id, name); choices are lists in the cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        grey = book.add_format({"font_color": "#5a6874", "text_wrap": True, "valign": "top"})
        sheets = [book.add_worksheet(table.sheet) for table in tables]
        lists = book.add_worksheet(LISTS)
        lists.hide()
        list_place = 0
        for table, sheet in zip(tables, sheets, strict=True):
            sheet.freeze_panes(HEADINGS, 2)
            for place, heading in enumerate((ID, NAME)):
                sheet.write_string(0, place, heading, bold)
            sheet.set_column(0, 0, 8)
            sheet.set_column(1, max(2, len(table.columns) + 1), 24)
            for place, column in enumerate(table.columns, 2):
                sheet.write_string(0, place, column.name, bold)
                sheet.write_string(1, place, column.label, grey)
                if column.choices and column.kind in SELECT_KINDS - SEVERAL:
                    for row, label in enumerate(column.choices.values()):
                        lists.write_string(row, list_place, label)
                    letters = xl_col_to_name(list_place)
                    source = f"={LISTS}!${letters}$1:${letters}${len(column.choices)}"
                    options = {"validate": "list", "source": source, "error_type": "warning"}
                    sheet.data_validation(HEADINGS, place, LIMITS.rows, place, options)
                    list_place += 1
            for row, (owner_id, name) in enumerate(owners if not table.repeat else (), HEADINGS):
                sheet.write_number(row, 0, owner_id)
                sheet.write_string(row, 1, name)
    return buffer.getvalue()


# --- a filled one ---


def read_filled(content: bytes, tables: Sequence[SheetTable], *, today: dt.date) -> Filled:
    """What a filled template says. Raises `FileRefusedError` when it is no workbook or lacks the first sheet."""
    kind = sniff(content, LIMITS).kind
    if kind is FileKind.TEXT:
        raise FileRefusedError(FileProblem.NOT_A_TABLE)
    book = open_workbook(content, kind, LIMITS)
    present = {name.strip().lower(): name for name in book.sheet_names}
    rows: list[FilledRow] = []
    by_key: dict[tuple[str, str], FilledRow | None] = {}  # None: two rows have that name, so that it tells nothing
    strays: list[tuple[str, int]] = []
    for table in tables:
        name = present.get(table.sheet.lower())
        if name is None:
            if not table.repeat:
                raise FileRefusedError(FileProblem.NO_SHEET)
            continue
        for number, owner_id, said, answers in _rows(sheet_named(book, name), table, name, today):
            if not table.repeat:
                row = FilledRow(number, owner_id, said, answers)
                rows.append(row)
                for key in _keys(owner_id, said):
                    by_key[key] = None if key in by_key else row
            elif (around := next(filter(None, map(by_key.get, _keys(owner_id, said))), None)) is not None:
                around.repeats.setdefault(table.repeat, []).append(answers)
            else:
                strays.append((name, number))
    return Filled(tuple(rows), tuple(strays))


def _keys(owner_id: str, said: str) -> list[tuple[str, str]]:
    """By what a row of a repeat may name the row of the first sheet that it belongs to: the id, else the name."""
    return [(ID, owner_id)] * bool(owner_id) + [(NAME, fold(said))] * bool(said.strip())


def _rows(
    sheet: object, table: SheetTable, name: str, today: dt.date
) -> Iterator[tuple[int, str, str, list[CellAnswer]]]:
    """The rows of a sheet that answer something: number, id, name, answers."""
    cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]  # type: ignore[attr-defined] # of the reader
    heading = [_text(cell).lower() for cell in cells[0]] if cells else []
    places = {column.name.lower(): column for column in table.columns}
    columns = [(place, places[text]) for place, text in enumerate(heading) if text in places]
    key = [heading.index(text) if text in heading else None for text in (ID, NAME)]
    for number, row in enumerate(cells[HEADINGS:], HEADINGS + 1):
        answers = [
            CellAnswer(column, read_cell(row[place], column, today=today), name, number, xl_col_to_name(place))
            for place, column in columns
            if row[place] != ""
        ]
        owner_id, said = (_text(row[place]) if place is not None else "" for place in key)
        if answers:
            yield number, owner_id, said, answers


def read_cell(cell: Cell, column: SheetColumn, *, today: dt.date) -> str:
    """A cell as XForms stores it; what cannot be read stays as it is, for the check to say what is wrong."""
    text = _text(cell)
    if column.kind in SEVERAL:
        return _several(text, column.choices)
    if column.kind in SELECT_KINDS:
        return _value(text, column.choices)
    if column.kind == "date" and isinstance(cell, dt.date):
        return text[:10]
    return _typed(text, column.kind, today) if isinstance(cell, str) else text


def _typed(text: str, kind: str, today: dt.date) -> str:
    """A text as an Italian types it."""
    if kind in {"integer", "decimal", "range"}:
        return read_number(text, whole=kind == "integer")
    if kind == "date":
        return read_day(text, today=today)
    if kind == "time":
        return read_hour(text)
    return read_moment(text.split(" ", 1), today=today) if kind == "datetime" else text


def _value(text: str, choices: Mapping[str, str]) -> str:
    if text in choices:
        return text
    wanted = fold(text)
    return next((value for value, label in choices.items() if wanted in {fold(label), fold(value)}), text)


def _several(text: str, choices: Mapping[str, str]) -> str:
    """Values or labels, separated by semicolons or lines; values also by blanks."""
    words = text.split()
    if all(word in choices for word in words):
        return " ".join(words)
    return " ".join(_value(part, choices) for part in SEPARATORS.split(text) if part)


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell).strip()
