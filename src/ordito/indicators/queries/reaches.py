# SPDX-License-Identifier: EUPL-1.2
"""How far the number of one row may reach in a protected mean, as its dataset declares it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.declare import dataset_named
from ordito.indicators.engine.cell_keys import Magnitude
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import AVERAGES, SUMS, UNIT

if TYPE_CHECKING:
    from ordito.core.declare import Column
    from ordito.indicators.engine.query import Query


def reach_of(column: Column) -> Magnitude | None:
    """The reach of a column's numbers; None for one that declares none, whose mean no noise protects."""
    return Magnitude(column.centre, column.reach) if column.reach else None


def within_of(query: Query) -> tuple[int, int] | None:
    """Between which numbers each row of a mean or sum counts, in thousandths; None for others, and without a reach."""
    if query.measure not in AVERAGES | SUMS:
        return None
    known = _declared(query)
    if known is None:
        return None
    return round((known.centre - known.reach) * UNIT), round((known.centre + known.reach) * UNIT)


def _declared(query: Query) -> Magnitude | None:
    dataset = dataset_named(query.dataset)
    if dataset is None:
        return None
    if query.measure == Measure.DURATION:
        return Magnitude(*dataset.length)
    return next((reach_of(column) for column in dataset.columns if column.name == query.column), None)
