# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.kinship.engine.relations import Bond, Relation, relation
from tests.kinship.shapes import SHAPES, family

if TYPE_CHECKING:
    from ordito.kinship.engine.family import Family

# 1-2 and 3-4 are grandparents; 5 and 7 the parents; 6 an aunt with a husband (11) and a child (12); 9 the person;
# 10 a full sibling; 13 the mother's partner with a child of his own (14) and one with her (15); 16 the husband of 9
# with his mother (17) and sister (18); 19 the child of 9, 20 whom 9 fosters, 21 the mother of 1; 22 the child of 10
EVERYBODY = family(
    *("1M1950", "2F1952", "3M1949", "4F1951", "5M1975", "6F1978", "7F1980", "9F2000", "10M2002", "11M1976"),
    *("12F2005", "13M1979", "14M2006", "15F2015", "16M1999", "17F1970", "18F2001", "19F2023", "20M2020", "21F1925"),
    *("22M2024", "23F2003"),
    couples="1-2 married,3-4 married,5-7 divorced,6-11 married,7-13 cohabiting,9-16 married,10-23 partners",
    children="21>1; 1,2>5 6; 3,4>7; 5,7>9 10; 6,11>12; 13>14; 7,13>15; 17>16 18; 9,16>19; 9>20 foster; 10>22",
)


@pytest.mark.parametrize(
    ("other", "bond", "detail"),
    [
        (9, Bond.SELF, ""),
        (5, Bond.PARENT, ""),
        (1, Bond.GRANDPARENT, "M"),
        (4, Bond.GRANDPARENT, "F"),
        (21, Bond.GREAT_GRANDPARENT, ""),
        (6, Bond.UNCLE_AUNT, "M"),
        (12, Bond.COUSIN, ""),
        (10, Bond.SIBLING, ""),
        (15, Bond.HALF_SIBLING, "F"),
        (14, Bond.STEP_SIBLING, ""),
        (13, Bond.STEP_PARENT, ""),
        (16, Bond.PARTNER, "married"),
        (17, Bond.PARENT_IN_LAW, ""),
        (18, Bond.SIBLING_IN_LAW, ""),
        (23, Bond.SIBLING_IN_LAW, ""),
        (19, Bond.CHILD, ""),
        (20, Bond.FOSTER_CHILD, ""),
        (22, Bond.NEPHEW, ""),
        (11, Bond.OTHER, ""),
    ],
)
def test_what_everybody_is(other: int, bond: Bond, detail: str) -> None:
    assert relation(EVERYBODY, 9, other) == Relation(bond, detail)


@pytest.mark.parametrize(("ego", "other", "bond"), [(1, 9, Bond.GRANDCHILD), (17, 9, Bond.CHILD_IN_LAW)])
def test_and_the_other_way_round(ego: int, other: int, bond: Bond) -> None:
    assert relation(EVERYBODY, ego, other).bond == bond


def test_with_one_known_parent_nobody_says_full_or_half() -> None:
    found = relation(*_of("a parent alone"), 3)
    assert found == Relation(Bond.SIBLING_OF_ONE_KNOWN, "F")


def test_parents_of_one_child_are_something_to_each_other_without_a_couple() -> None:
    assert relation(family("1F1980", "2M1980", "3F2010", children="1,2>3"), 1, 2) == Relation(Bond.CO_PARENT)


def test_siblings_in_fostering_are_told_apart() -> None:
    fostered = family("1F1980", "2F2010", "3F2012", children="1>2; 1>3 foster")
    assert relation(fostered, 2, 3) == Relation(Bond.FOSTER_SIBLING)


def test_adopted_by_the_spouse_of_the_mother() -> None:
    assert relation(*_of("adopted by the spouse of the mother"), 2) == Relation(Bond.ADOPTIVE_PARENT)
    assert relation(*_of("foster"), 4) == Relation(Bond.FOSTER_PARENT)


def _of(shape: str) -> tuple[Family, int]:
    return SHAPES[shape]
