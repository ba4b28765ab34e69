# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from random import Random

from demo.engine.change import BEST, WORST, first_scores, next_scores, other_view

CODES = [f"C{number}" for number in range(17)]


def test_first_scores_give_a_value_to_every_line_and_are_the_same_for_the_same_seed() -> None:
    scores = first_scores(Random(1), CODES)
    assert list(scores) == CODES
    assert set(scores.values()) <= {2, 3, 4, 5}
    assert scores == first_scores(Random(1), CODES)
    assert scores != first_scores(Random(2), CODES)


def test_next_scores_stay_on_the_scale_and_get_better_on_the_whole() -> None:
    random = Random(1)
    before = [first_scores(random, CODES) for _turn in range(50)]
    after = [next_scores(random, scores) for scores in before]
    assert all(BEST <= value <= WORST for scores in after for value in scores.values())
    assert sum(sum(scores.values()) for scores in after) < sum(sum(scores.values()) for scores in before)


def test_next_scores_never_leave_the_ends_of_the_scale() -> None:
    for value in (BEST, WORST):
        scores = next_scores(Random(3), dict.fromkeys(CODES, value))
        assert {BEST, WORST} & set(scores.values())
        assert all(BEST <= score <= WORST for score in scores.values())


def test_other_view_speaks_of_the_same_lines() -> None:
    scores = first_scores(Random(1), CODES)
    view = other_view(Random(1), scores)
    assert list(view) == CODES
    assert view != scores
