# SPDX-License-Identifier: EUPL-1.2
"""One run: the same rows, three contestants, the same cube proven equal by hash, ratios of median times.

Quarter of opening, Ambito, age band at the end of the quarter, gender and service of each taking in charge; all 32
grouping sets. Ready data are ready for all: the mart is sorted and flagged, the tables are loaded and analysed, the
time to get there is told beside.
"""

from __future__ import annotations

import hashlib
import io
import os
import resource
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import psycopg

from benchmarks.cluster import database as private_database
from benchmarks.report import Report, middle
from ordito.indicators.engine.kernel import Dimension, Facts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from numpy.typing import NDArray

SIZES = {"quarter": 20, "ambito": 45, "age": 7, "gender": 2, "service": 7}
NAMES = ", ".join(SIZES)
CUBE = f"SELECT {NAMES}, count(DISTINCT person) FROM taking GROUP BY CUBE ({NAMES})"
TABLE = f"CREATE TABLE taking (person integer, {', '.join(f'{name} smallint' for name in SIZES)})"
SEED = 20261121

Rows = dict[str, "NDArray[np.int32]"]


def make_rows(count: int) -> Rows:
    """Takings in charge of persons who mostly have one or two, mostly in one Ambito; sorted by person."""
    random = np.random.default_rng(SEED)
    people = max(1, int(count * 0.7))
    person = np.sort(
        np.concatenate((np.arange(min(people, count)), random.integers(0, people, max(0, count - people))))
    )
    weights = random.pareto(1.5, SIZES["ambito"]) + 0.2
    home = random.choice(SIZES["ambito"], people, p=weights / weights.sum())
    birth = random.integers(0, 80, people)
    moved = random.random(count) < 0.04
    quarter = random.integers(0, SIZES["quarter"], count)
    service = random.choice(SIZES["service"], count, p=[0.3, 0.25, 0.2, 0.1, 0.08, 0.05, 0.02])
    columns = {
        "person": person,
        "quarter": quarter,
        "ambito": np.where(moved, random.integers(0, SIZES["ambito"], count), home[person]),
        "age": np.minimum((quarter + birth[person]) // 14, SIZES["age"] - 1),
        "gender": person % 2,
        "service": service,
    }
    return {name: column.astype(np.int32) for name, column in columns.items()}


def make_facts(rows: Rows) -> Facts:
    """The mart of the kernel; gender is one per person, the rest varies."""
    dimensions = {name: Dimension(rows[name].astype(np.int16), size, name != "gender") for name, size in SIZES.items()}
    return Facts(rows["person"], dimensions)


def digest_of_facts(facts: Facts) -> str:
    """Hash of the inhabited cells of the kernel's cube, in the order of `digest_of_lines`."""
    lines = []
    for grouping, counts in facts.full_cube().items():
        cells = np.argwhere(counts) if grouping else [()]
        for cell in map(tuple, cells):
            at = dict(zip(grouping, cell, strict=True))
            lines.append((*(int(at[name]) if name in at else None for name in SIZES), int(counts[cell])))
    return digest_of_lines(lines)


def digest_of_lines(lines: Iterable[tuple[int | None, ...]]) -> str:
    """Hash of the lines of a cube, whatever their order."""
    told = sorted(" ".join("*" if value is None else str(value) for value in line) for line in lines)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def in_duckdb(rows: Rows, repeats: int) -> tuple[float, float, str]:
    """Seconds to load, median seconds of the CUBE, digest."""
    with duckdb.connect(":memory:") as database:
        start = time.perf_counter()
        database.execute(TABLE)
        database.register("given", rows)
        database.execute(f"INSERT INTO taking SELECT person, {NAMES} FROM given ORDER BY person")
        loading = time.perf_counter() - start
        seconds = median_seconds(lambda: database.execute(CUBE).fetchall(), repeats)
        return loading, seconds, digest_of_lines(database.execute(CUBE).fetchall())


def in_postgresql(rows: Rows, repeats: int) -> tuple[float, float, str]:
    """The same in PostgreSQL."""
    given = os.environ.get("DATABASE_URL", "")
    place = nullcontext((given, None)) if given.startswith("postgres") else private_database("postgresql")
    with place as (address, _folder), psycopg.connect(address, autocommit=True) as database:
        database.execute("SET jit = off")
        database.execute("SET work_mem = '512MB'")
        database.execute("DROP TABLE IF EXISTS taking")
        start = time.perf_counter()
        database.execute(TABLE)
        text = io.StringIO()
        np.savetxt(text, np.column_stack([rows["person"], *(rows[name] for name in SIZES)]), fmt="%d", delimiter="\t")
        with database.cursor().copy(f"COPY taking (person, {NAMES}) FROM STDIN") as copy:
            copy.write(text.getvalue())
        database.execute("VACUUM ANALYZE taking")
        loading = time.perf_counter() - start
        seconds = median_seconds(lambda: database.execute(CUBE).fetchall(), repeats)
        lines = database.execute(CUBE).fetchall()
        database.execute("DROP TABLE taking")
        return loading, seconds, digest_of_lines(lines)


def median_seconds(work: Callable[[], object], repeats: int) -> float:
    """Median wall time of a few runs; the machine is shared and noisy."""
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle(taken)


def run(count: int, repeats: int, *, postgresql: bool = True, keep: bool = True) -> int:
    """Run the contestants and hold the kernel to its bars; 1 when one fails or the cubes differ."""
    report = Report("counting", {"takings": count, "persons": "0.7 of them", "grouping sets": 32, "runs": repeats})
    rows = make_rows(count)
    start = time.perf_counter()
    facts = make_facts(rows)
    report.figure("kernel: sort flags, once per snapshot", time.perf_counter() - start, "s")
    own = median_seconds(facts.full_cube, max(repeats, 5))
    report.figure("kernel: full cube", own, "s")
    digest = digest_of_facts(facts)
    report.figure("kernel: peak memory so far", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB")
    rivals = [("DuckDB", in_duckdb, 4), ("PostgreSQL", in_postgresql, 25)]
    for name, contest, bar in rivals if postgresql else rivals[:1]:
        loading, seconds, other = contest(rows, repeats)
        report.figure(f"{name}: load", loading, "s")
        report.figure(f"{name}: CUBE", seconds, "s")
        report.figure(f"same cube as {name}, by hash", float(digest == other), "(1 yes)", limit=1, at_least=True)
        report.figure(f"kernel against {name}", seconds / own, "times faster", limit=bar, at_least=True)
    return report.finish(keep=keep)
