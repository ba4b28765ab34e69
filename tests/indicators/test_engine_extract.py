# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from ordito.indicators.engine.extract import RowReader, Select, sqlite_reader, write_snapshot
from ordito.indicators.engine.mart import OPEN, UNKNOWN_MONTH, BrokenSnapshotError, read

if TYPE_CHECKING:
    from pathlib import Path

TAKINGS = Select(
    "SELECT who, town, gender, born, id, start, finish FROM taking WHERE id > %s AND town LIKE '%%'",
    (0,),
    ("person", "comune", "sex", "birth_date", "taking", "opened_on", "closed_on"),
)
REASONS = Select("SELECT taking, why FROM reason", (), ("taking", "reason"))
ROWS = [
    (70, "A", "F", "2012-03-31", 11, "2024-01-05", None),
    (70, "B", "F", "2012-03-31", 12, "2025-01-05", "2025-02-01"),
    (71, "A", "", None, 13, "2025-03-05", None),
]


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = str(tmp_path / "con spazio e %41.sqlite3")
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE taking (who, town, gender, born, id, start, finish)")
        connection.execute("CREATE TABLE reason (taking, why)")
        connection.executemany("INSERT INTO taking VALUES (?, ?, ?, ?, ?, ?, ?)", ROWS)
        connection.executemany("INSERT INTO reason VALUES (?, ?)", [(11, "x"), (11, "y"), (13, "x"), (99, "gone")])
    connection.close()
    return path


def write(folder: Path, database: str) -> None:
    with sqlite_reader(database) as reader:
        write_snapshot(
            folder,
            reader,
            takings=TAKINGS,
            facets={"motivo": (REASONS, "reason")},
            pseudonyms=lambda persons: [f"p{person}".encode() for person in persons],
            progress=lambda _done, _total: None,
        )


def test_snapshot_reads_back_as_a_mart(tmp_path: Path, database: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    write(folder, database)
    mart = read(folder, places=["A", "B"], sexes=["F", "M", ""], facets=["motivo"])
    assert mart.persons == 2
    assert mart.place.tolist() == [0, 1, 0]
    assert mart.sex.tolist() == [0, 0, 2]
    assert mart.birth.tolist() == [2012 * 12 + 2, 2012 * 12 + 2, UNKNOWN_MONTH]
    assert mart.closed.tolist()[0] == OPEN
    facet = mart.facets["motivo"]
    assert facet.codes == ("", "x", "y")
    pairs = sorted(zip(facet.row.tolist(), facet.code.tolist(), strict=True))
    assert pairs == [(0, 1), (0, 2), (1, 0), (2, 1)], "a taking without a reason is not stated"


def test_both_readers_give_the_same_text(database: str) -> None:
    with sqlite_reader(database) as reader:
        columns = reader.read(TAKINGS, ("person", "closed_on")).to_pydict()
    connection = sqlite3.connect(database)

    class Cursor:
        def __init__(self) -> None:
            self.inner = connection.cursor()

        def execute(self, sql: str, parameters: tuple[object, ...]) -> None:
            self.inner.execute(sql.replace("%s", "?").replace("%%", "%"), parameters)

        def fetchmany(self, size: int) -> list[tuple[object, ...]]:
            return self.inner.fetchmany(size)

    assert RowReader(Cursor()).read(TAKINGS, ("person", "closed_on")).to_pydict() == columns
    connection.close()
    assert columns == {"person": ["70", "70", "71"], "closed_on": ["", "2025-02-01", ""]}


def test_column_reader_sees_one_point_in_time(database: str) -> None:
    with sqlite3.connect(database) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
    with sqlite_reader(database) as reader:
        before = reader.read(TAKINGS, ("taking",)).num_rows
        with sqlite3.connect(database) as writer:
            writer.execute("INSERT INTO taking VALUES (72, 'A', 'M', NULL, 14, '2025-04-05', NULL)")
        writer.close()
        after = reader.read(TAKINGS, ("taking",)).num_rows
    with sqlite_reader(database) as reader:
        later = reader.read(TAKINGS, ("taking",)).num_rows
    assert (before, after, later) == (3, 3, 4)


def test_broken_snapshots_are_named(tmp_path: Path, database: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(BrokenSnapshotError, match=r"takings\.parquet"):
        read(folder, places=["A"], sexes=["F"], facets=[])
    write(folder, database)
    with pytest.raises(BrokenSnapshotError, match="place"):
        read(folder, places=["A"], sexes=["F", "M", ""], facets=[])
    assert pq.read_metadata(folder / "takings.parquet").num_rows == 3
