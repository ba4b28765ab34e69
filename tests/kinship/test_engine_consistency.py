# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest

from ordito.kinship.engine.consistency import Problem, Wrong, problems
from tests.kinship.shapes import SHAPES, family


@pytest.mark.parametrize("shape", SHAPES)
def test_ordinary_families_are_consistent(shape: str) -> None:
    assert problems(SHAPES[shape][0]) == []


def test_nobody_is_their_own_ancestor() -> None:
    circle = family("1F", "2M", "3F", children="1>2; 2>3; 3>1")
    assert {problem.keys for problem in problems(circle)} == {(1,), (2,), (3,)}
    assert {problem.wrong for problem in problems(circle)} == {Wrong.OWN_ANCESTOR}


def test_at_most_two_natural_parents() -> None:
    assert problems(family("1F", "2M", "3M", "4M", children="1,2,3>4")) == [Problem(Wrong.THREE_NATURAL_PARENTS, (4,))]
    assert problems(family("1F", "2M", "3M", "4M", children="1,2>4; 3>4 adoptive")) == []


@pytest.mark.parametrize(
    ("parent", "child", "wrong"),
    [
        ("1F2010", "2M1990", Wrong.PARENT_NOT_OLDER),
        ("1F2010-05-02", "2M2010-05-01", Wrong.PARENT_NOT_OLDER),
        ("1F2000", "2M2009", Wrong.PARENT_VERY_YOUNG),
    ],
)
def test_parents_are_older(parent: str, child: str, wrong: Wrong) -> None:
    assert problems(family(parent, child, children="1>2")) == [Problem(wrong, (2, 1))]


def test_a_foster_parent_may_be_of_any_age_and_a_birth_may_be_unknown() -> None:
    assert problems(family("1F2010", "2M1990", children="1>2 foster")) == []
    assert problems(family("1F", "2M1990", children="1>2")) == []
