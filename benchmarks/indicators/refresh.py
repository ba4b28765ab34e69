# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.indicators.refresh`: 10,000 changed rows among four million, against reading everything.

From a table in a database file to a store that can be asked: reading, pseudonyms, Parquet, manifest. The records that
changed are given, as the audit log gives them; their rows are read again, a tenth of them gone.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import adbc_driver_sqlite.dbapi
import numpy as np

from benchmarks.indicators.episodes import SHAPE, make_rows
from benchmarks.report import Report
from ordito.indicators.engine.extract import Change, Plan, Select, full_layer, next_layer, sqlite_reader
from ordito.indicators.engine.pseudonyms import Pseudonyms
from ordito.indicators.engine.store import Store, write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.indicators.engine.model import IntArray

KEY = Pseudonyms(b"0123456789abcdef")
COLUMNS = ("taking", "person", "record", "comune", "sex", "birth_date", "opened_on", "closed_on", "quarter", "service")
SAID = f"SELECT {', '.join(COLUMNS)} FROM taking"
NAMES = dict(zip(("row", "person", "owner", "place", "sex", "birth", "begin", "end"), COLUMNS, strict=False))
PLAN = Plan(SHAPE, Select(SAID, (), COLUMNS), NAMES | {"quarter": "quarter", "service": "service"}, "record")
AT_ONCE = 5000


def fill(path: Path, rows: int) -> None:
    """A table as the record has it: dates as text, one number for each person."""
    made = make_rows(rows)
    with adbc_driver_sqlite.dbapi.connect(str(path)) as database, database.cursor() as cursor:
        cursor.adbc_ingest("given", made)
        database.commit()
    with sqlite3.connect(path) as plain:
        plain.execute(
            "CREATE TABLE taking AS SELECT row AS taking, person, owner AS record, place AS comune, sex, quarter, "
            "service, printf('%04d-%02d-01', birth / 12, birth % 12 + 1) AS birth_date, "
            "date(begin * 86400, 'unixepoch') AS opened_on, "
            "CASE WHEN end < 2147483647 THEN date(end * 86400, 'unixepoch') END AS closed_on FROM given"
        )
        plain.execute("DROP TABLE given")
        plain.execute("CREATE INDEX taking_record ON taking (record)")
    plain.close()


def change(path: Path, rows: int) -> IntArray:
    """Change some rows, remove a tenth of these, and say to which records they belong."""
    chosen = np.random.default_rng(7).choice(rows, rows, replace=False)[:10_000]
    with sqlite3.connect(path) as plain:
        marked = ", ".join(map(str, chosen.tolist()))
        found = plain.execute(f"SELECT DISTINCT record FROM taking WHERE taking IN ({marked})").fetchall()
        plain.execute(f"UPDATE taking SET closed_on = '2025-12-31' WHERE taking IN ({marked})")
        gone = ", ".join(map(str, chosen[::10].tolist()))
        plain.execute(f"DELETE FROM taking WHERE taking IN ({gone})")
    plain.close()
    return np.asarray([record for (record,) in found], dtype=np.int64)


def rows_of(owners: IntArray) -> Iterator[Select]:
    """The rows of some records as they stand."""
    for start in range(0, owners.size, AT_ONCE):
        some = tuple(owners[start : start + AT_ONCE].tolist())
        yield Select(f"{SAID} WHERE record IN ({', '.join(['%s'] * len(some))})", some, COLUMNS)


def whole(path: Path, folder: Path) -> float:
    """Seconds of reading everything into a store."""
    start = time.perf_counter()
    with sqlite_reader(str(path)) as reader:
        full_layer(folder, reader, PLAN, KEY)
    write_manifest(folder, [SHAPE], layers=1, read_at="")
    return time.perf_counter() - start


def part(path: Path, old: Path, folder: Path, owners: IntArray) -> float:
    """Seconds of reading what changed into a store that follows another."""
    start = time.perf_counter()
    listed = ", ".join(map(str, owners.tolist()))
    said = Select(f"SELECT column1 FROM (VALUES {listed.replace(', ', '), (').join(('(', ')'))})", (), ("owner",))
    with sqlite_reader(str(path)) as reader:
        next_layer(Store(old), folder, reader, PLAN, KEY, change=Change(said, rows_of))
    write_manifest(folder, [SHAPE], layers=2, read_at="")
    return time.perf_counter() - start


def main(arguments: list[str] | None = None) -> int:
    """Run and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indicators.refresh", description=__doc__)
    parser.add_argument("--rows", type=int, default=4_000_000, help="rows of the dataset")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    told = parser.parse_args(arguments)
    report = Report("indicators-refresh", {"rows": told.rows, "changed": min(told.rows, 10_000)})
    with TemporaryDirectory() as name:
        path, folders = Path(name) / "record.sqlite3", [Path(name) / str(number) for number in range(3)]
        for folder in folders:
            folder.mkdir()
        fill(path, told.rows)
        full = whole(path, folders[0])
        report.figure("reading everything", full, "s")
        owners = change(path, told.rows)
        seconds = part(path, folders[0], folders[1], owners)
        report.figure("reading what changed", seconds, "s", limit=5)
        report.figure("reading everything against what changed", full / seconds, "times longer")
        whole(path, folders[2])
        same = float(Store(folders[1]).digest("takings") == Store(folders[2]).digest("takings"))
        report.figure("same rows as reading everything again, by hash", same, "(1 yes)", limit=1, at_least=True)
    return report.finish(keep=not told.no_keep)


if __name__ == "__main__":
    sys.exit(main())
