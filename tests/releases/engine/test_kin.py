# SPDX-License-Identifier: EUPL-1.2
"""Tables of two datasets about the same persons: every world that fits both is tried."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.releases.engine.grid import grid_of
from ordito.releases.engine.ledger import Case
from ordito.releases.engine.quantities import Within
from tests.releases.ledger_samples import PERSONS, told, truth_of_world

if TYPE_CHECKING:
    from ordito.indicators.engine.model import IntArray
    from ordito.releases.engine.grid import Told

SERVED = replace(PERSONS, dataset="interventions")
SIZE = (3, 1, 1)
MOST = 8
TABLES = [
    told(quantity, places=places, size=SIZE)
    for quantity in (PERSONS, SERVED)
    for places in ([[0], [1], [2]], [[0, 1], [2]], [[0], [1, 2]])
]
PAIRS = np.array([(whole, part) for whole in range(MOST + 1) for part in range(whole + 1)], dtype=np.int8)
EVERY = np.array([np.concatenate([PAIRS[list(at)].T]) for at in product(range(len(PAIRS)), repeat=3)])
"""Worlds: those in charge, then those served, in three places."""


def leave(cells: IntArray, new: Told, *old: Told) -> Told | None:
    """The table under a threshold of three, as it leaves; `cells` are those in charge and those served by place."""
    tables = [*old, new]
    grid = grid_of(tables)
    quantities = sorted({quantity for table in tables for quantity in table.quantities}, key=repr)
    rows = {PERSONS: cells[0].reshape(SIZE), SERVED: cells[1].reshape(SIZE)}
    truth = truth_of_world({quantity: rows[quantity] for quantity in quantities}, grid)
    inside = []
    if len(quantities) > 1:
        left = truth_of_world({PERSONS: rows[PERSONS] - rows[SERVED]}, grid).persons
        truth, inside = replace(truth, beyond=((PERSONS, SERVED),), left=left), [Within(PERSONS, SERVED)]
    case = Case(grid, truth, [], tables, inside=inside)
    hidden = case.protect(3)
    if hidden is None:
        return None
    shown = ~hidden.reshape(new.shown.shape)
    values = case.values.reshape(shown.shape).astype(float)
    return replace(new, shown=shown, lower=np.where(shown, values, 0), upper=np.where(shown, values, np.inf))


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(PAIRS[PAIRS[:, 0] <= 5].tolist()), min_size=3, max_size=3),
    st.lists(st.sampled_from(TABLES), min_size=2, max_size=3),
)
def test_no_world_left_open_tells_few_in_charge_served_or_not_served(
    pairs: list[list[int]], tables: list[Told]
) -> None:
    cells = np.array(pairs).T
    known: list[Told] = []
    for table in tables:
        found = leave(cells, table, *known)
        known += [found] if found is not None else []
    fits = np.ones(len(EVERY), dtype=np.bool_)
    for table in known:
        row = int(table.quantities[0] == SERVED)
        for at in np.argwhere(table.shown):
            fits &= EVERY[:, row][:, table.place[at[0]]].sum(axis=1) == table.lower[tuple(at)]
    worlds = EVERY[fits].astype(np.int64)
    both = len({table.quantities for table in known}) > 1
    for table in known:
        row = int(table.quantities[0] == SERVED)
        for place in table.place:
            secrets = [worlds[:, row][:, place].sum(axis=1)]
            truths = [cells[row][place].sum()]
            if both and row:
                secrets.append((worlds[:, 0] - worlds[:, 1])[:, place].sum(axis=1))
                truths.append((cells[0] - cells[1])[place].sum())
            for truth, possible in zip(truths, secrets, strict=True):
                assert not 0 < truth < 3 or possible.min() <= 1
                assert not 0 < truth < 3 or possible.max() >= 3
