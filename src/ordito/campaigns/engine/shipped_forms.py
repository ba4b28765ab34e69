# SPDX-License-Identifier: EUPL-1.2
"""Builds the questionnaires that come with Ordito, as XLSForm workbooks, from tables that anybody can read.

A source is a folder with `forms.csv` (one row a questionnaire), `questions.csv` and `choices.csv`; `questions.csv`
says in the column `services` which questionnaires a row belongs to (empty: all of the folder), so that the same
question has the same name everywhere and the answers compare. What a row asks about is in the column `field`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Row = dict[str, str]
Sheets = dict[str, list[Row]]

SURVEY = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
    "appearance", "default", "parameters", "repeat_count",
)  # fmt: skip
CHOICES = ("list_name", "name", "label")
SETTINGS = ("form_id", "form_title", "version", "style")
LIST = re.compile(r"^(?:select_one|select_multiple|rank) (?P<list>\S+)")
SERVICE = "@SERVICE"  # in a default: the code of the questionnaire's service
MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed mark, so that the same source makes the same file
TO_VERIFY = "da verificare"
WIDTHS = {"label": 60, "hint": 40, "constraint": 30, "constraint_message": 40, "calculation": 40, "relevant": 30}
NORMAL_WIDTH = 18
READ_ME = "leggimi"


@dataclass(frozen=True)
class Source:
    """The tables of one folder."""

    forms: tuple[Row, ...]
    questions: tuple[Row, ...]
    choices: tuple[Row, ...]


def read_source(folder: Path) -> Source:
    """The tables in `folder`."""
    return Source(*(tuple(_rows(folder / f"{name}.csv")) for name in ("forms", "questions", "choices")))


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, strict=True)


def sheets_of(source: Source, form: Row) -> Sheets:
    """The sheets of one questionnaire; empty columns and lists that it does not use are left out."""
    survey = [
        {column: row[column].replace(SERVICE, form["code"]) for column in SURVEY if row[column]}
        for row in source.questions
        if not row["services"] or form["code"] in row["services"].split(";")
    ]
    survey.insert(1, {"type": "note", "name": "legal_note", "label": _legal_note(form)})
    used = {found["list"] for row in survey if (found := LIST.match(row["type"]))}
    return {
        "survey": survey,
        "choices": [{column: row[column] for column in CHOICES} for row in source.choices if row["list_name"] in used],
        "settings": [
            {
                "form_id": form["form_id"],
                "form_title": form["title"],
                "version": form["version"],
                "style": "pages",
            }
        ],
        READ_ME: _read_me(form),
    }


def _legal_note(form: Row) -> str:
    verify = f" ({TO_VERIFY})" if form["verify"] else ""
    return f"Riferimento: {form['legal_reference']}{verify}."


def _read_me(form: Row) -> list[Row]:
    """A sheet for who adapts the questionnaire; the standards of the regulation are theirs to write, from its text."""
    lines = (
        ("Questionario", form["title"]),
        ("Versione", form["version"]),
        ("Riferimento normativo", form["legal_reference"]),
        ("Certezza del riferimento", form["verify"] or "letto"),
        ("Standard del regolamento", ""),
        (
            "Come adattarlo",
            "Cambiare testi e scelte; lasciare i nomi (colonna name), perché le rilevazioni si confrontino.",
        ),
    )
    return [{"voce": name, "testo": text} for name, text in lines]


def workbook_of(sheets: Sheets) -> bytes:
    """The sheets as an .xlsx file: every cell a text, headings fixed on screen, no time of making."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        heading = book.add_format({"bold": True, "bg_color": "#E6ECF2"})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            columns = [column for column in _columns(name) if any(row.get(column) for row in rows)]
            for place, column in enumerate(columns):
                sheet.write_string(0, place, column, heading)
                sheet.set_column(place, place, WIDTHS.get(column, NORMAL_WIDTH))
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    if row.get(column):
                        sheet.write_string(number, place, row[column], text)
    return buffer.getvalue()


def _columns(sheet: str) -> tuple[str, ...]:
    return {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS}.get(sheet, ("voce", "testo"))


def build(folder: Path) -> dict[str, bytes]:
    """File name → workbook of every questionnaire of `folder`."""
    source = read_source(folder)
    return {f"{form['form_id']}.xlsx": workbook_of(sheets_of(source, form)) for form in source.forms}
