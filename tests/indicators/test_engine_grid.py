# SPDX-License-Identifier: EUPL-1.2
"""The cells of a table: what they say, how they are rounded, what they are divided by."""

from __future__ import annotations

import numpy as np
import pytest

from ordito.indicators.engine.definition import Definition, Denominator, Only, Over
from ordito.indicators.engine.grid import Grid, Said, whole_of
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.table import CellState

SAID = Said("nascosta", "senza", "niente", "da %(low)s a %(high)s", "da %(low)s in su", ".,")


def grid(top: list[list[float]], bottom: list[list[float]] | None = None, *, counts: bool = True) -> Grid:
    covered = [[True] * len(line) for line in top]
    divided = None if bottom is None else np.asarray(bottom)
    return Grid(np.asarray(top), divided, covered, 1, 1000 if bottom else 1, counts=counts)


def test_cell_without_a_figure_says_why() -> None:
    made = grid([[np.nan, 5.0]], [[100.0, 0.0]])
    hidden, undivided = made.cell(0, 0, SAID), made.cell(0, 1, SAID)
    assert (hidden.state, hidden.reason) == (CellState.HIDDEN, "nascosta")
    assert (undivided.state, undivided.reason) == (CellState.NO_DATA, "niente")


def test_rate_is_rounded_half_up() -> None:
    assert str(grid([[5.0]], [[1600.0]]).cell(0, 0, SAID).value) == "3.1"


def test_comparison_of_means_has_no_band_and_one_by_zero_no_ratio() -> None:
    _first, _second, gap, times = grid([[10.0, 5.0]], counts=False).compared(0, SAID)
    assert (gap.detail, times.detail, str(times.value)) == ("", "", "2.00")
    assert grid([[4.0, 0.0]]).compared(0, SAID)[3].state == CellState.NO_DATA
    assert {cell.state for cell in grid([[np.nan, 5.0]]).compared(0, SAID)[2:]} == {CellState.HIDDEN}


@pytest.mark.parametrize(
    ("over", "whole"),
    [
        (Denominator(Over.COUNT, 100, measure=Measure.PERSONS), 12.0),  # a part of it: its noise made it smaller
        (Denominator(Over.COUNT, 1, measure=Measure.EPISODES), 10.0),
        (Denominator(Over.COUNT, 1, "interventions", Measure.PERSONS), 10.0),
    ],
)
def test_whole_is_no_smaller_than_its_part(over: Denominator, whole: float) -> None:
    definition = Definition("takings", Measure.PERSONS, where=(Only("mode", ("consensual",)),), over=over)
    assert whole_of(definition, np.asarray([12.0, 3.0]), np.asarray([10.0, 9.0])).tolist() == [whole, 9.0]
