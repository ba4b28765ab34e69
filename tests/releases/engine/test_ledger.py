# SPDX-License-Identifier: EUPL-1.2
"""Whoever puts tables together finds no small count: by filter, grain, threshold, period, boundary or version."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.model import Measure, Period
from ordito.releases.engine.grid import grid_of
from ordito.releases.engine.ledger import TooLargeError
from ordito.releases.engine.quantities import Quantity
from tests.releases.ledger_samples import AGES, GENDERS, PERSONS, PLACES, case_of, groups, leave, told

if TYPE_CHECKING:
    from ordito.indicators.engine.attacker import Sums
    from ordito.indicators.engine.model import IntArray
    from ordito.releases.engine.grid import Told

AMBITI = [[0, 1], [2, 3], [4, 5]]
MOVED = [[0, 1], [2], [3, 4, 5]]
MINORS, CHILDREN = [[0, 1, 2]], [[0, 1]]
HUNDRED = np.full((PLACES, GENDERS, AGES), 100)


def world_of(cells: IntArray, quantity: Quantity = PERSONS) -> dict[Quantity, IntArray]:
    return {quantity: cells}


def with_cells(**small: int) -> IntArray:
    """A world of large counts with some small ones, named by place, gender and age: `p3g0a1=2`."""
    cells = HUNDRED.copy()
    for name, value in small.items():
        cells[tuple(int(digit) for digit in name if digit.isdecimal())] = value
    return cells


def out(world: dict[Quantity, IntArray], new: Told, *old: Told, threshold: int = 5) -> Told:
    found = leave(world, new, *old, threshold=threshold)
    assert found is not None
    return found


def hidden(table: Told) -> int:
    return int((~table.shown).sum())


def test_what_has_no_small_count_leaves_whole() -> None:
    assert hidden(out(world_of(HUNDRED), told(places=AMBITI, genders=[[0], [1]]))) == 0


def test_a_filter_that_leaves_few_out_hides_a_total() -> None:
    cells = with_cells(**{f"p{place}g{gender}a2": 0 for place in (2, 3) for gender in (0, 1)})
    cells[2, 0, 2] = 2
    world = world_of(cells)
    minors = out(world, told(places=AMBITI, ages=MINORS))
    assert hidden(minors) == 0
    assert hidden(out(world, told(places=AMBITI, ages=CHILDREN))) == 0, "alone it tells nothing"
    children = out(world, told(places=AMBITI, ages=CHILDREN), minors)
    assert not children.shown[1, 0, 0, 0], "less the minors it would tell who is between"
    assert hidden(children) > 1, "and one hole alone is filled by the total"


def test_a_second_table_of_another_grain_fills_no_hole() -> None:
    world = world_of(with_cells(p2g0a0=1, p3g0a0=1))
    both = out(world, told(places=AMBITI, genders=[[0], [1]], ages=[[0], [1, 2, 3]]))
    assert not both.shown[1, 0, 0, 0]
    rows = told(places=AMBITI, genders=[[0]], ages=[[1, 2, 3]])
    girls = out(world, told(places=AMBITI, genders=[[0]]), both)
    rest = leave(world, rows, both, girls)
    assert rest is None or not rest.shown[1, 0, 0, 0] or not girls.shown[1, 0, 0, 0]


def test_another_threshold_fills_no_hole() -> None:
    cells = with_cells(p0g0a0=2, p1g0a0=0, p2g0a0=4, p3g0a0=0)
    world = world_of(cells)
    new = told(places=AMBITI, genders=[[0]], ages=[[0]])
    strict = out(world, new, threshold=5)
    loose = out(world, new, strict, threshold=3)
    case = case_of(world, new, strict, loose)
    unseen = np.zeros(case.values.size, dtype=np.bool_)
    unseen[0] = True
    assert not loose.shown[0, 0, 0, 0]
    finding = case.finding(3, unseen | ~loose.shown.ravel())
    assert finding.low[0] <= 1
    assert finding.high[0] >= 3


@pytest.mark.parametrize("measure", [Measure.OPENED, Measure.CLOSED])
def test_a_year_less_three_quarters_is_the_fourth(measure: Measure) -> None:
    quarters = [Quantity(measure, quarter) for quarter in Period(2025).quarters()]
    year = Quantity(measure, Period(2025))
    base = HUNDRED.copy()
    base[:, :, 3] = 0
    world = {quarter: base.copy() for quarter in quarters}
    world[quarters[3]][0], world[quarters[3]][1] = 0, 0
    world[quarters[3]][0, 0, 0] = 2
    world[year] = np.sum([world[quarter] for quarter in quarters], axis=0)
    if measure == Measure.OPENED:
        world |= _stocks(world, 1)
    else:
        world |= _stocks(world, -1)
    known: list[Told] = [out(world, told(year, places=AMBITI))]
    for quarter in quarters[:3]:
        known.append(out(world, told(quarter, places=AMBITI), *known))
    assert sum(hidden(table) for table in known) > 0, "the fourth quarter need not be shown to be known"
    assert leave(world, told(quarters[3], places=AMBITI), *known) is not None


def _stocks(flows: dict[Quantity, IntArray], sign: int) -> dict[Quantity, IntArray]:
    """Stocks that fit the flows, from a thousand at the start of the year on."""
    stock = np.full((PLACES, GENDERS, AGES), 1000)
    found = {Quantity(Measure.OPEN, Period(2024)): stock}
    for quarter in Period(2025).quarters():
        flow = next(cells for quantity, cells in flows.items() if quantity.period == quarter)
        stock = stock + sign * flow
        end = quarter if quarter.quarter != 4 else Period(2025)
        found[Quantity(Measure.OPEN, end)] = stock
    return found


def test_stock_and_flow_give_no_other_flow() -> None:
    before, after = Quantity(Measure.OPEN, Period(2024)), Quantity(Measure.OPEN, Period(2025))
    opened, closed = Quantity(Measure.OPENED, Period(2025)), Quantity(Measure.CLOSED, Period(2025))
    ended = np.zeros_like(HUNDRED)
    ended[:, 0, 0] = 30
    ended[0:2] = 0
    ended[0, 0, 0] = 2
    world = {before: HUNDRED, opened: HUNDRED, closed: ended, after: 2 * HUNDRED - ended}
    known: list[Told] = []
    for quantity in (before, after, opened):
        known.append(out(world, told(quantity, places=AMBITI), *known))
    assert [hidden(table) > 0 for table in known] == [False, False, True]


def test_persons_beside_takings_tell_no_small_flow() -> None:
    before, opened = Quantity(Measure.OPEN, Period(2024)), Quantity(Measure.OPENED, Period(2025))
    there, fresh = HUNDRED.copy(), HUNDRED.copy()
    there[0:2], fresh[0:2] = 0, 0
    there[0, 0, 0], fresh[0, 0, 0] = 97, 3
    world = {before: there, opened: fresh, Quantity(Measure.OPEN, Period(2025)): there + fresh, PERSONS: there + fresh}
    known = [out(world, told(opened, places=AMBITI))]
    known.append(out(world, told(before, places=AMBITI), *known))
    assert known[1].shown[0, 0, 0, 0]
    assert out(world, told(places=AMBITI)).shown.all()
    persons = out(world, told(places=AMBITI), *known)
    assert not persons.shown[0, 0, 0, 0], "a hundred persons, of whom 97 were there before"


def test_an_ambito_with_other_comuni_tells_no_comune() -> None:
    cells = HUNDRED.copy()
    cells[3] = 0
    cells[3, 0, 0] = 3
    world = world_of(cells)
    old = out(world, told(places=AMBITI))
    assert hidden(old) == 0
    new = out(world, told(places=MOVED), old)
    assert not new.shown[1, 0, 0, 0]
    assert not new.shown[2, 0, 0, 0]


def test_a_version_with_two_more_does_not_say_so() -> None:
    first = out(world_of(HUNDRED), told(places=AMBITI))
    later = HUNDRED.copy()
    later[0, 0, 0] += 2
    second = out(world_of(later), told(places=AMBITI), first)
    assert not second.shown[0, 0, 0, 0]
    assert not second.shown[3, 0, 0, 0], "nor does the total"
    much = HUNDRED.copy()
    much[0, 0, 0] += 50
    assert hidden(out(world_of(much), told(places=AMBITI), first)) == 0


def test_what_is_out_already_holds_nothing_up() -> None:
    cells = with_cells(p0g0a0=3, p1g0a0=0)
    new = told(places=AMBITI, genders=[[0]], ages=[[0]])
    told_once = out(world_of(cells), new, threshold=3)
    assert told_once.shown[0, 0, 0, 0]
    assert leave(world_of(cells), told(places=AMBITI), told_once, threshold=5) is not None


def test_all_of_one_attribute_hides_its_zeros() -> None:
    cells = HUNDRED.copy()
    cells[0:2, 1] = 0
    table = out(world_of(cells), told(places=AMBITI, genders=[[0], [1]], ages=[[0, 1], [2, 3]]))
    assert not table.shown[0, 1].any(), "nor may its ages say it"
    cells[:, 1] = 0
    whole = out(world_of(cells), told(places=AMBITI, genders=[[0], [1]]))
    assert hidden(whole) > 0


def test_a_zero_that_a_wider_one_says_need_not_be_hidden() -> None:
    cells = np.concatenate([HUNDRED, np.zeros_like(HUNDRED[:, :1])], axis=1)
    cells[0:2, 0, 0] = 0
    new = told(places=AMBITI, genders=[[0], [1], [2]], ages=[[0], [1, 2, 3]], size=(PLACES, 3, AGES))
    table = out(world_of(cells), new)
    assert table.shown[:, 2].all(), "nobody anywhere is not stated"


def test_a_system_that_nobody_could_attack_is_refused_before_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.releases.engine.ledger.MOST_UNKNOWNS", 5)
    with pytest.raises(TooLargeError):
        case_of(world_of(HUNDRED), told(places=AMBITI, genders=[[0], [1]]))


PLACES3 = [[[0], [1], [2]], [[0, 1], [2]], [[0], [1, 2]], [[0, 1]]]
SMALL = (3, 2, 1)
TABLES = [
    told(places=places, genders=genders, size=SMALL) for places in PLACES3 for genders in ([[0], [1]], [[0]], None)
]
EVERY = np.array(list(product(range(9), repeat=6)), dtype=np.int8)


@settings(max_examples=12)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.lists(st.sampled_from(TABLES), min_size=2, max_size=3))
def test_no_world_left_open_tells_a_small_count(values: list[int], tables: list[Told]) -> None:
    """Every world of counts up to eight is tried: in those that fit, a small group may be 1 or less, and 3 or more."""
    cells = np.array(values).reshape(SMALL)
    known: list[Told] = []
    for table in tables:
        found = leave(world_of(cells), table, *known, threshold=3)
        known += [found] if found is not None else []
    fits = np.ones(len(EVERY), dtype=np.bool_)
    for table in known:
        for at in np.argwhere(table.shown):
            group = np.outer(table.place[at[0]], table.gender[at[1]]).ravel()
            fits &= EVERY[:, group].sum(axis=1) == table.lower[tuple(at)]
    worlds = EVERY[fits]
    for table in known:
        for place, gender in product(table.place, table.gender):
            group = np.outer(place, gender).ravel()
            if 0 < cells.ravel()[group].sum() < 3:
                possible = worlds[:, group].sum(axis=1)
                assert possible.min() <= 1
                assert possible.max() >= 3


@settings(max_examples=12)
@given(st.lists(st.integers(0, 4), min_size=6, max_size=6), st.lists(st.sampled_from(TABLES), min_size=1, max_size=2))
def test_who_sees_one_place_exactly_finds_nobody_elsewhere(values: list[int], tables: list[Told]) -> None:
    cells = np.array(values).reshape(SMALL)
    known: list[Told] = []
    for table in tables:
        found = leave(world_of(cells), table, *known, threshold=3, exact=groups([0], size=SMALL[0]))
        known += [found] if found is not None else []
    fits = (EVERY[:, :2] == cells[0].ravel()).all(axis=1)
    for table in known:
        for at in np.argwhere(table.shown):
            group = np.outer(table.place[at[0]], table.gender[at[1]]).ravel()
            fits &= EVERY[:, group].sum(axis=1) == table.lower[tuple(at)]
    worlds = EVERY[fits]
    for table in known:
        for place, gender in product(table.place[~table.place[:, 0]], table.gender):
            group = np.outer(place, gender).ravel()
            if 0 < cells.ravel()[group].sum() < 3:
                possible = worlds[:, group].sum(axis=1)
                assert possible.min() <= 1
                assert possible.max() >= 3


@settings(max_examples=12)
@given(st.lists(st.integers(0, 4), min_size=8, max_size=8), st.booleans())
def test_two_who_see_their_places_exactly_find_nobody_elsewhere_together(values: list[int], twice: bool) -> None:  # noqa: FBT001 - drawn by the test
    """Of four places two are known together: what is small in the other two may be 1 or less, and 3 or more."""
    size = (4, 2, 1)
    cells = np.array(values).reshape(size)
    places = [[number] for number in range(4)]
    known: list[Told] = []
    for genders in ([[0], [1]], None) if twice else ([[0], [1]],):
        table = told(places=places, genders=genders, size=size)
        found = leave(world_of(cells), table, *known, threshold=3, exact=groups(*places, size=4))
        known += [found] if found is not None else []
    free = np.array(list(product(range(9), repeat=4)), dtype=np.int8)
    for pair in combinations(range(4), 2):
        worlds = np.broadcast_to(cells.reshape(8), (len(free), 8)).copy()
        others = [at for at in range(8) if at // 2 not in pair]
        worlds[:, others] = free
        fits = np.ones(len(free), dtype=np.bool_)
        for table in known:
            for at in np.argwhere(table.shown):
                group = np.outer(table.place[at[0]], table.gender[at[1]]).ravel()
                fits &= worlds[:, group].sum(axis=1) == table.lower[tuple(at)]
        for cell in others if known else ():
            if 0 < cells.reshape(8)[cell] < 3:
                assert worlds[fits][:, cell].min() <= 1
                assert worlds[fits][:, cell].max() >= 3


def test_a_pair_needs_a_third_hole_and_no_more() -> None:
    cells = HUNDRED.copy()
    cells[0, 0, 0] = 2
    cells[1:, 0, 0] = [40, 50, 60, 70, 80]
    places = [[number] for number in range(PLACES)]
    new = told(places=places, genders=[[0]], ages=[[0]])
    found = [leave(world_of(cells), new, exact=groups(*some, size=PLACES)) for some in ([[1]], [[1], [2]], places)]
    assert [hidden(table) if table else 0 for table in found] == [2, 2, 4], "the small one, and one that both miss"
    assert found[1] is not None
    assert found[1].shown[1:3].all(), "what was hidden on the way is shown again"


def test_who_holds_two_versions_guesses_a_corrected_figure_no_closer_than_the_threshold() -> None:
    first = out(world_of(HUNDRED), told(places=AMBITI))
    later = HUNDRED.copy()
    later[0, 0, 0] += 50
    case = case_of(world_of(later), told(places=AMBITI), first)
    finding = case.finding(5, np.array([True, True, True, True]))
    spans = sorted((finding.high - finding.low).tolist())
    assert spans == [0, 0, 10, 10], "two that stand, one that changed and their total"
    assert hidden(out(world_of(later), told(places=AMBITI), first)) == 0


def test_what_left_before_anybody_knew_their_own_place_holds_nothing_up() -> None:
    world = world_of(with_cells(p0g0a0=2, p1g0a0=0, p2g0a0=3, p3g0a0=0))
    new, ambiti = told(places=AMBITI, ages=[[0]], genders=[[0]]), groups(*AMBITI, size=PLACES)[:3]
    before = out(world, new)
    careful = leave(world, new, exact=ambiti)
    assert careful is not None
    assert hidden(careful) > hidden(before), "two holes in one sum are none for who knows one of them"
    assert leave(world, new, before, exact=ambiti) is not None
    assert case_of(world, new, before, exact=ambiti).round(5) is not None


def test_who_is_alone_in_a_cell_does_not_find_the_one_beside() -> None:
    cells = np.zeros((PLACES, GENDERS, AGES), dtype=np.int64)
    cells[:, 0, 0] = [1, 2, 4, 40, 50, 60]
    case = case_of(world_of(cells), told(places=[[0], [1], [2], [3], [4], [5]]))
    away = case.protect(5)
    assert away is not None
    alone = [insider for insider in case.exposure(5).insiders if insider.alone]
    assert [(insider.knows - case.first).tolist() for insider in alone] == [[0]]
    assert [(insider.secrets - case.first).tolist() for insider in alone] == [[1, 2]]


def test_who_is_alone_everywhere_is_no_secret_to_themselves() -> None:
    cells = np.concatenate([HUNDRED, HUNDRED, np.zeros_like(HUNDRED[:, :1])], axis=1)
    cells[0, -1, 0] = 1
    size = (PLACES, 2 * GENDERS + 1, AGES)
    genders = [[number] for number in range(size[1])]
    table = leave(world_of(cells), told(places=[[0], [1], [2], [3], [4], [5]], genders=genders, size=size))
    assert table is not None, "one in one place is one in all places"
    assert not table.shown[[0, -1], -2, 0, 0].any()


def test_a_rounded_table_adds_up_and_tells_no_small_count() -> None:
    cells = with_cells(p0g0a0=2, p1g0a0=0, p2g1a1=1)
    case = case_of(world_of(cells), told(places=AMBITI, genders=[[0], [1]], ages=[[0], [1, 2, 3]]))
    rounded = case.round(5)
    assert rounded is not None
    table = rounded.cells[..., 0]
    assert not (table % 10).any()
    assert np.array_equal(table[:-1].sum(axis=0), table[-1])
    assert np.array_equal(table[:, :-1].sum(axis=1), table[:, -1])
    assert np.abs(rounded.cells.ravel() - case.values).max() <= rounded.margin
    finding = case.finding_rounded(5, rounded)
    small = np.flatnonzero((case.values > 0) & (case.values < 5))
    assert small.size
    assert (finding.low[small] <= 1).all()
    assert (finding.high[small] >= 5).all()


def test_the_interval_of_the_audit_is_that_of_every_world() -> None:
    cells = np.array([[1, 5], [4, 2], [6, 3]]).reshape(SMALL)
    table = TABLES[0]
    case = case_of(world_of(cells), table)
    away = case.protect(3)
    assert away is not None
    finding = case.finding(3, away)
    shown = ~away.reshape(table.shown.shape)
    fits = np.ones(len(EVERY), dtype=np.bool_)
    groups = [np.outer(place, gender).ravel() for place, gender in product(table.place, table.gender)]
    for group, visible, value in zip(groups, shown.ravel(), case.values, strict=True):
        if visible:
            fits &= EVERY[:, group].sum(axis=1) == value
    spans = [EVERY[fits][:, group].sum(axis=1) for group, gone in zip(groups, away, strict=True) if gone]
    assert [(span.min(), span.max()) for span in spans] == list(zip(finding.low, finding.high, strict=True))


def test_codes_that_no_table_tells_apart_are_one_class() -> None:
    grid = grid_of([told(places=AMBITI), told(places=MOVED)])
    assert grid.shape == (4, 1, 1)
    assert grid.gather(HUNDRED).sum() == HUNDRED.sum()


def test_sums_of_a_case_are_the_cells_of_its_table() -> None:
    case = case_of(world_of(HUNDRED), replace(told(places=AMBITI)))
    exposure = case.exposure(5)
    sums: Sums = exposure.knowledge.system()[0]
    unknowns = np.concatenate([case.truth.value.ravel(), case.values]).astype(float)
    assert not sums.of(unknowns).any()
