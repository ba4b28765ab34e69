# SPDX-License-Identifier: EUPL-1.2
"""The standing rows of a dataset in order of persons, made from a store's files, and which rows belong to which."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ordito.indicators.engine.model import IntArray
from ordito.indicators.engine.store import Store

FEW = 8
"""Rows of one person that are tried before links are looked for among all."""
MISSING = np.iinfo(np.int64).min
"""What stands for a number that is missing."""


@dataclass(frozen=True, eq=False)
class Column:
    """A text column: the position of each row's value in `values`."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]


class Ordered:
    """Columns read from the files of a store and put in order."""

    def __init__(self, store: Store, dataset: str) -> None:
        self._store, self._dataset = store, dataset
        table = store.read(dataset, ["person", "begin", "end"])
        person = _numbers(table["person"])
        self._order = np.argsort(person, kind="stable")  # files are in order of person: runs are merged, not sorted
        ordered = person[self._order]
        first = np.concatenate(([True], ordered[1:] != ordered[:-1]))[: ordered.size]
        self.person = np.cumsum(first, dtype=np.int32) - np.int32(1)
        self.pseudonyms = ordered[first]
        self.begin = _numbers(table["begin"])[self._order]
        self.end = _numbers(table["end"])[self._order]

    def numbers(self, name: str) -> IntArray:
        """A column of numbers, MISSING where there is none."""
        return _numbers(self._store.read(self._dataset, [name])[name])[self._order]

    def coded(self, name: str) -> Column:
        """A column of text."""
        column = self._store.read(self._dataset, [name], coded=True)[name]
        found = column.unify_dictionaries().combine_chunks()
        codes = np.asarray(found.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
        return Column(tuple(found.dictionary.to_pylist()), codes[self._order])


def children_of(rows: Ordered, theirs: Ordered, link: str) -> tuple[IntArray, IntArray]:
    """Which of the rows of another dataset name each row in the column `link`: where they start, and the list."""
    parent = _found(rows, theirs, theirs.numbers(link))
    child = np.flatnonzero(parent >= 0)
    start = np.zeros(rows.person.size + 1, dtype=np.int64)
    np.cumsum(np.bincount(parent[child], minlength=rows.person.size), out=start[1:])
    return start, child[np.argsort(parent[child], kind="stable")]


def _found(rows: Ordered, theirs: Ordered, links: IntArray) -> IntArray:
    """The position of the row that each link names, -1 for none.

    Keys are random, but both sides lie in order of persons and a person has few rows: these are tried first, one
    after the other, which reads memory in its order.
    """
    keys, parent = rows.numbers("row"), np.full(links.size, -1, dtype=np.int64)
    if not keys.size:
        return parent
    same = np.searchsorted(rows.pseudonyms, theirs.pseudonyms)
    same = np.minimum(same, rows.pseudonyms.size - 1)[theirs.person]
    starts = np.append(np.flatnonzero(np.diff(rows.person, prepend=-1)), keys.size)
    at, end = starts[same], starts[same + 1]
    sought = np.arange(links.size)
    for _row in range(FEW):
        hit = keys[at] == links[sought]
        parent[sought[hit]] = at[hit]
        left = ~hit & (at + 1 < end)
        sought, at, end = sought[left], at[left] + 1, end[left]
    sought = np.flatnonzero(parent < 0)
    if sought.size:
        order = np.argsort(keys)
        at = order[np.minimum(np.searchsorted(keys, links[sought], sorter=order), keys.size - 1)]
        parent[sought] = np.where(keys[at] == links[sought], at, -1)
    return parent


def _numbers(column: pa.ChunkedArray) -> IntArray:
    filled = column.fill_null(MISSING) if pa.types.is_int64(column.type) and column.null_count else column
    return np.asarray(filled.to_numpy())
