# SPDX-License-Identifier: EUPL-1.2
"""The columnar store: a folder of Parquet that any engine reads, immutable once published.

`<dataset>/year=<year of begin>/<layer>-<n>.parquet` and `<dataset>/gone.parquet`. Layer 0 is a full reading; each
later one holds the records that have changed since, whole. `gone` says which records (`owner`) were read again in
which layer: a row stands if no later layer has read its record again. So a refresh writes little and a deletion is a
record read again with fewer rows; the files of earlier layers are the same files, linked.

Columns: `layer`, `row`, `owner`, `person` and parents' rows (keyed pseudonyms), `key` (32 bits of the person, for
perturbation), `place`, `sex`, codes (text, "" missing), `birth` (months from the year 0, -1 unknown), `begin`, `end`
(days from 1970; `OPEN` without end), numbers (whole thousandths, null missing).
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ordito.indicators.engine.mart import OPEN, UNKNOWN_MONTH, BrokenSnapshotError
from ordito.indicators.engine.model import EPOCH
from ordito.indicators.engine.query import ALWAYS, UnknownColumnError

FORMAT = 3
MANIFEST, GONE = "manifest.json", "gone.parquet"
FIXED = {
    "layer": pa.int16(), "row": pa.int64(), "owner": pa.int64(), "person": pa.int64(), "key": pa.int64(),
    "place": pa.string(), "sex": pa.string(), "birth": pa.int32(), "begin": pa.int32(), "end": pa.int32(),
}  # fmt: skip
"""Columns that every dataset has; one that says nothing of persons has its rows as persons."""
UNCOUNTED = -1
"""The rows of a dataset while its manifest is being written."""
KINDS = {"code": pa.string(), "number": pa.int64(), "link": pa.int64()}


@dataclass(frozen=True)
class DatasetFacts:
    """What a store says of one of its datasets.

    `columns` are its own columns by kind (code, number, link to a row of `parents[column]`), `codes` the values found
    of each code, `since` the first day by place, `rows` the rows that stand. `owned`: its rows belong to records.
    `about` is one of `query.PEOPLE` and the others.
    """

    columns: Mapping[str, str]
    about: str
    owned: bool
    rows: int
    persons: int
    parents: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    since: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """What a store holds: its datasets, in how many layers, and when it was read (ISO)."""

    layers: int
    read_at: str
    datasets: Mapping[str, DatasetFacts]


class Store:
    """A store that is there to be read; keeps nothing but its manifest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def manifest(self) -> Manifest:
        """The manifest; BrokenSnapshotError when there is none of this format."""
        try:
            told = json.loads((self.folder / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise BrokenSnapshotError("The snapshot has no manifest that can be read") from error
        if told.pop("format", None) != FORMAT:
            raise BrokenSnapshotError("The snapshot is of another format")
        facts = {name: DatasetFacts(**facts) for name, facts in told["datasets"].items()}
        return Manifest(told["layers"], told["read_at"], facts)

    def facts(self, dataset: str) -> DatasetFacts:
        """What is said of a dataset; UnknownColumnError when there is none of this name."""
        try:
            return self.manifest.datasets[dataset]
        except KeyError as error:
            raise UnknownColumnError(dataset) from error

    def shape(self, dataset: str) -> "Shape | None":
        """How a dataset was declared when it was written; None when there was none of this name."""
        facts = self.manifest.datasets.get(dataset)
        return None if facts is None else Shape(dataset, facts.columns, facts.about, facts.owned, facts.parents)

    def links(self, dataset: str, parent: str) -> list[str]:
        """The columns by which rows of a dataset belong to rows of another."""
        return [column for column, named in self.facts(dataset).parents.items() if named == parent]

    def type_of(self, dataset: str, column: str) -> str:
        """The kind of a column: code, number, link or one of the fixed names; UnknownColumnError for none."""
        if column in FIXED:
            return column
        try:
            return self.facts(dataset).columns[column]
        except KeyError as error:
            raise UnknownColumnError(f"{dataset}.{column}") from error

    def files(self, dataset: str) -> list[str]:
        """The Parquet files of a dataset's rows; BrokenSnapshotError when there are none, as even no rows have one."""
        self.facts(dataset)
        found = sorted(str(path) for path in (self.folder / dataset).glob("year=*/*.parquet"))
        if not found:
            raise BrokenSnapshotError("The snapshot has lost its files")
        return found

    def gone(self, dataset: str) -> pa.Table:
        """Records read again: `owner` and the last layer that did."""
        path = self.folder / dataset / GONE
        return pq.read_table(path) if path.exists() else no_gone()

    def read(self, dataset: str, columns: Sequence[str], *, coded: bool = False) -> pa.Table:
        """The wanted columns of the rows that stand, in the order of the files; `coded`, texts come as dictionaries.

        BrokenSnapshotError when they are not as many as were written: a file is missing.
        """
        for column in columns:
            self.type_of(dataset, column)
        gone = self.gone(dataset)
        wanted = list(columns) if not gone.num_rows else [*dict.fromkeys([*columns, "layer", "owner"])]
        table = _read(self.files(dataset), self._schema(dataset, wanted, coded=coded))
        if gone.num_rows:
            table = table.filter(pa.array(_standing(table, gone))).select(list(columns))
        if self.facts(dataset).rows not in {UNCOUNTED, table.num_rows}:
            raise BrokenSnapshotError("The snapshot has lost some of its files")
        return pa.table({name: _without_unused(table[name]) for name in columns}) if coded and gone.num_rows else table

    def _schema(self, dataset: str, columns: Sequence[str], *, coded: bool) -> pa.Schema:
        kinds = [(name, column_type(self.type_of(dataset, name))) for name in columns]
        texts = pa.dictionary(pa.int32(), pa.string()) if coded else pa.string()
        return pa.schema([(name, texts if kind == pa.string() else kind) for name, kind in kinds])

    def digest(self, dataset: str) -> str:
        """A number over every standing row, whatever their order and layers: equal when two stores say the same."""
        columns = [name for name in FIXED if name != "layer"] + sorted(self.facts(dataset).columns)
        table = self.read(dataset, columns)
        lines = np.zeros(table.num_rows, dtype=np.uint64)
        for number, name in enumerate(columns):
            lines = _mixed(lines * np.uint64(31) + _hashed(table[name]) + np.uint64(number))
        return f"{table.num_rows}:{int(lines.sum(dtype=np.uint64)):016x}"


def no_gone() -> pa.Table:
    """Tombstones when there are none."""
    return pa.table({"owner": pa.array([], pa.int64()), "layer": pa.array([], pa.int16())})


def column_type(kind: str) -> pa.DataType:
    """How a column lies in Parquet: by its kind, or by its name when it is one of the fixed ones."""
    return FIXED[kind] if kind in FIXED else KINDS[kind]


def _read(files: Sequence[str], schema: pa.Schema) -> pa.Table:
    coded = [field.name for field in schema if pa.types.is_dictionary(field.type)]
    form = ds.ParquetFileFormat(read_options=ds.ParquetReadOptions(dictionary_columns=coded))
    try:
        read = ds.dataset(list(files), schema=schema, format=form).to_table(columns=schema.names)
    except (OSError, pa.ArrowInvalid) as error:
        raise BrokenSnapshotError("The snapshot cannot be read") from error
    return read


def _standing(table: pa.Table, gone: pa.Table) -> NDArray[np.bool_]:
    """Rows whose record was not read again in a later layer."""
    owner = np.asarray(table["owner"].to_numpy())
    known = np.asarray(gone["owner"].to_numpy())
    order = np.argsort(known)
    at = np.minimum(np.searchsorted(known[order], owner), known.size - 1)
    again = known[order][at] == owner
    later = np.asarray(gone["layer"].to_numpy())[order][at] > np.asarray(table["layer"].to_numpy())
    return np.asarray(~(again & later))


def _without_unused(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A dictionary of the texts that stand in some row: those of replaced rows would go on as codes of nobody."""
    if not pa.types.is_dictionary(column.type):
        return column
    found = column.unify_dictionaries().combine_chunks()
    indices = np.asarray(found.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
    used = np.flatnonzero(np.bincount(indices, minlength=len(found.dictionary)))
    place = np.zeros(len(found.dictionary), dtype=np.int32)
    place[used] = np.arange(used.size, dtype=np.int32)
    kept = pa.DictionaryArray.from_arrays(pa.array(place[indices]), found.dictionary.take(pa.array(used)))
    return pa.chunked_array([kept])


def _hashed(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """A 64-bit number for each value; missing is one of its own."""
    if pa.types.is_string(column.type):
        coded = pc.dictionary_encode(column.combine_chunks())
        words = [hashlib.blake2b(str(value).encode(), digest_size=8).digest() for value in coded.dictionary.to_pylist()]
        numbers = np.asarray([int.from_bytes(word, "big") for word in words] or [0], dtype=np.uint64)
        return np.asarray(numbers[np.asarray(coded.indices.to_numpy(zero_copy_only=False), dtype=np.int64)])
    filled = pc.fill_null(column.cast(pa.int64()), np.iinfo(np.int64).min)
    return _mixed(np.asarray(filled.to_numpy()).astype(np.uint64))


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finalizer of splitmix64 (Steele, Lea and Flood 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


# --- writing ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """What is known of a dataset before it is read; the fields of `DatasetFacts` of the same names."""

    name: str
    columns: Mapping[str, str]
    about: str
    owned: bool
    parents: Mapping[str, str] = field(default_factory=dict)


def write_layer(folder: Path, shape: Shape, rows: pa.Table, layer: int) -> None:
    """Write the rows of one layer of a dataset, without `layer`; those that have not begun are none.

    A first layer without rows has a file nevertheless, so that every engine finds the columns.
    """
    begun = rows.filter(pc.is_valid(rows["begin"]))
    order = [("person", "ascending"), ("begin", "ascending"), ("row", "ascending")]
    table = begun.sort_by(order).append_column("layer", pa.array(np.full(begun.num_rows, layer, dtype=np.int16)))
    schema = pa.schema([(name, column_type(name)) for name in FIXED])
    for name, kind in sorted(shape.columns.items()):
        schema = schema.append(pa.field(name, column_type(kind)))
    table = table.select(schema.names).cast(schema)
    years = _years(np.asarray(table["begin"].to_numpy()))
    place = folder / shape.name
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for year in np.unique(years).tolist() or ([] if layer else [0]):
        part = place / f"year={year}"
        part.mkdir(exist_ok=True, mode=0o700)
        pq.write_table(table.filter(pa.array(years == year)), part / f"{layer:04d}.parquet", compression="zstd")


def _years(begin: NDArray[np.int32]) -> NDArray[np.int64]:
    """Calendar year of each day; 0 for what never began."""
    days = np.where(begin == ALWAYS, 0, begin).astype("datetime64[D]")
    return np.where(begin == ALWAYS, 0, days.astype("datetime64[Y]").astype(np.int64) + EPOCH.year)


def link_layers(old: Path, folder: Path, shape: Shape) -> None:
    """Put the files of a dataset's earlier layers into a new store: the same files under a second name."""
    for path in (old / shape.name).glob("year=*/*.parquet"):
        place = folder / shape.name / path.parent.name
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.link(path, place / path.name)


def write_gone(folder: Path, shape: Shape, before: pa.Table, owners: Iterable[int], layer: int) -> None:
    """Say that records were read again in a layer; of each only the last layer is kept."""
    again = np.unique(np.fromiter(owners, dtype=np.int64))
    kept = before.filter(pc.invert(pc.is_in(before["owner"], value_set=pa.array(again))))
    new = {"owner": pa.array(again), "layer": pa.array(np.full(again.size, layer, dtype=np.int16))}
    path = folder / shape.name / GONE
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pq.write_table(pa.concat_tables([kept, pa.table(new)]), path, compression="zstd")


def write_manifest(folder: Path, shapes: Sequence[Shape], *, layers: int, read_at: str) -> Manifest:
    """Look at what was written, say it in the manifest and give it back."""
    empty = {shape.name: DatasetFacts(shape.columns, shape.about, shape.owned, UNCOUNTED, 0) for shape in shapes}
    blind = Store(folder)
    blind.__dict__["manifest"] = Manifest(layers, read_at, empty)
    found = {shape.name: _facts(blind, shape) for shape in shapes}
    manifest = Manifest(layers, read_at, found)
    told = asdict(manifest) | {"format": FORMAT}
    (folder / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1), encoding="utf-8")
    return manifest


def _facts(store: Store, shape: Shape) -> DatasetFacts:
    texts = sorted(name for name, kind in shape.columns.items() if kind == "code")
    table = store.read(shape.name, ["person", "place", "begin", *texts], coded=True).unify_dictionaries()
    return DatasetFacts(
        columns=dict(sorted(shape.columns.items())),
        about=shape.about,
        owned=shape.owned,
        rows=table.num_rows,
        persons=pc.count_distinct(table["person"]).as_py(),
        parents=dict(shape.parents),
        codes={name: [value for value in _values(table[name]) if value] for name in texts},
        since=_first_days(table),
    )


def _values(column: pa.ChunkedArray) -> list[str]:
    """The texts of a column, in order."""
    return sorted(column.chunk(0).dictionary.to_pylist()) if column.num_chunks else []


def _first_days(table: pa.Table) -> dict[str, int]:
    """The first day of each place."""
    if not table.num_rows:
        return {}
    place = table["place"].combine_chunks()
    days = pa.table({"place": place.indices, "begin": table["begin"]}).group_by("place").aggregate([("begin", "min")])
    names = place.dictionary.take(days["place"].combine_chunks()).to_pylist()
    return dict(sorted(zip(names, days["begin_min"].to_pylist(), strict=True)))


UNSTATED = {"place": "", "sex": "", "birth": UNKNOWN_MONTH, "begin": ALWAYS, "end": OPEN, "key": 0, "owner": 0}
"""What a fixed column holds in a dataset that does not declare it."""
