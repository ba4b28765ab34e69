# SPDX-License-Identifier: EUPL-1.2
"""The gate of publication: which cells are hidden, and whether the rest gives them away.

A small cell (1 to threshold-1 persons) is hidden. Zeros are shown, unless all units of a row share one attribute: then
the zeros would say so. A hidden cell is safe when its feasible interval has low <= 1 and high >= threshold; one hidden
only to protect others, when high - low >= threshold. A table with an unsafe cell is not shown.

What the gate covers: the cells of the table and every coarser recoding of it (totals, provinces, merged age bands,
dropped breakdowns), shown or not, as a reader can ask for those too; the other parts of the same block (values of the
same facet against their total; stock and flows of the same year), tied by links. Cells are small or not by their own
count alone, so a cell hidden in one table of a period is hidden in all of them.
What it does not: tables whose grains do not nest (Ambito by gender beside Ambito by age) put together, different years,
snapshots of different days, two facets against each other. Those need a memory of what has been released.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.counts import AXES, PLACE, Counts
from ordito.indicators.engine.model import Axis, BoolArray, Cut, IntArray

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


@dataclass(frozen=True, eq=False)
class Part:
    """One published quantity: a measure in a period, perhaps of one value of a facet."""

    name: str
    counts: Counts


@dataclass(frozen=True)
class Link:
    """In every cell the weighted sum of these parts is zero, or at least zero; `summed` axes are added up first."""

    weights: Mapping[str, int]
    equal: bool
    summed: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Block:
    """Parts that a reader can tie together, in the order in which they are let out.

    `families` name the parts that are values of one facet: a lone one among zeros is an attribute all units share.
    `contexts` name the parts in whose company a part is decided (absent: all): knowing the earlier ones of them, and
    sparing the small cells of the later ones. A part that stands in several blocks has the same context in each, so
    that it is hidden alike whichever table is asked for.
    """

    axes: tuple[Axis, Axis, Axis]
    parts: tuple[Part, ...]
    links: tuple[Link, ...] = ()
    families: tuple[frozenset[str], ...] = ()
    contexts: Mapping[str, frozenset[str]] = field(default_factory=dict)


def small_cells(block: Block, part: Part, cut: Cut, policy: Policy) -> BoolArray:
    """Cells about at least one person and fewer than the threshold."""
    persons = part.counts.persons_at(block.axes, cut)
    return (persons > 0) & (persons < policy.threshold)


def lone_zeros(block: Block, cut: Cut) -> dict[str, BoolArray]:
    """By part, zeros in rows where all units share one attribute."""
    values = {part.name: part.counts.at(block.axes, cut) for part in block.parts}
    found = {name: _lone_zeros(cells, block.axes, cut) for name, cells in values.items()}
    for family in block.families:
        inhabited = np.sum([values[name] > 0 for name in family], axis=0)
        for name in family:
            found[name] |= (inhabited == 1) & (values[name] == 0)
    return found


def _lone_zeros(values: IntArray, axes: Sequence[Axis], cut: Cut) -> BoolArray:
    """Zeros beside a single sibling that holds all units of the row.

    Where people live is no attribute in this sense: a reader who knows the person knows the place.
    """
    lone = np.zeros(values.shape, dtype=np.bool_)
    for position in AXES:
        if position != PLACE and axes[position].levels[cut[position]].telling and values.shape[position] > 1:
            lone |= (values == 0) & ((values > 0).sum(axis=position, keepdims=True) == 1)
    return lone


@dataclass(frozen=True, eq=False)
class Cells:
    """A protected recoding of a part: values with `HIDDEN` where the state is not shown."""

    values: IntArray
    states: StateArray


@dataclass(frozen=True, eq=False)
class Protected:
    """A table that may be shown: by part and cut, cells with hidden values taken out.

    `withheld` names the parts asked for that did not pass; they are hidden whole.
    """

    cells: Mapping[tuple[str, Cut], Cells]
    withheld: tuple[str, ...]


@dataclass(frozen=True)
class Refused:
    """A table from which a hidden cell could be worked out, with the coarser cuts that pass, the finest first."""

    proposals: tuple[Cut, ...]
