# SPDX-License-Identifier: EUPL-1.2
"""From the tables of the record to Parquet without identities: here alone a person becomes a pseudonym.

Every column is read as text (missing as ""), so that both databases and the plain cursor give the same batches.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BATCH_ROWS = 65_536
TAKING_COLUMNS = ("taking", "person", "comune", "sex", "birth_date", "opened_on", "closed_on")
PLACEHOLDER = re.compile(r"%%|%s")


@dataclass(frozen=True)
class Select:
    """A query with `%s` for its parameters, and the names of its columns in order."""

    sql: str
    parameters: tuple[Any, ...]
    columns: tuple[str, ...]

    def as_text(self, wanted: Sequence[str]) -> str:
        """The query with the wanted columns only, each as text and never null."""
        listed = ", ".join(f"COALESCE(CAST({name} AS TEXT), '') AS {name}" for name in wanted)
        return f"WITH extract ({', '.join(self.columns)}) AS ({self.sql}) SELECT {listed} FROM extract"  # noqa: S608 - names are declared in code


class Reader(Protocol):
    """Something that reads several queries at one point in time."""

    def read(self, select: Select, wanted: Sequence[str]) -> pa.Table:
        """The wanted columns, as text."""


class ColumnReader:
    """Reads in column batches through ADBC, inside one transaction."""

    def __init__(self, connection: Any, mark: Callable[[int], str], option: str) -> None:
        self._connection, self._mark, self._option = connection, mark, option

    def read(self, select: Select, wanted: Sequence[str]) -> pa.Table:
        """The wanted columns, as text."""
        with self._connection.cursor() as cursor:
            cursor.adbc_statement.set_options(**{self._option: str(BATCH_ROWS)})
            cursor.execute(self._numbered(select.as_text(wanted)), select.parameters or None)
            table = cursor.fetch_record_batch().read_all()
        return table.cast(pa.schema([(name, pa.string()) for name in wanted]))

    def _numbered(self, sql: str) -> str:
        numbers = iter(range(1, sql.count("%s") + 1))
        return PLACEHOLDER.sub(lambda found: "%" if found[0] == "%%" else self._mark(next(numbers)), sql)


class RowReader:
    """Reads through a cursor of the database interface, for a database that only one connection can see."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def read(self, select: Select, wanted: Sequence[str]) -> pa.Table:
        """The wanted columns, as text."""
        self._cursor.execute(select.as_text(wanted), select.parameters)
        schema = pa.schema([(name, pa.string()) for name in wanted])
        batches = []
        while rows := self._cursor.fetchmany(BATCH_ROWS):
            columns = [pa.array(column, type=pa.string()) for column in zip(*rows, strict=True)]
            batches.append(pa.RecordBatch.from_arrays(columns, schema=schema))
        return pa.Table.from_batches(batches, schema=schema)


@contextmanager
def sqlite_reader(path: str) -> Iterator[Reader]:
    """A database file, read in one transaction: what is written meanwhile is not seen."""
    with adbc_driver_sqlite.dbapi.connect(f"file:{quote(path)}?mode=ro") as connection:
        yield ColumnReader(connection, lambda _number: "?", "adbc.sqlite.query.batch_rows")
        connection.rollback()


@contextmanager
def postgresql_reader(uri: str) -> Iterator[Reader]:
    """A PostgreSQL database, read in one repeatable-read transaction."""
    with adbc_driver_postgresql.dbapi.connect(uri) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield ColumnReader(connection, lambda number: f"${number}", "adbc.postgresql.batch_size_hint_bytes")
        connection.rollback()


@dataclass(frozen=True)
class Extracted:
    """What a snapshot turned out to hold."""

    takings: int
    persons: int
    first_day: int | None


def write_snapshot(
    folder: Path,
    reader: Reader,
    *,
    takings: Select,
    facets: Mapping[str, tuple[Select, str]],
    pseudonyms: Callable[[list[str]], list[bytes]],
    progress: Callable[[int, int], None],
) -> Extracted:
    """Write `takings.parquet` and one file per facet into an empty folder.

    `pseudonyms` turns person ids into keyed pseudonyms. Ids of takings become row numbers and birth dates months; of a
    person with several dates or sexes in the record, the mart later takes the latest taking's.
    """
    steps = len(facets) + 1
    progress(0, steps)
    table = reader.read(takings, TAKING_COLUMNS)
    written = _takings(table, pseudonyms)
    _write(folder / "takings.parquet", written)
    progress(1, steps)
    for number, (name, (select, column)) in enumerate(facets.items(), start=2):
        pairs = reader.read(select, ("taking", column))
        row = pc.index_in(pairs["taking"], value_set=table["taking"].combine_chunks())
        known = pc.is_valid(row)
        values = {"taking": row.filter(known).cast(pa.int64()), "code": pairs[column].filter(known)}
        _write(folder / f"{name}.parquet", values)
        progress(number, steps)
    earliest = pc.min(written["opened"].cast(pa.int32())).as_py()
    return Extracted(table.num_rows, pc.count_distinct(table["person"]).as_py(), earliest)


def _takings(table: pa.Table, pseudonyms: Callable[[list[str]], list[bytes]]) -> dict[str, Any]:
    """The columns of a snapshot's takings: each person's pseudonym is made once."""
    persons = pc.dictionary_encode(table["person"].combine_chunks())
    coded = pa.DictionaryArray.from_arrays(
        persons.indices, pa.array(pseudonyms(persons.dictionary.to_pylist()), type=pa.binary())
    )
    return {
        "taking": pa.array(np.arange(table.num_rows, dtype=np.int64)),
        "person": coded.cast(pa.binary()),
        "place": table["comune"],
        "sex": table["sex"],
        "birth": _months(table["birth_date"]),
        "opened": _days(table["opened_on"]),
        "closed": _days(table["closed_on"]),
    }


def _write(path: Path, columns: Mapping[str, Any]) -> None:
    pq.write_table(pa.table(dict(columns)), path, compression="zstd")


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text with "" as missing."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _filled(column).cast(pa.date32())


def _months(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO dates as months from the year 0, which is all that an age at the end of a month needs."""
    dates = _filled(column)
    years = pc.utf8_slice_codeunits(dates, 0, 4).cast(pa.int32())
    months = pc.utf8_slice_codeunits(dates, 5, 7).cast(pa.int32())
    return pc.subtract(pc.add(pc.multiply(years, 12), months), 1)
