# SPDX-License-Identifier: EUPL-1.2
"""The attacker's intervals against enumeration of every table that fits what is known."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.attacker import Attacker, AuditError, Knowledge, Sums, Target, together
from ordito.indicators.engine.audit import intervals
from ordito.indicators.engine.model import BoolArray, IntArray


def plain_sums(group: IntArray, chosen: BoolArray, first: int) -> Sums:
    """For each chosen group the sum of its members; member i is unknown `first + i`. Groups keep their order."""
    rank = np.cumsum(chosen, dtype=np.int64) - 1
    members = np.flatnonzero(chosen[group])
    return Sums(int(chosen.sum()), rank[group[members]], members + first, np.ones(members.size))


def known(cells: list[int], shown: list[bool], *, margins: bool = True) -> Knowledge:
    """A table of 2 × 3 with its margins, of which some cells are published."""
    table, mask = np.asarray(cells), np.asarray(shown)
    rows, columns = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)
    knowledge = Knowledge(6, 50.0).equal(plain_sums(np.arange(6), mask, 0), table[mask])
    if margins:
        for group in (rows, columns):
            every = np.ones(group.max() + 1, dtype=np.bool_)
            knowledge = knowledge.equal(plain_sums(group, every, 0), np.bincount(group, weights=table))
    return knowledge


def singles(*columns: int) -> Sums:
    size = len(columns)
    return Sums(size, np.arange(size), np.asarray(columns), np.ones(size))


def interval(knowledge: Knowledge, cell: int) -> tuple[int, int]:
    low, high = intervals(knowledge, np.asarray([cell]))
    return int(low[0]), int(high[0])


def test_a_single_hidden_cell_in_a_row_with_its_total_is_known() -> None:
    knowledge = known([3, 10, 20, 30, 40, 50], [False, True, True, True, True, True])
    assert interval(knowledge, 0) == (3, 3)


def test_two_hidden_cells_in_a_row_are_known_from_their_columns() -> None:
    knowledge = known([3, 4, 20, 30, 40, 50], [False, False, True, True, True, True])
    assert interval(knowledge, 0) == (3, 3)


def test_four_hidden_cells_in_a_rectangle_are_not() -> None:
    knowledge = known([3, 4, 20, 8, 1, 50], [False, False, True, False, False, True])
    assert [interval(knowledge, cell) for cell in (0, 1, 3, 4)] == [(2, 7), (0, 5), (4, 9), (0, 5)]


def test_nothing_known_leaves_everything_open() -> None:
    assert interval(Knowledge(1, 50.0), 0) == (0, 50)


def test_links_and_bounds_narrow_the_interval() -> None:
    at_most_total = Sums(1, np.asarray([0, 0]), np.asarray([0, 1]), np.asarray([1.0, -1.0]))
    knowledge = Knowledge(2, 50.0).equal(singles(0), np.asarray([7])).knowing(at_most_total, np.zeros(1), np.inf)
    assert interval(knowledge, 1) == (0, 7)


def test_contradiction_is_an_error_and_not_an_answer() -> None:
    knowledge = Knowledge(2, 50.0).equal(plain_sums(np.zeros(2, dtype=np.int64), np.array([True]), 0), np.array([500]))
    with pytest.raises(AuditError):
        interval(knowledge, 0)


@given(
    st.lists(st.integers(0, 6), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
)
@settings(max_examples=80, deadline=None)
def test_intervals_equal_enumeration(cells: list[int], shown: list[bool]) -> None:
    """Two-way tables are totally unimodular: the relaxation is exact."""
    table = np.asarray(cells).reshape(2, 3)
    knowledge = known(cells, shown)
    fitting = []
    for first in product(*(range(limit + 1) for limit in table.sum(axis=0))):
        guess = np.asarray([first, table.sum(axis=0) - np.asarray(first)])
        same_rows = np.array_equal(guess.sum(axis=1), table.sum(axis=1))
        if same_rows and all(guess.ravel()[cell] == cells[cell] for cell in range(6) if shown[cell]):
            fitting.append(guess.ravel())
    possible = np.asarray(fitting)
    for cell in range(6):
        assert interval(knowledge, cell) == (possible[:, cell].min(), possible[:, cell].max())


@given(st.lists(st.integers(0, 6), min_size=6, max_size=6), st.lists(st.booleans(), min_size=6, max_size=6))
@settings(max_examples=80, deadline=None)
def test_first_unsafe_agrees_with_intervals_one_by_one(cells: list[int], shown: list[bool]) -> None:
    hidden = [cell for cell in range(6) if not shown[cell]]
    if not hidden:
        return
    knowledge = known(cells, shown)
    size = len(hidden)
    target = Target(singles(*hidden), np.ones(size), np.full(size, 5.0), np.zeros(size))
    ends = [interval(knowledge, cell) for cell in hidden]
    unsafe = [number for number, (low, high) in enumerate(ends) if low > 1 or high < 5]
    assert Attacker(knowledge).first_unsafe(target) == (unsafe[0] if unsafe else None)


def test_together_of_nothing_is_nothing() -> None:
    assert together([]).size == 0
    assert Attacker(Knowledge(3, 9.0)).first_unsafe(Target(together([]), np.ones(0), np.ones(0), np.ones(0))) is None
