# SPDX-License-Identifier: EUPL-1.2
"""Engines that speak SQL: DuckDB on the files themselves, and any database that Ibis can reach."""

from typing import Any, Protocol

import duckdb

from ordito.indicators.engine.dense import DenseEngine
from ordito.indicators.engine.query import DENSE_CELLS, Cube, Query, Scales, cells_of
from ordito.indicators.engine.sql import cube_of, statement
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
        self._settings: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory, "threads": threads}

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        with duckdb.connect(":memory:", config=self._settings) as database:
            said = statement(query, store, scales, lambda dataset: self._relation(store, dataset))
            return cube_of(database.sql(said).to_arrow_table(), query, store, scales)

    @staticmethod
    def _relation(store: Store, dataset: str) -> str:
        store.facts(dataset)
        place = str(store.folder / dataset).replace("'", "''")
        files = f"read_parquet('{place}/year=*/*.parquet', hive_partitioning = false)"
        gone = f"read_parquet('{place}/{GONE}')" if store.gone(dataset).num_rows else ""
        return standing(files, gone)


class SqlTables(Protocol):
    """The part of an Ibis backend that is needed here."""

    def sql(self, query: str, *, dialect: str) -> Any:
        """A statement in another dialect as a table of this backend."""


class IbisEngine:
    """A database behind Ibis that holds the standing rows of each dataset as `<prefix><dataset>`."""

    def __init__(self, backend: SqlTables, prefix: str = "") -> None:
        self._backend, self._prefix = backend, prefix

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        said = statement(query, store, scales, lambda dataset: f'{self._prefix}"{dataset}"')
        return cube_of(self._backend.sql(said, dialect="duckdb").to_pyarrow(), query, store, scales)


class BestEngine:
    """The kernel, and DuckDB for cubes beyond its size."""

    def __init__(self) -> None:
        self._dense, self._sql = DenseEngine(), DuckDbEngine()

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        large = cells_of(query, scales) > DENSE_CELLS * len(query.periods)
        return (self._sql if large else self._dense).run(query, store, scales)
