# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import contextlib
import datetime as dt
import io
import re

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from ordito.core.spreadsheets.limits import Limits
from ordito.core.spreadsheets.problems import FileProblem, FileRefusedError
from ordito.core.spreadsheets.sniffing import FileKind
from ordito.imports.engine.reading import Choices, read_table
from tests.imports.engine.sheets import ods, ods_cell, ods_rows, rezip, xlsx

ROWS = [["Cognome", "Nome", "Città"], ["D’Amico", "Noè", "Forlì"], ["Àlvarez", "Lucìa", "Mòlfetta"]]
AS_TEXT = "\r\n".join(";".join(row) for row in ROWS) + "\r\n"


def cells_of(content: bytes, **options: object) -> list[tuple[object, ...]]:
    return [row.cells for row in read_table(content, **options).rows()]  # type: ignore[arg-type]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "mac_roman"])
def test_delimited_text_in_any_encoding(encoding: str) -> None:
    table = read_table(AS_TEXT.encode(encoding))
    assert table.kind is FileKind.TEXT
    assert table.columns == ("Cognome", "Nome", "Città")
    assert [row.cells for row in table.rows()] == [tuple(row) for row in ROWS[1:]]


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859_15", "cp850", "mac_roman", "utf-8"])
@pytest.mark.parametrize("word", ["Niccolò", "PERÒ", "Età", "perché", "così", "più"])
def test_encoding_of_a_single_accent(encoding: str, word: str) -> None:
    content = f"Nome;Comune\n{word};Bari\n".encode(encoding)
    assert cells_of(content) == [(word, "Bari")]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimited_text_with_any_separator(separator: str, end: str) -> None:
    content = end.join(separator.join(row) for row in ROWS).encode()
    table = read_table(content)
    assert table.choices.separator == separator
    assert [row.cells for row in table.rows()] == [tuple(row) for row in ROWS[1:]]


def test_separator_said_by_the_first_line() -> None:
    assert cells_of(b"sep=|\nA,uno|B,due\n1,5|2,5\n") == [("1,5", "2,5")]


def test_separator_inside_quotes_and_line_breaks() -> None:
    content = b'Nome;Note\n"Rossi; Mario";"prima riga\nseconda"\nBianchi;"detta ""Nina"""\n'
    assert cells_of(content) == [("Rossi; Mario", "prima riga\nseconda"), ("Bianchi", 'detta "Nina"')]


def test_separator_and_encoding_chosen_by_hand() -> None:
    content = "a,b;c\né,1;2\n".encode("cp1252")
    choices = Choices(separator=";", encoding="mac_roman")
    assert cells_of(content, choices=choices) == [("È,1", "2")]


def test_workbook_values_keep_their_type() -> None:
    content = xlsx([["Nome", "Nato", "Figli", "ISEE"], ["Anna", dt.date(2015, 3, 2), 2, 1234.5]])
    assert cells_of(content) == [("Anna", dt.date(2015, 3, 2), 2.0, 1234.5)]


def test_formulas_give_the_stored_value() -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["Nome", "Totale"])
        sheet.write_string(1, 0, "=1+1")
        sheet.write_formula(1, 1, "=40+2", None, 42)
    assert cells_of(buffer.getvalue()) == [("=1+1", 42.0)]


def test_titles_and_blank_rows_above_the_headings() -> None:
    rows = [["Comune di Bitritto"], [], ["Elenco minori in carico al 31/12/2019"], [], *ROWS]
    table = read_table(xlsx(rows))
    assert table.choices.header_row == 5
    assert table.columns == ("Cognome", "Nome", "Città")
    assert [row.number for row in table.rows()] == [6, 7]


def test_headings_are_known_words_below_a_wide_title() -> None:
    rows = [["Ambito", "Anno", "Responsabile"], ["Bari", "duemila", "Verdi"], ["Cognome", "Nome", ""], ["x", "y", "z"]]
    assert read_table(xlsx(rows), known={"cognome", "nome"}).choices.header_row == 3


def test_headings_chosen_by_hand() -> None:
    table = read_table(xlsx([["Titolo uno", "Titolo due"], ["A", "B"], ["1", "2"]]), choices=Choices(header_row=2))
    assert table.columns == ("A", "B")
    assert [row.cells for row in table.rows()] == [("1", "2")]


def test_duplicate_and_empty_headings_get_names() -> None:
    table = read_table(xlsx([["Data", "data", None, "Nome"], [1, 2, 3, 4]]))
    assert table.columns == ("Data (1)", "data (2)", "(colonna C)", "Nome")


def test_repeated_headings_and_empty_rows_are_left_out() -> None:
    table = read_table(xlsx([*ROWS, [], ["-", "", "n.d."], ROWS[0], ["Rossi", "Ada", "Bari"]]))
    assert table.row_count == 3
    assert [row.number for row in table.rows()] == [2, 3, 7]


def test_rows_after_a_checkpoint() -> None:
    assert [row.number for row in read_table(AS_TEXT.encode()).rows(after=2)] == [3]


