# SPDX-License-Identifier: EUPL-1.2
"""ONE object behind a page's table, drawings, text and exports, so that they cannot disagree.

A cell that is not shown holds no value: whatever is made from a `Figure` cannot give away what it does not have.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import BinaryIO

import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class CellState(StrEnum):
    """Whether a cell has a value, and if not, why."""

    SHOWN = "shown"
    HIDDEN = "hidden"
    NO_DATA = "no_data"


@dataclass(frozen=True)
class Cell:
    """A value, or the reason why there is none. `detail` stands beside a value, as the band of a ratio."""

    state: CellState
    value: Decimal | None = None
    reason: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.state == CellState.SHOWN):
            raise ValueError("A cell has a value exactly when it is shown")


def shown(value: Decimal | int, detail: str = "") -> Cell:
    """A cell with a value."""
    return Cell(CellState.SHOWN, Decimal(value), detail=detail)


def rate(count: int, residents: int, decimals: int = 1) -> Decimal:
    """Persons per 1,000 residents, rounded half up."""
    return (Decimal(count * 1000) / Decimal(residents)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


@dataclass(frozen=True)
class Row:
    """A line of the table; `code` names the place or value it is about, totals are set apart.

    `detail` says what the line lacks, as "3 Comuni su 7" have data.
    """

    code: str
    label: str
    cells: tuple[Cell, ...]
    total: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Words:
    """How cells without a value read, what marks invented data (empty when data are real), the marks in numbers.

    `notes` is the head of the column of a file that says why a cell has no value.
    """

    hidden: str
    no_data: str
    demonstration: str = ""
    notes: str = "Note"
    marks: str = ".,"  # of thousands, then of decimals


@dataclass(frozen=True)
class Figure:
    """A protected table with everything that must travel with it.

    `places` are the decimals of each column, where columns differ; else all have `decimals`.
    """

    title: str
    subtitle: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str
    decimals: int
    notes: tuple[str, ...]
    attribution: str
    words: Words
    protected: bool
    places: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("Every row has a cell per column")
        if self.places and len(self.places) != len(self.columns):
            raise ValueError("Every column has its decimals")

    @property
    def body(self) -> tuple[Row, ...]:
        """Rows that are no totals: what is drawn."""
        return tuple(row for row in self.rows if not row.total)

    @property
    def hidden(self) -> int:
        """Cells that are not shown in order to protect somebody."""
        return sum(cell.state == CellState.HIDDEN for row in self.rows for cell in row.cells)

    def decimals_of(self, column: int) -> int:
        """The decimals of a column."""
        return self.places[column] if self.places else self.decimals

    def text(self, cell: Cell, column: int = 0) -> str:
        """A cell of a column as it reads."""
        match cell.state:
            case CellState.HIDDEN:
                return self.words.hidden
            case CellState.NO_DATA:
                return self.words.no_data
            case CellState.SHOWN:
                return self.number(cell.value or Decimal(0), column)

    def number(self, value: Decimal, column: int = 0) -> str:
        """A number of a column with the marks of the reader's language: 1.234,5 or 1,234.5."""
        return italian(value, self.decimals_of(column)).translate(str.maketrans(".,", self.words.marks))

    def note(self, row: Row) -> str:
        """What a file says beside a row: what it lacks, and why cells have no value or what stands beside one."""
        said: dict[str, list[str]] = {}
        for column, cell in zip(self.columns, row.cells, strict=True):
            if text := cell.reason or cell.detail:
                said.setdefault(text, []).append(column)
        parts = [f"{', '.join(columns)}: {text}" for text, columns in said.items()]
        return "; ".join([*([row.detail] if row.detail else []), *parts])


def italian(value: Decimal, decimals: int) -> str:
    """A number the Italian way."""
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def lines(figure: Figure) -> Iterator[list[str]]:
    """The figure as lines of text: title, table, notes."""
    if figure.words.demonstration:
        yield [figure.words.demonstration]
    yield [figure.title]
    yield [figure.subtitle]
    yield []
    noted = any(figure.note(row) for row in figure.rows)
    yield [figure.row_heading, *figure.columns, *([figure.words.notes] if noted else [])]
    for row in figure.rows:
        note = figure.note(row)
        cells = [_plain(figure, cell, column) for column, cell in enumerate(row.cells)]
        yield [row.label, *cells, *([note] if note else [])]
    yield []
    yield [figure.unit]
    for note in (*figure.notes, figure.attribution):
        yield [note]


def _plain(figure: Figure, cell: Cell, column: int) -> str:
    """A cell for a machine: no thousands separator, decimal comma, as Italian spreadsheets read it."""
    if cell.value is None:
        return figure.text(cell)
    return f"{cell.value:.{figure.decimals_of(column)}f}".replace(".", ",")


def to_csv(figure: Figure) -> bytes:
    """UTF-8 with a mark at the start and semicolons, as Italian spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in lines(figure):
        writer.writerow([harmless(text) for text in line])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(figure: Figure, stream: BinaryIO, *, sheet: str) -> None:
    """An Excel workbook; texts are written as strings, never as formulas, and numbers as numbers."""
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        bold = book.add_format({"bold": True})
        numbers = [
            book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            for places in map(figure.decimals_of, range(len(figure.columns)))
        ]
        grey = book.add_format({"font_color": "#5a6772", "italic": True})
        page.set_column(0, 0, 34)
        page.set_column(1, max(len(figure.columns), 1), 14)
        first = 4 + bool(figure.words.demonstration)
        for position, line in enumerate(lines(figure)):
            row = figure.rows[position - first] if first <= position < first + len(figure.rows) else None
            for column, text in enumerate(line):
                cell = row.cells[column - 1] if row and 0 < column <= len(row.cells) else None
                if cell is not None and cell.value is not None:
                    page.write_number(position, column, float(cell.value), numbers[column - 1])
                else:
                    heading = position == first - 1 or (not column and (row is None or row.total) and position < first)
                    page.write_string(position, column, text, bold if heading else grey if cell else None)
