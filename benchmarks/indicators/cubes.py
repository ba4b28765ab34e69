# SPDX-License-Identifier: EUPL-1.2
"""`python -m benchmarks.indicators.cubes`: the full cube against two databases, and a dashboard of twelve tiles.

The cube: Ambito × age band × gender × service × quarter of opening, all 32 grouping sets, distinct persons, by the
engine that pages use, from the store; the rivals have the same codes ready in a table, sorted and analysed, and run a
CUBE written by hand. The engine also counts rows and adds keys up, which they do not. Ready data are ready for all:
what it takes to get there is told beside. The dashboard is twelve questions of the store, asked once with everything
on disk, and again.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import psycopg

from benchmarks.cluster import database as private_database
from benchmarks.indicators.episodes import AMBITO, BAND, QUARTER, SERVICE, SEX, make_store, scales
from benchmarks.report import Report, middle
from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.loaded import aged, forget_loaded, loaded, placed
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import Condition, Query

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ordito.indicators.engine.model import IntArray
    from ordito.indicators.engine.query import Cube
    from ordito.indicators.engine.store import Store

SCALES = scales()
LEVELS = (AMBITO, BAND, SEX, SERVICE, QUARTER)
YEAR = Period(2025)
CUBE = Query("takings", Measure.EPISODES, (YEAR,), LEVELS)
NAMES = ("ambito", "age", "gender", "service", "quarter")
COLUMNS = ", ".join(NAMES)
BY_HAND = f"SELECT {COLUMNS}, count(DISTINCT person) FROM taking GROUP BY CUBE ({COLUMNS})"
TABLE = f"CREATE TABLE taking (person integer, {', '.join(f'{name} smallint' for name in NAMES)})"
ONE_SERVICE, MINORS = Condition(SERVICE, ("s1",)), Condition(BAND, ("0", "3", "6", "11", "14"))
FOUR, FIVE = tuple(Period(2025, number) for number in (1, 2, 3, 4)), tuple(Period(year) for year in range(2021, 2026))
TILES = (
    Query("takings", Measure.PERSONS, (YEAR,), (AMBITO,)),
    Query("takings", Measure.PERSONS, (YEAR,), (AMBITO, SEX), (MINORS,)),
    Query("takings", Measure.PERSONS, FIVE, ()),
    Query("takings", Measure.PERSONS, (YEAR,), (BAND, SEX)),
    Query("takings", Measure.RATE, (YEAR,), (AMBITO,), (MINORS,)),
    Query("takings", Measure.OPEN, (YEAR,), (AMBITO,)),
    Query("takings", Measure.OPENED, FOUR, (SERVICE,)),
    Query("takings", Measure.CLOSED, FOUR, (SERVICE,)),
    Query("takings", Measure.DURATION, (YEAR,), (SERVICE,)),
    Query("takings", Measure.PERSONS, (YEAR,), (SERVICE,)),
    Query("takings", Measure.PERSONS, (YEAR,), (AMBITO,), (ONE_SERVICE,)),
    Query("takings", Measure.OPENED, (YEAR,), (AMBITO, BAND)),
)


def codes_of(store: Store) -> dict[str, IntArray]:
    """What the rivals count: each row's person and codes, as the engine sees them."""
    rows = loaded(store, "takings")
    every = np.arange(rows.person.size)
    named = {
        "ambito": (AMBITO, "place"),
        "gender": (SEX, "sex"),
        "service": (SERVICE, "service"),
        "quarter": (QUARTER, "quarter"),
    }
    codes = {name: placed(SCALES[by], rows.coded(column), every, 0) for name, (by, column) in named.items()}
    codes |= {"person": rows.person.astype(np.int64), "age": aged(SCALES[BAND], rows.numbers("birth"), YEAR)}
    return {name: codes[name].astype(np.int32 if name == "person" else np.int16) for name in ("person", *NAMES)}


def same(cube: Cube, lines: Sequence[tuple[int | None, ...]]) -> bool:
    """Whether the lines of a CUBE are the cells of the engine's."""
    persons = cube.persons[0]
    found = np.zeros_like(persons)
    table = np.asarray([[-1 if value is None else value for value in line] for line in lines], dtype=np.int64)
    found[tuple(table[:, :-1].T)] = table[:, -1]
    return bool((found == persons).all())


def in_duckdb(codes: dict[str, IntArray], repeats: int) -> tuple[float, list[tuple[int | None, ...]]]:
    """Median seconds of the CUBE, and its lines."""
    with duckdb.connect(":memory:") as database:
        database.execute(TABLE)
        database.register("given", codes)
        database.execute(f"INSERT INTO taking SELECT person, {COLUMNS} FROM given ORDER BY person")
        seconds = median_seconds(lambda: database.execute(BY_HAND).fetchall(), repeats)
        return seconds, database.execute(BY_HAND).fetchall()


