# SPDX-License-Identifier: EUPL-1.2
"""The gate of publication: tables are let out from the coarsest to the finest, each attacked before it goes.

What the gate covers: the cells of the table and every coarser recoding of it (totals, provinces, merged age bands,
dropped breakdowns), shown or not, as a reader can ask for those too; the other parts of the same block (values of the
same facet against their total; stock and flows of the same year), tied by links. Cells are small or not by their own
count alone, so a small cell hidden in one table of a period is hidden in all of them.
What it does not: tables whose grains do not nest (Ambito by gender beside Ambito by age) put together, different years,
snapshots of different days, two facets against each other, persons beside takings or beside their own quarters,
somebody who knows the exact figures of one place. Those need a memory of what has been released, and to whom. Because
persons beside takings tell most by Comune, the page of statistics asks takings by Comune of nobody but exactly.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.attacker import FloatArray, Knowledge, Sums, Target, open_sums, plain_sums, together
from ordito.indicators.engine.disclosure import (
    DEFAULT_THRESHOLD,
    HIDDEN,
    LOWEST_THRESHOLD,
    Block,
    Cells,
    Link,
    Part,
    Policy,
    Protected,
    Refused,
    State,
    StateArray,
    lone_zeros,
    small_cells,
)
from ordito.indicators.engine.model import Axis, BoolArray, Cut, IntArray, coarser_cuts, next_cuts
from ordito.indicators.engine.suppression import Exposure, Protection


def cell_groups(axes: Sequence[Axis], cut: Cut, at: Cut) -> IntArray:
    """For each cell of a cut, in flat order, the cell of a coarser cut that it falls in."""
    shape = tuple(len(axis.levels[level]) for axis, level in zip(axes, cut, strict=True))
    group = np.zeros(shape, dtype=np.int64)
    for position, axis in enumerate(axes):
        target = axis.between(cut[position], at[position])
        along = [1] * len(shape)
        along[position] = -1
        group = group * len(axis.levels[at[position]]) + target.reshape(along)
    return group.ravel()


def finer_cuts(axes: Sequence[Axis], cut: Cut, at: Cut) -> Iterator[Cut]:
    """The cuts one step finer than `at` and still above or at `cut`, places first."""
    for position, axis in enumerate(axes):
        between = [level for level in axis.coarser(cut[position]) if level < at[position]]
        nested = [level for level in between if axis.refines(level, at[position])]
        if nested:
            yield (*at[:position], nested[-1], *at[position + 1 :])


class Problem:
    """What a reader knows about a cut: one unknown per part and cell, and the sums published above them."""

    def __init__(self, block: Block, cut: Cut) -> None:
        self.block, self.cut = block, cut
        self.shape = tuple(len(axis.levels[level]) for axis, level in zip(block.axes, cut, strict=True))
        self.leaves = int(np.prod(self.shape))
        self.first = {part.name: number * self.leaves for number, part in enumerate(block.parts)}
        largest = max(int(part.counts.value.sum()) for part in block.parts)
        self.known = Knowledge(self.leaves * len(block.parts), float(largest + 3 * DEFAULT_THRESHOLD))
        self._hidden: list[tuple[Sums, StateArray]] = []
        for link in block.links:
            self._tie(link)

    def publish(
        self, part: Part, published: Mapping[Cut, StateArray | None], primary: Mapping[Cut, StateArray]
    ) -> None:
        """Shown cells of a part become known, hidden ones targets; of a table not shown, only its own hidden cells.

        Of a sum only what its finer cells leave open is written: what those tell already would tie together cells
        that have nothing to do with each other, and make the programs large.
        """
        first = self.first[part.name]
        for at, final in published.items():
            group = cell_groups(self.block.axes, self.cut, at)
            states = (primary[at] if final is None else final).ravel()
            hidden = states != State.SHOWN
            if hidden.any():
                self._hidden.append((plain_sums(group, hidden, first), states[hidden]))
            if final is not None:
                told, telling = self._told_below(part, at, published)
                told_value = np.bincount(group, weights=telling, minlength=states.size)
                sums, cells = open_sums(group, ~hidden, ~told, first)
                self.known = self.known.equal(sums, (part.counts.at(self.block.axes, at).ravel() - told_value)[cells])

    def _told_below(
        self, part: Part, at: Cut, published: Mapping[Cut, StateArray | None]
    ) -> tuple[BoolArray, FloatArray]:
        """Which finest cells lie in a shown cell of the next finer table, and that cell's value on one cell of each."""
        none = np.zeros(self.leaves, dtype=np.bool_), np.zeros(self.leaves)
        below = next((cut for cut in finer_cuts(self.block.axes, self.cut, at) if published.get(cut) is not None), None)
        final = None if below is None else published[below]
        if below is None or final is None:
            return none
        group = cell_groups(self.block.axes, self.cut, below)
        shown = (final == State.SHOWN).ravel()
        values = np.where(shown, part.counts.at(self.block.axes, below).ravel(), 0)
        telling = np.zeros(self.leaves)
        inhabited, firsts = np.unique(group, return_index=True)
        telling[firsts] = values[inhabited]
        return shown[group], telling

    def _tie(self, link: Link) -> None:
        at = tuple(
            axis.whole if position in link.summed else level
            for position, (axis, level) in enumerate(zip(self.block.axes, self.cut, strict=True))
        )
        group = cell_groups(self.block.axes, self.cut, at)
        leaves = np.arange(self.leaves)
        sums = Sums(
            int(group.max()) + 1,
            np.concatenate([group for _ in link.weights]),
            np.concatenate([leaves + self.first[name] for name in link.weights]),
            np.concatenate([np.full(self.leaves, float(weight)) for weight in link.weights.values()]),
        )
        zeros = np.zeros(sums.size)
        self.known = self.known.knowing(sums, zeros, zeros if link.equal else np.inf)

    def exposure(self, part: Part, primary: StateArray, policy: Policy, besides: BoolArray) -> Exposure:
        """A part at the cut itself, about to be published among the rest."""
        secondary = np.concatenate([np.zeros(0), *(states for _, states in self._hidden)]) == State.SECONDARY
        standing = Target(
            together([sums for sums, _ in self._hidden]),
            low=np.where(secondary, np.inf, 1.0),
            high=np.where(secondary, -np.inf, float(policy.threshold)),
            spread=np.where(secondary, float(policy.threshold), 0.0),
        )
        values = part.counts.at(self.block.axes, self.cut).ravel()
        hidden = (primary != State.SHOWN).ravel()
        return Exposure(self.known, self.first[part.name], values, hidden, standing, policy.threshold, besides.ravel())


