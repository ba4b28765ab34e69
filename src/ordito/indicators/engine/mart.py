# SPDX-License-Identifier: EUPL-1.2
"""The person-sorted mart: takings in charge as arrays of codes, read from an immutable Parquet snapshot.

A snapshot holds one file of takings and one per facet (what a taking may have several of: services, bodies, reasons).
No column names anybody: persons are keyed pseudonyms, birth is a month, places are codes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import IntArray, Period
from ordito.indicators.engine.query import ALWAYS

OPEN = np.iinfo(np.int32).max
"""Closing day of a taking that is still open."""
UNKNOWN_MONTH = -1
"""Month of birth of a person whose birth date is not known."""


class BrokenSnapshotError(ValueError):
    """A snapshot lacks a column, has an unknown code, or closes a taking before it opens."""


@dataclass(frozen=True, eq=False)
class Facet:
    """Values of something a taking may have several of: pairs (row of the mart, code) with the days that they hold.

    Code 0 means "not stated"; no pair has it.
    """

    codes: tuple[str, ...]
    row: IntArray
    code: IntArray
    begin: IntArray
    end: IntArray
    rows: int
    """Takings in charge of the mart."""

    def during(self, period: Period) -> tuple[IntArray, IntArray]:
        """The pairs (row, code) of a period, sorted and without repeats.

        Code 0 is given to takings without any value in it, so that every taking has at least one.
        """
        held = (self.begin <= period.last_day) & (self.end >= period.first_day)
        row, code = self.row[held], self.code[held]
        without = np.ones(self.rows, dtype=np.bool_)
        without[row] = False
        size = len(self.codes)
        packed = np.unique(np.concatenate((row * size + code, np.flatnonzero(without) * size)))
        return packed // size, packed % size


@dataclass(frozen=True, eq=False)
class Mart:
    """One row per taking in charge, sorted by person and then by opening day.

    `person` is dense (0..persons-1); `place` and `sex` index the code lists given at reading; `birth` counts months
    from the year 0; `opened` and `closed` count days from 1970.
    """

    person: IntArray
    place: IntArray
    sex: IntArray
    birth: IntArray
    opened: IntArray
    closed: IntArray
    facets: Mapping[str, Facet]

    @property
    def rows(self) -> int:
        """Takings in charge."""
        return self.person.size

    @property
    def persons(self) -> int:
        """Distinct persons."""
        return int(self.person[-1]) + 1 if self.person.size else 0


def build(
    *,
    person: NDArray[np.integer],
    place: NDArray[np.integer],
    sex: NDArray[np.integer],
    birth: NDArray[np.integer],
    opened: NDArray[np.integer],
    closed: NDArray[np.integer],
    facets: Mapping[str, tuple[Sequence[str], NDArray[np.integer], NDArray[np.integer]]],
    days: Mapping[str, tuple[NDArray[np.integer], NDArray[np.integer]]] | None = None,
) -> Mart:
    """Sort rows by person and opening day; facets come as (codes, row before sorting, code from 1).

    `days` are the first and last day of each of these, for the facets whose values do not hold all the time.
    Bodies may know one person by different dates: the latest taking tells, for all takings of the person.
    """
    if (closed < opened).any():
        raise BrokenSnapshotError("A taking in charge closes before it opens")
    order = np.lexsort((opened, person))
    _, dense = np.unique(person[order], return_inverse=True)
    rank = np.empty(order.size, dtype=np.int64)
    rank[order] = np.arange(order.size)
    arrays = {
        name: array[order].astype(np.int64)
        for name, array in {"place": place, "sex": sex, "birth": birth, "opened": opened, "closed": closed}.items()
    }
    for name in ("sex", "birth"):
        arrays[name] = latest_of_person(dense, arrays[name])
    return Mart(
        person=dense.astype(np.int64),
        **arrays,
        facets={
            name: _facet(codes, rank[row] if row.size else row, code, (days or {}).get(name), order.size)
            for name, (codes, row, code) in facets.items()
        },
    )


def latest_of_person(person: NDArray[np.integer], values: IntArray) -> IntArray:
    """The value on each person's last row, for every row of the person; rows are sorted by person and opening."""
    if not person.size:
        return values
    last = np.flatnonzero(np.concatenate((person[1:] != person[:-1], [True])))
    return values[last][np.repeat(np.arange(last.size), np.diff(np.concatenate(([-1], last))))]


def _facet(
    codes: Sequence[str],
    row: NDArray[np.integer],
    code: NDArray[np.integer],
    days: tuple[NDArray[np.integer], NDArray[np.integer]] | None,
    rows: int,
) -> Facet:
    """Values that have no days hold always."""
    begin, end = days or (np.full(row.size, ALWAYS), np.full(row.size, OPEN))
    row, code, begin, end = (each.astype(np.int64) for each in (row, code, begin, end))
    return Facet(("", *codes), row, code, begin, end, rows)