def in_postgresql(codes: dict[str, IntArray], repeats: int) -> tuple[float, list[tuple[int | None, ...]]]:
    """The same in PostgreSQL."""
    given = os.environ.get("DATABASE_URL", "")
    place = nullcontext((given, None)) if given.startswith("postgres") else private_database("postgresql")
    with place as (address, _folder), psycopg.connect(address, autocommit=True) as database:
        for said in ("SET jit = off", "SET work_mem = '512MB'", "DROP TABLE IF EXISTS taking", TABLE):
            database.execute(said)
        with database.cursor().copy(f"COPY taking (person, {COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(_binary(codes))
        database.execute("VACUUM ANALYZE taking")
        lines: list[tuple[int | None, ...]] = []

        def ask() -> None:
            lines[:] = database.execute(BY_HAND).fetchall()

        seconds = median_seconds(ask, repeats)
        database.execute("DROP TABLE taking")
        return seconds, lines


def _binary(codes: dict[str, IntArray]) -> bytes:
    """The rows as PostgreSQL's binary COPY reads them."""
    line = [("fields", ">i2"), ("long", ">i4"), ("person", ">i4")]
    for name in NAMES:
        line += [(f"{name}_long", ">i4"), (name, ">i2")]
    rows = np.zeros(codes["person"].size, dtype=np.dtype(line))
    rows["fields"], rows["long"], rows["person"] = len(NAMES) + 1, 4, codes["person"]
    for name in NAMES:
        rows[f"{name}_long"], rows[name] = 2, codes[name]
    return b"PGCOPY\n\xff\r\n\0" + b"\0" * 8 + rows.tobytes() + b"\xff\xff"


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """Median wall time of a few runs; the machine is shared and noisy."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle(taken)


def race(report: Report, rows: int, repeats: int, *, postgresql: bool) -> None:
    """The full cube, proven equal, by ratios of times in one run."""
    with TemporaryDirectory() as folder:
        store = make_store(Path(folder), rows, closing=False)
        engine = DenseEngine()
        start = time.perf_counter()
        cube = engine.run(CUBE, store, SCALES)
        report.figure("kernel: read the store and count the full cube", time.perf_counter() - start, "s")
        own = median_seconds(lambda: engine.run(CUBE, store, SCALES), repeats)
        report.figure("kernel: full cube", own, "s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        report.figure("kernel: peak memory", peak, "MB", limit=2048)
        codes = codes_of(store)
        forget_loaded()
        rivals = [("DuckDB", in_duckdb, 5), *([("PostgreSQL", in_postgresql, 50)] if postgresql else [])]
        for name, contest, bar in rivals:
            seconds, lines = contest(codes, 1)
            report.figure(f"{name}: CUBE", seconds, "s")
            equal = float(same(cube, lines))
            report.figure(f"same cube as {name}, cell by cell", equal, "(1 yes)", limit=1, at_least=True)
            report.figure(f"kernel against {name}", seconds / own, "times faster", limit=bar, at_least=True)


def dashboard(report: Report, rows: int) -> None:
    """Twelve questions: the first time everything is on disk, the second everything is in memory."""
    with TemporaryDirectory() as folder:
        store = make_store(Path(folder), rows)
        engine = DenseEngine()

        def ask() -> None:
            for tile in TILES:
                engine.run(tile, store, SCALES)

        forget_loaded()
        report.figure("dashboard: 12 tiles, the store on disk", median_seconds(ask, 1), "s")
        report.figure("dashboard: 12 tiles, the columns in memory", median_seconds(ask, 3), "s", limit=1)


def main(arguments: list[str] | None = None) -> int:
    """Run both and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.indicators.cubes", description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000, help="takings in charge of the cube")
    parser.add_argument("--events", type=int, default=4_000_000, help="takings in charge of the dashboard")
    parser.add_argument("--repeats", type=int, default=3, help="runs of the kernel; the median counts")
    parser.add_argument("--no-keep", action="store_true", help="do not append to the results")
    parser.add_argument("--without-postgresql", action="store_true", help="leave the second rival out")
    told = parser.parse_args(arguments)
    report = Report("indicators-cubes", {"takings": told.rows, "events": told.events, "runs": told.repeats})
    race(report, told.rows, told.repeats, postgresql=not told.without_postgresql)
    dashboard(report, told.events)
    return report.finish(keep=not told.no_keep)


if __name__ == "__main__":
    sys.exit(main())
