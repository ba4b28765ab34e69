# SPDX-License-Identifier: EUPL-1.2
"""Controlled rounding: multiples that add up, the nearest there are."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.hierarchy import HierarchicalTable, by_adding, hierarchical_table
from ordito.indicators.engine.model import Axis, coarser_cuts
from ordito.indicators.engine.rounding import UnroundableError, round_table
from tests.indicators.engine_samples import gender_axis, level, place_axis

AXES = (place_axis(), gender_axis())


def table_of(numbers: list[int]) -> HierarchicalTable:
    base = np.asarray(numbers).reshape(6, 2)
    return hierarchical_table(AXES, coarser_cuts(AXES, (0, 0)), by_adding(AXES, base))


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12), st.integers(3, 7))
@settings(max_examples=40, deadline=None)
def test_rounded_tables_add_up_and_stay_near(numbers: list[int], base: int) -> None:
    table = table_of(numbers)
    rounded = round_table(table, base)
    rows, lower, upper = table.relations.system()
    sums = rows.of(rounded.values.astype(np.float64))
    assert ((lower <= sums) & (sums <= upper)).all()
    assert not (rounded.values % base).any()
    assert (rounded.values >= 0).all()
    assert np.abs(rounded.values - table.values).max() < base * (1 + rounded.slack)
    if not rounded.slack:
        kept = table.values % base == 0
        assert (rounded.values[kept] == table.values[kept]).all()


@given(st.lists(st.integers(0, 9), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_no_other_rounding_of_a_family_is_nearer(numbers: list[int]) -> None:
    """All multiples that add up to the rounded whole, listed."""
    places = Axis("place", (level("town", ("a", "b", "c", "d"), [0, 1, 2, 3]), level("all", ("all",), [0] * 4)))
    table = hierarchical_table((places,), [(0,), (1,)], by_adding((places,), np.asarray(numbers)))
    rounded = round_table(table, 5)
    if rounded.slack:
        return
    whole = int(rounded.values[table.grid.cells((1,))].item())
    choices = [{number // 5 * 5, -(-number // 5) * 5} for number in numbers]
    found = [guess for guess in product(*choices) if sum(guess) == whole]
    distances = [np.abs(np.asarray(guess) - numbers).sum() for guess in found]
    towns = rounded.values[table.grid.cells((0,))]
    assert np.abs(towns - numbers).sum() == min(distances)


def test_levels_that_cross_are_rounded_together() -> None:
    places = Axis(
        "place",
        (
            level("town", ("a", "b", "c", "d"), [0, 1, 2, 3]),
            level("zone", ("x", "y"), [0, 1, 1, 0]),
            level("area", ("a", "b"), [0, 0, 1, 1]),
            level("all", ("all",), [0] * 4),
        ),
    )
    table = hierarchical_table((places,), [(0,), (1,), (2,), (3,)], by_adding((places,), np.asarray([3, 14, 7, 21])))
    rounded = round_table(table, 5)
    rows = table.relations.system()[0]
    assert not rows.of(rounded.values.astype(np.float64)).any()


def test_slack_is_stated_where_neighbours_do_not_add_up() -> None:
    """Numbers that do not add up stand for a family whose neighbours cannot."""
    places = Axis("place", (level("town", ("a", "b"), [0, 1]), level("all", ("all",), [0, 0])))
    values = {0: np.asarray([4, 4]), 1: np.asarray([20])}
    table = hierarchical_table((places,), [(0,), (1,)], lambda cut: values[cut[0]])
    assert round_table(table, 5).slack == 1
    values[1] = np.asarray([100])
    with pytest.raises(UnroundableError):
        round_table(hierarchical_table((places,), [(0,), (1,)], lambda cut: values[cut[0]]), 5)


def test_what_is_shown_lies_near_on_average() -> None:
    table = table_of([10] * 12)
    assert round_table(table, 5).error(table) == 0
    assert 0 < round_table(table_of([11] * 12), 5).error(table_of([11] * 12)) < 2.5
