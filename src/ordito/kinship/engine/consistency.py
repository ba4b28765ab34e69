# SPDX-License-Identifier: EUPL-1.2
"""What cannot be true of a family, and what is so unlikely that somebody should look again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.kinship.engine.family import LEGAL, NATURAL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.kinship.engine.family import Family

NATURAL_PARENTS = 2
YOUNGEST_PARENT = 12
"""Below this many years between parent and child somebody should look again; nobody is refused for it."""


class Wrong(StrEnum):
    """What may be wrong with a family."""

    OWN_ANCESTOR = "own_ancestor"
    THREE_NATURAL_PARENTS = "three_natural_parents"
    PARENT_NOT_OLDER = "parent_not_older"
    PARENT_VERY_YOUNG = "parent_very_young"


IMPOSSIBLE = frozenset((Wrong.OWN_ANCESTOR, Wrong.THREE_NATURAL_PARENTS, Wrong.PARENT_NOT_OLDER))


@dataclass(frozen=True)
class Problem:
    """What is wrong, and with whom: the child first, then a parent when it is about one."""

    wrong: Wrong
    keys: tuple[int, ...]


def problems(family: Family) -> list[Problem]:
    """Everything that is wrong with a family, each once."""
    return [*_circles(family), *_too_many(family), *_ages(family)]


def _circles(family: Family) -> Iterator[Problem]:
    for key in family.humans:
        above, seen = list(family.parents(key, *LEGAL)), set[int]()
        while above:
            parent = above.pop()
            if parent == key:
                yield Problem(Wrong.OWN_ANCESTOR, (key,))
                break
            if parent not in seen:
                seen.add(parent)
                above.extend(family.parents(parent, *LEGAL))


def _too_many(family: Family) -> Iterator[Problem]:
    for key in family.humans:
        if len(set(family.parents(key, NATURAL))) > NATURAL_PARENTS:
            yield Problem(Wrong.THREE_NATURAL_PARENTS, (key,))


def _ages(family: Family) -> Iterator[Problem]:
    for link in family.parenthoods:
        parent, child = family.humans[link.parent], family.humans[link.child]
        if link.kind not in LEGAL or parent.year is None or child.year is None:
            continue
        if parent.year > child.year or (parent.born and child.born and parent.born >= child.born):
            yield Problem(Wrong.PARENT_NOT_OLDER, (child.key, parent.key))
        elif link.kind == NATURAL and child.year - parent.year < YOUNGEST_PARENT:
            yield Problem(Wrong.PARENT_VERY_YOUNG, (child.key, parent.key))
