# SPDX-License-Identifier: EUPL-1.2
"""Counts of one dataset within a case, and how persons of two datasets hang together.

Who has an intervention is in charge: whoever takes the persons with one from the persons in charge knows how many have
none. Datasets are kin in a period when nearly all persons of the smaller one are among those of the larger; then
tables of both are attacked as one system, cell by cell, and what the larger has beyond the smaller is watched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ordito.indicators.engine.counts import Counting
from ordito.indicators.engine.model import Measure
from ordito.releases.engine.quantities import Quantity, Tie, Within, beyonds, company, ties, told_apart
from ordito.releases.engine.truth import Truth, behind, frame_of, truth_of
from ordito.releases.queries.data import changing, single, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ordito.indicators.engine.counts import Among
    from ordito.indicators.engine.mart import Mart
    from ordito.indicators.engine.model import IntArray, Period
    from ordito.releases.engine.grid import Grid

Conditions: TypeAlias = frozenset[tuple[tuple[str, str], tuple[str, ...]]]
"""Values by the dataset and the column that they are of."""
NEARLY_ALL = 0.95
"""Share of the persons of a dataset who must be among those of another one for the two to be kin."""


@dataclass(frozen=True, eq=False)
class World:
    """What the tables of one dataset ask, on its mart; `tag` marks its quantities, "" if it is the new table's."""

    dataset: str
    tag: str
    asked: tuple[Quantity, ...]
    mart: Mart

    @cached_property
    def _values(self) -> dict[str, tuple[tuple[str, ...], ...]]:
        codes = {facet: self.mart.facets[facet].codes for facet in facets_asked(self.asked)}
        return told_apart(self.asked, codes)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The asked quantities with those that tie them to each other."""
        return self._tagged(company(self._own(self.asked), self._values))

    def ties(self) -> list[Tie]:
        """The equations between them."""
        facets, own = facets_asked(self.asked), self._own(self.quantities)
        found = ties(own, self._values, single(self.dataset, facets), changing(self.dataset, facets))
        return [
            replace(tie, weights={self._tag(each): weight for each, weight in tie.weights.items()}) for tie in found
        ]

    def truth(self, grid: Grid, countings: Countings) -> Truth:
        """What is so today of the quantities, and of what lies in some beyond others."""
        found = {each: countings.of(each).of(each.where) for each in self.quantities}
        apart = {
            (whole, part): countings.of(whole).beyond(whole.where, part.where) for whole, part in beyonds(self.asked)
        }
        return truth_of(grid, found, apart)

    def _own(self, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
        return tuple(replace(each, dataset="") for each in quantities)

    def _tagged(self, quantities: Sequence[Quantity]) -> tuple[Quantity, ...]:
        return tuple(self._tag(each) for each in quantities)

    def _tag(self, quantity: Quantity) -> Quantity:
        return replace(quantity, dataset=self.tag)


class Countings:
    """The counts of a mart on a grid, by measure and period."""

    def __init__(self, mart: Mart, grid: Grid, lower: tuple[int, ...]) -> None:
        self._frame = frame_of(mart, grid, lower)
        self._found: dict[tuple[Measure, Period], Counting] = {}

    def of(self, quantity: Quantity) -> Counting:
        """The one that a quantity is counted by."""
        key = quantity.measure, quantity.period
        if key not in self._found:
            self._found[key] = Counting(self._frame, *key)
        return self._found[key]


@dataclass(frozen=True, eq=False)
class Side:
    """One of two worlds with its counts, and the keyed pseudonym of each of its persons, rising."""

    world: World
    countings: Countings
    identities: IntArray

    def persons(self, quantity: Quantity) -> IntArray:
        """Who they are."""
        return self.identities[self.countings.of(quantity).persons(quantity.where)]


def facets_asked(asked: Sequence[Quantity]) -> list[str]:
    """What the conditions of some quantities are about."""
    return sorted({facet for quantity in asked for facet in quantity.facets})


def are_kin(one: IntArray, other: IntArray) -> bool:
    """Whether nearly all of the fewer persons are among the others."""
    return one.size > 0 < other.size and np.intersect1d(one, other).size >= NEARLY_ALL * min(one.size, other.size)


def between(one: Side, other: Side, grid: Grid) -> tuple[list[Within], Truth | None]:
    """How persons of two worlds hang together: who are among whom, and how many a whole has beyond its part.

    The second is a truth without quantities of its own. What cannot be told by a difference, because the part has
    persons there whom the whole does not have, is not watched.
    """
    inside, beyond, left = [], [], []
    for mine, theirs in _alike(one.world, other.world):
        sides = (one, mine), (other, theirs)
        (large, whole), (small, part) = sorted(sides, key=lambda side: -side[0].persons(side[1]).size)
        inside.append(Within(whole, part))
        if whole in large.world.asked and part in small.world.asked:
            beyond.append((whole, part))
            left.append(_left(large, whole, small, part, grid))
    if not beyond:
        return inside, None
    nothing = np.zeros((0, *grid.shape), dtype=np.int64)
    return inside, Truth((), nothing, np.zeros((0, *left[0].shape), dtype=np.int64), tuple(beyond), np.stack(left))


def _left(large: Side, whole: Quantity, small: Side, part: Quantity, grid: Grid) -> IntArray:
    """Distinct persons of the whole who are not in the part, by row of places, gender and age."""
    away = np.flatnonzero(np.isin(large.identities, small.persons(part)))
    found = behind(grid, large.countings.of(whole).without(whole.where, away))
    strange = np.flatnonzero(np.isin(small.identities, large.persons(whole)))
    others = behind(grid, small.countings.of(part).without(part.where, strange))
    return np.where(others == 0, found, 0)


def _alike(one: World, other: World) -> Iterator[tuple[Quantity, Quantity]]:
    """Pairs of persons of the same period under the same conditions, or none."""

    def persons(world: World) -> dict[tuple[Period, Conditions], Quantity]:
        counted = (each for each in world.quantities if each.measure == Measure.PERSONS)
        return {(each.period, conditions(world.dataset, each.where)): each for each in counted}

    mine, theirs = persons(one), persons(other)
    yield from ((mine[key], theirs[key]) for key in mine if key in theirs)


def conditions(dataset: str, where: Iterable[Among]) -> Conditions:
    """Conditions by where their facets are read from: so those of two datasets are the same."""
    return frozenset((source_of(dataset, among.facet), among.values) for among in where)
