# SPDX-License-Identifier: EUPL-1.2
"""Tables that leave: nothing hidden is recoverable, by listing every table of whole numbers that looks the same."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.attacker import AuditError, Sums
from ordito.indicators.engine.audit import UNBOUNDED, audit
from ordito.indicators.engine.disclosure import HIDDEN, Policy, State
from ordito.indicators.engine.hierarchy import (
    HierarchicalTable,
    Known,
    ProtectedTable,
    by_adding,
    hierarchical_table,
    published,
)
from ordito.indicators.engine.model import Axis, Cut, IntArray, coarser_cuts
from ordito.indicators.engine.protect import UnprotectableError, protect_table
from tests.indicators.engine_samples import gender_axis, level

PLACES = Axis(
    "place",
    (
        level("town", ("a1", "a2", "b1", "b2"), [0, 1, 2, 3]),
        level("area", ("a", "b"), [0, 0, 1, 1]),
        level("all", ("all",), [0] * 4),
    ),
)
AXES = (PLACES, gender_axis())
PLAIN = Policy(lone=False, insiders=False)
FINEST: Cut = (0, 0)
NUMBERS = st.lists(st.integers(0, 8), min_size=8, max_size=8)


def table_of(numbers: Sequence[int], cuts: Sequence[Cut] = ()) -> HierarchicalTable:
    base = np.asarray(numbers).reshape(4, 2)
    return hierarchical_table(AXES, cuts or coarser_cuts(AXES, FINEST), by_adding(AXES, base))


def every_world(protected: ProtectedTable, most: int) -> IntArray:
    """Every table of whole numbers up to `most` with the published cells, one a line, all its cells."""
    grid, towns = protected.grid, protected.grid.cells(FINEST).ravel()
    worlds: IntArray = np.zeros((1, 0), dtype=np.int64)
    for cell in towns:
        value = protected.values[cell]
        choices = np.arange(most + 1) if value == HIDDEN else np.asarray([value])
        worlds = np.concatenate(
            (np.repeat(worlds, choices.size, axis=0), np.tile(choices, worlds.shape[0])[:, None]), axis=1
        )
    towns_of, genders_of = (nodes.member.astype(np.int64) for nodes in grid.nodes)
    full = np.einsum("wtg,pt,qg->wpq", worlds.reshape(-1, 4, 2), towns_of, genders_of, optimize=True)
    full = full.reshape(worlds.shape[0], protected.values.size)
    shown = protected.values != HIDDEN
    return np.asarray(full[(full[:, shown] == protected.values[shown]).all(axis=1)])


@given(NUMBERS)
@settings(max_examples=60, deadline=None)
def test_whatever_is_protected_passes_the_audit(numbers: list[int]) -> None:
    table = table_of(numbers)
    try:
        protected = protect_table(table, Policy())
    except UnprotectableError:
        return
    found = audit(protected, alone=table.values == 1)
    assert found.passed
    assert (found.low != found.high).all()
    seen = protected.values != HIDDEN
    assert (protected.values[seen] == table.values[seen]).all()
    assert ((table.values[~seen] > 0) | (protected.states[~seen] == State.LONE)).all(), "a zero is hidden by rule alone"


@given(NUMBERS, st.integers(3, 5))
@settings(max_examples=25, deadline=None)
def test_no_hidden_cell_is_recoverable_by_exhaustive_search(numbers: list[int], threshold: int) -> None:
    table = table_of(numbers)
    policy = Policy(threshold, lone=False)
    try:
        protected = protect_table(table, policy)
    except UnprotectableError:
        return
    if (protected.values[protected.grid.cells(FINEST)] == HIDDEN).sum() > 4:
        return
    worlds = every_world(protected, 14)
    for cell in np.flatnonzero(protected.states == State.SMALL):
        assert worlds[:, cell].min() <= 1
        assert worlds[:, cell].max() >= threshold
    for cell in np.flatnonzero(protected.states == State.SECONDARY):
        assert np.ptp(worlds[:, cell]) >= 1


@given(NUMBERS, st.lists(st.integers(0, 7), max_size=4))
@settings(max_examples=25, deadline=None)
def test_audited_intervals_equal_enumeration(numbers: list[int], hidden: list[int]) -> None:
    """Two dimensions, one hierarchical: the relaxation is exact."""
    table = table_of([number % 5 for number in numbers])
    states = np.full(table.size, State.SHOWN, dtype=np.int8)
    states[table.grid.cells(FINEST).ravel()[hidden]] = State.SMALL
    protected = published(table, states, PLAIN)
    found, worlds = audit(protected), every_world(protected, 16)
    for cell, low, high in zip(found.cells, found.low, found.high, strict=True):
        assert (low, high) == (worlds[:, cell].min(), worlds[:, cell].max())


def test_a_hidden_cell_alone_in_its_row_gets_company_and_large_cells_stay() -> None:
    table = table_of([3, 90, 20, 80, 200, 250, 7, 300])
    protected = protect_table(table, PLAIN)
    values, states = protected.at(FINEST)
    assert states[0, 0] == State.SMALL
    assert (values == HIDDEN).sum() == 4
    assert protected.at((1, 0))[0].tolist() == [[23, 170], [207, 550]], "totals stay"
    assert (protected.hidden, int(protected.grid.asked.sum())) == (4, 21)


def test_nothing_small_nothing_hidden() -> None:
    protected = protect_table(table_of([9] * 8), Policy())
    assert protected.hidden == 0
    assert audit(protected).passed


def test_own_states_alone_do_not_pass() -> None:
    table = table_of([3, 90, 20, 80, 200, 250, 7, 300])
    found = audit(published(table, table.own_states(PLAIN), PLAIN))
    assert not found.passed
    assert (found.low == found.high).tolist() == [True]
    assert (found.low.tolist(), found.high.tolist()) == ([3], [3])


def test_the_zero_beside_the_only_attribute_of_a_place_is_hidden() -> None:
    table = table_of([9, 0, 20, 80, 200, 250, 70, 300])
    assert (table.own_states(PLAIN) == State.SHOWN).all()
    states = protect_table(table, Policy()).at(FINEST)[1]
    assert states[0].tolist() == [State.SECONDARY, State.LONE]
    empty = table_of([0, 0, 0, 0, 200, 250, 70, 300])
    assert (empty.own_states(Policy()) == State.SHOWN).all(), "an empty area says of nobody anything"


def test_the_only_person_of_a_cell_does_not_work_out_the_next() -> None:
    """1 and 4 hide each other from outside; who is the 1 takes it from the total of 5."""
    numbers = [1, 50, 4, 60, 90, 80, 95, 85]
    table = table_of(numbers)
    cells = table.grid.cells(FINEST)
    states = np.full(table.size, State.SHOWN, dtype=np.int8)
    states[cells[:2, :]] = [[State.SMALL, State.SECONDARY]] * 2
    found = audit(published(table, states, Policy()), alone=table.values == 1)
    assert not found.unsafe.any()
    assert found.told == ((cells[0, 0], cells[1, 0]),)
    assert not found.passed
    assert audit(protect_table(table, Policy()), alone=table.values == 1).passed


def test_parallel_groupings_are_attacked_together() -> None:
    """Areas {a1 a2} {b1 b2} beside zones {a1} {a2 b1} {b2}: the small town is a zone less another town."""
    places = Axis(
        "place",
        (
            level("town", ("a1", "a2", "b1", "b2"), [0, 1, 2, 3]),
            level("zone", ("x", "y", "z"), [0, 1, 1, 2]),
            level("area", ("a", "b"), [0, 0, 1, 1]),
            level("all", ("all",), [0] * 4),
        ),
    )
    base = np.asarray([30, 3, 40, 50])
    table = hierarchical_table((places,), [(0,), (1,), (2,), (3,)], by_adding((places,), base))
    assert table.size == 4 + 1 + 2 + 1, "a zone of one town is that town"
    protected = protect_table(table, PLAIN)
    assert audit(protected).passed
    towns = [number for number, value in enumerate(protected.at((0,))[0].tolist()) if value == HIDDEN]
    assert len(towns) >= 2
    without = hierarchical_table((places,), [(1,), (2,), (3,)], by_adding((places,), base))
    assert without.grid.asked.sum() == 3 + 2 + 1
    assert audit(protect_table(without, PLAIN)).passed


def test_linked_tables_share_cells_that_are_not_published() -> None:
    """Area by gender beside town in all: no cell of town by gender is shown, all are attacked."""
    table = table_of([1, 4, 50, 60, 90, 80, 95, 85], cuts=[(1, 0), (0, 1), (1, 1), (2, 1)])
    protected = protect_table(table, PLAIN)
    assert (protected.at(FINEST)[0] == HIDDEN)[0].all()
    assert audit(protected).passed
    assert protected.states[table.grid.cells(FINEST)[0, 0]] == State.SHOWN, "it is not asked for"


def test_what_left_before_is_known() -> None:
    """The same table without its first town has left: the difference is the town."""
    table = table_of([3, 2, 40, 50, 90, 80, 95, 85], cuts=[(2, 1)])
    assert audit(protect_table(table, PLAIN)).passed
    grid = table.grid
    whole, cells = int(grid.cells((2, 1)).item()), table.size
    rows = Sums(2, np.asarray([0, 0, 0, 1]), np.asarray([whole, cells, cells + 1, cells]), np.asarray([-1.0, 1, 1, 1]))
    earlier = Known(
        np.asarray([440, 5]),
        np.asarray([State.SHOWN, State.SMALL], dtype=np.int8),
        rows,
        np.asarray([0.0, 440]),
        np.asarray([0.0, 440]),
    )
    told = audit(published(table, table.own_states(PLAIN), PLAIN), earlier)
    assert (told.low.tolist(), told.high.tolist()) == ([5], [5])
    assert not told.passed
    assert audit(protect_table(table, PLAIN, earlier), earlier).passed
    assert protect_table(table, PLAIN, earlier).at((2, 1))[0].item() == HIDDEN


def test_what_cannot_be_hidden_is_refused() -> None:
    table = table_of([3, 2, 40, 50, 90, 80, 95, 85], cuts=[(2, 1)])
    rows = Sums(1, np.asarray([0]), np.asarray([table.size]), np.asarray([1.0]))
    before = Known(
        np.asarray([4]), np.asarray([State.SMALL], dtype=np.int8), rows, np.asarray([4.0]), np.asarray([4.0])
    )
    with pytest.raises(UnprotectableError, match="1 cells"):
        protect_table(table, PLAIN, before)


def test_contradiction_is_an_error_and_not_an_answer() -> None:
    table = table_of([9] * 8)
    protected = published(table, table.own_states(PLAIN), PLAIN)
    rows = Sums(1, np.asarray([0]), np.asarray([0]), np.asarray([1.0]))
    with pytest.raises(AuditError):
        audit(protected, Known(rows=rows, lower=np.asarray([8.0]), upper=np.asarray([8.0])))


def test_nothing_published_bounds_nothing() -> None:
    table = table_of([3, 2, 40, 50, 90, 80, 95, 85], cuts=[(2, 1)])
    states = np.where(table.grid.asked, State.SMALL, State.SHOWN).astype(np.int8)
    found = audit(published(table, states, PLAIN))
    assert (found.low.tolist(), found.high.tolist()) == ([0], [UNBOUNDED])
    assert found.passed


def test_persons_that_do_not_add_up_are_bounded_by_their_total() -> None:
    """A person may be under both values: 8 and 3 of a total of 10. The 3 lies between 2 and 10."""
    services = gender_axis()
    values = {0: np.asarray([8, 3]), 1: np.asarray([10])}
    table = hierarchical_table(
        (PLACES, services), [(2, 0), (2, 1)], lambda cut: values[cut[1]].reshape(1, -1), adds=[True, False]
    )
    found = audit(published(table, table.own_states(PLAIN), PLAIN))
    assert (found.low.tolist(), found.high.tolist()) == ([2], [10])
    assert not found.passed
    protected = protect_table(table, PLAIN)
    assert audit(protected).passed
    assert protected.at((2, 0))[0].tolist() == [[HIDDEN, HIDDEN]]


def test_a_large_table_of_small_cells_is_refused_at_once() -> None:
    towns = np.arange(600)
    codes = tuple(str(town) for town in towns)
    places = Axis("place", (level("town", codes, towns.tolist()), level("all", ("all",), [0] * 600)))
    table = hierarchical_table(
        (places, gender_axis()),
        [(0, 0), (0, 1), (1, 0), (1, 1)],
        by_adding((places, gender_axis()), np.full((600, 2), 2)),
    )
    with pytest.raises(UnprotectableError, match="1800 cells"):
        protect_table(table, PLAIN)
