# SPDX-License-Identifier: EUPL-1.2
"""The gate: what it lets out never gives a hidden cell away, by enumeration and by a second attacker."""

from datetime import timedelta
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.attacker import Attacker, Knowledge, Sums, plain_sums
from ordito.indicators.engine.blocks import Asked, QuartersByFacetError, part_name
from ordito.indicators.engine.blocks import block_of as block_of_measure
from ordito.indicators.engine.counts import Counts, Frame, count
from ordito.indicators.engine.disclosure import HIDDEN, Block, Cells, Link, Part, Policy, Protected, Refused, State
from ordito.indicators.engine.model import EPOCH, Cut, IntArray, Measure, Period, coarser_cuts
from ordito.indicators.engine.release import Gate, Problem, Release, cell_groups
from ordito.indicators.engine.suppression import HideNothingMore, HideOthersToo, Protection
from tests.indicators.engine_samples import BANDS, PLACES, axes, day, mart, month

AREA_GENDER: Cut = (1, 0, 2)
GATES = [Gate(Policy(), HideNothingMore()), Gate(Policy(), HideOthersToo())]


def counts_of(cells: dict[tuple[int, int, int], int]) -> Counts:
    """Persons with one taking each, so that value and persons agree at every level."""
    value = np.zeros((6, 2, 4), dtype=np.int64)
    for cell, number in cells.items():
        value[cell] = number
    levels = axes()[0].levels
    persons = []
    for level in levels:
        moved = np.zeros((len(level), 2, 4), dtype=np.int64)
        np.add.at(moved, level.group, value)
        persons.append(moved)
    return Counts(value, tuple(persons))


def block_of(cells: dict[tuple[int, int, int], int]) -> Block:
    return Block(axes(), (Part("x", counts_of(cells)),))


def areas(**numbers: tuple[int, int]) -> Block:
    """Girls and boys of 6-17 in the first town of each area."""
    first = {"a": 0, "b": 2, "c": 5}
    return block_of({(first[area], sex, 1): pair[sex] for area, pair in numbers.items() for sex in (0, 1)})


def test_a_table_without_small_cells_is_shown_whole() -> None:
    found = GATES[0].protect(areas(a=(10, 20), b=(5, 7), c=(6, 9)), AREA_GENDER, ["x"])
    assert isinstance(found, Protected)
    assert found.cells["x", AREA_GENDER].values[:, :, 0].tolist() == [[10, 20], [5, 7], [6, 9]]
    assert found.cells["x", (2, 1, 2)].values.item() == 57


def test_a_table_with_one_small_cell_is_refused_by_the_gate_alone_and_the_coarser_one_offered() -> None:
    found = GATES[0].protect(areas(a=(3, 20), b=(15, 17), c=(16, 9)), AREA_GENDER, ["x"])
    assert found == Refused(((2, 0, 2), (1, 1, 2)))


def test_hiding_others_too_protects_the_small_cell() -> None:
    found = GATES[1].protect(areas(a=(3, 20), b=(15, 17), c=(16, 9)), AREA_GENDER, ["x"])
    assert isinstance(found, Protected)
    cells = found.cells["x", AREA_GENDER]
    assert cells.states[0, 0, 0] == State.SMALL
    assert (cells.states == State.SECONDARY).sum() == 3
    assert (cells.values[cells.states != State.SHOWN] == HIDDEN).all()
    assert found.cells["x", (1, 1, 2)].values.ravel().tolist() == [23, 32, 25], "totals stay as they were shown"


def test_two_small_cells_that_sum_to_the_threshold_protect_each_other() -> None:
    found = GATES[1].protect(areas(a=(3, 0), b=(2, 0), c=(16, 0)), (1, 1, 2), ["x"])
    assert isinstance(found, Protected)
    assert found.cells["x", (1, 1, 2)].values.ravel().tolist() == [HIDDEN, HIDDEN, 16]


