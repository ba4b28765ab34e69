# SPDX-License-Identifier: EUPL-1.2
"""What of a cube may be seen: figures of one cell that tell nothing by their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.cell_keys import KEYS, Perturbation, noise_table
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import UNIT, Cube, Query, answered
from ordito.indicators.queries.noise import Noise, shown_in

if TYPE_CHECKING:
    from ordito.indicators.engine.model import IntArray

NOISE = Noise(noise_table(Perturbation()), threshold=5)
CELLS = 4000


def cube_of(measure: Measure, persons: int, count: int, total: int = 0, column: str = "") -> Cube:
    """As many cells of the same figures, each of other persons."""
    keys = np.random.default_rng(7).integers(0, KEYS, (1, CELLS), dtype=np.uint32)
    query = Query("takings", measure, (Period(2025),), column=column)

    def full(number: int) -> IntArray:
        return np.full((1, CELLS), number, dtype=np.int64)

    return answered(query, {}, persons=full(persons), keys=keys, count=full(count), total=full(total))


def test_persons_and_their_takings_do_not_share_their_noise() -> None:
    persons = shown_in(cube_of(Measure.PERSONS, 40, 43), NOISE)
    takings = shown_in(cube_of(Measure.EPISODES, 40, 43), NOISE)
    difference = takings - persons
    assert abs(difference.mean() - 3) < 0.2
    assert difference.var() > 1.8 * NOISE.spread**2, "two draws that have nothing to do with each other"
    one_each = shown_in(cube_of(Measure.EPISODES, 40, 40), NOISE)
    assert (one_each == persons).all(), "the same persons once each are the same figure"
    assert (shown_in(cube_of(Measure.OPENED, 40, 43), NOISE) == takings).all(), "the same count is drawn once"


def test_two_means_of_the_same_persons_do_not_share_their_noise() -> None:
    first = shown_in(cube_of(Measure.SCORE, 40, 40, 40 * 2 * UNIT, "value"), NOISE)
    second = shown_in(cube_of(Measure.SCORE, 40, 40, 40 * 3 * UNIT, "value"), NOISE)
    assert (second - first).std() > 1.2 * (first - first.mean()).std()
