# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from demo.engine.programme import PATHS, first_day, lesson_moments, minutes_present, outsiders


def test_the_three_paths_have_the_shape_of_a_real_programme() -> None:
    assert [(path.editions, path.hours, path.people) for path in PATHS] == [(5, 16, 70), (10, 36, 140), (28, 12, 335)]
    assert sum(path.editions for path in PATHS) == 43
    assert sum(path.editions * path.hours for path in PATHS) == 776
    assert sum(path.people for path in PATHS) == 545


def test_editions_share_out_their_people() -> None:
    for path in PATHS:
        assert sum(path.sizes) == path.people
        assert max(path.sizes) - min(path.sizes) <= 1


def test_lessons_fill_the_hours_and_end_within_the_year() -> None:
    for turn in range(43):
        path = PATHS[0] if turn < 5 else PATHS[1] if turn < 15 else PATHS[2]
        moments = lesson_moments(first_day(2025, turn), path.hours, time(9))
        assert sum((end - start for start, end in moments), timedelta()) == timedelta(hours=path.hours)
        assert moments[-1][1].date() <= date(2025, 12, 31)


def test_the_two_sides_of_the_threshold_are_in_the_first_edition() -> None:
    assert sum(minutes_present(Random(1), 0, 1) or []) == 12 * 60
    assert sum(minutes_present(Random(1), 0, 2) or []) == 13 * 60


def test_nobody_has_the_name_of_another() -> None:
    taken = {(one.surname, one.name) for one in outsiders(Random(3), 40, set())}
    others = outsiders(Random(3), 60, taken)
    assert len({(one.surname, one.name) for one in others}) == 60
    assert not taken & {(one.surname, one.name) for one in others}
