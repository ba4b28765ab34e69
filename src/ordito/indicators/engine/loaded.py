# SPDX-License-Identifier: EUPL-1.2
"""A dataset of a store as arrays in memory, sorted by person, each column read when it is first asked for."""

from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.counts import active_rows
from ordito.indicators.engine.laid import Laid, is_laid
from ordito.indicators.engine.mart import UNKNOWN_MONTH
from ordito.indicators.engine.model import IntArray, Measure, Period
from ordito.indicators.engine.ordered import MISSING, Column, Ordered, children_of
from ordito.indicators.engine.query import ALWAYS, Scale, UnknownColumnError
from ordito.indicators.engine.store import Store

REMEMBERED = 5_000_000
"""Rows of a dataset up to which it remembers which of them were asked for last."""
KEPT = 24
"""Datasets held in memory: those of two stores, while one replaces the other."""


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

    def __init__(self, store: Store, dataset: str, columns: Ordered | Laid) -> None:
        self._store, self._dataset, self._columns = store, dataset, columns
        self.person, self.begin, self.end = columns.person, columns.begin, columns.end
        self._numbers: dict[str, IntArray] = {}
        self._coded: dict[str, Column] = {}
        self._children: dict[str, tuple[IntArray, IntArray]] = {}
        self._active: dict[tuple[Measure, Period, str], Active] = {}

    @cached_property
    def person_key(self) -> NDArray[np.uint32]:
        """The 32-bit key of each row's person."""
        return self.numbers("key").astype(np.uint32, copy=False)

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
        """A column of numbers; MISSING where there is none."""
        if name not in self._numbers:
            self._numbers[name] = self._columns.numbers(name)
        return self._numbers[name]

    def coded(self, name: str) -> Column:
        """A column of text."""
        if name not in self._coded:
            self._coded[name] = self._columns.coded(name)
        return self._coded[name]

    def children(self, dataset: str) -> tuple[IntArray, IntArray]:
        """Rows of another dataset that belong to each row here: where they start in a list (size + 1), and the list.

        UnknownColumnError when rows of that dataset belong to no row of this one.
        """
        if dataset not in self._children:
            links = self._store.links(dataset, self._dataset)
            if not links:
                raise UnknownColumnError(f"{dataset} does not belong to {self._dataset}")
            self._children[dataset] = self._belonging(dataset, links[0])
        return self._children[dataset]

    def _belonging(self, dataset: str, link: str) -> tuple[IntArray, IntArray]:
        if isinstance(self._columns, Laid):
            return self._columns.children(dataset)
        theirs = loaded(self._store, dataset)._columns  # noqa: SLF001 - another of this class
        if not isinstance(theirs, Ordered):  # laid down since these were read, in the same order
            theirs = Ordered(self._store, dataset)
        return children_of(self._columns, theirs, link)


@lru_cache(maxsize=KEPT)
def _loaded(folder: Path, dataset: str) -> Loaded:
    store = Store(folder)
    return Loaded(store, dataset, Laid(folder, dataset) if is_laid(folder) else Ordered(store, dataset))


def loaded(store: Store, dataset: str) -> Loaded:
    """A dataset of a store, kept in memory: a store never changes."""
    store.facts(dataset)
    return _loaded(store.folder, dataset)


def forget_loaded() -> None:
    """Drop what is held in memory: for tests and benchmarks."""
    _loaded.cache_clear()


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
