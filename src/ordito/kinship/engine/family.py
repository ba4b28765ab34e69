# SPDX-License-Identifier: EUPL-1.2
"""A family as a graph of people, parents and couples, on one day."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

NATURAL, ADOPTIVE, FOSTER, STEP = "natural", "adoptive", "foster", "step"
LEGAL = (NATURAL, ADOPTIVE)
"""Parents by law: adoption makes a child of the adopters (L. 184/1983, art. 27), fostering does not."""
UNKNOWN_YEAR = 9999
"""Whoever has no known birth stands after the others."""


@dataclass(frozen=True)
class Human:
    """Somebody of the family. `sex` is "F", "M" or ""; the birth is a day, or only a year, or unknown."""

    key: int
    sex: str = ""
    born: date | None = None
    birth_year: int | None = None
    deceased: bool = False

    @property
    def birth_order(self) -> tuple[int, int, int, int]:
        """For siblings from the eldest; of the same year a known day stands before an unknown one."""
        if self.born is not None:
            return (self.born.year, self.born.month, self.born.day, self.key)
        return (self.birth_year or UNKNOWN_YEAR, 13, 0, self.key)

    @property
    def year(self) -> int | None:
        """The year of birth, None when unknown."""
        return self.born.year if self.born else self.birth_year


@dataclass(frozen=True)
class Parenthood:
    """`parent` is a parent of `child` in the way that `kind` says."""

    parent: int
    child: int
    kind: str = NATURAL


@dataclass(frozen=True)
class Couple:
    """Two people and what they are to each other on the day: the value of a `Nature` of couples."""

    first: int
    second: int
    state: str = "married"

    def other(self, key: int) -> int:
        """The partner of one of the two."""
        return self.second if key == self.first else self.first


@dataclass(frozen=True)
class Family:
    """People by key, parents and couples; couples in the order in which they began."""

    humans: dict[int, Human]
    parenthoods: tuple[Parenthood, ...] = ()
    couples: tuple[Couple, ...] = ()
    _parents: dict[int, list[Parenthood]] = field(init=False, repr=False, compare=False, default_factory=dict)
    _children: dict[int, list[Parenthood]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        for link in self.parenthoods:
            self._parents.setdefault(link.child, []).append(link)
            self._children.setdefault(link.parent, []).append(link)

    def parents(self, child: int, *kinds: str) -> list[int]:
        """The parents of these kinds; of all kinds when none is named."""
        return [link.parent for link in self._parents.get(child, ()) if not kinds or link.kind in kinds]

    def children(self, parent: int, *kinds: str) -> list[int]:
        """The children of these kinds, from the eldest; of all kinds when none is named."""
        found = {link.child for link in self._children.get(parent, ()) if not kinds or link.kind in kinds}
        return sorted(found, key=lambda key: self.humans[key].birth_order)

    def couples_of(self, key: int) -> list[Couple]:
        """The couples somebody is or was in."""
        return [couple for couple in self.couples if key in {couple.first, couple.second}]

    def partners(self, key: int) -> list[int]:
        """Everybody with whom somebody is or was in a couple, in the order of the couples."""
        return [couple.other(key) for couple in self.couples_of(key)]

    def siblings(self, key: int, *kinds: str) -> list[int]:
        """Who has a parent of these kinds in common with somebody, from the eldest."""
        shared = {child for parent in self.parents(key, *kinds) for child in self.children(parent, *kinds)} - {key}
        return sorted(shared, key=lambda other: self.humans[other].birth_order)
