# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

from benchmarks.importing.spreadsheet import CYCLE, broken_rows, fiscal_code, refused, spreadsheet, workbook_of
from ordito.core.fiscal_code import parse
from ordito.imports.engine.reading import read_table


def test_spreadsheet_of_the_benchmark_is_a_readable_mess() -> None:
    table = read_table(spreadsheet(CYCLE, ["Bari", "Bitonto"], ["Uno", "Due", "Tre", "Quattro", "Cinque"]))
    assert table.row_count == CYCLE
    first, second, third = [row.cells for row in table.rows()][3:6]
    assert first[:3] != second[:3] == third[:3]
    assert second[-1] != third[-1]
    assert table.choices.header_row == 3
    assert refused(CYCLE) == 5
    assert refused(2 * CYCLE + 3) == 11


def test_no_row_of_the_broken_file_has_a_surname() -> None:
    table = read_table(workbook_of(broken_rows(5)))
    assert table.row_count == 5
    assert {row.cells[0] for row in table.rows()} == {""}


def test_fiscal_codes_of_the_benchmark_are_right() -> None:
    assert parse(fiscal_code("Rossi", "Ada", date(2015, 3, 2), "F", "A662")).day == 2
