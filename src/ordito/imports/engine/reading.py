# SPDX-License-Identifier: EUPL-1.2
"""Opens an uploaded file as one table: which sheet, which row of headings, which columns, row after row.

Formulas are never evaluated: the value that the spreadsheet last stored is read. Macros are never run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import python_calamine

from ordito.core.spreadsheets.limits import LIMITS, Limits
from ordito.core.spreadsheets.opening import open_workbook, sheet_named
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind, sniff
from ordito.imports.engine.delimited import decode, find_separator, read_rows
from ordito.imports.engine.headers import Heading, Merged, find_heading, join_headings, name_columns
from ordito.imports.engine.sheets import SheetSource, best_sheet, merged_cells
from ordito.imports.engine.totals import is_total
from ordito.imports.engine.words import RawCell, is_nothing

if TYPE_CHECKING:
    from collections.abc import Collection

SHOWN_TOTALS = 20  # row numbers of totals that are told
NumberedRow = tuple[int, Sequence[RawCell]]
Source = Callable[[], Iterator[NumberedRow]]


@dataclass(frozen=True)
class Choices:
    """What a person settled by hand; an empty value means: find it out.

    `header_row` is the first row of headings, `header_rows` how many there are.
    """

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    separator: str = ""
    header_rows: int = 0


@dataclass(frozen=True)
class SourceRow:
    """A row with something in it: its number in the file and its cells, one for each column of the table."""

    number: int
    cells: tuple[RawCell, ...]


@dataclass(frozen=True)
class Table:
    """A file understood: `choices` are those in force, found or given.

    `empty` are the places of columns with neither heading nor value, `totals` the numbers of the first rows left out
    because they add up the others, `other_sheets` the sheets with something in them that are not being read.
    """

    kind: FileKind
    macros: bool
    sheets: tuple[str, ...]
    choices: Choices
    columns: tuple[str, ...]
    row_count: int
    source: Source
    empty: frozenset[int] = frozenset()
    totals: tuple[int, ...] = ()
    other_sheets: tuple[str, ...] = ()

    @property
    def heading(self) -> Heading:
        """Where the headings are."""
        return Heading(self.choices.header_row, self.choices.header_rows)

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """Rows below the headings and beyond row `after`; empty ones, repeated headings and totals are left out."""
        width = len(self.columns)
        for number, cells in _below(self.source(), self.heading):
            if number > after and not is_total(cells) and not all(is_nothing(cell) for cell in cells):
                yield SourceRow(number, _fit(cells, width))


def _below(source: Iterator[NumberedRow], heading: Heading) -> Iterator[NumberedRow]:
    """Rows under the headings that do not repeat one of them."""
    headings: list[Sequence[RawCell]] = []
    for number, cells in source:
        if number > heading.last:
            if cells not in headings:
                yield number, cells
        elif number >= heading.row:
            headings.append(cells)


def read_table(
    content: bytes, *, choices: Choices = Choices(), known: Collection[str] = (), limits: Limits = LIMITS
) -> Table:
    """The table in `content`; `known` are folded headings that help to find their row.

    Raises `FileRefusedError` for whatever is no table or is too much of one.
    """
    sniffed = sniff(content, limits)
    if sniffed.kind is FileKind.TEXT:
        opened = _delimited(content, choices, limits)
    else:
        opened = _workbook(open_workbook(content, sniffed.kind, limits), choices, limits, known)
    source, found = opened.source, opened.choices
    top = list(islice(source(), limits.rows_before_header))
    heading = _heading(top, choices, known, opened.merged)
    measured = _measure(source, heading, limits)
    named = join_headings(measured.headings, opened.merged)
    unnamed = {place for place in range(measured.width) if place >= len(named) or not named[place]}
    return Table(
        kind=sniffed.kind,
        macros=sniffed.macros,
        sheets=opened.sheets,
        choices=Choices(found.sheet, heading.row, found.encoding, found.separator, heading.rows),
        columns=name_columns(named, measured.width),
        row_count=measured.count,
        source=source,
        empty=frozenset(unnamed - measured.filled),
        totals=tuple(measured.totals[:SHOWN_TOTALS]),
        other_sheets=opened.other_sheets,
    )


def _heading(top: list[NumberedRow], choices: Choices, known: Collection[str], merged: Sequence[Merged]) -> Heading:
    if choices.header_row:
        return Heading(choices.header_row, choices.header_rows or 1)
    found = find_heading(top, known, merged)
    if found is None:
        raise FileRefusedError(FileProblem.NO_HEADER)
    return Heading(found.row, choices.header_rows or found.rows)


@dataclass(frozen=True)
class _Opened:
    """A file whose rows can be walked, before its headings are found."""

    source: Source
    choices: Choices
    sheets: tuple[str, ...] = ()
    other_sheets: tuple[str, ...] = ()
    merged: tuple[Merged, ...] = ()


@dataclass
class _Measured:
    """What there is from the headings down: rows of headings, totals left out, columns with a value, width, rows."""

    headings: list[NumberedRow]
    totals: list[int] = field(default_factory=list)
    filled: set[int] = field(default_factory=set)
    width: int = 0
    count: int = 0

    def widen(self, cells: Sequence[RawCell]) -> bool:
        """Let the table be as wide as its last cell with something in it; whether there is one."""
        last = next((place for place in range(len(cells), 0, -1) if not is_nothing(cells[place - 1])), 0)
        self.width = max(self.width, last)
        return last > 0

    def take(self, number: int, cells: Sequence[RawCell]) -> None:
        """Count a row below the headings."""
        if not self.widen(cells):
            return
        if is_total(cells):
            self.totals.append(number)
            return
        self.count += 1
        if len(self.filled) < self.width:
            self.filled |= {
                place for place, cell in enumerate(cells) if place not in self.filled and not is_nothing(cell)
            }


def _measure(source: Source, heading: Heading, limits: Limits) -> _Measured:
    """Walk the file once, and refuse it when it is too long, too wide, or has no heading or no row."""
    found = _Measured([row for row in islice(source(), heading.last) if heading.row <= row[0] <= heading.last])
    for _number, cells in found.headings:
        found.widen(cells)
    for number, cells in _below(source(), heading):
        found.take(number, cells)
        if found.count > limits.rows:
            raise FileRefusedError(FileProblem.TOO_MANY_ROWS, limit=limits.rows)
    if not found.headings or not found.width:
        raise FileRefusedError(FileProblem.NO_HEADER)
    if found.width > limits.columns:
        raise FileRefusedError(FileProblem.TOO_MANY_COLUMNS, limit=limits.columns)
    if not found.count:
        raise FileRefusedError(FileProblem.NO_ROWS)
    return found


def _fit(cells: Sequence[RawCell], width: int) -> tuple[RawCell, ...]:
    return tuple(cells[:width]) + (None,) * max(0, width - len(cells))


def _delimited(content: bytes, choices: Choices, limits: Limits) -> _Opened:
    text, encoding = decode(content, choices.encoding)
    separator = choices.separator or find_separator(text)

    def source() -> Iterator[NumberedRow]:
        return read_rows(text, separator, limits)

    return _Opened(source, Choices(encoding=encoding, separator=separator))


def _workbook(
    workbook: python_calamine.CalamineWorkbook, choices: Choices, limits: Limits, known: Collection[str]
) -> _Opened:
    """The rows of the sheet asked for; else of the visible one that looks most like what is sought."""
    sheets = tuple(
        found.name
        for found in workbook.sheets_metadata
        if found.typ == python_calamine.SheetTypeEnum.WorkSheet
        and found.visible == python_calamine.SheetVisibleEnum.Visible
    )
    if not sheets or (choices.sheet and choices.sheet not in sheets):
        raise FileRefusedError(FileProblem.NO_SHEET)
    name = choices.sheet or best_sheet(workbook, sheets, known, limits)
    sheet = sheet_named(workbook, name)
    if sheet.width > limits.columns:
        raise FileRefusedError(FileProblem.TOO_MANY_COLUMNS, limit=limits.columns)
    merged = merged_cells(sheet)
    others = tuple(other for other in sheets if other != name and sheet_named(workbook, other).height > 1)
    return _Opened(SheetSource(sheet, merged), Choices(sheet=name), sheets, others, merged)
