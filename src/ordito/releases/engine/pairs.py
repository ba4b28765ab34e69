# SPDX-License-Identifier: EUPL-1.2
"""Which two readers, who see their own places exactly, are tried together on a rounded table."""

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from ordito.indicators.engine.exposure import Insider
from ordito.indicators.engine.model import BoolArray

MOST_PAIRS = 60
"""Each is a program of its own: the pairs are tried that come closest."""


def pairs(answering: Sequence[Insider], places: BoolArray, shown: BoolArray) -> list[Insider]:
    """At most `MOST_PAIRS`, first those who miss the fewest places of a group that the table shows.

    `places` are what each of `answering` sees, `shown` the groups of the table, as rows of classes of places.
    """
    found = []
    for one, other in combinations(range(len(places)), 2):
        both = places[one] | places[other]
        if np.array_equal(both, places[one]) or np.array_equal(both, places[other]):
            continue
        left = (shown & ~both).sum(axis=1)[(shown & both).any(axis=1)]
        found.append((int(left[left > 0].min(initial=len(both))), one, other))
    return [
        Insider(
            np.union1d(answering[one].knows, answering[other].knows),
            np.intersect1d(answering[one].secrets, answering[other].secrets),
        )
        for _left, one, other in sorted(found)[:MOST_PAIRS]
    ]
