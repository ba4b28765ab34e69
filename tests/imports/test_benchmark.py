# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

from django.conf import settings

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


def test_benchmark_runs_at_toy_size() -> None:
    """Its own process, because it has settings and a database of its own; the bar is not for so few rows."""
    command = [sys.executable, "-m", "benchmarks.importing", "--rows", "45", "--discard"]
    search = os.pathsep.join([str(settings.ROOT / "src"), str(settings.ROOT)])
    run = subprocess.run(
        command,
        cwd=settings.ROOT,
        env={**os.environ, "PYTHONPATH": search, "DATABASE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in {0, 1}, run.stderr
    assert "import as a multiple of plain inserts" in run.stdout, run.stderr
