# SPDX-License-Identifier: EUPL-1.2
"""Who stands in which row of a genogram, and in which order from left to right, so that lines do not cross.

Rows are generations. In a row stand groups: the children of one union from the eldest, each with the partners who have
no family of origin in the drawing beside them; or such partners alone. Groups take the order of the unions that they
come from, and the topmost ones the order in which a walk up from the person of the record meets them: the father's
side before the mother's. A parent alone has an invisible partner, so that children hang between two people always.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.kinship.engine.family import ADOPTIVE, FOSTER, NATURAL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ordito.kinship.engine.family import Family

Pair = tuple[int, int]
SHRINK = 0.01
"""How much nearer to each other those of a group stand than the groups of the row above: room for a hundred."""


@dataclass
class Union:
    """A couple, or a parent with an invisible partner (a negative key), and the children drawn under them.

    `children` hang here; `also` are drawn elsewhere, under other parents, and only a line leads to them. Each comes
    with the kind of parenthood.
    """

    partners: Pair
    state: str = ""
    children: dict[int, str] = field(default_factory=dict)
    also: dict[int, str] = field(default_factory=dict)


@dataclass
class Arrangement:
    """Rows from the top, each a list of groups of keys; and the unions."""

    rows: list[list[list[int]]]
    unions: list[Union]


def arrange(family: Family, ego: int) -> Arrangement:
    """Rows and unions of everybody tied to `ego` by parents and couples."""
    generations = _generations(family, ego)
    unions = _unions(family, generations)
    return _Walk(family, ego, generations, unions).arrangement()


def _generations(family: Family, ego: int) -> dict[int, int]:
    """The row of everybody tied to `ego`, who stands in row 0: parents above, children below, partners beside."""
    found = {ego: 0}
    near, far = deque([ego]), deque[int]()
    while near or far:
        key = near.popleft() if near else far.popleft()
        steps = [(parent, -1) for parent in family.parents(key, NATURAL)]
        steps += [(child, 1) for child in family.children(key, NATURAL)]
        steps += [(partner, 0) for partner in family.partners(key)]
        later = [(parent, -1) for parent in family.parents(key, ADOPTIVE, FOSTER)]
        later += [(child, 1) for child in family.children(key, ADOPTIVE, FOSTER)]
        for queue, reached in ((near, steps), (far, later)):
            for other, step in reached:
                if other not in found:
                    found[other] = found[key] + step
                    queue.append(other)
    return found


def _unions(family: Family, generations: dict[int, int]) -> list[Union]:
    """The couples and the pairs of parents among those drawn."""
    found: dict[frozenset[int], Union] = {}
    for couple in family.couples:
        pair = frozenset((couple.first, couple.second))
        if pair <= generations.keys():
            found.setdefault(pair, Union((couple.first, couple.second))).state = couple.state
    for child in sorted(generations, key=lambda key: family.humans[key].birth_order):
        for place, (parents, kind) in enumerate(_parent_pairs(family, child)):
            pair = frozenset(parents)
            if pair not in found:
                found[pair] = Union((parents[0], parents[-1] if len(pair) > 1 else -len(found) - 1))
            union = found[pair]
            (union.also if place else union.children)[child] = kind
    return list(found.values())


def _parent_pairs(family: Family, child: int) -> list[tuple[list[int], str]]:
    """Pairs of parents, or one alone: those under whom the child is drawn first."""
    natural, adoptive, foster = (family.parents(child, kind)[:2] for kind in (NATURAL, ADOPTIVE, FOSTER))
    if len(natural) == len(adoptive) == 1:  # the spouse of a parent adopted the child (L. 184/1983, art. 44)
        natural, adoptive = [*natural, *adoptive], []
    pairs = ((natural, NATURAL), (adoptive, ADOPTIVE), (foster, FOSTER))
    return [(parents, kind) for parents, kind in pairs if parents]


class _Walk:
    """Gives every person a key from left to right, from the founders down."""

    def __init__(self, family: Family, ego: int, generations: dict[int, int], unions: list[Union]) -> None:
        self.family, self.ego, self.unions = family, ego, unions
        self.row = dict(generations)
        self.origin = {child: union for union in unions for child in union.children}
        self.tied: dict[int, list[Union]] = {}
        for union in unions:
            for key in union.partners:
                self.tied.setdefault(key, []).append(union)
                self.row.setdefault(key, generations[union.partners[0]])
        self.founders: list[list[int]] = []
        self.placed: set[int] = set()
        self.climbed: set[int] = set()
        self.keys: dict[int, float] = {}

    def arrangement(self) -> Arrangement:
        husbands = [key for key in self._partners(self.ego) if key in self.origin and self._sex(self.ego) == "F"]
        for key in [*husbands, self.ego]:
            self._climb(key)
        for key in sorted(self.row):
            self._climb(key)
        return Arrangement(self._rows(), self.unions)

    def _sex(self, key: int) -> str:
        return self.family.humans[key].sex if key in self.family.humans else ""

    def _partners(self, key: int) -> list[int]:
        return [other for union in self.tied.get(key, ()) for other in union.partners if other != key]

    def _climb(self, key: int) -> None:
        """Find the founders above somebody, then those beside and below, from left to right."""
        union = self.origin.get(key)
        if union is None:
            self._found(key)
        elif id(union) not in self.climbed:
            self.climbed.add(id(union))
            for parent in sorted(union.partners, key=lambda one: (self._sex(one) == "F", one < 0)):
                self._climb(parent)
            for child in union.children:
                self._descend(child)
        if key >= 0 and union is None:
            self._descend(key)

    def _descend(self, key: int) -> None:
        """Find the founders above partners, and above those who raised somebody beside the parents."""
        for union in self.unions:
            if key in union.also:
                for parent in union.partners:
                    self._climb(parent)
        for partner in self._partners(key):
            if partner in self.origin:
                self._climb(partner)
        for union in self.tied.get(key, ()):
            if id(union) not in self.climbed:
                self.climbed.add(id(union))
                for child in union.children:
                    self._descend(child)

    def _found(self, key: int) -> None:
        """A founder with the partners beside; whoever has a family of origin, or a partner who has, comes with it."""
        if key in self.placed:
            return
        group = self._company(key)
        if any(partner in self.origin for member in group for partner in self._partners(member)):
            return
        centre = max(group, key=lambda member: len(self._partners(member)))
        cluster = self._cluster(centre)
        self.placed.update(cluster)
        self.founders.append(cluster)

    def _company(self, key: int) -> list[int]:
        """Everybody reached from a founder by couples of founders."""
        found = [key]
        for member in found:
            found.extend(other for other in self._partners(member) if other not in found and other not in self.origin)
        return found

    def _cluster(self, centre: int) -> list[int]:
        """Somebody with the partners who have no family of origin: earlier ones left, later ones right."""
        beside = [key for key in self._partners(centre) if key not in self.origin and key not in self.placed]
        lefts = self._how_many_left(centre, beside)
        self.placed.update([centre, *beside])
        left = [key for partner in beside[:lefts] for key in [*self._beyond(partner), partner]]
        right = [key for partner in beside[lefts:] for key in [partner, *self._beyond(partner)]]
        return [*left, centre, *right]

    def _how_many_left(self, centre: int, beside: list[int]) -> int:
        """Partners stand away from where a line leads to a partner of another family; else to both sides."""
        sides = {
            self._place_of_origin(key) > self._place_of_origin(centre)
            for key in self._partners(centre)
            if key in self.origin
        }
        if len(sides) == 1:
            return len(beside) if sides.pop() else 0
        if len(beside) == 1:
            return 1 if self._sex(centre) == "F" and self._sex(beside[0]) == "M" else 0
        return len(beside) // 2

    def _place_of_origin(self, key: int) -> float:
        """How far right the family of origin stands; known once its row has its keys."""
        union = self.origin.get(key)
        return sum(self.keys.get(partner, 0) for partner in union.partners) if union else 0

    def _beyond(self, key: int) -> list[int]:
        """Other partners of a partner, and theirs."""
        found: list[int] = []
        for other in self._partners(key):
            if other not in self.placed and other not in self.origin:
                self.placed.add(other)
                found += [other, *self._beyond(other)]
        return found

    def _rows(self) -> list[list[list[int]]]:
        """Row by row from the top: founders and the children of the row above, by the keys of where they come from."""
        keys = self.keys
        first, last = min(self.row.values()), max(self.row.values())
        rows: list[list[list[int]]] = []
        for depth, row in enumerate(range(first, last + 1)):
            groups: list[tuple[float, list[int]]] = [
                (float(place), cluster) for place, cluster in enumerate(self.founders) if self.row[cluster[0]] == row
            ]
            for union in self.unions:
                here = [child for child in union.children if self.row[child] == row and child not in keys]
                if here and all(partner in keys for partner in union.partners):
                    middle = sum(keys[partner] for partner in union.partners) / 2
                    groups.append((middle, self._sibship(here)))
            groups.sort(key=lambda group: group[0])
            self._give_keys(groups, keys, SHRINK**depth)
            rows.append([group for _key, group in groups])
        return rows

    def _sibship(self, children: Iterable[int]) -> list[int]:
        ordered = sorted(children, key=lambda key: self.family.humans[key].birth_order)
        return [key for child in ordered for key in self._cluster(child)]

    @staticmethod
    def _give_keys(groups: list[tuple[float, list[int]]], keys: dict[int, float], scale: float) -> None:
        for middle, group in groups:
            for place, key in enumerate(group):
                keys[key] = middle + (place - (len(group) - 1) / 2) * scale * SHRINK
