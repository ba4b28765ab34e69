# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest
import python_calamine

from ordito.core.spreadsheets.apart import as_xlsx
from ordito.core.spreadsheets.limits import LIMITS, Limits
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind, sniff
from ordito.imports.engine.reading import read_table
from tests.imports.engine.sheets import ODS_TYPE, archive, ods, ods_cell, rezip, xlsx

OLD = Path(__file__).parent / "fixtures/kinds.xls"
ROWS = [["Cognome", "Nome"], ["Rossi", "Ada"]]
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
MANIFEST = "META-INF/manifest.xml"
ENCRYPTED = '<m xmlns:manifest="urn:m"><manifest:encryption-data/></m>'
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40)


def stream(name: str) -> bytes:
    return COMPOUND + name.encode("utf-16-le") + bytes(64)


def refusal(content: bytes, limits: Limits = LIMITS) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read_table(content, limits=limits)
    return caught.value


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n\x00", FileProblem.EMPTY),
        (PNG, FileProblem.IMAGE),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(60), FileProblem.IMAGE),
        (b"%PDF-1.7\n%\xe2\xe3", FileProblem.PDF),
        (b"MZ\x90\x00\x03" + bytes(80), FileProblem.PROGRAM),
        (b"\x7fELF\x02\x01\x01" + bytes(80), FileProblem.PROGRAM),
        (b"{\\rtf1\\ansi ciao}", FileProblem.DOCUMENT),
        (b"<html><table><tr><td>Cognome</td></tr></table></html>", FileProblem.WEB_PAGE),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html></html>", FileProblem.WEB_PAGE),
        (b'<?xml version="1.0"?><Workbook/>', FileProblem.XML),
        (bytes(range(1, 32)) * 40, FileProblem.NOT_A_TABLE),
        (b"Rar!\x1a\x07\x00" + bytes(60), FileProblem.ARCHIVE),
        (b"\x1f\x8b\x08" + bytes(60), FileProblem.ARCHIVE),
        (archive({"a.csv": "x;y"}), FileProblem.ARCHIVE),
        (archive({"word/document.xml": "<x/>"}), FileProblem.DOCUMENT),
        (archive({"mimetype": "application/vnd.oasis.opendocument.text"}), FileProblem.DOCUMENT),
        (archive({"xl/workbook.bin": "x"}), FileProblem.BINARY_WORKBOOK),
        (b"PK\x03\x04 spezzato", FileProblem.DAMAGED),
        (archive({"xl/workbook.xml": "<workbook/>"}), FileProblem.DAMAGED),
        (archive({"mimetype": ODS_TYPE}), FileProblem.DAMAGED),
        (stream("EncryptedPackage"), FileProblem.ENCRYPTED),
        (stream("WordDocument"), FileProblem.DOCUMENT),
        (stream("Workbook"), FileProblem.DAMAGED),
        (archive({"mimetype": ODS_TYPE, MANIFEST: ENCRYPTED, "content.xml": "\x9fqq"}), FileProblem.ENCRYPTED),
    ],
)
def test_content_that_is_no_table_is_refused(content: bytes, problem: FileProblem) -> None:
    assert refusal(content).problem is problem


def test_kinds_are_told_by_content() -> None:
    assert sniff(xlsx(ROWS), Limits()).kind is FileKind.XLSX
    assert sniff(ods(ods_cell("x")), Limits()).kind is FileKind.ODS
    assert sniff(stream("Workbook"), Limits()).kind is FileKind.XLS
    assert sniff(stream("Workbook") + stream("_VBA_PROJECT"), Limits()).macros
    assert sniff("Cognome;Nome".encode("utf-16-le"), Limits()).kind is FileKind.TEXT


def test_file_beyond_the_size_limit() -> None:
    error = refusal(b"A;B\n" + b"1;2\n" * 10, Limits(file_size=20))
    assert (error.problem, error.detail) == (FileProblem.TOO_BIG, {"limit": 20})


def test_zip_bomb_is_refused_by_its_declared_size() -> None:
    bomb = rezip(xlsx(ROWS), add={"xl/media/image1.xml": bytes(3_000_000)})
    assert len(bomb) < 30_000
    assert refusal(bomb, Limits(expanded_size=1_000_000)).problem is FileProblem.EXPANDS_TOO_MUCH


def test_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = rezip(xlsx(ROWS), add={"xl/big.xml": bytes(3_000_000)})
    lying = bomb.replace(struct.pack("<L", 3_000_000), struct.pack("<L", 1_000))
    assert lying != bomb
    assert refusal(lying, Limits(expanded_size=1_000_000)).problem in {
        FileProblem.DAMAGED,
        FileProblem.EXPANDS_TOO_MUCH,
    }


def test_zip_with_too_many_members() -> None:
    many = rezip(xlsx(ROWS), add={f"xl/{number}.xml": b"<x/>" for number in range(50)})
    assert refusal(many, Limits(members=40)).problem is FileProblem.EXPANDS_TOO_MUCH


