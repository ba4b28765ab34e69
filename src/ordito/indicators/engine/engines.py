# SPDX-License-Identifier: EUPL-1.2
"""Engines that speak SQL: DuckDB on the files themselves, and any database that Ibis can reach."""

from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.query import DENSE_CELLS, Cube, Query, Scales, cells_of
from ordito.indicators.engine.sql import answer_columns, cube_of, statement
from ordito.indicators.engine.store import GONE, Store


def standing(files: str, gone: str) -> str:
    """The rows that stand as SQL, from the relations of a dataset's files and of its tombstones ("" for none)."""
    if not gone:
        return files
    later = f"SELECT 1 FROM {gone} AS g WHERE g.owner = f.owner AND g.layer > f.layer"  # noqa: S608 - names of files and views
    return f"(SELECT * FROM {files} AS f WHERE NOT EXISTS ({later}))"  # noqa: S608 - as above


class DuckDbEngine:
    """The embedded SQL engine, reading the store's files: for cubes too large to be dense arrays."""

    def __init__(self, memory: str = "1GB", threads: int = 2) -> None:
        self._memory, self._threads = memory, threads

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        said = statement(query, store, scales, lambda dataset: self._relation(store, dataset))
        import duckdb  # takes its time, and talks at the end of every process that has it

        with TemporaryDirectory() as aside, duckdb.connect(":memory:") as database:
            database.execute(f"SET memory_limit = '{self._memory}'; SET threads = {self._threads}")
            database.execute(f"SET temp_directory = '{aside}'")
            return cube_of(database.sql(said).to_arrow_table(), query, store, scales)

    @staticmethod
    def _relation(store: Store, dataset: str) -> str:
        store.files(dataset)  # says by our own errors what is missing
        place = str(store.folder / dataset).replace("'", "''")
        files = f"read_parquet('{place}/year=*/*.parquet', hive_partitioning = false)"
        gone = f"read_parquet('{place}/{GONE}')" if store.gone(dataset).num_rows else ""
        return standing(files, gone)


class Backend(Protocol):
    """The part of an Ibis backend that is needed here."""

    def sql(self, query: str, *, schema: Mapping[str, str], dialect: str) -> Any:
        """A statement in another dialect as a table of this backend."""


class IbisEngine:
    """A database behind Ibis that has the standing rows of each dataset as a table or view.

    Its name is the dataset's with `prefix` before it, in `schema` when there is one.
    """

    def __init__(self, backend: Backend, schema: str = "", *, prefix: str = "") -> None:
        self._backend, self._schema, self._prefix = backend, schema, prefix

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        said = statement(query, store, scales, self._relation)
        found = self._backend.sql(said, schema=answer_columns(query), dialect="duckdb").to_pyarrow()
        return cube_of(found, query, store, scales)

    def _relation(self, dataset: str) -> str:
        name = f'"{self._prefix}{dataset}"'
        return f'"{self._schema}".{name}' if self._schema else name


class BestEngine:
    """The kernel, and DuckDB for cubes beyond its size."""

    def __init__(self) -> None:
        self._dense, self._sql = DenseEngine(), DuckDbEngine()

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        large = cells_of(query, scales) > DENSE_CELLS * len(query.periods)
        return (self._sql if large else self._dense).run(query, store, scales)
