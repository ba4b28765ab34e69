# SPDX-License-Identifier: EUPL-1.2
"""Engines outside this process: a PostgreSQL that has been given the rows, a Spark that reads the store's files.

Both speak through Ibis, a library that a house installs only when it wants them (`requirements/distributed.txt`).
"""

import logging
from collections.abc import Collection
from functools import lru_cache
from typing import Any

import adbc_driver_postgresql.dbapi
from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

from ordito.indicators.engine.engines import IbisEngine, standing
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.query import Cube, Query, Scales
from ordito.indicators.engine.store import FIXED, GONE, Store

SCHEMA = "figures_"
"""Begins the name of the schema of each store; its key follows."""
NAMES = {"dbname": "database"}
"""What Ibis calls otherwise than PostgreSQL's own library."""

logger = logging.getLogger(__name__)


class PostgresEngine:
    """Counts in a PostgreSQL that `load_postgresql` has given the rows of the store."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query; BrokenSnapshotError when the database does not answer or lacks the store."""
        import ibis

        told = {NAMES.get(name, name): value for name, value in conninfo_to_dict(self._uri).items()}
        try:
            backend = ibis.postgres.connect(**told)
            try:
                return IbisEngine(backend, schema_of(store)).run(query, store, scales)
            finally:
                backend.disconnect()
        except Error as error:
            logger.exception("The database that counts has no answer")
            raise BrokenSnapshotError("The database that counts has no answer") from error


def schema_of(store: Store) -> str:
    """The schema that holds the rows of a store."""
    return f"{SCHEMA}{store.folder.name}"


def load_postgresql(uri: str, store: Store) -> None:
    """Copy the standing rows of a store into a schema of their own, in the place of what it held."""
    schema = schema_of(store)
    with adbc_driver_postgresql.dbapi.connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
        cursor.execute(f'CREATE SCHEMA "{schema}"')
        for name, facts in store.manifest.datasets.items():
            rows = store.read(name, [*(column for column in FIXED if column != "layer"), *facts.columns])
            cursor.adbc_ingest(name, rows, mode="create", db_schema_name=schema)
        connection.commit()


def forget_postgresql(uri: str, kept: Collection[str]) -> None:
    """Drop the schemas of stores that are gone; `kept` are the keys of those that stay."""
    with adbc_driver_postgresql.dbapi.connect(uri) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, $1)", (SCHEMA,))
        for (schema,) in cursor.fetchall():
            if schema.removeprefix(SCHEMA) not in kept:
                cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
        connection.commit()


class SparkEngine:
    """Counts on a Spark, whose workers see the store's folder under the same path as this process."""

    def __init__(self, master: str) -> None:
        self._master = master

    def run(self, query: Query, store: Store, scales: Scales) -> Cube:
        """The cube of a query."""
        session, shown = _spark(self._master)
        prefix = f"{schema_of(store)}_"
        if prefix not in shown:
            show_in_spark(session, store, prefix)
            shown.add(prefix)
        import ibis

        return IbisEngine(ibis.pyspark.connect(session), prefix=prefix).run(query, store, scales)


@lru_cache(maxsize=1)
def _spark(master: str) -> tuple[Any, set[str]]:
    """The session of this process, and the prefixes of the stores that it has views of."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).appName("ordito")
    return builder.config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate(), set()


def show_in_spark(session: Any, store: Store, prefix: str = "") -> None:
    """The standing rows of each dataset as a view of its name."""
    for name in store.manifest.datasets:
        view = f"{prefix}{name}"
        session.read.parquet(*store.files(name)).createOrReplaceTempView(f"{view}_files")
        gone = store.gone(name).num_rows > 0
        if gone:
            session.read.parquet(str(store.folder / name / GONE)).createOrReplaceTempView(f"{view}_gone")
        said = standing(f"{view}_files", f"{view}_gone" if gone else "")
        session.sql(f"SELECT * FROM {said}").createOrReplaceTempView(view)  # noqa: S608 - names of datasets
