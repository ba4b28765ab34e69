# SPDX-License-Identifier: EUPL-1.2
"""The marts that the gate of releases counts on, from a store: one of each dataset."""

from collections.abc import Mapping, Sequence

import numpy as np

from ordito.indicators.engine.loaded import Loaded, loaded
from ordito.indicators.engine.mart import BrokenSnapshotError, Mart, build
from ordito.indicators.engine.model import IntArray
from ordito.indicators.engine.ordered import Column
from ordito.indicators.engine.store import Store

TAKINGS = "takings"


def mart_of_store(
    store: Store,
    *,
    places: Sequence[str],
    sexes: Sequence[str],
    facets: Mapping[str, tuple[str, str]],
    dataset: str = TAKINGS,
) -> Mart:
    """The rows of a dataset of a store as a mart; facets by the dataset and column that they are read from.

    BrokenSnapshotError for a place or a sex outside the code lists; UnknownColumnError for a dataset that is none.
    """
    rows = loaded(store, dataset)
    found = {
        name: _facet(store, rows, held, column, own=held == dataset)
        for name, (held, column) in facets.items()
        if held in store.manifest.datasets
    }
    return build(
        person=rows.person,
        place=_positions(rows.coded("place"), places, "place"),
        sex=_positions(rows.coded("sex"), sexes, "sex"),
        birth=rows.numbers("birth"),
        opened=rows.begin,
        closed=rows.end,
        facets={name: (codes, row, numbers) for name, (codes, row, numbers, _days) in found.items()},
        days={name: days for name, (_codes, _row, _numbers, days) in found.items()},
    )


def _positions(coded: Column, codes: Sequence[str], name: str) -> IntArray:
    """Position of each value in `codes`."""
    strange = set(coded.values) - set(codes)
    if strange:
        raise BrokenSnapshotError(f"{len(strange)} values of {name} are not in its code list")
    known = {code: number for number, code in enumerate(codes)}
    return np.asarray([known[value] for value in coded.values], dtype=np.int64)[coded.codes]


def _facet(
    store: Store, rows: Loaded, dataset: str, column: str, *, own: bool
) -> tuple[list[str], IntArray, IntArray, tuple[IntArray, IntArray]]:
    """Codes of a facet, the pairs (row counted, position in them from 1) of the values stated, and their days.

    What a row says of itself (`own`) holds as long as it lasts; rows that belong to it have days of their own.
    """
    held = rows if own else loaded(store, dataset)
    coded = held.coded(column)
    if own:
        row = children = np.arange(rows.person.size)
    else:
        start, children = rows.children(dataset)
        row = np.repeat(np.arange(start.size - 1), np.diff(start))
    found = coded.codes[children]
    codes = sorted(coded.values[code] for code in np.unique(found) if coded.values[code])
    position = {code: number for number, code in enumerate(codes, start=1)}
    numbers = np.asarray([position.get(value, 0) for value in coded.values], dtype=np.int64)[found]
    stated = numbers > 0
    days = held.begin[children][stated], held.end[children][stated]
    return codes, row[stated], numbers[stated], days
