# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.campaigns.engine.distributions import Distribution, Family, Gathering, family_of


def gathered(family: Family, *answers: str) -> Distribution:
    one = Gathering(family)
    for answer in answers:
        one.add(answer)
    return one.distribution()


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("select_one", Family.CHOICES),
        ("integer", Family.NUMBERS),
        ("calculate", Family.NUMBERS),
        ("text", Family.TEXTS),
        ("date", Family.DAYS),
        ("geopoint", Family.OTHERS),
        ("unheard of", Family.OTHERS),
    ],
)
def test_family_of_a_kind(kind: str, family: Family) -> None:
    assert family_of(kind) is family


def test_choices_count_each_once_a_row() -> None:
    found = gathered(Family.CHOICES, "a b", "b b", "", "a")
    assert (found.answered, found.counts) == (3, {"a": 2, "b": 2})


def test_numbers_have_sum_middle_and_ends() -> None:
    found = gathered(Family.NUMBERS, "3", "1.5", "", "10")
    assert (found.answered, found.numbers, found.total) == (3, 3, 14.5)
    assert (found.middle, found.lowest, found.highest) == (3.0, 1.5, 10.0)
    assert found.mean == pytest.approx(14.5 / 3)


def test_what_is_no_number_is_answered_and_not_summed() -> None:
    found = gathered(Family.NUMBERS, "si", "NaN", "inf", "2")
    assert (found.answered, found.numbers, found.total) == (4, 1, 2.0)


def test_nobody_answered() -> None:
    found = gathered(Family.NUMBERS)
    assert found == Distribution()
    assert found.mean is None


def test_days_have_their_ends() -> None:
    found = gathered(Family.DAYS, "2026-03-02", "2025-12-31T10:00:00.000+01:00", "2026-01-01")
    assert (found.first_day, found.last_day) == ("2025-12-31", "2026-03-02")


def test_renamed_choices_add_up() -> None:
    found = gathered(Family.CHOICES, "a", "b", "b", "c").reworded({"a": "x", "b": "x"})
    assert found.counts == {"x": 3, "c": 1}
    assert found.answered == 4


@given(st.lists(st.decimals(min_value=-1000, max_value=1000, places=2), min_size=1))
def test_numbers_agree_with_the_standard_library(values: list[object]) -> None:
    found = gathered(Family.NUMBERS, *map(str, values))
    floats = [float(str(value)) for value in values]
    assert found.middle == statistics.median(floats)
    assert found.mean == pytest.approx(statistics.fmean(floats))
    assert Distribution.from_json(found.to_json()) == found
