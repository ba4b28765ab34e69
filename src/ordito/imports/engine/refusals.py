# SPDX-License-Identifier: EUPL-1.2
"""Refused rows as a file to correct and load again: the columns of the original and one that says why."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter

from ordito.imports.engine.words import RawCell, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ordito.imports.engine.reading import SourceRow

REASON = "Motivo del rifiuto"
ROW = "Riga del file"
WIDEST = 60
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def refused_workbook(columns: Sequence[str], refused: Iterable[tuple[SourceRow, str]]) -> bytes:
    """An .xlsx in which dates stay dates, numbers numbers, and every text stays text even when it begins with =."""
    kept = _own_columns(columns)
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("Righe rifiutate")
        bold = workbook.add_format({"bold": True, "text_wrap": True})
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        sheet.freeze_panes(1, 0)
        for place, name in enumerate([*(columns[old] for old in kept), ROW, REASON]):
            sheet.write_string(0, place, name, bold)
        sheet.set_column(len(kept) + 1, len(kept) + 1, WIDEST)
        for line, (row, reason) in enumerate(refused, 1):
            for place, old in enumerate(kept):
                _write_cell(sheet, line, place, row.cells[old], day)
            sheet.write_number(line, len(kept), row.number)
            sheet.write_string(line, len(kept) + 1, reason)
    return buffer.getvalue()


def _own_columns(columns: Sequence[str]) -> list[int]:
    """Places of the original columns: a file refused twice has our two already, and gets them anew."""
    return [place for place, name in enumerate(columns) if name not in (ROW, REASON)]


def _write_cell(
    sheet: xlsxwriter.worksheet.Worksheet, line: int, place: int, cell: RawCell, day: xlsxwriter.format.Format
) -> None:
    if isinstance(cell, bool):
        sheet.write_boolean(line, place, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(line, place, cell)
    elif isinstance(cell, dt.date) and cell.year >= 1900:  # noqa: PLR2004 - spreadsheets know no day before
        sheet.write_datetime(line, place, cell, day)
    elif isinstance(cell, str):
        sheet.write_string(line, place, cell)
    elif cell is not None:
        sheet.write_string(line, place, clean_text(cell))


def refused_text(columns: Sequence[str], refused: Iterable[tuple[SourceRow, str]]) -> bytes:
    """The same as text with semicolons, in UTF-8 with a mark: Italian spreadsheets open it by a double click.

    A text that a spreadsheet would take for a formula gets an apostrophe in front, as they themselves do.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    kept = _own_columns(columns)
    writer.writerow([*(_harmless(columns[place]) for place in kept), ROW, REASON])
    for row, reason in refused:
        writer.writerow([*(_harmless(row.cells[place]) for place in kept), str(row.number), reason])
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: RawCell) -> str:
    if not isinstance(cell, str):
        return clean_text(cell)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and len(cell) > 1 else cell
