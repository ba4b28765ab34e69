# SPDX-License-Identifier: EUPL-1.2
"""A dataset of a store as arrays in memory, sorted by person, each column read when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ordito.indicators.engine.counts import active_rows
from ordito.indicators.engine.mart import UNKNOWN_MONTH
from ordito.indicators.engine.model import IntArray, Measure, Period
from ordito.indicators.engine.query import ALWAYS, Scale, UnknownColumnError
from ordito.indicators.engine.store import Store

FEW = 8
"""Rows of one person that are tried before links are looked for among all."""
REMEMBERED = 5_000_000
"""Rows of a dataset up to which it remembers which of them were asked for last."""
MISSING = np.iinfo(np.int64).min
KEPT = 24
"""Datasets held in memory: those of two stores, while one replaces the other."""


@dataclass(frozen=True, eq=False)
class Column:
    """A text column: the position of each row's value in `values`."""

    values: tuple[str, ...]
    codes: NDArray[np.int32]


class Active:
    """The rows that a measure is about in a period, rising, with the person and the record key of each."""

    def __init__(self, rows: "Loaded", row: IntArray) -> None:
        self._rows, self.row = rows, row

    @cached_property
    def person(self) -> NDArray[np.int32]:
        """Dense numbers of persons, rising."""
        return np.asarray(self._rows.person[self.row])

    @cached_property
    def key(self) -> NDArray[np.uint32]:
        """The 32-bit key of each row's person."""
        return np.asarray(self._rows.person_key[self.row])


class Loaded:
    """The standing rows of one dataset. `person` is dense and sorted, `person_key` has the record key of each row."""

    def __init__(self, store: Store, dataset: str) -> None:
        self._store, self._dataset = store, dataset
        table = store.read(dataset, ["person", "begin", "end"])
        person = _numbers(table["person"])
        self._order = np.argsort(person, kind="stable")  # files are in order of person: runs are merged, not sorted
        ordered = person[self._order]
        first = np.concatenate(([True], ordered[1:] != ordered[:-1]))[: ordered.size]
        self.person = np.cumsum(first, dtype=np.int32) - np.int32(1)
        self._pseudonyms = ordered[first]
        self.begin = _numbers(table["begin"])[self._order]
        self.end = _numbers(table["end"])[self._order]
        self._numbers: dict[str, IntArray] = {}
        self._coded: dict[str, Column] = {}
        self._children: dict[str, tuple[IntArray, IntArray]] = {}
        self._active: dict[tuple[Measure, Period, str], Active] = {}

    @cached_property
    def person_key(self) -> NDArray[np.uint32]:
        """The 32-bit key of each row's person."""
        return self.numbers("key").astype(np.uint32)

    def active(self, measure: Measure, period: Period, column: str = "") -> Active:
        """The rows of a measure in a period, those with a number where it is about one of a column.

        Tables of one page mostly ask for the same: the last two are remembered, unless they are very many.
        """
        asked = (measure, period, column)
        found = self._active.get(asked)
        if found is None:
            flags = active_rows(self.begin, self.end, measure, period)
            if measure in {Measure.DURATION, Measure.MEDIAN}:
                flags &= self.begin != ALWAYS
            if column:
                flags &= self.numbers(column) != MISSING
            found = Active(self, np.flatnonzero(flags))
            if self.person.size <= REMEMBERED:
                self._active = dict([*list(self._active.items())[-1:], (asked, found)])
        return found

    def numbers(self, name: str) -> IntArray:
        """A column of numbers; the smallest number of all where it is missing."""
        if name not in self._numbers:
            self._numbers[name] = _numbers(self._store.read(self._dataset, [name])[name])[self._order]
        return self._numbers[name]

    def coded(self, name: str) -> Column:
        """A column of text."""
        if name not in self._coded:
            column = self._store.read(self._dataset, [name], coded=True)[name]
            found = column.unify_dictionaries().combine_chunks()
            codes = np.asarray(found.indices.to_numpy(zero_copy_only=False), dtype=np.int32)
            self._coded[name] = Column(tuple(found.dictionary.to_pylist()), codes[self._order])
        return self._coded[name]

    def children(self, dataset: str) -> tuple[IntArray, IntArray]:
        """Rows of another dataset that belong to each row here: where they start in a list (size + 1), and the list.

        UnknownColumnError when rows of that dataset belong to no row of this one.
        """
        if dataset not in self._children:
            parents = self._store.facts(dataset).parents
            links = [column for column, parent in parents.items() if parent == self._dataset]
            if not links:
                raise UnknownColumnError(f"{dataset} does not belong to {self._dataset}")
            theirs = loaded(self._store, dataset)
            parent = self._found(theirs, theirs.numbers(links[0]))
            child = np.flatnonzero(parent >= 0)
            start = np.zeros(self.person.size + 1, dtype=np.int64)
            np.cumsum(np.bincount(parent[child], minlength=self.person.size), out=start[1:])
            self._children[dataset] = start, child[np.argsort(parent[child], kind="stable")]
        return self._children[dataset]

    def _found(self, theirs: "Loaded", links: IntArray) -> IntArray:
        """The position here of the row that each link names, -1 for none.

        Keys are random, but both sides lie in order of persons and a person has few rows: these are tried first, one
        after the other, which reads memory in its order.
        """
        rows, parent = self.numbers("row"), np.full(links.size, -1, dtype=np.int64)
        if not rows.size:
            return parent
        same = np.searchsorted(self._pseudonyms, theirs._pseudonyms)  # noqa: SLF001 - another of this class
        same = np.minimum(same, self._pseudonyms.size - 1)[theirs.person]
        starts = np.append(np.flatnonzero(np.diff(self.person, prepend=-1)), rows.size)
        at, end = starts[same], starts[same + 1]
        sought = np.arange(links.size)
        for _row in range(FEW):
            hit = rows[at] == links[sought]
            parent[sought[hit]] = at[hit]
            left = ~hit & (at + 1 < end)
            sought, at, end = sought[left], at[left] + 1, end[left]
        sought = np.flatnonzero(parent < 0)
        if sought.size:
            order = np.argsort(rows)
            at = order[np.minimum(np.searchsorted(rows, links[sought], sorter=order), rows.size - 1)]
            parent[sought] = np.where(rows[at] == links[sought], at, -1)
        return parent


