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
    """A value, or the reason why there is none."""

    state: CellState
    value: Decimal | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        if (self.value is None) == (self.state == CellState.SHOWN):
            raise ValueError("A cell has a value exactly when it is shown")


def shown(value: Decimal | int) -> Cell:
    """A cell with a value."""
    return Cell(CellState.SHOWN, Decimal(value))


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
    """How cells without a value read, what marks invented data (empty when data are real), the marks in numbers."""

    hidden: str
    no_data: str
    demonstration: str = ""
    marks: str = ".,"  # of thousands, then of decimals


@dataclass(frozen=True)
class Figure:
    """A protected table with everything that must travel with it."""

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

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("Every row has a cell per column")

    @property
    def body(self) -> tuple[Row, ...]:
        """Rows that are no totals: what is drawn."""
        return tuple(row for row in self.rows if not row.total)

    @property
    def hidden(self) -> int:
        """Cells that are not shown in order to protect somebody."""
        return sum(cell.state == CellState.HIDDEN for row in self.rows for cell in row.cells)

    def text(self, cell: Cell) -> str:
        """A cell as it reads."""
        match cell.state:
            case CellState.HIDDEN:
                return self.words.hidden
            case CellState.NO_DATA:
                return self.words.no_data
            case CellState.SHOWN:
                return self.number(cell.value or Decimal(0))

    def number(self, value: Decimal) -> str:
        """A number with the marks of the reader's language: 1.234,5 or 1,234.5."""
        return italian(value, self.decimals).translate(str.maketrans(".,", self.words.marks))


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
    yield [figure.row_heading, *figure.columns]
    for row in figure.rows:
        yield [row.label, *(_plain(figure, cell) for cell in row.cells), *([row.detail] if row.detail else [])]
    yield []
    yield [figure.unit]
    for note in (*figure.notes, figure.attribution):
        yield [note]


def _plain(figure: Figure, cell: Cell) -> str:
    """A cell for a machine: no thousands separator, decimal comma, as Italian spreadsheets read it."""
    if cell.value is None:
        return figure.text(cell)
    return f"{cell.value:.{figure.decimals}f}".replace(".", ",")


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
        number = book.add_format({"num_format": "#,##0" + ("." + "0" * figure.decimals if figure.decimals else "")})
        grey = book.add_format({"font_color": "#5a6772", "italic": True})
        page.set_column(0, 0, 34)
        page.set_column(1, max(len(figure.columns), 1), 14)
        first = 4 + bool(figure.words.demonstration)
        for position, line in enumerate(lines(figure)):
            row = figure.rows[position - first] if first <= position < first + len(figure.rows) else None
            for column, text in enumerate(line):
                cell = row.cells[column - 1] if row and 0 < column <= len(row.cells) else None
                if cell is not None and cell.value is not None:
                    page.write_number(position, column, float(cell.value), number)
                else:
                    heading = position == first - 1 or (not column and (row is None or row.total) and position < first)
                    page.write_string(position, column, text, bold if heading else grey if cell else None)
