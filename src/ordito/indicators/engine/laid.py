# SPDX-License-Identifier: EUPL-1.2
"""A store laid down in order: what is made of its files at first use, made once and mapped into memory by everyone.

Reading files, ordering millions of rows and finding which belong to which takes seconds, in every process and for each
new store. Once a large store is published it is done for all: one file of Arrow IPC for each dataset, not compressed,
of which a process reads only what it needs, and which all of them share. A store that is not laid down yet is answered
from its files, with the same figures.
"""

import os
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ordito.indicators.engine.model import IntArray
from ordito.indicators.engine.ordered import Column, Ordered, children_of
from ordito.indicators.engine.query import UnknownColumnError
from ordito.indicators.engine.store import Store

LAID = "laid-1"
"""The folder of a store's laid down datasets; another number when their shape changes."""
CHILDREN = "children:"
LEAST = 100_000
"""Rows of all datasets below which a store is read from its files in no time."""


class Laid:
    """The columns of a dataset as they were laid down."""

    def __init__(self, folder: Path, dataset: str) -> None:
        with pa.memory_map(str(folder / LAID / f"{dataset}.arrow")) as file:
            self._rows = pa.ipc.open_file(file).get_batch(0)

    @property
    def person(self) -> NDArray[np.int32]:
        """Dense numbers of persons, rising."""
        return np.asarray(self._column("person").to_numpy())

    @property
    def begin(self) -> IntArray:
        """First days."""
        return self.numbers("begin")

    @property
    def end(self) -> IntArray:
        """Last days."""
        return self.numbers("end")

    def numbers(self, name: str) -> IntArray:
        """A column of numbers, MISSING where there is none."""
        return np.asarray(self._column(name).to_numpy())

    def coded(self, name: str) -> Column:
        """A column of text."""
        column = self._column(name)
        return Column(tuple(column.dictionary.to_pylist()), np.asarray(column.indices.to_numpy()))

    def children(self, dataset: str) -> tuple[IntArray, IntArray]:
        """Which rows of another dataset belong to each row: where they start, and the list."""
        column = self._column(CHILDREN + dataset)
        return np.asarray(column.offsets.to_numpy()), np.asarray(column.values.to_numpy())

    def _column(self, name: str) -> pa.Array:
        if name not in self._rows.schema.names:
            raise UnknownColumnError(name)
        return self._rows.column(name)


def is_laid(folder: Path) -> bool:
    """Whether the store of a folder is laid down."""
    return (folder / LAID).is_dir()


def lay_down(store: Store, least: int = LEAST) -> None:
    """Lay down every dataset of a store that has so many rows in all, unless that is done already."""
    datasets = store.manifest.datasets
    if is_laid(store.folder) or sum(facts.rows for facts in datasets.values()) < least:
        return
    part = store.folder / f".{LAID}"
    shutil.rmtree(part, ignore_errors=True)  # of a worker that was killed
    part.mkdir(mode=0o700)
    try:
        ordered = {name: Ordered(store, name) for name in datasets}
        for name in datasets:
            batch = _laid(store, name, ordered)
            with (part / f"{name}.arrow").open("wb") as file:
                with pa.ipc.new_file(file, batch.schema) as writer:
                    writer.write_batch(batch)
                os.fsync(file.fileno())
        part.rename(store.folder / LAID)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _laid(store: Store, name: str, ordered: dict[str, Ordered]) -> pa.RecordBatch:
    """All that is asked of a dataset."""
    rows, own = ordered[name], store.facts(name).columns
    numbers = ["birth", *(column for column, kind in own.items() if kind == "number")]
    texts = ["place", "sex", *(column for column, kind in own.items() if kind == "code")]
    columns = {"person": pa.array(rows.person), "begin": pa.array(rows.begin), "end": pa.array(rows.end)}
    columns["key"] = pa.array(rows.numbers("key").astype(np.uint32))
    columns |= {column: pa.array(rows.numbers(column)) for column in numbers}
    for column in texts:
        coded = rows.coded(column)
        columns[column] = pa.DictionaryArray.from_arrays(pa.array(coded.codes), pa.array(coded.values, pa.string()))
    for other, theirs in ordered.items():
        for link in store.links(other, name)[:1]:
            start, children = children_of(rows, theirs, link)
            offsets, values = (pa.array(each.astype(np.int32)) for each in (start, children))
            columns[CHILDREN + other] = pa.ListArray.from_arrays(offsets, values)
    return pa.record_batch(columns)