def test_two_small_cells_that_sum_to_less_do_not() -> None:
    assert isinstance(GATES[0].protect(areas(a=(3, 0), b=(1, 0), c=(16, 0)), (1, 1, 2), ["x"]), Refused)


def test_zeros_are_shown_unless_all_units_of_a_row_share_one_attribute() -> None:
    release = Release(areas(a=(9, 0), b=(15, 17), c=(0, 0)), Policy(), HideOthersToo())
    own = release.primary(AREA_GENDER)["x"][:, :, 0]
    assert own.tolist() == [[State.SHOWN, State.LONE], [State.SHOWN] * 2, [State.SHOWN] * 2]
    final = release.states("x", AREA_GENDER)
    assert final is not None
    assert final[0, 0, 0] == State.SECONDARY, "else the zero is the total less the girls"


def test_a_zero_that_a_coarser_table_shows_already_is_not_hidden() -> None:
    """No boy anywhere: that the area has none says nothing more."""
    release = Release(areas(a=(9, 0), b=(15, 0)), Policy(), HideNothingMore())
    assert release.primary((2, 0, 2))["x"].ravel().tolist() == [State.SHOWN, State.LONE]
    mixed = Release(block_of({(0, 0, 0): 9, (0, 0, 1): 9, (2, 1, 0): 9}), Policy(), HideNothingMore())
    assert mixed.primary((1, 1, 0))["x"][0, 0].tolist() == [State.SHOWN, State.SHOWN, State.SHOWN, State.SHOWN]
    assert mixed.primary((1, 1, 0))["x"][1, 0].tolist() == [State.SHOWN, State.LONE, State.SHOWN, State.SHOWN]


def test_majority_of_age_is_no_attribute() -> None:
    release = Release(areas(a=(9, 9)), Policy(), HideNothingMore())
    assert (release.primary((2, 1, 1))["x"] == State.SHOWN).all()


def test_small_means_few_persons_and_not_few_takings() -> None:
    """Three persons with four takings each: twelve takings are hidden all the same."""
    rows = [
        (person, "a1", person % 2, month(2012, 1), f"2024-0{number}-01", f"2024-0{number}-20")
        for person in range(3)
        for number in (1, 2, 3, 4)
    ]
    counts = count(Frame(mart(*rows), axes(), BANDS), Measure.OPENED, Period(2024))[0]
    assert counts.at(axes(), (2, 1, 2)).item() == 12
    release = Release(Block(axes(), (Part("x", counts),)), Policy(), HideNothingMore())
    assert release.primary((2, 1, 2))["x"].item() == State.SMALL


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=3, max_size=3))
def test_what_the_law_hides_stays_hidden_under_every_other_threshold(numbers: list[tuple[int, int]]) -> None:
    """Else two settings of the threshold, one after the other, would fill each other's holes."""
    block = areas(**dict(zip("abc", numbers, strict=True)))
    lawful = Release(block, Policy(3), HideOthersToo())
    for threshold in (4, 5, 8, 20):
        found = Gate(Policy(threshold), HideOthersToo()).protect(block, AREA_GENDER, ["x"])
        for (name, cut), cells in found.cells.items() if isinstance(found, Protected) else ():
            states = lawful.states(name, cut)
            assert states is not None, "what the law does not show is not shown at all"
            assert not ((states != State.SHOWN) & (cells.states == State.SHOWN)).any()


def test_policy_never_goes_below_three() -> None:
    assert Policy(3).threshold == 3
    with pytest.raises(ValueError, match="protects nobody"):
        Policy(2)


def flows(opened: int, closed: int, before: int) -> Block:
    """Stock and flows of one town among three: the others are large."""

    def part(name: str, number: int) -> Part:
        return Part(name, counts_of({(0, 0, 1): number, (2, 0, 1): 100, (5, 0, 1): 100}))

    parts = (part("before", before), part("open", before + opened - closed), part("opened", opened))
    stocks = {name: frozenset({name}) for name in ("before", "open")}
    link = Link({"before": 1, "opened": 1, "closed": -1, "open": -1}, equal=True, summed=(2,))
    return Block(axes(), (*parts, part("closed", closed)), (link,), contexts=stocks)


