# SPDX-License-Identifier: EUPL-1.2
"""Small worlds for the ledger: six Comuni, girls and boys, four ages; and tables of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.model import Measure, Period
from ordito.releases.engine.grid import Told, grid_of
from ordito.releases.engine.ledger import Case
from ordito.releases.engine.quantities import Quantity, company, ties
from ordito.releases.engine.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.indicators.engine.model import BoolArray, IntArray
    from ordito.releases.engine.grid import Grid

PLACES, GENDERS, AGES = 6, 2, 4
PERSONS = Quantity(Measure.PERSONS, Period(2025))


def groups(*members: Sequence[int], size: int) -> BoolArray:
    """Each group by its base codes, and the total of them at the end."""
    found = np.zeros((len(members), size), dtype=np.bool_)
    for row, codes in zip(found, members, strict=True):
        row[list(codes)] = True
    total = np.asarray(found.any(axis=0), dtype=np.bool_).reshape(1, size)
    return found if len(members) == 1 else np.concatenate([found, total])


def told(
    quantity: Quantity = PERSONS,
    *,
    places: Sequence[Sequence[int]] | None = None,
    genders: Sequence[Sequence[int]] | None = None,
    ages: Sequence[Sequence[int]] | None = None,
    size: tuple[int, int, int] = (PLACES, GENDERS, AGES),
) -> Told:
    """A table that says nothing yet; an axis that is not given has its total alone."""
    asked = [given or (range(whole),) for given, whole in zip((places, genders, ages), size, strict=True)]
    place, gender, age = (groups(*members, size=whole) for members, whole in zip(asked, size, strict=True))
    shape = (len(place), len(gender), len(age), 1)
    nothing = np.zeros(shape)
    return Told((quantity,), place, gender, age, nothing, nothing + np.inf, np.zeros(shape, dtype=np.bool_))


def truth_of_world(world: Mapping[Quantity, IntArray], grid: Grid) -> Truth:
    """The truth of counts of persons, who stand in one place each."""
    value = np.stack([grid.gather(cells) for cells in world.values()])
    persons = np.einsum("rp,qpga->qrga", grid.place.rows.astype(np.int64), value)
    return Truth(tuple(world), value, persons)


def case_of(world: Mapping[Quantity, IntArray], new: Told, *old: Told, exact: BoolArray | None = None) -> Case:
    """A table about to leave, in a world where quantities that are not given are nobody's."""
    tables = [*old, new]
    quantities = company((quantity for table in tables for quantity in table.quantities), {})
    nobody = np.zeros_like(next(iter(world.values())))
    grid = grid_of(tables, exact)
    truth = truth_of_world({quantity: world.get(quantity, nobody) for quantity in quantities}, grid)
    return Case(grid, truth, ties(quantities, {}, frozenset()), tables, exact)


def leave(
    world: Mapping[Quantity, IntArray], new: Told, *old: Told, threshold: int = 5, exact: BoolArray | None = None
) -> Told | None:
    """The table as it leaves, knowing what left before; None when it may not."""
    case = case_of(world, new, *old, exact=exact)
    hidden = case.protect(threshold)
    if hidden is None:
        return None
    shown = ~hidden.reshape(new.shown.shape)
    values = case.values.reshape(shown.shape).astype(float)
    return replace(new, shown=shown, lower=np.where(shown, values, 0), upper=np.where(shown, values, np.inf))
