# SPDX-License-Identifier: EUPL-1.2
"""The questionnaires that come with Ordito to evaluate courses, as XLSForm workbooks made of tables that anybody reads.

`evaluation_forms.csv` has a row for each, `evaluation_questions.csv` and `evaluation_choices.csv` what they ask.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Row = dict[str, str]
MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed mark, so that the same tables make the same file
SURVEY = ("type", "name", "label", "required")
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_id", "form_title", "version")


def workbooks(folder: Path) -> dict[str, bytes]:
    """File name → workbook of every questionnaire whose tables are in `folder`."""
    forms, questions, choices = (_rows(folder / f"evaluation_{name}.csv") for name in ("forms", "questions", "choices"))
    found = {}
    for form in forms:
        survey = [row for row in questions if row["form_id"] == form["form_id"]]
        used = {row["type"].partition(" ")[2] for row in survey}
        sheets = {
            "survey": (SURVEY, survey),
            "choices": (CHOICES, [row for row in choices if row["list_name"] in used]),
            "settings": (SETTINGS, [form | {"form_title": form["title"]}]),
        }
        found[f"{form['form_id']}.xlsx"] = workbook(sheets)
    return found


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def workbook(sheets: Mapping[str, tuple[Sequence[str], list[Row]]]) -> bytes:
    """An XLSForm workbook: of each sheet its columns and its rows."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column)
                for number, row in enumerate(rows, 1):
                    sheet.write_string(number, place, row[column])
    return buffer.getvalue()
