# SPDX-License-Identifier: EUPL-1.2
"""Which rows count: the first of each person with each code, by a flag on rows sorted by person."""

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import BoolArray


def first_rows(person: NDArray[np.integer], key: NDArray[np.integer], size: int) -> BoolArray:
    """Flag the first row of each pair (person, key); `person` is sorted, `key` lies in 0..size-1.

    Only persons with more than one row need sorting, which is a minority in practice.
    """
    flags = np.ones(person.size, dtype=np.bool_)
    if person.size < 2:  # noqa: PLR2004
        return flags
    same = person[1:] == person[:-1]
    if size == 1:
        flags[1:] = ~same
        return flags
    several = np.flatnonzero(np.concatenate(([False], same)) | np.concatenate((same, [False])))
    if not several.size:
        return flags
    packed = person[several].astype(np.int64) * size + key[several]
    order = np.argsort(packed, kind="stable")
    repeated = packed[order[1:]] == packed[order[:-1]]
    flags[several[order[1:][repeated]]] = False
    return flags