def test_table_that_starts_away_from_the_corner() -> None:
    table = read_table(xlsx([[], [], [None, None, "Nome", "Anni"], [None, None, "Ada", 3]]))
    assert table.columns == ("(colonna A)", "(colonna B)", "Nome", "Anni")
    assert [(row.number, row.cells) for row in table.rows()] == [(4, (None, None, "Ada", 3.0))]


def test_sheet_with_the_known_headings_is_chosen() -> None:
    content = xlsx([["Istruzioni per la compilazione"], ["Leggere bene"]], name="Leggimi", others={"Dati": ROWS})
    table = read_table(content, known={"cognome", "nome"})
    assert table.sheets == ("Leggimi", "Dati")
    assert table.choices.sheet == "Dati"


def test_sheet_chosen_by_hand_or_missing() -> None:
    content = xlsx(ROWS, others={"Altro": [["A", "B"], ["1", "2"]]})
    assert read_table(content, choices=Choices(sheet="Altro")).columns == ("A", "B")
    with pytest.raises(FileRefusedError) as caught:
        read_table(content, choices=Choices(sheet="Nessuno"))
    assert caught.value.problem is FileProblem.NO_SHEET


def test_open_document_sheet() -> None:
    trailing = (
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = read_table(ods(ods_rows(ROWS) + trailing))
    assert table.kind is FileKind.ODS
    assert [row.cells for row in table.rows()] == [tuple(row) for row in ROWS[1:]]


def test_open_document_repeated_cells_are_filled() -> None:
    repeated = ods_cell("x").replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="3"')
    rows = ods_rows([["A", "B", "C"]]) + f'<table:table-row table:number-rows-repeated="2">{repeated}</table:table-row>'
    assert cells_of(ods(rows)) == [("x", "x", "x"), ("x", "x", "x")]


def test_macros_are_told_and_ignored() -> None:
    content = rezip(xlsx(ROWS), add={"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    table = read_table(content)
    assert table.macros
    assert table.row_count == 2


def test_a_million_empty_rows_are_passed_over() -> None:
    blank = "".join(f'<row r="{row}"><c r="A{row}" s="1"/></row>' for row in range(4, 200_000))
    content = xlsx(ROWS)
    sheet = read_member_of(content).replace(b"</sheetData>", blank.encode() + b"</sheetData>")
    assert [row.number for row in read_table(with_sheet(content, sheet)).rows()] == [2, 3]
    assert [row.number for row in read_table(AS_TEXT.encode() + b";;\r\n" * 1_000_000).rows()] == [2, 3]


def read_member_of(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def with_sheet(content: bytes, sheet: bytes) -> bytes:
    return rezip(content, replace={"xl/worksheets/sheet1.xml": sheet})


@pytest.mark.parametrize(
    ("rows", "limits", "problem"),
    [
        ([["A", "B"]], Limits(), FileProblem.NO_ROWS),
        ([], Limits(), FileProblem.NO_HEADER),
        ([[1, 2], [3, 4]], Limits(), FileProblem.NO_HEADER),
        ([["A", "B"], *[["1", "2"]] * 6], Limits(rows=5), FileProblem.TOO_MANY_ROWS),
        ([[f"C{n}" for n in range(9)], ["x"] * 9], Limits(columns=8), FileProblem.TOO_MANY_COLUMNS),
    ],
)
def test_tables_refused(rows: list[list[object]], limits: Limits, problem: FileProblem) -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_table(xlsx(rows), limits=limits)
    assert caught.value.problem is problem


def test_rows_and_columns_at_the_limit_are_taken() -> None:
    assert read_table(xlsx([["A", "B"], *[["1", "2"]] * 5]), limits=Limits(rows=5, columns=2)).row_count == 5


def test_quote_never_closed_is_told_with_its_row() -> None:
    content = b"Nome;Anni;Comune\nAda;3;Bari\n" + b'"Bia;4;Bari\n' + b"Ugo;5;Bari\n" * 50
    with pytest.raises(FileRefusedError) as caught:
        read_table(content)
    assert (caught.value.problem, caught.value.detail) == (FileProblem.OPEN_QUOTE, {"row": 3})


def test_cell_longer_than_a_spreadsheet_allows() -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_table(b"Nome;Note\nAda;" + b"x" * 40_000)
    assert (caught.value.problem, caught.value.detail) == (FileProblem.CELL_TOO_LONG, {"row": 2})


GUARDED = re.compile("'[=+@-]")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=8))
def test_whatever_is_written_to_delimited_text_is_read(pairs: list[tuple[str, str]]) -> None:
    import csv

    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";", quoting=csv.QUOTE_ALL).writerows([("Prima", "Seconda"), *pairs])
    choices = Choices(header_row=1, separator=";", encoding="utf-8")
    try:
        read = {row.number: row.cells for row in read_table(buffer.getvalue().encode(), choices=choices).rows()}
    except FileRefusedError as error:
        assert error.problem is FileProblem.NO_ROWS  # noqa: PT017 - only blank pairs
        read = {}
    for number, cells in read.items():
        assert tuple(cells) == tuple(word[1:] if GUARDED.match(word) else word for word in pairs[number - 2])


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"):
        with contextlib.suppress(FileRefusedError):
            list(read_table(start + content).rows())