@lru_cache(maxsize=KEPT)
def _loaded(folder: Path, dataset: str) -> Loaded:
    return Loaded(Store(folder), dataset)


def loaded(store: Store, dataset: str) -> Loaded:
    """A dataset of a store, kept in memory: a store never changes."""
    store.facts(dataset)
    return _loaded(store.folder, dataset)


def forget_loaded() -> None:
    """Drop what is held in memory: for tests and benchmarks."""
    _loaded.cache_clear()


def _numbers(column: pa.ChunkedArray) -> IntArray:
    filled = column.fill_null(MISSING) if pa.types.is_int64(column.type) else column
    return np.asarray(filled.to_numpy())


def placed(scale: Scale, coded: Column, rows: IntArray, days: IntArray | int) -> IntArray:
    """The group of each row on a day, by its text; UnknownColumnError for a value that the scale does not place."""
    position = {value: number for number, value in enumerate(scale.base)}
    try:
        base = np.asarray([position[value] for value in coded.values], dtype=np.int64)
    except KeyError as error:
        raise UnknownColumnError(f"The scale does not place {error.args[0]!r}") from None
    if len(scale.since) == 1:
        return np.asarray(scale.group[0][base][coded.codes[rows]]) if base.size else rows
    when = np.searchsorted(np.asarray(scale.since), days, side="right") - 1
    return np.asarray(scale.group[when, base[coded.codes[rows]]])


def aged(scale: Scale, birth: IntArray, period: Period) -> IntArray:
    """The group of each age in completed years at the end of the period; the last base value is "not known"."""
    oldest = len(scale.base) - 2
    ages = (period.last_month - birth) // 12
    known = (birth != UNKNOWN_MONTH) & (ages >= 0)
    return np.asarray(scale.group[0][np.where(known, np.minimum(ages, oldest), oldest + 1)])