class Release:
    """The tables of a block, let out from the coarsest to the finest and part by part.

    What is hidden in a table is decided knowing every coarser table and every earlier part of its context, and is never
    changed by a finer or later one: a function of the block alone, which needs no memory and is the same for every
    reader. Small cells of later parts must stay hidden too: they could be worked out without ever being shown.

    `under` is the release of the same block under the lowest threshold: what that one hides is hidden here too. Else
    whoever may set the threshold could set it twice, and of two figures with different holes fill one by the other.
    """

    def __init__(self, block: Block, policy: Policy, protection: Protection, *, under: "Release | None" = None) -> None:
        self.block, self.policy, self.protection, self.under = block, policy, protection, under
        self._order = {part.name: number for number, part in enumerate(block.parts)}
        self._primary: dict[Cut, Mapping[str, StateArray]] = {}
        self._final: dict[tuple[Cut, str], StateArray | None] = {}

    def passing(self, cut: Cut, asked: Sequence[str]) -> list[str]:
        """Which of the asked parts may be shown at a cut, in the block's order."""
        ordered = sorted(asked, key=self._order.__getitem__)
        return [name for name in ordered if self.states(name, cut) is not None]

    def cells(self, name: str, cut: Cut) -> Cells | None:
        """A part at a cut without what is hidden; None when the whole table is not shown."""
        states = self.states(name, cut)
        if states is None:
            return None
        counts = self.block.parts[self._order[name]].counts
        return Cells(np.where(states == State.SHOWN, counts.at(self.block.axes, cut), HIDDEN), states)

    def states(self, name: str, cut: Cut) -> StateArray | None:
        """Final states of a part at a cut; None when the table cannot be shown."""
        if (cut, name) not in self._final:
            self._final[cut, name] = self._decide(name, cut)
        return self._final[cut, name]

    def primary(self, cut: Cut) -> Mapping[str, StateArray]:
        """What the cells of every part hide by their own count."""
        if cut not in self._primary:
            self._primary[cut] = self._own_states(cut)
        return self._primary[cut]

    def _own_states(self, cut: Cut) -> Mapping[str, StateArray]:
        """Small cells, and lone zeros: the zeros within a lone one too, not those that a coarser table says already."""
        lone = lone_zeros(self.block, cut)
        above = {at: cell_groups(self.block.axes, cut, at) for at in coarser_cuts(self.block.axes, cut) if at != cut}
        found = {}
        for part in self.block.parts:
            untold, told = lone[part.name], np.zeros(lone[part.name].shape, dtype=np.bool_)
            for at, group in above.items():
                states, zero = self.primary(at)[part.name], part.counts.at(self.block.axes, at) == 0
                untold |= (states == State.LONE).ravel()[group].reshape(told.shape)
                told |= (zero & (states == State.SHOWN)).ravel()[group].reshape(told.shape)
            states = np.where(untold & ~told, State.LONE, State.SHOWN).astype(np.int8)
            states[small_cells(self.block, part, cut, self.policy)] = State.SMALL
            found[part.name] = states
        return found

    def _decide(self, name: str, cut: Cut) -> StateArray | None:
        below = self.under.states(name, cut) if self.under else None
        if self.under and below is None:
            return None
        position = self._order[name]
        company = self.block.contexts.get(name)
        problem = Problem(self._block_of(company), cut)
        for number, part in enumerate(self.block.parts):
            if company is not None and part.name not in company:
                continue
            others = [at for at in coarser_cuts(self.block.axes, cut) if (at, part.name) != (cut, name)]
            finals = {at: self.states(part.name, at) if number <= position else None for at in others}
            problem.publish(part, finals, {at: self.primary(at)[part.name] for at in others})
        primary = self.primary(cut)[name]
        besides = np.zeros(primary.shape, dtype=np.bool_) if below is None else below != State.SHOWN
        hidden = self.protection.hide(problem.exposure(self.block.parts[position], primary, self.policy, besides))
        if hidden is None:
            return None
        hidden = hidden.reshape(primary.shape)
        return np.where(hidden & (primary == State.SHOWN), np.int8(State.SECONDARY), primary)

    def _block_of(self, company: frozenset[str] | None) -> Block:
        """The part of the block that a decision looks at."""
        if company is None:
            return self.block
        parts = tuple(part for part in self.block.parts if part.name in company)
        links = tuple(link for link in self.block.links if link.weights.keys() <= company)
        return Block(self.block.axes, parts, links)


