# SPDX-License-Identifier: EUPL-1.2
"""Hiding what would single somebody out in a table of rows without names.

A row that few people share in what outsiders may know of somebody (sex, age, place, time) loses those values. This is
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
    """The rows with `HIDDEN` in the columns `known` where fewer than `smallest` people share them, and how many.

    `person` is the column of the pseudonym. People, not rows, make a group large enough.
    """
    people: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        people[tuple(row[column] for column in known)].add(row[person])
    shown, hidden = [], 0
    for row in rows:
        small = len(people[tuple(row[column] for column in known)]) < smallest
        hidden += small
        shown.append([HIDDEN if small and column in known else value for column, value in enumerate(row)])
    return shown, hidden
