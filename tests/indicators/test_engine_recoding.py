# SPDX-License-Identifier: EUPL-1.2
"""Recodings: the merge or the coarser level after which least is hidden."""

import numpy as np

from ordito.indicators.engine.disclosure import Policy
from ordito.indicators.engine.hierarchy import by_adding, hierarchical_table
from ordito.indicators.engine.model import Axis, IntArray, coarser_cuts
from ordito.indicators.engine.protect import protect_table
from ordito.indicators.engine.recoding import recodings
from tests.indicators.engine_samples import level

AREAS = 15


def areas() -> Axis:
    names = tuple(f"area {number}" for number in range(AREAS))
    return Axis(
        "place",
        (
            level("area", names, list(range(AREAS))),
            level("province", ("x", "y", "z"), [number // 5 for number in range(AREAS)]),
            level("all", ("all",), [0] * AREAS),
        ),
    )


def kinds(*names: str) -> Axis:
    return Axis("kind", (level("kind", names, list(range(len(names)))), level("all", ("all",), [0] * len(names))))


def rare_class() -> IntArray:
    """Three kinds are common in every area, one is rare in all."""
    base = np.full((AREAS, 4), 40)
    base[:, 3] = np.tile([1, 2, 3], AREAS // 3)
    return base


def test_merging_a_rare_class_leaves_nothing_to_hide() -> None:
    axes = (areas(), kinds("centre", "home", "family", "other"))
    best = recodings(axes, (0, 0), rare_class(), Policy(lone=False))[0]
    assert best.after == 0
    assert best.before > 0.15
    assert best.axis == "kind"
    assert "other" in best.merged
    assert best.cells == AREAS * 3
    table = hierarchical_table(best.axes, coarser_cuts(best.axes, best.cut), by_adding(best.axes, rare_class()))
    assert protect_table(table, Policy(lone=False)).hidden == 0
    names = best.axes[1].levels[best.cut[1]].labels
    assert len(names) == 3
    assert any(", OTHER" in name for name in names)


def test_ordered_classes_merge_with_their_neighbours_alone() -> None:
    axes = (areas(), kinds("0-2", "3-5", "6-13", "14-17"))
    found = recodings(axes, (0, 0), rare_class(), Policy(lone=False), ordered=("kind",), most=10)
    assert {each.merged for each in found if each.merged} == {("6-13", "14-17")}


def test_a_coarser_level_of_places_is_proposed_when_all_classes_are_small() -> None:
    axes = (areas(), kinds("centre", "home"))
    found = recodings(axes, (0, 0), np.full((AREAS, 2), 2), Policy(lone=False))
    assert (found[0].axis, found[0].cut, found[0].merged) == ("place", (1, 0), ())
    assert found[0].after == 0


def test_nothing_is_proposed_where_nothing_is_hidden() -> None:
    axes = (areas(), kinds("centre", "home"))
    assert recodings(axes, (0, 0), np.full((AREAS, 2), 30), Policy()) == []


def test_classes_that_a_coarser_level_keeps_apart_are_not_merged() -> None:
    ages = Axis(
        "age",
        (
            level("bands", ("0-5", "6-17", "18-25", "26+"), [0, 1, 2, 3]),
            level("majority", ("minor", "adult"), [0, 0, 1, 1], telling=False),
            level("all", ("all",), [0] * 4, telling=False),
        ),
    )
    found = recodings((areas(), ages), (0, 0), rare_class(), Policy(lone=False), ordered=("age",), most=20)
    assert ("6-17", "18-25") not in {each.merged for each in found}
    assert ("18-25", "26+") in {each.merged for each in found}
