# SPDX-License-Identifier: EUPL-1.2
"""Opens an uploaded file as one table: which sheet, which row of headings, which columns, row after row.

Formulas are never evaluated: the value that the spreadsheet last stored is read. Macros are never run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import python_calamine

from ordito.core.spreadsheets.limits import LIMITS, Limits
from ordito.core.spreadsheets.opening import open_workbook, sheet_named
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind, sniff
from ordito.core.text import fold
from ordito.imports.engine.delimited import decode, find_separator, read_rows
from ordito.imports.engine.headers import find_header, name_columns
from ordito.imports.engine.words import RawCell, is_nothing

if TYPE_CHECKING:
    from collections.abc import Collection

NumberedRow = tuple[int, Sequence[RawCell]]
Source = Callable[[], Iterator[NumberedRow]]


@dataclass(frozen=True)
class Choices:
    """What a person settled by hand; an empty value means: find it out."""

    sheet: str = ""
    header_row: int = 0
    encoding: str = ""
    separator: str = ""


@dataclass(frozen=True)
class SourceRow:
    """A row with something in it: its number in the file and its cells, one for each column of the table."""

    number: int
    cells: tuple[RawCell, ...]


@dataclass(frozen=True)
class Table:
    """A file understood: `choices` are those in force, found or given."""

    kind: FileKind
    macros: bool
    sheets: tuple[str, ...]
    choices: Choices
    columns: tuple[str, ...]
    row_count: int
    source: Source

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """Rows below the headings and beyond row `after`, empty ones and repeated headings left out."""
        width = len(self.columns)
        heading: Sequence[RawCell] | None = None
        for number, cells in self.source():
            if number == self.choices.header_row:
                heading = cells
            if number <= max(self.choices.header_row, after) or cells == heading:
                continue
            if not all(is_nothing(cell) for cell in cells):
                yield SourceRow(number, _fit(cells, width))


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
    header_row = choices.header_row or find_header(list(islice(source(), limits.rows_before_header)), known)
    if not header_row:
        raise FileRefusedError(FileProblem.NO_HEADER)
    heading, width, count = _measure(source, header_row, limits)
    return Table(
        kind=sniffed.kind,
        macros=sniffed.macros,
        sheets=opened.sheets,
        choices=Choices(found.sheet, header_row, found.encoding, found.separator),
        columns=name_columns(heading, width),
        row_count=count,
        source=source,
    )


@dataclass(frozen=True)
class _Opened:
    """A file whose rows can be walked, before its headings are found."""

    source: Source
    choices: Choices
    sheets: tuple[str, ...] = ()


def _measure(source: Source, header_row: int, limits: Limits) -> tuple[Sequence[RawCell], int, int]:
    """The cells of the headings, how many columns hold anything, and how many rows below do."""
    heading: Sequence[RawCell] | None = None
    width = count = 0
    for number, cells in source():
        if number < header_row:
            continue
        last = next((place for place in range(len(cells), 0, -1) if not is_nothing(cells[place - 1])), 0)
        width = max(width, last)
        if number == header_row:
            heading = cells
        elif last and cells != heading:
            count += 1
        if count > limits.rows:
            raise FileRefusedError(FileProblem.TOO_MANY_ROWS, limit=limits.rows)
    if heading is None or not width:
        raise FileRefusedError(FileProblem.NO_HEADER)
    if width > limits.columns:
        raise FileRefusedError(FileProblem.TOO_MANY_COLUMNS, limit=limits.columns)
    if not count:
        raise FileRefusedError(FileProblem.NO_ROWS)
    return heading, width, count


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
    name = choices.sheet or _best_sheet(workbook, sheets, known, limits)
    sheet = sheet_named(workbook, name)
    if sheet.width > limits.columns:
        raise FileRefusedError(FileProblem.TOO_MANY_COLUMNS, limit=limits.columns)
    shift = sheet.start[1] if sheet.start else 0

    def source() -> Iterator[NumberedRow]:
        margin: list[RawCell] = [None] * shift
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if any(cell != "" for cell in cells):
                yield number, (margin + list(cells) if shift else cells)

    return _Opened(source, Choices(sheet=name), sheets)


def _best_sheet(
    workbook: python_calamine.CalamineWorkbook, sheets: tuple[str, ...], known: Collection[str], limits: Limits
) -> str:
    """The sheet with most known headings near its top; the first one that is not empty, when none has any."""
    if len(sheets) == 1:
        return sheets[0]

    def likeness(name: str) -> tuple[int, bool]:
        sheet = sheet_named(workbook, name)
        top = islice(sheet.iter_rows(), limits.rows_before_header)
        words = {fold(cell) for row in top for cell in row if isinstance(cell, str)}
        return len(words & set(known)), sheet.height > 1

    return max(sheets, key=likeness)
