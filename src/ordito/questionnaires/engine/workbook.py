# SPDX-License-Identifier: EUPL-1.2
"""Opens an uploaded workbook as sheets of named cells, each row with the number that the spreadsheet shows.

Formulas are never evaluated: the value that the spreadsheet last stored is read. Macros are never run. Cells are
turned into the texts that the converter expects: 1.0 is "1", a day is "2026-11-30", true is "TRUE".
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import python_calamine

from ordito.core.spreadsheets.archives import column_letters
from ordito.core.spreadsheets.limits import MEBIBYTE, Limits
from ordito.core.spreadsheets.opening import open_workbook, sheet_named
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind, sniff
from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RawCell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta

LIMITS = Limits(
    file_size=10 * MEBIBYTE,
    expanded_size=100 * MEBIBYTE,
    rows=20_000,  # by number: a row further down is taken for a slip of the hand
    columns=300,
    rectangle=4_000_000,
)
KNOWN_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "osm", "entities"})
# What XML cannot hold; spreadsheets can, after a paste from elsewhere.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BLANKS = re.compile(r" +")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))  # never meant; joiners are, in some scripts
CELL_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})


@dataclass(frozen=True)
class SheetRow:
    """A row with something in it, by heading; `number` as the spreadsheet counts."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """A sheet by the name written on it; `letters` gives the column of each heading."""

    name: str
    heading_row: int
    letters: Mapping[str, str]
    rows: tuple[SheetRow, ...]

    def converter_row(self, number: int) -> int:
        """The converter counts from the headings, which it takes for row 1."""
        return number - self.heading_row + 1

    def own_row(self, converter_row: int) -> int:
        """The other way round; 0 stays 0."""
        return converter_row + self.heading_row - 1 if converter_row else 0


@dataclass(frozen=True)
class Workbook:
    """The sheets that make a questionnaire by their lower-case name, all names found, and what looked odd."""

    kind: str
    sheets: Mapping[str, Sheet]
    names: tuple[str, ...]
    warnings: tuple[Finding, ...] = ()


def read_workbook(stream: BinaryIO, *, limits: Limits = LIMITS) -> Workbook:
    """The workbook in `stream`, whatever its name says; raises `WorkbookRefusedError`."""
    content = stream.read(limits.file_size + 1)
    try:
        kind = _kind_of(content, limits)
        book = _open(open_workbook(content, kind, limits))
    except FileRefusedError as error:
        params = {name: str(value) for name, value in error.detail.items()}
        raise WorkbookRefusedError(Finding(Severity.ERROR, f"file_{error.problem}", params=params)) from error
    return _Reading(limits).workbook(kind, book)


def _kind_of(content: bytes, limits: Limits) -> FileKind:
    kind = sniff(content, limits).kind
    if kind is FileKind.TEXT:
        raise FileRefusedError(FileProblem.NOT_A_TABLE)
    return kind


def _open(book: python_calamine.CalamineWorkbook) -> list[tuple[str, list[list[RawCell]]]]:
    """Every worksheet's name and cells from its first row and first column on."""
    names = [found.name for found in book.sheets_metadata if found.typ == python_calamine.SheetTypeEnum.WorkSheet]
    wanted = names if len(names) == 1 else [name for name in names if sheet_key(name) in KNOWN_SHEETS]
    return [(name, list(_cells(sheet_named(book, name))) if name in wanted else []) for name in names]


def _cells(sheet: python_calamine.CalamineSheet) -> Iterator[list[RawCell]]:
    margin: list[RawCell] = [""] * (sheet.start[1] if sheet.start else 0)
    for cells in sheet.iter_rows():
        yield margin + list(cells)


def sheet_key(name: str) -> str:
    """The name under which a sheet is looked for: case and blanks at the ends do not count."""
    return name.strip().lower()


class _Reading:
    """Collects what looks odd while sheets are read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.warnings: list[Finding] = []

    def workbook(self, kind: FileKind, book: Sequence[tuple[str, list[list[RawCell]]]]) -> Workbook:
        sheets: dict[str, Sheet] = {}
        for name, rows in book:
            key = sheet_key(name) if len(book) > 1 or sheet_key(name) in KNOWN_SHEETS else "survey"
            if key not in KNOWN_SHEETS:
                continue
            if key in sheets:
                raise WorkbookRefusedError(Finding(Severity.ERROR, "duplicate_sheet", sheet=name))
            sheets[key] = self.sheet(name, rows)
        return Workbook(kind.value, sheets, tuple(name for name, _rows in book), tuple(self.warnings))

    def sheet(self, name: str, rows: list[list[RawCell]]) -> Sheet:
        filled = ((number, cells) for number, cells in enumerate(rows, 1) if any(cell != "" for cell in cells))
        heading_row, heading_cells = next(filled, (1, []))
        letters = self.headings(name, heading_row, heading_cells)
        found = []
        for number, cells in filled:
            if number > self.limits.rows:
                params = {"limit": str(self.limits.rows)}
                raise WorkbookRefusedError(Finding(Severity.ERROR, "too_many_rows", name, number, params=params))
            row = self.row(name, number, cells, letters)
            if row.cells:
                found.append(row)
        return Sheet(
            name, heading_row, {heading: column_letters(place + 1) for place, heading in letters.items()}, tuple(found)
        )

    def headings(self, sheet: str, number: int, cells: list[RawCell]) -> dict[int, str]:
        """Headings by place; two alike are refused, because only one of their columns could be meant."""
        places: dict[int, str] = {}
        seen: dict[str, int] = {}
        if len(cells) > self.limits.columns and any(cell != "" for cell in cells[self.limits.columns :]):
            params = {"limit": str(self.limits.columns)}
            raise WorkbookRefusedError(Finding(Severity.ERROR, "too_many_columns", sheet, number, params=params))
        for place, cell in enumerate(islice(cells, self.limits.columns)):
            heading = BLANKS.sub(" ", text_of(cell)).strip()
            if not heading:
                continue
            if heading in seen:
                params = {"heading": quote(heading), "other": column_letters(seen[heading] + 1)}
                column = column_letters(place + 1)
                raise WorkbookRefusedError(Finding(Severity.ERROR, "duplicate_heading", sheet, number, column, params))
            seen[heading] = place
            places[place] = heading
        return places

    def row(self, sheet: str, number: int, cells: list[RawCell], headings: Mapping[int, str]) -> SheetRow:
        found: dict[str, str] = {}
        for place, cell in enumerate(cells):
            text = text_of(cell)
            if not text:
                continue
            column = column_letters(place + 1)
            if len(text) > self.limits.cell_length:
                params = {"limit": str(self.limits.cell_length)}
                raise WorkbookRefusedError(Finding(Severity.ERROR, "cell_too_long", sheet, number, column, params))
            if text in CELL_ERRORS:
                self.warnings.append(Finding(Severity.WARNING, "cell_error", sheet, number, column, {"text": text}))
            if place in headings:
                found[headings[place]] = text
            elif not any(warning.column == column and warning.sheet == sheet for warning in self.warnings):
                self.warnings.append(Finding(Severity.WARNING, "column_without_heading", sheet, number, column))
        return SheetRow(number, found)


def text_of(cell: RawCell) -> str:
    """A cell as the converter expects it; what XML cannot hold is left out."""
    if isinstance(cell, str):
        return UNWRITABLE.sub("", cell.translate(INVISIBLE).replace("\xa0", " ")).strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell)
