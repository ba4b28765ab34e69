# SPDX-License-Identifier: EUPL-1.2
import datetime as dt
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ordito.indicators.engine.counts import AgeBands, Among, Counting, Counts, Frame, ages_at_end
from ordito.indicators.engine.hierarchy import by_adding
from ordito.indicators.engine.mart import OPEN, UNKNOWN_MONTH, BrokenSnapshotError, Mart, build
from ordito.indicators.engine.model import Axis, Cut, IntArray, Level, Measure, Period, coarser_cuts, next_cuts
from tests.indicators.engine_samples import BANDS, axes, day, mart, month, place_axis

YEAR = Period(2024)
WHOLE = (2, 1, 2)


def frame(data: Mart) -> Frame:
    return Frame(data, axes(), BANDS)


def count(on: Frame, measure: Measure, period: Period, facet: str = "") -> list[Counts]:
    """Everybody, or those of each value of a facet."""
    counting = Counting(on, measure, period)
    codes = on.mart.facets[facet].codes if facet else ()
    return [counting.of((Among(facet, (code,)),)) for code in codes] or [counting.of()]


def value_at(counts: Counts, cut: Cut) -> IntArray:
    return by_adding(axes(), counts.value)(cut)


def persons_at(counts: Counts, cut: Cut) -> IntArray:
    """Distinct persons behind each cell of a cut: they are counted by each level of places."""
    level = axes()[0].levels[cut[0]]
    size = np.arange(len(level))
    whole = Level("whole", ("",), ("",), np.zeros(size.size, dtype=np.int64))
    places = Axis("places", (Level("own", level.codes, level.labels, size), whole))
    return by_adding((places, *axes()[1:]), counts.persons[cut[0]])((0, *cut[1:]))


def total(data: Mart, measure: Measure, period: Period) -> int:
    return int(value_at(count(frame(data), measure, period)[0], WHOLE).item())


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period(2024), "2024-01-01", "2024-12-31"),
        (Period(2024, 1), "2024-01-01", "2024-03-31"),
        (Period(2023, 4), "2023-10-01", "2023-12-31"),
    ],
)
def test_period_has_the_days_of_the_calendar(period: Period, first: str, last: str) -> None:
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)
    assert (period.first_day, period.last_day) == (day(first), day(last))


@pytest.mark.parametrize("wrong", [(2024, 0), (2024, 5), (1700, None)])
def test_period_refuses_what_is_no_period(wrong: tuple[int, int | None]) -> None:
    with pytest.raises(ValueError, match="No "):
        Period(*wrong)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2024, 12, 31)), st.integers(2000, 2025), st.integers(1, 4))
@settings(max_examples=200, deadline=None)
def test_age_from_the_month_equals_age_from_the_birthday(birth: dt.date, year: int, quarter: int) -> None:
    period = Period(year, quarter)
    last = period.last
    wanted = last.year - birth.year - ((last.month, last.day) < (birth.month, birth.day))
    found = ages_at_end(np.asarray([birth.year * 12 + birth.month - 1]), period)[0]
    assert found == (wanted if birth <= last else -1)


def test_age_is_unknown_without_a_birth_month() -> None:
    assert ages_at_end(np.asarray([UNKNOWN_MONTH]), YEAR).tolist() == [-1]
    assert BANDS.codes(np.asarray([-1, 0, 5, 6, 17, 18, 90])).tolist() == [3, 0, 0, 1, 1, 2, 2]


def test_bands_refuse_a_gap_at_the_start_and_a_fall() -> None:
    for wrong in [(), (1, 2), (0, 5, 5)]:
        with pytest.raises(ValueError, match="bands"):
            AgeBands(wrong)


@pytest.mark.parametrize(
    ("opened", "closed", "wanted"),
    [
        ("2024-01-01", None, (1, 1, 1, 0)),
        ("2023-12-31", "2024-01-01", (1, 0, 0, 1)),
        ("2023-12-31", "2023-12-31", (0, 0, 0, 0)),
        ("2024-12-31", "2024-12-31", (1, 0, 1, 1)),
        ("2024-12-31", "2025-01-01", (1, 1, 1, 0)),
        ("2025-01-01", None, (0, 0, 0, 0)),
    ],
)
def test_measures_at_the_edges_of_the_period(opened: str, closed: str | None, wanted: tuple[int, ...]) -> None:
    data = mart((1, "a1", 0, month(2015, 1), opened, closed))
    measures = (Measure.PERSONS, Measure.OPEN, Measure.OPENED, Measure.CLOSED)
    assert tuple(total(data, measure, YEAR) for measure in measures) == wanted