def test_zip_with_a_member_twice() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("xl/workbook.xml", "<a/>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("xl/workbook.xml", "<b/>")
    assert refusal(buffer.getvalue()).problem is FileProblem.DAMAGED


def test_zip_with_a_password() -> None:
    content = bytearray(archive({"xl/workbook.xml": "<a/>"}))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(bytes(content)).problem is FileProblem.ENCRYPTED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_with_a_doctype_is_refused(encoding: str) -> None:
    member = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst/>'.encode(encoding)
    hostile = rezip(xlsx(ROWS), replace={"xl/sharedStrings.xml": member})
    assert refusal(hostile).problem is FileProblem.DOCTYPE


def test_doctype_across_two_chunks_is_found() -> None:
    member = b"<!--" + b" " * (256 * 1024 - 9) + b"--><!DOCTYPE x><x/>"
    assert refusal(rezip(xlsx(ROWS), add={"xl/other.rels": member})).problem is FileProblem.DOCTYPE


def sheet_with(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    member = f'<s:worksheet xmlns:s="{space}"><s:sheetData>{cells}</s:sheetData></s:worksheet>'
    return rezip(xlsx(ROWS), replace={"xl/worksheets/sheet1.xml": member.encode()})


def test_far_cell_is_named_before_memory_is_filled() -> None:
    error = refusal(sheet_with('<s:row r="1048576"><s:c r="XFD1048576"><s:v>1</s:v></s:c></s:row>'))
    assert (error.problem, error.detail) == (FileProblem.FAR_CELL, {"row": 1_048_576, "column": "XFD"})


def test_far_cell_without_a_reference_is_counted() -> None:
    cells = "<s:c/>" * 40 + "<s:c><s:v>1</s:v></s:c>"
    error = refusal(sheet_with(f'<s:row r="1000">{cells}</s:row>'), Limits(rectangle=40_999))
    assert error.detail == {"row": 1000, "column": "AO"}
    assert refusal(sheet_with(f'<s:row r="1000">{cells}</s:row>'), Limits(rectangle=41_000)).problem is not (
        FileProblem.FAR_CELL
    )


def test_far_empty_cell_is_nothing() -> None:
    cells = '<s:row r="1"><s:c r="A1" t="str"><s:v>Nome</s:v></s:c></s:row>'
    cells += '<s:row r="2"><s:c r="A2" t="str"><s:v>Ada</s:v></s:c></s:row>'
    cells += '<s:row r="1048576"><s:c r="XFD1048576" s="1"/></s:row>'
    assert read_table(sheet_with(cells), known={"nome"}).row_count == 1


def test_far_repeated_cells_of_open_document() -> None:
    far = (
        ods_cell("x")
        .replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
        .join(['<table:table-row table:number-rows-repeated="1048576">', "</table:table-row>"])
    )
    error = refusal(ods(far))
    assert (error.problem, error.detail) == (FileProblem.FAR_CELL, {"row": 1_048_576, "column": "XFD"})


def test_refusal_never_quotes_the_file() -> None:
    error = refusal(b"Cognome;Nome\nSegretissimo;" + b'"' + b"Segretissimo;x\n" * 20)
    assert "Segretissimo" not in repr(error) + str(error.detail)


@pytest.mark.parametrize("reference", ["xfd1048576", "XFDZ1048576", "A4294967295", "XFD01048576", "$XFD$1048576", ""])
def test_far_cell_under_a_reference_that_no_spreadsheet_writes_is_refused(reference: str) -> None:
    cells = '<s:row r="1"><s:c r="A1"><s:v>1</s:v></s:c></s:row>'
    error = refusal(sheet_with(f'{cells}<s:row><s:c r="{reference}"><s:v>1</s:v></s:c></s:row>'))
    assert error.problem is FileProblem.DAMAGED


def sheets_of(content: bytes) -> list[object]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    found: list[object] = []
    for about in book.sheets_metadata:
        sheet = book.get_sheet_by_name(about.name)
        found.append(((about.name, about.visible), sheet.start, [list(row) for row in sheet.iter_rows()]))
    return found


def test_old_workbook_keeps_its_cells_their_kinds_and_places() -> None:
    assert sheets_of(as_xlsx(OLD.read_bytes())) == sheets_of(OLD.read_bytes())


def test_old_workbook_is_opened_as_a_table() -> None:
    table = read_table(OLD.read_bytes())
    assert (table.kind, table.sheets, table.choices.header_row) == (FileKind.XLS, ("Uno", "Vuoto"), 2)


def test_old_workbook_that_ends_its_reader_is_refused_and_not_the_process() -> None:
    content = bytearray(OLD.read_bytes())
    dimensions = content.index(b"\x00\x02\x0e\x00")  # the record that says how far a sheet reaches
    content[dimensions + 4 : dimensions + 12] = b"\x00\x00\x00\x00\xff\xff\xff\xff"
    assert refusal(bytes(content)).problem is FileProblem.DAMAGED
