# SPDX-License-Identifier: EUPL-1.2
"""What of a cube may be seen: figures of one cell that tell nothing by their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.cell_keys import KEYS, Perturbation, noise_table
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import OF_COLUMN, PEOPLE, STAFF, THINGS, UNIT, Cube, Query, answered
from ordito.indicators.queries.noise import Noise, shown_in
from ordito.indicators.queries.reaches import within_of

if TYPE_CHECKING:
    from ordito.indicators.engine.model import IntArray

NOISE = Noise(noise_table(Perturbation()), threshold=5)
CELLS = 4000
YEAR = (Period(2025),)
TEN = (0, 10 * UNIT)


def cube_of(
    measure: Measure,
    persons: int,
    count: int,
    total: int = 0,
    within: tuple[int, int] | None = None,
    *,
    about: str = PEOPLE,
    of_people: bool = False,
    private: bool = False,
) -> Cube:
    """As many cells of the same figures, each of other persons."""
    column = "value" if measure in OF_COLUMN else ""
    keys = np.random.default_rng(7).integers(0, KEYS, (1, CELLS), dtype=np.uint32)
    query = Query("takings", measure, YEAR, column=column, within=within, of_people=of_people, private=private)

    def full(number: int) -> IntArray:
        return np.full((1, CELLS), number, dtype=np.int64)

    return answered(
        query, {}, persons=full(persons), keys=keys, count=full(count), total=full(total), held=full(total), about=about
    )


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
    first, second = (shown_in(cube_of(Measure.SCORE, 40, 40, 40 * each * UNIT, TEN), NOISE) for each in (2, 3))
    assert (second - first).std() > 1.2 * (first - first.mean()).std()


def test_the_noise_of_a_mean_is_as_large_as_its_numbers_reach() -> None:
    small, large = (
        shown_in(cube_of(Measure.SCORE, 40, 40, 40 * 5 * UNIT, within), NOISE) for within in (TEN, (0, 50 * UNIT))
    )
    assert 2.5 * small.std() < (large.std()) < 8 * small.std()
    assert np.isnan(shown_in(cube_of(Measure.SCORE, 40, 40, 40 * 5 * UNIT), NOISE)).all(), "no reach, no mean"


def test_every_mean_that_is_offered_has_a_reach() -> None:
    for name, column in (("scores", "value"), ("score_changes", "change"), ("job_placements", "weekly_hours")):
        low, high = within_of(Query(name, Measure.SCORE, YEAR, column=column)) or (0, 0)
        assert low < high
    assert within_of(Query("takings", Measure.DURATION, YEAR)) == (-1460 * UNIT, 2190 * UNIT)
    assert within_of(Query("takings", Measure.PERSONS, YEAR)) is None
    assert within_of(Query("scores", Measure.SCORE, YEAR, column="person")) is None


def test_workers_are_counted_as_they_are_and_their_hours_are_not_shown_of_few() -> None:
    assert (shown_in(cube_of(Measure.PERSONS, 2, 2, about=STAFF), NOISE) == 2).all()
    hours = (10 * UNIT, 40 * UNIT)
    few, some = (
        shown_in(cube_of(Measure.STANDING, workers, workers, 30 * UNIT * workers, hours, about=STAFF), NOISE)
        for workers in (4, 40)
    )
    assert np.isnan(few).all(), "four workers are under the threshold"
    assert abs(some.mean() - 1200) < 5
    assert 15 < some.std() < 60, "about the noise of a count for each of the hours that one worker may lie apart"
    assert np.isnan(shown_in(cube_of(Measure.STANDING, 40, 40, 40 * UNIT, about=STAFF), NOISE)).all(), "no reach"


def test_what_workers_said_is_shown_of_some_with_noise_and_nobody_is_no_answer() -> None:
    for measure in (Measure.PERSONS, Measure.OPENED):
        none, few, some = (
            shown_in(cube_of(measure, number, number, about=STAFF, private=True), NOISE) for number in (0, 4, 40)
        )
        assert np.isnan(none).all(), "whoever knows that four answered would know what all of them did"
        assert np.isnan(few).all()
        assert abs(some.mean() - 40) < 0.2
        assert some.std() > 1


def test_numbers_of_things_are_shown_as_they_are_unless_they_count_people() -> None:
    places = cube_of(Measure.STANDING, 3, 3, 2 * UNIT, about=THINGS)
    assert (shown_in(places, NOISE) == 2).all()
    assert not places.persons.any(), "nobody stands behind"
    reached = shown_in(cube_of(Measure.STANDING, 3, 3, 2 * UNIT, about=THINGS, of_people=True), NOISE)
    assert not np.isin(reached, (1, 2)).any()
    assert abs(reached.mean() - 2) < 0.2
    mean = shown_in(cube_of(Measure.SCORE, 3, 3, 60 * UNIT, about=THINGS, of_people=True), NOISE)
    assert abs(mean.mean() - 20) < 0.1
    assert mean.std() > 0.4, "the mean of a few is their sum, which has noise"


def test_how_many_things_say_a_number_of_people_is_not_found_from_their_sum_and_their_mean() -> None:
    total, mean = (
        shown_in(cube_of(measure, 0, 4, 60 * UNIT, about=THINGS, of_people=True, private=True), NOISE)
        for measure in (Measure.STANDING, Measure.SCORE)
    )
    things = shown_in(cube_of(Measure.EPISODES, 0, 4, about=THINGS, private=True), NOISE)
    told = ~np.isnan(total) & (total > 0)
    assert np.allclose(total[told] / mean[told], things[told]), "four of them are told with their noise, here too"


def test_a_sum_of_no_number_is_none_and_not_zero() -> None:
    for people in (False, True):
        cube = cube_of(Measure.STANDING, 0, 0, about=THINGS, of_people=people)
        assert np.isnan(shown_in(cube, NOISE)).all()


def test_nothing_lasts_less_than_no_time() -> None:
    brief = shown_in(cube_of(Measure.DURATION, 5, 5, 5 * UNIT, (0, 4000 * UNIT)), NOISE)
    assert np.nanmin(brief) == 0
    assert np.nanmax(brief) > 100
