# SPDX-License-Identifier: EUPL-1.2
"""Blocks that hide few people, distributions, and the change in the same people with its interval."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.training.engine.evaluation import (
    blocks_of,
    counted_in,
    paired_change,
    student_below,
    student_quantile,
    tally,
)


def test_edition_with_enough_answers_stands_alone_and_small_ones_together() -> None:
    blocks = blocks_of([(1, 8), (2, 3), (3, 12), (4, 1), (5, 2), (6, 4)], 5)
    assert blocks == [frozenset({1}), frozenset({3}), frozenset({2, 4, 5})]
    assert counted_in(blocks, {1, 2, 3, 4, 5, 6}) == {1, 2, 3, 4, 5}


def test_course_less_its_large_edition_says_nothing_of_the_small_one() -> None:
    blocks = blocks_of([(1, 8), (2, 3)], 5)
    assert counted_in(blocks, {1}) == counted_in(blocks, {1, 2}) == {1}
    assert counted_in(blocks, {2}) == frozenset()


def test_edition_without_answers_waits_for_nobody() -> None:
    assert blocks_of([(1, 0), (2, 4), (3, 0), (4, 1)], 5) == [frozenset({2, 4})]


sizes = st.lists(st.integers(0, 9), max_size=7).map(lambda found: list(enumerate(found)))


@given(sizes, st.integers(3, 7))
def test_no_difference_of_reports_is_about_few_people(found: list[tuple[int, int]], threshold: int) -> None:
    answers = dict(found)
    blocks = blocks_of(found, threshold)
    keys = list(answers)
    reports = {
        counted_in(blocks, set(chosen)) for length in range(len(keys) + 1) for chosen in combinations(keys, length)
    }
    for one in reports:
        for other in reports:
            people = sum(answers[key] for key in one - other)
            assert people == 0 or people >= threshold


@given(sizes, st.integers(3, 7), st.integers(0, 9))
def test_later_answers_change_no_block(found: list[tuple[int, int]], threshold: int, more: int) -> None:
    before = blocks_of(found, threshold)
    assert blocks_of([*found, (len(found), more)], threshold)[: len(before)] == before


def test_tally_counts_choices_and_numbers() -> None:
    found = tally(["1", "5", "", "4 2", "5"])
    assert found.answered == 4
    assert dict(found.counts) == {"1": 1, "5": 2, "4": 1, "2": 1}
    assert found.mean == pytest.approx(11 / 3)
    assert found.median == 5
    assert tally(["nan", "inf", "molto"]).mean is None


# As printed in tables of Student's distribution: two-sided 5 %.
PRINTED = [
    (1, 12.706),
    (2, 4.303),
    (3, 3.182),
    (4, 2.776),
    (5, 2.571),
    (10, 2.228),
    (29, 2.045),
    (30, 2.042),
    (120, 1.980),
]


@pytest.mark.parametrize(("freedom", "value"), PRINTED)
def test_quantiles_are_those_of_the_tables(freedom: int, value: float) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(value, abs=0.0006)


@pytest.mark.parametrize("freedom", [1, 2, 3, 8, 41])
def test_quantile_goes_back_to_its_probability(freedom: int) -> None:
    assert student_below(student_quantile(0.9, freedom), freedom) == pytest.approx(0.9)
    assert student_below(0, freedom) == pytest.approx(0.5)


def test_paired_change_is_that_of_the_textbook() -> None:
    # "Student" (1908), the ten patients of Cushny and Peebles: mean 1.58, 95 % interval 0.70 to 2.46.
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = paired_change(list(zip(first, second, strict=True)))
    assert found is not None
    assert found.pairs == 10
    assert found.difference == pytest.approx(1.58)
    assert found.low == pytest.approx(0.7001, abs=0.0001)
    assert found.high == pytest.approx(2.4599, abs=0.0001)


def test_one_pair_has_no_interval_and_none_no_change() -> None:
    found = paired_change([(2, 3)])
    assert found is not None
    assert (found.difference, found.low, found.high) == (1, None, None)
    assert paired_change([]) is None