@dataclass(frozen=True, eq=False)
class Gate:
    """Lets out what cannot be worked back, under one policy and one way of hiding."""

    policy: Policy
    protection: Protection
    most_proposals: int = 3
    most_tries: int = 24

    def protect(self, block: Block, cut: Cut, asked: Sequence[str]) -> Protected | Refused:
        """The asked parts at a cut, or the coarser cuts at which they pass."""
        lowest = Policy(LOWEST_THRESHOLD)
        under = Release(block, lowest, self.protection) if self.policy != lowest else None
        release = Release(block, self.policy, self.protection, under=under)
        passed = release.passing(cut, asked)
        if not passed:
            return Refused(self._proposals(release, cut, asked))
        cells = {(name, at): release.cells(name, at) for at in coarser_cuts(block.axes, cut) for name in passed}
        return Protected(
            {key: found for key, found in cells.items() if found is not None},
            tuple(name for name in asked if name not in passed),
        )

    def _proposals(self, release: Release, cut: Cut, asked: Sequence[str]) -> tuple[Cut, ...]:
        """Coarser cuts that pass, none of them coarser than another one."""
        axes = release.block.axes
        found: list[Cut] = []
        queue, seen = next_cuts(axes, cut), {cut}
        while queue and len(found) < self.most_proposals and len(seen) < self.most_tries:
            candidate = queue.pop(0)
            if candidate in seen or any(candidate in coarser_cuts(axes, better) for better in found):
                continue
            seen.add(candidate)
            if release.passing(candidate, asked):
                found.append(candidate)
            else:
                queue.extend(next_cuts(axes, candidate))
        return tuple(found)
