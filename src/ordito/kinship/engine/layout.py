# SPDX-License-Identifier: EUPL-1.2
"""Where everybody of a genogram stands and which lines join them, in units of the drawing.

Order and rows come from `order`; here each row is spread out so that parents stand over their children as nearly as
their neighbours allow (least squares with a least distance, which is isotonic regression), and lines get levels of
their own between two rows. Symbols and lines follow McGoldrick, Gerson and Petry, Genograms (2008).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.kinship.engine.lines import Line, Lines
from ordito.kinship.engine.order import arrange

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ordito.kinship.engine.family import Family
    from ordito.kinship.engine.order import Arrangement

COLUMN, NOBODY, APART, MARGIN = 120.0, 16.0, 20.0, 16.0
"""Width of a person and of an invisible partner; distance between groups; around everything."""
SYMBOL, LABEL = 44.0, 50.0
"""Height of a symbol, and of the words under it."""
TOP = 24.0
"""Room over a row, where lines come down."""
ROUNDS = 16
"""Sweeps down and up; positions of families of forty move by less than a unit after ten."""


@dataclass(frozen=True)
class Spot:
    """Where somebody stands: the middle of the symbol's top side."""

    key: int
    x: float
    y: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of symbol and words."""
        return (self.x - COLUMN / 2, self.y, self.x + COLUMN / 2, self.y + SYMBOL + LABEL)


@dataclass(frozen=True)
class Outline:
    """A frame around those of a row who live together: left, top, width, height."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """A genogram ready to be drawn."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]
    outlines: tuple[Outline, ...] = field(default=())


def draw(family: Family, ego: int, *, household: Collection[int] = frozenset()) -> Drawing:
    """The genogram of a family around `ego`; `household` are those who live together."""
    arrangement = arrange(family, ego)
    across = _spread(arrangement)
    lines = Lines(family, arrangement, across)
    tops = _tops(arrangement, lines)
    spots = {
        key: Spot(key, across[key], tops[row])
        for row, groups in enumerate(arrangement.rows)
        for group in groups
        for key in group
        if key >= 0
    }
    outlines = tuple(_outlines(arrangement, spots, household))
    width = max(spot.x for spot in spots.values()) + COLUMN / 2 + MARGIN
    height = tops[-1] + SYMBOL + LABEL + MARGIN
    return Drawing(width, height, tuple(spots.values()), tuple(lines.drawn(tops)), outlines)


def _tops(arrangement: Arrangement, lines: Lines) -> list[float]:
    """The top of each row: lines between two rows take the room that they need."""
    tops = [MARGIN + TOP]
    for row in range(1, len(arrangement.rows)):
        tops.append(tops[-1] + SYMBOL + LABEL + lines.room_under(row - 1) + TOP)
    return tops


def _outlines(arrangement: Arrangement, spots: dict[int, Spot], household: Collection[int]) -> list[Outline]:
    found = []
    for groups in arrangement.rows:
        run: list[Spot] = []
        for key in [*(key for group in groups for key in group if key >= 0), None]:
            if key is not None and key in household:
                run.append(spots[key])
            elif run:
                left, right = run[0].x - COLUMN / 2, run[-1].x + COLUMN / 2
                found.append(Outline(left + 4, run[0].y - 10, right - left - 8, SYMBOL + LABEL + 14))
                run = []
    return found


def _spread(arrangement: Arrangement) -> dict[int, float]:
    """The middle of each person (and invisible partner) across the drawing."""
    across: dict[int, float] = {}
    rows = [_Row(groups) for groups in arrangement.rows]
    for row in rows:
        across.update(row.tight())
    for turn in range(2 * ROUNDS):
        down = turn % 2 == 0
        for row in rows if down else rows[::-1]:
            wished = _under_parents(arrangement, across) if down else _over_children(arrangement, across)
            across.update(row.nearest({key: across[key] + wished.get(key, 0.0) for key in row.keys}))
    left = min(across[key] for key in across) - COLUMN / 2 - MARGIN
    return {key: x - left for key, x in across.items()}


def _under_parents(arrangement: Arrangement, across: dict[int, float]) -> dict[int, float]:
    """How far each group of siblings wishes to move, partners with them."""
    wishes: dict[int, float] = {}
    groups = {key: group for row in arrangement.rows for group in row for key in group}
    for union in arrangement.unions:
        if union.children:
            wish = hang(union.partners, across) - _middle(list(union.children), across)
            for child in union.children:
                wishes.update(dict.fromkeys(groups[child], wish))
    return wishes


def _over_children(arrangement: Arrangement, across: dict[int, float]) -> dict[int, float]:
    """How far parents wish to move; of several unions the mean."""
    wishes: dict[int, list[float]] = {}
    for union in arrangement.unions:
        if union.children:
            wish = _middle(list(union.children), across) - hang(union.partners, across)
            for partner in union.partners:
                wishes.setdefault(partner, []).append(wish)
    return {key: sum(found) / len(found) for key, found in wishes.items()}


def _middle(keys: Sequence[int], across: dict[int, float]) -> float:
    places = [across[key] for key in keys]
    return (min(places) + max(places)) / 2


def hang(partners: tuple[int, int], across: dict[int, float]) -> float:
    """Where children hang from a couple: between the two, or beside a parent alone."""
    first, second = partners
    return across[second] if second < 0 else (across[first] + across[second]) / 2


class _Row:
    """The people of one row with the distances that their middles must keep."""

    def __init__(self, groups: list[list[int]]) -> None:
        self.keys = [key for group in groups for key in group]
        starts = {group[0] for group in groups}
        self.offsets: list[float] = []
        place = 0.0
        for index, key in enumerate(self.keys):
            if index:
                place += (_width(self.keys[index - 1]) + _width(key)) / 2 + (APART if key in starts else 0)
            self.offsets.append(place)

    def tight(self) -> dict[int, float]:
        """Everybody as near to the left as may be."""
        return dict(zip(self.keys, self.offsets, strict=True))

    def nearest(self, wished: dict[int, float]) -> dict[int, float]:
        """The places nearest to those wished, by least squares, that keep order and distances.

        Without the distances the places must only not decrease: pool adjacent violators (Ayer and others, 1955).
        """
        pools: list[tuple[float, int]] = []
        for key, offset in zip(self.keys, self.offsets, strict=True):
            total, count = wished[key] - offset, 1
            while pools and pools[-1][0] / pools[-1][1] > total / count:
                before = pools.pop()
                total, count = total + before[0], count + before[1]
            pools.append((total, count))
        flat = [total / count for total, count in pools for _one in range(count)]
        return {key: place + offset for key, place, offset in zip(self.keys, flat, self.offsets, strict=True)}


def _width(key: int) -> float:
    return COLUMN if key >= 0 else NOBODY
