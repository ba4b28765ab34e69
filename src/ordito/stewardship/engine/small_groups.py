# SPDX-License-Identifier: EUPL-1.2
"""Hiding what would single somebody out in a table of rows without names.

Whoever shares with few what outsiders may know of somebody (sex, age, place, time) loses those values. This is
k-anonymity by local suppression (Samarati 2001): simple to explain, and to be written on the paper that goes along.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

HIDDEN = "*"
PSEUDONYM_DIGITS = 16


def pseudonym(key: bytes, person: int) -> str:
    """What stands for a person in one table: 16 hexadecimal digits; another key gives others."""
    return hmac.new(key, str(person).encode(), hashlib.sha256).hexdigest()[:PSEUDONYM_DIGITS]


def hide_small_groups(
    rows: Sequence[Sequence[str]], *, person: int, known: Collection[int], smallest: int
) -> tuple[list[list[str]], int]:
    """The rows with `HIDDEN` in the columns `known` of whoever is told apart by them, and how many rows these are.

    `person` is the column of the pseudonym, which ties the rows of one person together: a group are the people with the
    same values in all their rows. Groups below `smallest` lose the values of every row, and the next smallest group
    with them while those who lost theirs are fewer than `smallest`: alone among the hidden, somebody would be found.
    """
    if not known:
        return [list(row) for row in rows], 0
    values: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in rows:
        values[row[person]].append(tuple(row[column] for column in known))
    groups: dict[tuple[tuple[str, ...], ...], set[str]] = defaultdict(set)
    for one, theirs in values.items():
        groups[tuple(sorted(theirs))].add(one)
    hidden: set[str] = set()
    for _theirs, people in sorted(groups.items(), key=lambda group: (len(group[1]), group[0])):
        if len(people) >= smallest and not 0 < len(hidden) < smallest:
            break
        hidden |= people
    shown = [
        [HIDDEN if row[person] in hidden and column in known else value for column, value in enumerate(row)]
        for row in rows
    ]
    return shown, sum(row[person] in hidden for row in rows)
