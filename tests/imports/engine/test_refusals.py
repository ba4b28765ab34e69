# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile

from ordito.imports.engine.reading import SourceRow, read_table
from ordito.imports.engine.refusals import REASON, ROW, refused_text, refused_workbook

COLUMNS = ("Nome", "Nato il", "Telefono", "Note", "Figli")
ROWS = [
    (SourceRow(4, ("Ada", dt.date(2015, 3, 2), "+39347", '=HYPERLINK("http://x")', 2.0)), "Nato il: data futura"),
    (SourceRow(9, ("Ugo", dt.date(1899, 12, 30), None, "due\nrighe; e un punto", True)), "Nome: manca"),
]


def test_workbook_has_the_original_columns_and_the_reason() -> None:
    table = read_table(refused_workbook(COLUMNS, ROWS))
    assert table.columns == (*COLUMNS, ROW, REASON)
    assert [row.cells for row in table.rows()] == [
        ("Ada", dt.date(2015, 3, 2), "+39347", '=HYPERLINK("http://x")', 2.0, 4.0, "Nato il: data futura"),
        ("Ugo", "30/12/1899", "", "due\nrighe; e un punto", True, 9.0, "Nome: manca"),
    ]


def test_workbook_holds_no_formula_and_no_link() -> None:
    with zipfile.ZipFile(io.BytesIO(refused_workbook(COLUMNS, ROWS))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"hyperlink" not in sheet


def test_text_has_a_mark_semicolons_and_harmless_cells() -> None:
    content = refused_text(COLUMNS, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1] == [
        "Ada", "02/03/2015", "'+39347", "'=HYPERLINK(\"http://x\")", "2", "4", "Nato il: data futura",
    ]  # fmt: skip


def test_text_is_read_back_as_it_was() -> None:
    table = read_table(refused_text(COLUMNS, ROWS))
    assert [row.cells[2:4] for row in table.rows()] == [
        ("+39347", '=HYPERLINK("http://x")'),
        ("", "due\nrighe; e un punto"),
    ]


def test_file_refused_twice_has_the_added_columns_once() -> None:
    again = read_table(refused_workbook(COLUMNS, ROWS))
    refused = [(row, "ancora") for row in again.rows()]
    assert read_table(refused_workbook(again.columns, refused)).columns == (*COLUMNS, ROW, REASON)
    assert read_table(refused_text(again.columns, refused)).columns == (*COLUMNS, ROW, REASON)
