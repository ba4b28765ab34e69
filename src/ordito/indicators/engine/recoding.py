# SPDX-License-Identifier: EUPL-1.2
"""Coarser tables in which less is hidden, proposed before anything is hidden: a rare class merged, a level left out.

Hiding cells is the last resort: where one class is rare everywhere, merging it with its neighbour often leaves nothing
to hide. What a recoding hides is counted by the rules alone (small cells, lone zeros), which is quick; a little more is
hidden for the sake of these.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from ordito.indicators.engine.disclosure import Policy, State
from ordito.indicators.engine.hierarchy import PLACE, by_adding, hierarchical_table
from ordito.indicators.engine.model import Axis, Cut, IntArray, Level, coarser_cuts, next_cuts


@dataclass(frozen=True, eq=False)
class Recoding:
    """A coarser table: its axes and cut, what was merged, and the share of inhabited cells hidden before and after.

    `merged` names the axis and the codes of the two classes that become one; it is empty for a coarser level. `cells`
    are how many cells the finest table keeps.
    """

    axes: tuple[Axis, ...]
    cut: Cut
    axis: str
    merged: tuple[str, ...]
    before: float
    after: float
    cells: int


def recodings(
    axes: Sequence[Axis], cut: Cut, base: IntArray, policy: Policy, *, ordered: Sequence[str] = (), most: int = 3
) -> list[Recoding]:
    """The recodings of one step that hide least, the finest first among equals; none when nothing is hidden.

    `base` are the counts at the base codes of all axes. On the axes that are `ordered` (ages) only neighbours merge.
    Places are not merged: an Ambito is what it is; a coarser level of places is proposed.
    """
    before, cells = _hidden(axes, cut, base, policy)
    if not before:
        return []
    found = []
    for coarser in next_cuts(axes, cut):
        name = next(axis.name for axis, old, new in zip(axes, cut, coarser, strict=True) if old != new)
        after, cells = _hidden(axes, coarser, base, policy)
        found.append(Recoding(tuple(axes), coarser, name, (), before, after, cells))
    for position, axis in enumerate(axes):
        if position != PLACE:
            for codes, merged in _merged(axis, cut[position], ordered=axis.name in ordered):
                changed = (*axes[:position], merged, *axes[position + 1 :])
                at = (*cut[:position], cut[position] + 1, *cut[position + 1 :])
                after, cells = _hidden(changed, at, base, policy)
                found.append(Recoding(changed, at, axis.name, codes, before, after, cells))
    better = [each for each in found if each.after < before and each.cells > 1]
    return sorted(better, key=lambda each: (each.after, -each.cells, each.axis, each.merged))[:most]


def _hidden(axes: Sequence[Axis], cut: Cut, base: IntArray, policy: Policy) -> tuple[float, int]:
    """The share of inhabited cells, margins too, that the rules hide; and how many cells the cut itself has."""
    table = hierarchical_table(axes, coarser_cuts(axes, cut), by_adding(axes, base))
    states = table.own_states(policy)
    concerned = table.grid.asked & ((table.values > 0) | (states != State.SHOWN))
    share = float((states[concerned] != State.SHOWN).mean()) if concerned.any() else 0.0
    return share, table.grid.cells(cut).size


def _merged(axis: Axis, index: int, *, ordered: bool) -> Iterator[tuple[tuple[str, ...], Axis]]:
    """The axis with one more level, where two classes of one are joined; what coarser levels keep apart stays apart."""
    level = axis.levels[index]
    if len(level) <= 2:  # noqa: PLR2004 - merging two classes leaves the whole
        return
    numbers = range(len(level))
    pairs = pairwise(numbers) if ordered else combinations(numbers, 2)
    for one, other in pairs:
        kept = [number for number in numbers if number != other]
        target = np.asarray([kept.index(one if number == other else number) for number in numbers])
        codes, labels = list(level.codes), list(level.labels)
        codes[one], labels[one] = f"{codes[one]}+{codes[other]}", f"{labels[one]}, {labels[other]}"
        merged = Level(
            level.name,
            tuple(codes[number] for number in kept),
            tuple(labels[number] for number in kept),
            target[level.group],
            level.telling,
        )
        changed = Axis(axis.name, (*axis.levels[: index + 1], merged, *axis.levels[index + 1 :]))
        if all(changed.refines(index + 1, coarse + 1) for coarse in axis.coarser(index)[1:]):
            yield (level.codes[one], level.codes[other]), changed
