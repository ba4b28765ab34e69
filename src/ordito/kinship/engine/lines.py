# SPDX-License-Identifier: EUPL-1.2
"""The lines of a genogram: couples, and from couples to children, each at a level of its own between two rows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ordito.kinship.engine.family import NATURAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordito.kinship.engine.family import Family
    from ordito.kinship.engine.order import Arrangement, Union

Point = tuple[float, float]
HALF = 22.0
"""Half a symbol."""
UNDER_WORDS = 100.0
"""From the top of a symbol to the first line under its words."""
BEND, BAR = 12.0, 14.0
"""Distance between lines of couples, and between those of siblings."""
GAP = 60.0
"""From the middle of somebody to the gap between two neighbours."""
OVER, PINCH = 12.0, 14.0
"""How far over a row a line passes; how far over the symbols the lines of twins part."""
LANDING = 24.0
"""How far over a row its first bar runs."""
KEPT = 10.0
"""Least distance along a level."""


@dataclass(frozen=True)
class Line:
    """A line by its points; `kind` is the state of a couple, or the kind of parenthood, or "siblings".

    `slashes` counts the strokes across it (one: apart; two: divorced), `mark` is where they stand.
    """

    kind: str
    points: tuple[Point, ...]
    union: int
    slashes: int = 0
    mark: Point = (0.0, 0.0)


SLASHES = {"separated": 1, "ended": 1, "divorced": 2}


class Lines:
    """The lines of an arrangement spread across; levels first, so that rows know how far apart they must be."""

    def __init__(self, family: Family, arrangement: Arrangement, across: dict[int, float]) -> None:
        self.family, self.arrangement, self.across = family, arrangement, across
        self.row = {key: row for row, groups in enumerate(arrangement.rows) for group in groups for key in group}
        self.place = {
            key: place
            for groups in arrangement.rows
            for place, key in enumerate(key for group in groups for key in group)
        }
        self.group = {key: id(group) for groups in arrangement.rows for group in groups for key in group}
        self.bends = self._levels(self._bend_spans())
        self.bars = self._levels(self._bar_spans())

    def room_under(self, row: int) -> float:
        """The height that the lines under a row need."""
        return 10 + BEND * self._count(self.bends, row) + BAR * self._count(self.bars, row)

    @staticmethod
    def _count(levels: dict[tuple[int, int], int], row: int) -> int:
        return max((level + 1 for (_union, line_row), level in levels.items() if line_row == row), default=0)

    def way(self, union: Union) -> str:
        """How a couple is joined: "straight" for neighbours, "over" within a group, "under" between families."""
        left, right = self._sides(union)
        if self.place[right] - self.place[left] == 1 and self.row[left] == self.row[right]:
            return "straight"
        return "over" if self.group[left] == self.group[right] else "under"

    def _sides(self, union: Union) -> tuple[int, int]:
        first, second = union.partners
        return (first, second) if self.across[first] <= self.across[second] else (second, first)

    def _hang(self, union: Union) -> float:
        """Where the children's line begins across."""
        left, right = self._sides(union)
        if min(union.partners) < 0:
            return self.across[min(union.partners)]
        if self.way(union) == "over":
            return self.across[right] - GAP
        return (self.across[left] + self.across[right]) / 2

    def _bend_spans(self) -> Iterator[tuple[tuple[int, int], float, float]]:
        for index, union in enumerate(self.arrangement.unions):
            if self.way(union) == "under":
                left, right = self._sides(union)
                row = max(self.row[left], self.row[right])
                yield (index, row), self.across[left], self.across[right]

    def _bar_spans(self) -> Iterator[tuple[tuple[int, int], float, float]]:
        for index, union in enumerate(self.arrangement.unions):
            for row, children in self._children_by_row(union).items():
                ends = [self._hang(union), *(self.across[child] for child in children)]
                yield (index, row - 1), min(ends), max(ends)

    def _children_by_row(self, union: Union) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for child in [*union.children, *union.also]:
            found.setdefault(self.row[child], []).append(child)
        return found

    @staticmethod
    def _levels(spans: Iterator[tuple[tuple[int, int], float, float]]) -> dict[tuple[int, int], int]:
        """A level for each span, so that those of one row that overlap have different ones; short ones come first."""
        taken: dict[tuple[int, int], list[tuple[float, float]]] = {}
        found: dict[tuple[int, int], int] = {}
        for key, left, right in sorted(spans, key=lambda span: (span[2] - span[1], span[0])):
            level = 0
            while any(left < end + KEPT and start < right + KEPT for start, end in taken.get((key[1], level), ())):
                level += 1
            taken.setdefault((key[1], level), []).append((left, right))
            found[key] = level
        return found

    def drawn(self, tops: Sequence[float]) -> Iterator[Line]:
        """Every line, once the tops of the rows are known."""
        for index, union in enumerate(self.arrangement.unions):
            left, right = self._sides(union)
            start, points = self._couple(index, union, tops)
            if min(left, right) < 0:
                yield Line("alone", points, index)
            else:
                slashes = SLASHES.get(union.state, 0)
                mark = self._mark(points)
                yield Line(union.state or "parents", points, index, slashes, mark)
            for row, children in self._children_by_row(union).items():
                bar = tops[row] - LANDING - BAR * self.bars[index, row - 1]
                yield from self._descent(index, start, children, bar, tops[row])

    def _mark(self, points: tuple[Point, ...]) -> Point:
        """Where strokes cross a couple's line: on its longest level part, at a third, away from the children's line."""
        level = max(
            (pair for pair in pairwise(points) if pair[0][1] == pair[1][1]),
            key=lambda pair: abs(pair[1][0] - pair[0][0]),
        )
        return (level[0][0] + (level[1][0] - level[0][0]) * 0.28, level[0][1])

    def _couple(self, index: int, union: Union, tops: Sequence[float]) -> tuple[Point, tuple[Point, ...]]:
        """Where the children's line starts, and the points of the couple's line."""
        left, right = self._sides(union)
        here, there = self.across[left], self.across[right]
        y_here, y_there = tops[self.row[left]] + HALF, tops[self.row[right]] + HALF
        way, hang = self.way(union), self._hang(union)
        if min(union.partners) < 0:
            alone = left if left >= 0 else right
            side = HALF if alone == left else -HALF
            return (hang, y_here), ((self.across[alone] + side, y_here), (hang, y_here))
        if way == "straight":
            return (hang, y_here), ((here + HALF, y_here), (there - HALF, y_there))
        if way == "over":
            top = tops[self.row[left]] - OVER
            points = ((here + HALF / 2, top + OVER), (here + HALF / 2, top), (hang, top), (hang, y_there))
            return (hang, y_there), (*points, (there - HALF, y_there))
        row = max(self.row[left], self.row[right])
        low = tops[row] + UNDER_WORDS + BEND * self.bends[index, row]
        out, back = here + GAP, there - GAP
        return (hang, low), (
            (here + HALF, y_here),
            (out, y_here),
            (out, low),
            (back, low),
            (back, y_there),
            (there - HALF, y_there),
        )

    def _descent(self, index: int, start: Point, children: list[int], bar: float, top: float) -> Iterator[Line]:
        """From the couple down to a bar, along it, and down to each child; twins part just over their symbols."""
        union = self.arrangement.unions[index]
        kinds = {**union.children, **union.also}
        landings = [self._landing(union, child) for child in children]
        common = {kinds[child] for child in children}
        trunk = common.pop() if len(common) == 1 else NATURAL
        yield Line(trunk, (start, (start[0], bar)), index)
        left, right = min(start[0], *landings), max(start[0], *landings)
        if right > left:
            yield Line(trunk, ((left, bar), (right, bar)), index)
        for child, landing in zip(children, landings, strict=True):
            ends = ((landing, top - PINCH), (self.across[child], top)) if landing != self.across[child] else ()
            yield Line(kinds[child], ((landing, bar), *(ends or ((landing, top),))), index)

    def _landing(self, union: Union, child: int) -> float:
        """Where a child's line leaves the bar: for twins at one point."""
        born = self.family.humans[child].born
        twins = [other for other in union.children if born is not None and self.family.humans[other].born == born]
        places = [self.across[twin] for twin in twins] or [self.across[child]]
        return sum(places) / len(places)