def test_a_large_flow_is_hidden_when_it_would_tell_a_small_one() -> None:
    """Three closed is small; with stocks and 23 opened shown it is 60 + 23 - 80."""
    block = flows(opened=23, closed=3, before=60)
    release = Release(block, Policy(), HideOthersToo())
    names = ["before", "open", "opened", "closed"]
    assert release.passing((1, 1, 2), names) == names
    assert [release.states(name, (1, 1, 2))[0, 0, 0] for name in names] == [  # type: ignore[index]
        State.SHOWN,
        State.SHOWN,
        State.SECONDARY,
        State.SMALL,
    ]
    assert Release(block, Policy(), HideNothingMore()).passing((1, 1, 2), names) == ["before", "open"]
    alone = Release(Block(block.axes, (block.parts[2],)), Policy(), HideOthersToo()).states("opened", (1, 1, 2))
    assert alone is not None
    assert alone[0, 0, 0] == State.SHOWN, "without its relations nothing would be wrong with it"


def test_flows_without_small_cells_are_let_out_beside_their_stocks() -> None:
    names = ["before", "open", "opened", "closed"]
    assert Release(flows(23, 9, 60), Policy(), HideOthersToo()).passing((1, 1, 2), names) == names


def test_stocks_are_decided_alike_in_the_blocks_of_both_their_years() -> None:
    rows = [
        (person, ("a1", "b1", "c1")[person % 3], 0, month(2012, 1), f"202{3 + person % 2}-0{1 + person % 9}-01", None)
        for person in range(25)
    ]
    frame = Frame(mart(*rows), axes(), BANDS)
    name = part_name(Measure.OPEN, Period(2024))
    states = [
        Release(block_of_measure(frame, Asked(Measure.OPENED, Period(year))), Policy(), HideOthersToo()).states(
            name, (0, 1, 2)
        )
        for year in (2024, 2025)
    ]
    assert states[0] is not None
    assert states[1] is not None
    assert np.array_equal(states[0], states[1])


def test_takings_of_a_quarter_are_not_broken_down_by_facet() -> None:
    frame = Frame(mart((1, "a1", 0, month(2012, 1), "2024-01-01", None)), axes(), BANDS)
    with pytest.raises(QuartersByFacetError):
        block_of_measure(frame, Asked(Measure.CLOSED, Period(2024, 2), "service"))
    names = [part.name for part in block_of_measure(frame, Asked(Measure.CLOSED, Period(2024, 2))).parts]
    assert names[:4] == ["open@2023", "open@2024", "opened@2024", "closed@2024"], "the year before its quarters"
    assert len(names) == 4 + 3 + 4 + 4


EPISODES = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 5), st.integers(0, 700), st.one_of(st.none(), st.integers(0, 300))),
    max_size=60,
)


