# SPDX-License-Identifier: EUPL-1.2
"""Whatever readers are said to know of counts is so, of takings and persons made by chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ordito.indicators.engine.counts import Counting
from ordito.indicators.engine.mart import OPEN, Mart, build
from ordito.indicators.engine.model import Measure, Period
from ordito.releases.engine.frozen import Wanted, age_code, period_of
from ordito.releases.engine.grid import Told, grid_of, packed
from ordito.releases.engine.ledger import Case
from ordito.releases.engine.quantities import Quantity, company, only, ties, told_apart, years_told
from ordito.releases.engine.truth import frame_of, truth_of

CODES = ("", "a", "b")
SINGLE, SEVERAL, CHANGING = "modalita", "motivo", "servizio"
LOWER = (0, 6, 14, 18)


def mart_by_chance(size: int = 400) -> Mart:
    chance = np.random.default_rng(7)
    opened = chance.integers(19_600, 20_500, size)
    closed = np.where(chance.random(size) < 0.5, opened + chance.integers(0, 300, size), OPEN)
    rows = np.arange(size)
    return build(
        person=chance.integers(0, 250, size),
        place=chance.integers(0, 6, size),
        sex=chance.integers(0, 3, size),
        birth=chance.integers(2005 * 12, 2024 * 12, size),
        opened=opened,
        closed=closed,
        facets={
            SINGLE: (CODES[1:], rows, 1 + rows % 2),
            SEVERAL: (CODES[1:], np.concatenate([rows[::2], rows[::3]]), np.repeat([1, 2], [200, 134])),
            CHANGING: (CODES[1:], rows, 1 + rows % 2),
        },
        days={CHANGING: (opened + 60, np.where(closed == OPEN, opened + 300, closed))},
    )


@pytest.mark.parametrize(
    ("measure", "period", "facet"),
    [
        (Measure.OPENED, Period(2025, 2), SINGLE),
        (Measure.CLOSED, Period(2025), SEVERAL),
        (Measure.PERSONS, Period(2025), SINGLE),
        (Measure.OPENED, Period(2025, 2), CHANGING),
        (Measure.PERSONS, Period(2025), CHANGING),
        (Measure.OPEN, Period(2024), ""),
    ],
)
def test_what_everybody_knows_is_so(measure: Measure, period: Period, facet: str) -> None:
    asked = [Quantity(measure, period, only(facet, code)) for code in CODES] if facet else [Quantity(measure, period)]
    quarters = [Quantity(Measure.PERSONS, quarter) for quarter in period.quarters()]
    beside = [Quantity(Measure.OPENED, Period(2025))]
    asked += [*quarters, *beside] if measure == Measure.PERSONS else []
    values = told_apart(asked, {})
    quantities = company(asked, values)
    table = _told(quantities[0])
    grid = grid_of([table])
    frame = frame_of(mart_by_chance(), grid, LOWER)
    counted = {each: Counting(frame, each.measure, each.period).of(each.where) for each in quantities}
    truth = truth_of(grid, counted)
    known = ties(quantities, values, frozenset({SINGLE}), frozenset({CHANGING}))
    assert known
    case = Case(grid, truth, known, [replace(table, quantities=(quantities[0],))])
    rows, lower, upper = case.exposure(5).knowledge.system()
    said = rows.of(np.concatenate([truth.value.ravel(), case.values]).astype(np.float64))
    assert (said >= lower).all()
    assert (said <= upper).all()


def _told(quantity: Quantity) -> Told:
    place = np.array([[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [1, 1, 1, 1, 1, 1]], dtype=np.bool_)
    gender, age = np.eye(3, dtype=np.bool_), np.eye(5, dtype=np.bool_)
    shape = (3, 3, 5, 1)
    return Told((quantity,), place, gender, age, np.zeros(shape), np.ones(shape), np.zeros(shape, dtype=np.bool_))


def test_stocks_and_flows_tell_of_the_years_beside_theirs() -> None:
    assert years_told(Measure.OPENED, Period(2025, 1)) == {2024, 2025, 2026}
    assert years_told(Measure.PERSONS, Period(2025)) == {2025}


def test_groups_that_overlap_are_counted_apart() -> None:
    rows = np.array([[1, 1, 0], [0, 0, 1], [1, 1, 1]], dtype=np.bool_)
    levels, where = packed(rows)
    assert [level.tolist() for level in levels] == [[1, 1, 2], [1, 1, 1]]
    assert where == [(0, 1), (0, 2), (1, 1)]


def test_what_is_frozen_reads_back_alike() -> None:
    asked = Wanted(Measure.RATE, Period(2025, 3), "ambito", "genere", 0, 17, 4, "minori")
    assert Wanted.from_json(asked.to_json()) == asked
    assert asked.series_key() == replace(asked, period=Period(2026, 1)).series_key()
    assert asked.series_key() != replace(asked, period=Period(2025)).series_key()
    assert period_of("2025-3") == Period(2025, 3)
    assert (age_code(0, 2), age_code(65, None)) == ("0-2", "65-")
