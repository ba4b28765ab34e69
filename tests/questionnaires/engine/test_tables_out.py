# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import csv
import io
import tracemalloc
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine

from ordito.questionnaires.engine.tables_out import (
    LONGEST_TEXT,
    Table,
    TooManyColumnsError,
    csv_pieces,
    sheet_names,
    workbook_pieces,
)

if TYPE_CHECKING:
    from collections.abc import Iterator


def read(content: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def made(*tables: Table) -> bytes:
    return b"".join(workbook_pieces(tables))


def test_cells_come_back_as_they_went_in() -> None:
    rows: list[list[Any]] = [
        ["testo", 12, 2.5, date(2026, 1, 31), None, "=1+1"],
        ["<a href='x'>&", -3, 0, date(1850, 5, 1), "", "riga\nseconda  riga"],
    ]
    found = read(made(Table("Risposte", list("abcdef"), rows)))
    assert found["Risposte"] == [
        list("abcdef"),
        ["testo", 12, 2.5, date(2026, 1, 31), "", "=1+1"],
        ["<a href='x'>&", -3, 0, "1850-05-01", "", "riga\nseconda  riga"],
    ]


def test_formula_is_never_written_as_one() -> None:
    content = made(Table("x", ["=A1"], [["=HYPERLINK(1)"]]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert sheet.count('t="inlineStr"') == 2


def test_text_that_xml_or_a_cell_cannot_hold_is_cut() -> None:
    [_heading, [control, long]] = read(made(Table("x", ["a", "b"], [["a\x00\x0bb", "z" * 40_000]])))["x"]
    assert control == "ab"
    assert len(long) == LONGEST_TEXT
    assert long.endswith("[testo tagliato]")


def test_sheet_names_are_made_acceptable_and_different() -> None:
    assert sheet_names(["a/b", "A B", "x" * 40, "x" * 40, "", "'q'"]) == [
        "a b",
        "A B 2",
        "x" * 31,
        f"{'x' * 27} 2",
        "foglio",
        "q",
    ]
    assert list(read(made(Table("è <&>", ["a"], []), Table("è <&>", ["b"], [])))) == ["è <&>", "è <&> 2"]


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(TooManyColumnsError):
        made(Table("x", ["a"] * 16_385, []))


def test_every_part_of_a_workbook_is_compressed() -> None:
    content = made(Table("x", ["a"], [["valore"]] * 1000))
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert {part.compress_type for part in parts} == {zipfile.ZIP_DEFLATED}
    sheet = next(part for part in parts if part.filename.endswith("sheet1.xml"))
    assert sheet.compress_size < sheet.file_size / 10


def test_memory_does_not_grow_with_the_rows() -> None:
    def rows(count: int) -> Iterator[list[str]]:
        return ([f"valore {number}-{place}" for place in range(20)] for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        for _piece in workbook_pieces([Table("x", ["a"] * 20, rows(count))]):
            pass
        for _piece in csv_pieces(Table("x", ["a"] * 20, rows(count))):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(10)  # what is imported late
    assert peak(4_000) < 2 * peak(800)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-sì", "'-sì"),
        ("+39 080", "'+39 080"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        (" \u200b=1", "' \u200b=1"),
        ("\uff1d1+1", "'\uff1d1+1"),
        ("-5", "-5"),
        ("-5,5", "-5,5"),
        ("a;b", "a;b"),
        ('detto "sì"', 'detto "sì"'),
        (-5, "-5"),
        (2.5, "2,5"),
        (None, ""),
        (date(2026, 1, 31), "31/01/2026"),
        (date(850, 1, 31), "0850-01-31"),
    ],
)
def test_csv_cell(cell: Any, written: str) -> None:
    content = b"".join(csv_pieces(Table("x", ["=a"], [[cell]]))).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert (heading, row) == (["'=a"], [written])
