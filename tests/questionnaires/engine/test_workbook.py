# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import datetime as dt
import io
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from ordito.core.spreadsheets.limits import Limits
from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError, finding_of
from ordito.questionnaires.engine.workbook import Workbook, read_workbook, text_of
from tests.imports.engine.sheets import archive, ods_rows, rezip
from tests.imports.engine.sheets import ods as one_sheet
from tests.questionnaires.books import BOOKS, question, settings, workbook_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

XLS = Path(__file__).parents[1] / "fixtures/scelte.xls"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def read(content: bytes, **limits: int) -> Workbook:
    if limits:
        return read_workbook(io.BytesIO(content), limits=Limits(**limits))
    return read_workbook(io.BytesIO(content))


def grid(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    """A workbook from rows of raw cells: numbers, days and all."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for line, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    if isinstance(cell, dt.date):
                        sheet.write_datetime(line, place, cell, day)
                    elif cell is not None:
                        sheet.write(line, place, cell)
    return buffer.getvalue()


def refusal(content: bytes, **limits: int) -> Finding:
    with pytest.raises(WorkbookRefusedError) as caught:
        read(content, **limits)
    (finding,) = caught.value.findings
    assert finding.severity is Severity.ERROR
    return finding


def survey(rows: Sequence[Sequence[Any]], name: str = "survey") -> Workbook:
    return read(grid({name: rows}))


def test_workbook_of_every_kind_says_the_same() -> None:
    sheets = BOOKS["scelte"]()
    new = read(workbook_bytes(sheets))
    old = read(XLS.read_bytes())
    assert (new.kind, old.kind) == ("xlsx", "xls")
    assert old.sheets == new.sheets
    body = ods_rows([["type", "name", "label"], ["text", "a", "A"]])
    libre = read(one_sheet(body))
    assert libre.kind == "ods"
    assert libre.sheets["survey"].rows[0].cells == {"type": "text", "name": "a", "label": "A"}


def test_row_and_column_are_those_of_the_spreadsheet() -> None:
    found = survey([["type", None, "name"], [None], ["text", None, "a"], ["text", "", "b"]])
    sheet = found.sheets["survey"]
    assert [row.number for row in sheet.rows] == [3, 4]
    assert sheet.letters == {"type": "A", "name": "C"}


def test_headings_may_stand_further_down() -> None:
    sheet = survey([[None], [None], [None, "type", "name"], [None, "text", "a"]]).sheets["survey"]
    assert (sheet.heading_row, sheet.rows[0].number) == (3, 4)
    assert sheet.letters == {"type": "B", "name": "C"}


def test_only_sheet_is_the_survey_whatever_its_name() -> None:
    assert survey([["type"], ["text"]], name="Foglio1").sheets["survey"].name == "Foglio1"


def test_sheet_is_found_without_regard_to_case_and_blanks() -> None:
    found = read(grid({" Survey": [["type"], ["text"]], "CHOICES": [["list_name"]], "appunti": [["x"]]}))
    assert set(found.sheets) == {"survey", "choices"}
    assert found.names == (" Survey", "CHOICES", "appunti")


def test_two_sheets_with_one_name_are_refused() -> None:
    assert refusal(grid({"survey": [["type"]], "survey ": [["type"]]})).code == "duplicate_sheet"


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1.0, "1"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2026, 11, 30), "2026-11-30"),
        (dt.datetime.combine(dt.date(2026, 11, 30), dt.time()), "2026-11-30"),
        (dt.datetime.combine(dt.date(2026, 11, 30), dt.time(8, 30)), "2026-11-30 08:30:00"),
        (dt.time(8, 30), "08:30:00"),
        ("  a\xa0b ", "a b"),
        ("a\x0bb\u200b", "ab"),
        ("\ufeff", ""),
    ],
)
def test_cell_becomes_the_text_the_converter_expects(cell: Any, text: str) -> None:
    assert text_of(cell) == text


def test_cells_of_a_real_file_become_texts() -> None:
    sheet = survey([["type", "name", "default"], ["integer", "a", 1.0], ["date", "b", dt.date(2026, 1, 2)]])
    assert [row.cells["default"] for row in sheet.sheets["survey"].rows] == ["1", "2026-01-02"]


def test_formula_counts_by_the_value_last_stored() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name"])
        sheet.write_formula(1, 0, '="te"&"xt"', None, "text")
        sheet.write_formula(1, 1, '=HYPERLINK("https://example.invalid")', None, "a")
    assert read(buffer.getvalue()).sheets["survey"].rows[0].cells == {"type": "text", "name": "a"}


def test_error_of_a_formula_is_pointed_at() -> None:
    found = survey([["type", "name"], ["text", "#REF!"]])
    assert found.warnings == (Finding(Severity.WARNING, "cell_error", "survey", 2, "B", {"text": "#REF!"}),)


def test_text_below_a_merged_heading_is_pointed_at_once() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("survey")
        sheet.merge_range(0, 0, 0, 1, "type")
        sheet.write_row(1, 0, ["text", "a"])
        sheet.write_row(2, 0, ["text", "b"])
    found = read(buffer.getvalue())
    assert [(one.code, one.row, one.column) for one in found.warnings] == [("column_without_heading", 2, "B")]


def test_heading_written_twice_is_refused_with_both_places() -> None:
    finding = refusal(grid({"survey": [["type", "label", "name", "label"]]}))
    assert (finding.code, finding.row, finding.column) == ("duplicate_heading", 1, "D")
    assert finding.params == {"heading": "label", "other": "B"}


def test_million_empty_rows_cost_nothing() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"constant_memory": True}) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("survey")
        sheet.write_row(0, 0, ["type", "name"])
        sheet.write_row(1, 0, ["text", "a"])
        for number in range(2, 50_000):
            sheet.write_blank(number, 0, None, bold)
        sheet.write_blank(1_048_575, 1, None, bold)
    assert len(read(buffer.getvalue()).sheets["survey"].rows) == 1


def test_something_far_below_is_refused_with_its_row() -> None:
    finding = refusal(grid({"survey": [["type"], ["text"], *([[None]] * 30), ["text"]]}), rows=20)
    assert (finding.code, finding.row, finding.params) == ("too_many_rows", 33, {"limit": "20"})


def test_too_many_columns_are_refused() -> None:
    assert refusal(grid({"survey": [[f"c{number}" for number in range(12)]]}), columns=10).code == "too_many_columns"


def test_text_longer_than_a_cell_can_be_is_refused() -> None:
    content = one_sheet(ods_rows([["type", "name"], ["text", "a" * 200]]))
    finding = refusal(content, cell_length=100)
    assert (finding.code, finding.row, finding.column) == ("cell_too_long", 2, "B")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"type,name\ntext,a\n", "file_not_a_table"),
        (b"%PDF-1.7\n", "file_pdf"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40), "file_image"),
        (b"<?xml version='1.0'?><h:html/>", "file_xml"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le") + bytes(64), "file_encrypted"),
        (COMPOUND + "Workbook".encode("utf-16-le") + bytes(64), "file_damaged"),
        (archive({"word/document.xml": "x"}), "file_document"),
        (archive({"readme.txt": "x"}), "file_archive"),
    ],
)
def test_file_that_is_no_workbook_is_refused_with_the_reason(content: bytes, code: str) -> None:
    assert refusal(content).code == code


def test_declaration_in_a_workbook_is_refused() -> None:
    bad = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><worksheet/>'
    assert (
        refusal(rezip(grid({"survey": [["type"]]}), replace={"xl/worksheets/sheet1.xml": bad})).code == "file_doctype"
    )


def test_workbook_that_grows_beyond_measure_is_refused() -> None:
    content = rezip(grid({"survey": [["type"]]}), add={"xl/media/big.bin": bytes(200_000)})
    assert refusal(content, expanded_size=100_000).code == "file_expands_too_much"


@pytest.mark.parametrize(("source", "times"), [("xlsx", 150), ("xls", 15)])
def test_damaged_workbook_is_refused_or_read(source: str, times: int) -> None:
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    whole = workbook_bytes(BOOKS["calcoli"]()) if source == "xlsx" else XLS.read_bytes()
    outcomes = set()
    for _time in range(times):
        content = bytearray(whole)
        for _change in range(chance.randint(1, 12)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        cut = chance.choice([len(content), chance.randrange(len(content))])
        try:
            read(bytes(content[:cut]))
            outcomes.add("read")
        except WorkbookRefusedError as error:
            outcomes.update(finding.code for finding in error.findings)
    assert "file_damaged" in outcomes


def test_old_workbook_that_claims_a_sheet_of_terabytes_is_refused() -> None:
    content = bytearray(XLS.read_bytes())
    dimensions = content.index(b"\x00\x02\x0e\x00")
    content[dimensions + 4 : dimensions + 12] = b"\x00\x00\x00\x00\xff\xff\xff\xff"
    assert refusal(bytes(content)).code == "file_damaged"


def test_finding_is_stored_and_comes_back() -> None:
    finding = Finding(Severity.WARNING, "cell_error", "survey", 2, "B", {"text": "#REF!"})
    assert finding_of(finding.as_json()) == finding


def test_settings_keep_their_row_when_one_above_is_empty() -> None:
    book = workbook_bytes({"survey": [question("text", "a", "A")], "settings": settings("prova", "Prova")})
    assert read(book).sheets["settings"].rows[0].cells["form_id"] == "prova"
