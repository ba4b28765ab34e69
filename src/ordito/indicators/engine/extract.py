# SPDX-License-Identifier: EUPL-1.2
"""From the tables of the record to Parquet without identities: here alone a person becomes a pseudonym.

Every column is read as text (missing as ""), so that both databases and the plain cursor give the same batches.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ordito.indicators.engine.mart import OPEN, UNKNOWN_MONTH
from ordito.indicators.engine.model import EPOCH, IntArray
from ordito.indicators.engine.pseudonyms import Pseudonyms
from ordito.indicators.engine.query import ALWAYS, PEOPLE, UNIT, WITH_PERSONS
from ordito.indicators.engine.store import FIXED, UNSTATED, Shape, Store, link_layers, write_gone, write_layer

BATCH_ROWS = 65_536
SINCE_EVER = (date.min - EPOCH).days
"""The first day, as a query tells it, of what began nobody knows when."""
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


class Opening(Protocol):
    """How sealed columns become plain ones, row by row (`core.declare.Opening`)."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The columns that go no further."""

    @property
    def made(self) -> frozenset[str]:
        """The columns that come of them."""

    @property
    def open(self) -> Callable[[Mapping[str, str]], Mapping[str, str] | None]:
        """The columns made of one row, None for a row that does not count."""


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
class Plan:
    """How a dataset is read: `names` says for each column of the store which column of the query it comes from."""

    shape: Shape
    select: Select
    names: Mapping[str, str]
    record: str = ""
    """The kind of what its rows belong to, "" for nothing."""
    opening: Opening | None = None
    """How its sealed columns are opened, when it has some."""


@dataclass(frozen=True)
class Change:
    """What was touched since the last snapshot, for one dataset: its records, and their rows as they stand now."""

    owners: Select
    """Ids of the records, perhaps several times."""
    rows: Callable[[IntArray], Iterator[Select]]
    """Queries for the rows of some records, all together."""


def full_layer(folder: Path, reader: Reader, plan: Plan, pseudonyms: Pseudonyms) -> None:
    """Read a whole dataset into the first layer of a store."""
    write_layer(folder, plan.shape, _rows(reader, plan, plan.select, pseudonyms), 0)


def next_layer(
    old: Store, folder: Path, reader: Reader, plan: Plan, pseudonyms: Pseudonyms, *, change: Change | None
) -> None:
    """Write a dataset of a store that follows `old`: its layers linked, what has changed since in one more.

    Rows that belong to no record are read again whole, and so is a dataset declared otherwise than when `old` was
    written: its files lack columns.
    """
    if change is None or old.shape(plan.shape.name) != plan.shape:
        full_layer(folder, reader, plan, pseudonyms)
        return
    layer = old.manifest.layers
    owners = np.unique(_ids(reader.read(change.owners, change.owners.columns)[0]))
    link_layers(old.folder, folder, plan.shape)
    read = [_rows(reader, plan, select, pseudonyms) for select in change.rows(owners)]
    if read:
        write_layer(folder, plan.shape, pa.concat_tables(read), layer)
    write_gone(folder, plan.shape, old.gone(plan.shape.name), pseudonyms.of(plan.record, owners).tolist(), layer)


def _rows(reader: Reader, plan: Plan, select: Select, pseudonyms: Pseudonyms) -> pa.Table:
    """Rows as the store takes them."""
    names = plan.names
    table = _read(reader, plan, select)
    size = table.num_rows
    columns: dict[str, Any] = {name: pa.array([value] * size, FIXED[name]) for name, value in UNSTATED.items()}
    columns["row"], columns["key"] = pseudonyms.with_keys(plan.shape.name, _ids(table[names["row"]]))
    columns["person"] = columns["row"]
    if plan.shape.about in WITH_PERSONS:
        kind = "person" if plan.shape.about == PEOPLE else "worker"
        columns["person"], columns["key"] = pseudonyms.with_keys(kind, _ids(table[names["person"]]))
    if plan.record:
        columns["owner"] = pseudonyms.of(plan.record, _ids(table[names["owner"]]))
    for name in ("place", "sex"):
        if name in names:
            columns[name] = table[names[name]]
    if "birth" in names:
        columns["birth"] = pc.fill_null(_months(table[names["birth"]]), UNKNOWN_MONTH)
    if "begin" in names:
        begin = _days(table[names["begin"]]).cast(pa.int32())
        columns["begin"] = pc.if_else(pc.equal(begin, SINCE_EVER), pa.scalar(ALWAYS, pa.int32()), begin)
    if "end" in names:
        columns["end"] = pc.fill_null(_days(table[names["end"]]).cast(pa.int32()), OPEN)
    for name, kind in plan.shape.columns.items():
        columns[name] = _own(table[names[name]], kind, plan.shape.parents.get(name, ""), pseudonyms)
    return pa.table(columns)


def _read(reader: Reader, plan: Plan, select: Select) -> pa.Table:
    """The columns that a plan needs, what is sealed opened."""
    wanted, opening = tuple(dict.fromkeys(plan.names.values())), plan.opening
    if opening is None:
        return reader.read(select, wanted)
    plain = [name for name in wanted if name not in opening.made]
    table = reader.read(select, tuple(dict.fromkeys([*plain, *opening.reads])))
    opened = [opening.open(row) for row in table.to_pylist()]
    counted = pa.array([one is not None for one in opened], pa.bool_())
    made = {
        name: pa.chunked_array([[one.get(name, "") for one in opened if one is not None]], pa.string())
        for name in wanted
        if name in opening.made
    }
    kept = table.select(plain).filter(counted)
    return pa.table({name: kept[name] for name in plain} | made)


def _own(column: pa.ChunkedArray, kind: str, parent: str, pseudonyms: Pseudonyms) -> Any:
    """A column of the dataset's own: text, whole thousandths, or the pseudonym of another dataset's row."""
    if kind == "code":
        return column
    if kind == "number":
        return pc.round(pc.multiply(_filled(column).cast(pa.float64()), UNIT)).cast(pa.int64())
    return pseudonyms.of(parent, _ids(pc.if_else(pc.equal(column, ""), "0", column)))


def _ids(column: pa.ChunkedArray) -> IntArray:
    return np.asarray(column.cast(pa.int64()).to_numpy(), dtype=np.int64)


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text with "" as missing."""
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _days(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO dates; of a moment its day."""
    return pc.utf8_slice_codeunits(_filled(column), 0, 10).cast(pa.date32())


def _months(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """ISO dates as months from the year 0, which is all that an age at the end of a month needs."""
    dates = _filled(column)
    years = pc.utf8_slice_codeunits(dates, 0, 4).cast(pa.int32())
    months = pc.utf8_slice_codeunits(dates, 5, 7).cast(pa.int32())
    return pc.subtract(pc.add(pc.multiply(years, 12), months), 1)
