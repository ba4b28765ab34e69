# SPDX-License-Identifier: EUPL-1.2
"""Rows as files: texts never become formulas, days are days, numbers are numbers."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = Sequence[Sequence[Any]]

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 18


def to_csv(headings: Sequence[str], rows: Rows) -> bytes:
    """UTF-8 with a mark at the start and semicolons, as Italian spreadsheets expect."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([headings, *([_said(value) for value in row] for row in rows)])
    return out.getvalue().encode("utf-8-sig")


def _said(value: Any) -> str:
    """A cell as Italians write it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if not isinstance(value, str):
        return str(value).replace(".", ",")
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def to_xlsx(headings: Sequence[str], rows: Rows, *, sheet: str) -> bytes:
    """An Excel workbook of one sheet."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for column, heading in enumerate(headings):
            page.write_string(0, column, heading, bold)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(place, column, value)
                elif isinstance(value, date):
                    page.write_datetime(place, column, value, day)
                else:
                    page.write_number(place, column, float(value))
        page.set_column(0, len(headings) - 1, WIDTH)
    return stream.getvalue()