@given(rows=EPISODES, facet=st.sampled_from(["", "service"]))
@settings(max_examples=25, deadline=None)
def test_no_small_cell_of_stock_and_flows_is_recoverable_from_all_that_is_let_out(
    rows: list[tuple[int, int, int, int | None]], facet: str
) -> None:
    first = EPOCH + timedelta(days=day("2023-06-01"))
    data = mart(
        *(
            (
                person,
                PLACES[(person + place // 5) % 6],
                person % 2,
                month(2012, 1),
                (first + timedelta(days=start)).isoformat(),
                None if lasting is None else (first + timedelta(days=start + lasting)).isoformat(),
            )
            for person, place, start, lasting in rows
        ),
        services={row: ["x"] if row % 3 else ["x", "y"] for row in range(len(rows))},
    )
    block = block_of_measure(Frame(data, axes(), BANDS), Asked(Measure.OPENED, Period(2024), facet))
    release, cut = Release(block, Policy(), HideOthersToo()), (1, 1, 2)
    problem = Problem(block, cut)
    cuts = coarser_cuts(axes(), cut)
    passed = set(release.passing(cut, [part.name for part in block.parts]))
    for part in block.parts:
        finals = {at: release.states(part.name, at) for at in cuts} if part.name in passed else {}
        problem.publish(part, finals, {at: release.primary(at)[part.name] for at in finals})
    attacker = Attacker(problem.known)
    flows_out = any(not name.startswith("open@") for name in passed)
    for number, part in enumerate(block.parts):
        if not (flows_out or part.name.startswith("open@")) or ("/" in part.name and part.name not in passed):
            continue
        for cell in np.flatnonzero(release.primary(cut)[part.name].ravel() == State.SMALL):
            column = np.asarray([number * 3 + int(cell)])
            low, high = attacker.interval(Sums(1, np.zeros(1, dtype=np.int64), column, np.ones(1)), 0)
            assert low <= 1
            assert high >= 5


def facet_block(total: dict[tuple[int, int, int], int], *parts: dict[tuple[int, int, int], int]) -> Block:
    names = [f"f{number}" for number in range(len(parts))]
    below = tuple(Link({"total": 1, name: -1}, equal=False) for name in names)
    covered = Link({"total": -1} | dict.fromkeys(names, 1), equal=False)
    every = (
        Part("total", counts_of(total)),
        *(Part(name, counts_of(cells)) for name, cells in zip(names, parts, strict=True)),
    )
    return Block(axes(), every, (*below, covered), (frozenset(names),))


def test_a_value_of_a_facet_that_would_tell_another_is_not_let_out() -> None:
    """Of 10 in the area 8 have the one service, so at least 2 have the other: its 3 would be narrowed down."""
    a, b, c = (0, 0, 1), (2, 0, 1), (5, 0, 1)
    block = facet_block({a: 10, b: 50, c: 10}, {a: 8, b: 40, c: 10}, {a: 3, b: 20, c: 3})
    release = Release(block, Policy(), HideNothingMore())
    assert release.passing((1, 1, 2), ["f0", "f1"]) == ["f1"]
    found = Gate(Policy(), HideNothingMore()).protect(block, (1, 1, 2), ["f0", "f1"])
    assert isinstance(found, Protected)
    assert found.withheld == ("f0",)
    assert not any(name == "f0" for name, _ in found.cells)
    better = Release(block, Policy(), HideOthersToo()).states("f0", (1, 1, 2))
    assert better is not None
    assert better[0, 0, 0] == State.SECONDARY


def test_lone_value_of_a_facet_hides_the_zeros_of_the_others() -> None:
    cell = (0, 0, 1)
    block = facet_block({cell: 10, (2, 0, 1): 50}, {cell: 10, (2, 0, 1): 40}, {(2, 0, 1): 20})
    states = Release(block, Policy(), HideNothingMore()).primary((1, 1, 2))
    assert states["f1"].ravel().tolist() == [State.LONE, State.SHOWN, State.SHOWN]


CELLS = st.dictionaries(
    st.tuples(st.sampled_from([0, 1, 2, 3, 5]), st.integers(0, 1), st.integers(0, 1)), st.integers(0, 9), max_size=12
)
CUTS = st.sampled_from([(1, 0, 2), (0, 1, 2), (1, 1, 0), (1, 0, 0), (0, 0, 2)])


def published(release: Release, cut: Cut) -> Knowledge:
    """What a reader gathers who asks for a table and for every coarser one."""
    size = int(np.prod([len(axis.levels[level]) for axis, level in zip(axes(), cut, strict=True)]))
    knowledge = Knowledge(size, 1000.0)
    for at in coarser_cuts(axes(), cut):
        cells = release.cells("x", at)
        if cells is not None:
            group = cell_groups(axes(), cut, at)
            shown = (cells.states == State.SHOWN).ravel()
            knowledge = knowledge.equal(plain_sums(group, shown, 0), cells.values.ravel()[shown])
    return knowledge


def members(group: IntArray, cell: int) -> Sums:
    inside = np.flatnonzero(group == cell)
    return Sums(1, np.zeros(inside.size, dtype=np.int64), inside, np.ones(inside.size))


@pytest.mark.parametrize("protection", [HideNothingMore(), HideOthersToo()])
@given(cells=CELLS, cut=CUTS)
@settings(max_examples=40, deadline=None)
def test_no_hidden_cell_is_recoverable_from_a_table_and_all_coarser_ones(
    protection: Protection, cells: dict[tuple[int, int, int], int], cut: Cut
) -> None:
    release = Release(block_of(cells), Policy(), protection)
    if release.states("x", cut) is None:
        return
    attacker = Attacker(published(release, cut))
    for at in coarser_cuts(axes(), cut):
        group, own = cell_groups(axes(), cut, at), release.primary(at)["x"].ravel()
        final = release.states("x", at)
        for cell in np.flatnonzero(own != State.SHOWN):
            low, high = attacker.interval(members(group, int(cell)), 0)
            assert low <= 1
            assert high >= 5
        if final is not None:
            for cell in np.flatnonzero(final.ravel() == State.SECONDARY):
                low, high = attacker.interval(members(group, int(cell)), 0)
                assert high - low >= 5


@given(numbers=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=3, max_size=3))
@settings(max_examples=30, deadline=None)
def test_enumeration_of_all_tables_that_fit_agrees(numbers: list[tuple[int, int]]) -> None:
    """No linear programming here: every table with the published cells is listed."""
    block = areas(a=numbers[0], b=numbers[1], c=numbers[2])
    found = Gate(Policy(), HideOthersToo()).protect(block, AREA_GENDER, ["x"])
    if isinstance(found, Refused):
        return
    cells = {at: found.cells["x", at] for at in coarser_cuts(axes(), AREA_GENDER) if ("x", at) in found.cells}
    leaf = cells[AREA_GENDER]
    choices = [range(14) if value == HIDDEN else [value] for value in leaf.values[:, :, 0].ravel().tolist()]
    if np.prod([float(len(choice)) for choice in choices]) > 200_000:
        return
    fitting = [guess for guess in product(*choices) if fits(np.asarray(guess).reshape(3, 2), cells)]
    assert fitting, "the truth itself fits"
    for position in np.flatnonzero(leaf.states[:, :, 0].ravel() == State.SMALL):
        seen = {guess[position] for guess in fitting}
        assert min(seen) <= 1
        assert max(seen) >= 5


def fits(guess: IntArray, cells: dict[Cut, Cells]) -> bool:
    sums = {(1, 1, 2): guess.sum(axis=1), (2, 0, 2): guess.sum(axis=0), (2, 1, 2): guess.sum()}
    for at, wanted in sums.items():
        if at in cells:
            shown = cells[at].values.ravel()
            if ((shown != HIDDEN) & (shown != np.atleast_1d(wanted))).any():
                return False
    return True


@given(cells=CELLS, cut=CUTS)
@settings(max_examples=30, deadline=None)
def test_what_is_hidden_does_not_depend_on_what_was_asked_before(
    cells: dict[tuple[int, int, int], int], cut: Cut
) -> None:
    fresh, used = (Release(block_of(cells), Policy(), HideOthersToo()) for _ in range(2))
    for other in [(0, 0, 0), (1, 0, 0)]:
        used.states("x", other)
    first, second = fresh.states("x", cut), used.states("x", cut)
    assert (first is None) == (second is None)
    assert first is None or second is None or np.array_equal(first, second)


def test_a_table_too_large_to_protect_is_refused_with_a_coarser_one() -> None:
    gate = Gate(Policy(), HideOthersToo(most_cells=4))
    found = gate.protect(areas(a=(3, 20), b=(15, 17), c=(16, 9)), AREA_GENDER, ["x"])
    assert isinstance(found, Refused)
    assert found.proposals == ((2, 0, 2), (1, 1, 2))
