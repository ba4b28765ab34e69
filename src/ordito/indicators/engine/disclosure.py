# SPDX-License-Identifier: EUPL-1.2
"""What a figure that leaves may say of few people: thresholds, and the state of each cell.

A small cell (1 to threshold-1 persons) is hidden. Zeros are shown, unless all units of a row share one attribute: then
the zeros would say so. A hidden cell is safe when a reader must think it may be 1 or less and may be the threshold or
more; one hidden only for others' sake, when it is left open over the policy's spread.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

LOWEST_THRESHOLD = 3
"""By law no figure about fewer than three persons leaves (statistical secrecy, deontological rules for SISTAN)."""
DEFAULT_THRESHOLD = 5
HIDDEN = -1
"""What stands for the value of a hidden cell outside this module: the value itself goes no further."""

StateArray = NDArray[np.int8]


class State(IntEnum):
    """Why a cell is shown or hidden."""

    SHOWN = 0
    SMALL = 1
    LONE = 2
    SECONDARY = 3


@dataclass(frozen=True)
class Policy:
    """How few persons a shown cell may be about; never under three.

    `spread` is how far apart the ends of what a reader can work out must lie for a cell that is hidden for others' sake
    in a table that leaves. `lone`: zeros are hidden that would say that all units share one attribute, which is
    stricter than the rule for whole populations. `insiders`: a person who alone makes up a cell, and so knows it, must
    not work out the cells beside it.
    """

    threshold: int = DEFAULT_THRESHOLD
    spread: int = 1
    lone: bool = True
    insiders: bool = True

    def __post_init__(self) -> None:
        if self.threshold < LOWEST_THRESHOLD:
            raise ValueError(f"A threshold under {LOWEST_THRESHOLD} protects nobody")
