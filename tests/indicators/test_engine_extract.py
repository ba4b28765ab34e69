# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ordito.indicators.engine.engines import DuckDbEngine
from ordito.indicators.engine.extract import Plan, RowReader, Select, full_layer, sqlite_reader
from ordito.indicators.engine.mart import OPEN, UNKNOWN_MONTH, BrokenSnapshotError
from ordito.indicators.engine.marts import mart_of_store
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.pseudonyms import Pseudonyms
from ordito.indicators.engine.query import PEOPLE, THINGS, Query, UnknownColumnError
from ordito.indicators.engine.store import MANIFEST, Shape, Store, write_manifest

TAKINGS = Select(
    "SELECT who, town, gender, born, id, start, finish FROM taking WHERE id > %s AND town LIKE '%%'",
    (0,),
    ("person", "comune", "sex", "birth_date", "taking", "opened_on", "closed_on"),
)
NAMES = {
    "row": "taking", "person": "person", "place": "comune", "sex": "sex", "birth": "birth_date", "begin": "opened_on",
    "end": "closed_on",
}  # fmt: skip
PLAN = Plan(Shape("takings", {}, about=PEOPLE, owned=False), TAKINGS, NAMES)
REASONS = Plan(
    Shape("reasons", {"reason": "code", "taking": "link"}, about=THINGS, owned=False, parents={"taking": "takings"}),
    Select("SELECT taking, why FROM reason", (), ("taking", "reason")),
    {"row": "taking", "taking": "taking", "reason": "reason"},
)
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


def write(folder: Path, database: str) -> Store:
    with sqlite_reader(database) as reader:
        for plan in (PLAN, REASONS):
            full_layer(folder, reader, plan, Pseudonyms(b"k" * 16))
    write_manifest(folder, [PLAN.shape, REASONS.shape], layers=1, read_at="")
    return Store(folder)


def test_snapshot_reads_back_as_a_mart(tmp_path: Path, database: str) -> None:
    store = write(tmp_path, database)
    facets = {"motivo": ("reasons", "reason")}
    mart = mart_of_store(store, places=["A", "B"], sexes=["F", "M", ""], facets=facets)
    assert mart.persons == 2
    assert sorted(zip(mart.place.tolist(), mart.sex.tolist(), strict=True)) == [(0, 0), (0, 2), (1, 0)]
    assert sorted(mart.birth.tolist()) == [UNKNOWN_MONTH, 2012 * 12 + 2, 2012 * 12 + 2]
    assert mart.closed.tolist().count(OPEN) == 2
    facet = mart.facets["motivo"]
    assert facet.codes == ("", "x", "y")
    stated = {
        (int(mart.sex[row]), int(mart.place[row]), int(code))
        for row, code in zip(*facet.during(Period(2025)), strict=True)
    }
    assert stated == {(0, 0, 1), (0, 0, 2), (0, 1, 0), (2, 0, 1)}, "a taking without a reason is not stated"


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
    with pytest.raises(BrokenSnapshotError, match="manifest"):
        Store(tmp_path).facts("takings")
    store = write(tmp_path, database)
    with pytest.raises(BrokenSnapshotError, match="place"):
        mart_of_store(store, places=["A"], sexes=["F", "M", ""], facets={})
    with pytest.raises(UnknownColumnError, match=r"takings\.mode"):
        store.read("takings", ["mode"])
    layers = [Path(path) for path in store.files("takings")]
    assert len(layers) == 2, "one for each year"
    for path, lost in zip(layers, ("some of", "its files"), strict=True):
        path.unlink()
        with pytest.raises(BrokenSnapshotError, match=lost):
            store.read("takings", ["place"])
    with pytest.raises(BrokenSnapshotError, match="its files"):
        DuckDbEngine().run(Query("takings", Measure.PERSONS, (Period(2025),)), store, {})
    (tmp_path / MANIFEST).write_text('{"format": 1}', encoding="utf-8")
    with pytest.raises(BrokenSnapshotError, match="format"):
        Store(tmp_path).facts("takings")