DAYS = st.integers(day("2023-01-01"), day("2025-12-31"))
EPISODES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 5), DAYS, st.one_of(st.none(), st.integers(0, 700))), max_size=40
)


def random_mart(rows: list[tuple[int, int, int, int | None]], services: list[tuple[int, int]] = []) -> Mart:  # noqa: B006
    people = np.asarray([row[0] for row in rows], dtype=np.int64)
    opened = np.asarray([row[2] for row in rows], dtype=np.int64)
    lasting = [OPEN if row[3] is None else row[2] + row[3] for row in rows]
    pairs = [(row, code) for row, code in services if row < len(rows)]
    return build(
        person=people,
        place=np.asarray([row[1] for row in rows], dtype=np.int64),
        sex=people % 2,
        birth=month(2000, 1) + people * 30,
        opened=opened,
        closed=np.asarray(lasting, dtype=np.int64),
        facets={
            "service": (
                ("s", "t"),
                np.asarray([row for row, _ in pairs], dtype=np.int64),
                np.asarray([code for _, code in pairs], dtype=np.int64),
            )
        },
    )


@given(EPISODES, st.sampled_from([Period(2024), *Period(2024).quarters()]))
@settings(max_examples=100, deadline=None)
def test_open_at_the_end_is_open_before_plus_opened_minus_closed(
    rows: list[tuple[int, int, int, int | None]], period: Period
) -> None:
    data = frame(random_mart(rows))
    before = Period(period.year - 1) if period.quarter in {None, 1} else Period(period.year, (period.quarter or 0) - 1)
    at = (0, 0, 2)
    opened, closed, stock = (
        value_at(count(data, measure, period)[0], at) for measure in (Measure.OPENED, Measure.CLOSED, Measure.OPEN)
    )
    start = value_at(count(data, Measure.OPEN, before)[0], at)
    assert np.array_equal(stock, start + opened - closed)


TOLD = (Measure.PERSONS, Measure.RATE, Measure.OPEN, Measure.OPENED, Measure.CLOSED)


@given(EPISODES, st.lists(st.tuples(st.integers(0, 39), st.integers(1, 2)), max_size=40), st.sampled_from(TOLD))
@settings(max_examples=40, deadline=None)
def test_counts_equal_plain_sets_in_every_cell(
    rows: list[tuple[int, int, int, int | None]], services: list[tuple[int, int]], measure: Measure
) -> None:
    data = random_mart(rows, services)
    found = count(frame(data), measure, YEAR, "service")
    for code, counts in enumerate(found):
        for cut in ((0, 0, 0), (1, 0, 1), (1, 1, 2), (2, 0, 0), WHOLE):
            takings, people = expected(data, measure, code, cut)
            distinct = measure in {Measure.PERSONS, Measure.RATE}
            shape = value_at(counts, cut).shape
            for cell in product(*(range(size) for size in shape)):
                assert persons_at(counts, cut)[cell] == len(people.get(cell, set()))
                wanted = len(people.get(cell, set())) if distinct else takings.get(cell, 0)
                assert value_at(counts, cut)[cell] == wanted


def expected(
    data: Mart, measure: Measure, code: int, cut: tuple[int, ...]
) -> tuple[dict[tuple[int, ...], int], dict[tuple[int, ...], set[int]]]:
    """Takings and persons by cell, in plain loops."""
    first, last = day("2024-01-01"), day("2024-12-31")
    chosen = []
    for row in range(data.rows):
        opened, closed = int(data.opened[row]), int(data.closed[row])
        about = {
            Measure.PERSONS: opened <= last and closed >= first,
            Measure.RATE: opened <= last and closed >= first,
            Measure.OPEN: opened <= last < closed,
            Measure.OPENED: first <= opened <= last,
            Measure.CLOSED: first <= closed <= last,
        }
        if about[measure]:
            chosen.append(row)
    home = {int(data.person[row]): int(data.place[row]) for row in chosen}
    takings: dict[tuple[int, ...], int] = {}
    people: dict[tuple[int, ...], set[int]] = {}
    pairs = set(zip(*(each.tolist() for each in data.facets["service"].during(YEAR)), strict=True))
    for row in chosen:
        if (row, code) not in pairs:
            continue
        person = int(data.person[row])
        place = home[person] if measure in {Measure.PERSONS, Measure.RATE} else int(data.place[row])
        band = int(BANDS.codes(ages_at_end(data.birth[row : row + 1], YEAR))[0])
        base = (place, int(data.sex[row]), band)
        cell = tuple(int(axis.levels[at].group[value]) for axis, at, value in zip(axes(), cut, base, strict=True))
        takings[cell] = takings.get(cell, 0) + 1
        people.setdefault(cell, set()).add(person)
    return takings, people


