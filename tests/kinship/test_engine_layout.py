# SPDX-License-Identifier: EUPL-1.2
"""Genograms of every ordinary shape: nobody on top of another, siblings by birth, no line across another."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ordito.kinship.engine.family import Couple, Family, Human, Parenthood
from ordito.kinship.engine.layout import LABEL, SYMBOL, draw
from ordito.kinship.engine.order import arrange
from tests.kinship.shapes import SHAPES

if TYPE_CHECKING:
    from ordito.kinship.engine.layout import Drawing, Spot

Segment = tuple[tuple[float, float], tuple[float, float]]
shapes = pytest.mark.parametrize("shape", SHAPES)


def overlapping(drawing: Drawing) -> list[tuple[int, int]]:
    """Pairs of people whose boxes overlap."""
    found = []
    for one, other in combinations(drawing.spots, 2):
        (left, top, right, bottom), (left2, top2, right2, bottom2) = one.box, other.box
        if left < right2 - 0.01 and left2 < right - 0.01 and top < bottom2 and top2 < bottom:
            found.append((one.key, other.key))
    return found


def crossings(drawing: Drawing) -> list[tuple[str, str]]:
    """Level and upright pieces of lines of different unions that cross inside both."""
    pieces = [(line, piece) for line in drawing.lines for piece in pairwise(line.points)]
    return [
        (f"{one.kind} {a}", f"{other.kind} {b}")
        for (one, a), (other, b) in combinations(pieces, 2)
        if one.union != other.union and (_cross(a, b) or _cross(b, a))
    ]


def _cross(level: Segment, upright: Segment) -> bool:
    (x1, y1), (x2, y2) = level
    (x3, y3), (x4, y4) = upright
    if y1 != y2 or x3 != x4:
        return False
    return min(x1, x2) + 0.5 < x3 < max(x1, x2) - 0.5 and min(y3, y4) + 0.5 < y1 < max(y3, y4) - 0.5


def through(drawing: Drawing) -> list[str]:
    """Level and upright pieces of lines that run through somebody's symbol or words."""
    return [
        f"{line.kind} {piece} through {spot.key}"
        for line in drawing.lines
        for piece in pairwise(line.points)
        for spot in drawing.spots
        if _runs_through(piece, spot)
    ]


def _runs_through(piece: Segment, spot: Spot) -> bool:
    (x1, y1), (x2, y2) = piece
    left, right, top, bottom = min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2)
    half = 21 if top == bottom and top <= spot.y + SYMBOL else 54  # beside a symbol a line may run
    across = left < spot.x + half and right > spot.x - half
    return across and top < spot.y + SYMBOL + LABEL - 2 and bottom > spot.y + 1


@shapes
def test_everybody_is_drawn_once_and_apart(shape: str) -> None:
    family, ego = SHAPES[shape]
    drawing = draw(family, ego)
    assert sorted(spot.key for spot in drawing.spots) == sorted(family.humans)
    assert not overlapping(drawing)


@shapes
def test_no_line_crosses_another_or_runs_through_somebody(shape: str) -> None:
    drawing = draw(*SHAPES[shape])
    assert crossings(drawing) == []
    assert through(drawing) == []


@shapes
def test_parents_stand_a_row_above_children_and_siblings_by_birth(shape: str) -> None:
    family, ego = SHAPES[shape]
    spots = {spot.key: spot for spot in draw(family, ego).spots}
    for link in family.parenthoods:
        assert spots[link.parent].y < spots[link.child].y
    for union in arrange(family, ego).unions:
        order = sorted(union.children, key=lambda key: family.humans[key].birth_order)
        assert order == sorted(union.children, key=lambda key: spots[key].x)


@shapes
def test_everything_lies_within_the_drawing(shape: str) -> None:
    drawing = draw(*SHAPES[shape])
    points = [point for line in drawing.lines for point in line.points]
    for x, y in [*points, *((spot.box[2], spot.box[3]) for spot in drawing.spots)]:
        assert 0 <= x <= drawing.width
        assert 0 <= y <= drawing.height


def test_father_stands_left_of_mother_and_children_in_the_middle() -> None:
    family, ego = SHAPES["three generations"]
    spots = {spot.key: spot.x for spot in draw(family, ego).spots}
    assert spots[5] < spots[7]
    assert spots[9] < spots[10]
    assert (spots[9] + spots[10]) / 2 == pytest.approx((spots[5] + spots[7]) / 2, abs=1)


def test_couples_carry_their_strokes() -> None:
    family, ego = SHAPES["a new partner of each separated parent"]
    slashes = {line.kind: line.slashes for line in draw(family, ego).lines if line.kind in {"divorced", "married"}}
    assert slashes == {"divorced": 2, "married": 0}


def test_twins_hang_from_one_point() -> None:
    drawing = draw(*SHAPES["twins"])
    forks = [line.points for line in drawing.lines if len(line.points) == 3 and line.kind == "natural"]
    assert len(forks) == 2
    assert forks[0][:2] == forks[1][:2]


def test_who_lives_together_is_framed_row_by_row() -> None:
    family, ego = SHAPES["grandparents raising"]
    drawing = draw(family, ego, household={1, 2, 4, 5})
    assert len(drawing.outlines) == 2
    assert draw(family, ego).outlines == ()


@st.composite
def families(choose: st.DrawFn) -> Family:
    """People in up to four generations, with couples, one or two parents and children of every kind, at random."""
    humans, couples, links, row = {}, [], [], [0]
    humans[0] = Human(0, "F", birth_year=1940)
    for generation in range(1, choose(st.integers(1, 3)) + 1):
        born: list[int] = []
        for parent in row:
            partners = [parent]
            for _turn in range(choose(st.integers(0, 2))):
                key = len(humans)
                humans[key] = Human(key, choose(st.sampled_from("MF")), birth_year=1940 + 25 * (generation - 1))
                couples.append(Couple(parent, key, choose(st.sampled_from(("married", "divorced", "cohabiting")))))
                partners.append(key)
            for _child in range(choose(st.integers(0, 3))):
                key = len(humans)
                humans[key] = Human(key, choose(st.sampled_from("MF")), birth_year=choose(st.integers(1960, 2024)))
                other = choose(st.sampled_from(partners))
                kind = choose(st.sampled_from(("natural", "adoptive", "foster")))
                links += [Parenthood(one, key, kind) for one in {parent, other}]
                born.append(key)
        row = born[:4]  # a generation of more would be a village
    return Family(humans, tuple(links), tuple(couples))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are shared
@given(families(), st.data())
def test_nobody_overlaps_and_siblings_keep_their_order(family: Family, data: st.DataObject) -> None:
    ego = data.draw(st.sampled_from(sorted(family.humans)))
    drawing = draw(family, ego)
    spots = {spot.key: spot for spot in drawing.spots}
    assert sorted(spots) == sorted(family.humans)
    assert not overlapping(drawing)
    for union in arrange(family, ego).unions:
        order = sorted(union.children, key=lambda key: family.humans[key].birth_order)
        assert order == sorted(union.children, key=lambda key: spots[key].x)
