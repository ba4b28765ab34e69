# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

from benchmarks.importing.spreadsheet import CYCLE, fiscal_code, refused, spreadsheet
from ordito.core.fiscal_code import parse
from ordito.imports.engine.reading import read_table


def test_spreadsheet_of_the_benchmark_is_a_readable_mess() -> None:
    table = read_table(spreadsheet(CYCLE, ["Bari", "Bitonto"]))
    assert table.row_count == CYCLE
    assert table.choices.header_row == 3
    assert refused(CYCLE) == 5
    assert refused(2 * CYCLE + 3) == 11


def test_fiscal_codes_of_the_benchmark_are_right() -> None:
    assert parse(fiscal_code("Rossi", "Ada", date(2015, 3, 2), "F", "A662")).day == 2