def test_a_person_who_moved_is_counted_once_where_the_latest_taking_is() -> None:
    data = mart(
        (1, "a1", 0, month(2015, 1), "2024-01-10", "2024-02-01"),
        (1, "b1", 0, month(2015, 1), "2024-03-10", None),
    )
    counts = count(frame(data), Measure.PERSONS, YEAR)[0]
    assert value_at(counts, (1, 1, 2)).ravel().tolist() == [0, 1, 0]
    opened = count(frame(data), Measure.OPENED, YEAR)[0]
    assert value_at(opened, (1, 1, 2)).ravel().tolist() == [1, 1, 0]
    assert persons_at(opened, (2, 1, 2)).item() == 1


def test_facet_gives_not_stated_to_takings_without_value() -> None:
    rows = [(person, "a1", 0, month(2015, 1), "2024-01-10", None) for person in range(3)]
    data = mart(*rows, services={0: ["x", "y", "x"], 2: ["y"]})
    found = count(frame(data), Measure.PERSONS, YEAR, "service")
    assert [int(value_at(counts, WHOLE).item()) for counts in found] == [1, 1, 2]
    assert data.facets["service"].codes == ("", "x", "y")


def test_mart_refuses_a_closure_before_the_opening() -> None:
    with pytest.raises(BrokenSnapshotError, match="closes"):
        mart((1, "a1", 0, 1, "2024-01-02", "2024-01-01"))


def test_of_a_person_known_by_two_dates_the_latest_taking_tells() -> None:
    data = mart(
        (7, "a1", 1, month(2011, 3), "2024-05-01", None),
        (7, "a1", 0, month(2010, 3), "2024-01-01", None),
        (8, "a1", 0, month(2001, 1), "2024-01-01", None),
    )
    assert data.birth.tolist() == [month(2011, 3), month(2011, 3), month(2001, 1)]
    assert data.sex.tolist() == [1, 1, 0]


def test_axis_knows_which_levels_nest() -> None:
    base = place_axis().levels[0]
    odd = Level("odd", ("x", "y"), ("X", "Y"), np.asarray([0, 1, 1, 1, 1, 1]))
    axis = Axis("place", (base, place_axis().levels[1], odd, place_axis().levels[2]))
    assert axis.coarser(0) == (0, 1, 2, 3)
    assert axis.coarser(1) == (1, 3)
    with pytest.raises(ValueError, match="nest"):
        axis.between(1, 2)
    with pytest.raises(KeyError):
        axis.index("nowhere")


def test_axis_refuses_levels_that_are_no_partition() -> None:
    base, area, everything = place_axis().levels
    with pytest.raises(ValueError, match="first level"):
        Axis("place", (area, everything))
    with pytest.raises(ValueError, match="whole"):
        Axis("place", (base, area))
    with pytest.raises(ValueError, match="no group"):
        Level("x", ("a",), ("A",), np.asarray([0, 1]))
    with pytest.raises(ValueError, match="label"):
        Level("x", ("a",), (), np.asarray([0]))


def test_next_cuts_go_one_level_up_along_each_axis() -> None:
    assert next_cuts(axes(), (1, 0, 2)) == [(2, 0, 2), (1, 1, 2)]
    assert len(coarser_cuts(axes(), (0, 0, 0))) == 3 * 2 * 3


def test_what_lies_beyond_a_filter_are_rows_without_it_and_persons_none_of_whose_rows_has_it() -> None:
    rows = [(person, "a1", 0, month(2015, 1), f"2024-0{at}-10", None) for person in (1, 2) for at in (1, 2)]
    data = mart(*rows, services={0: ["x"], 2: ["x"], 3: ["x", "y"]})
    has, two = (Among("service", ("x",)),), (Among("service", ("x", "y")),)
    rows_counted, persons = (Counting(frame(data), measure, YEAR) for measure in (Measure.OPENED, Measure.PERSONS))
    assert rows_counted.beyond((), has).value.sum() == 1, "the second row of the first person"
    assert persons.beyond((), has).value.sum() == 0
    assert persons.beyond(two, (Among("service", ("y",)),)).value.sum() == 1, "the first person has no y"
    assert persons.of((*has, Among("service", ("y",)))).value.sum() == 1
