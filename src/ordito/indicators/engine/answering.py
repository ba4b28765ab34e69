# SPDX-License-Identifier: EUPL-1.2
"""Two readers who each see some places exactly and put that together: what is hidden elsewhere stays hidden from them.

Most pairs are kept by moves found already, of which one leaves at rest what both know; which that are is a product of
matrices. Only for the others another move is looked for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.exposure import Insider
from ordito.indicators.engine.model import BoolArray
from ordito.indicators.engine.moves import NONE, Need

if TYPE_CHECKING:
    from ordito.indicators.engine.protect import Part


@dataclass(frozen=True, eq=False)
class Answering:
    """Readers who each know some cells of a part exactly: what two of them work out who put that together.

    `known` and `secret` say of each reader and position whether they know it, and whether they must not.
    """

    part: "Part"
    insiders: list[Insider]
    known: BoolArray
    secret: BoolArray

    def told(self, good: set[int]) -> set[int]:
        """Protected cells that two work out all the same; what is needed against it is hidden, if it can be."""
        told: set[int] = set()
        for cell in sorted(good) if len(self.insiders) > 1 else ():
            unknown = int(self.part.columns[cell])
            for one, other in self._doubtful(unknown, cell):
                both = np.union1d(self.insiders[one].knows, self.insiders[other].knows)
                still = tuple(np.flatnonzero(self.known[one] | self.known[other]).tolist())
                pair = Insider(both, np.array([unknown]))
                if not self.part.kept_from(pair, unknown, Need(cell, 1, still, either=True)):
                    told.add(cell)
                    break
        return told

    def _doubtful(self, unknown: int, cell: int) -> Iterator[tuple[int, int]]:
        """Pairs that know a cell by no move found, though neither of them does alone; each is looked at afresh."""
        concerned = self.secret[:, cell]
        pairs = np.argwhere(np.triu(np.outer(concerned, concerned), 1) & ~self._kept(unknown, cell)).tolist()
        for one, other in pairs:
            kept = self._kept(unknown, cell)
            alone = kept[one, one] and kept[other, other]
            if alone and not kept[one, other] and not _inside(self.known[one], self.known[other]):
                yield one, other

    def _kept(self, unknown: int, cell: int, without: int = NONE) -> BoolArray:
        """From which pairs (and single ones, on the diagonal) a cell is kept by moves that leave what they know."""
        found, kept = self.part.found, np.ones((len(self.known), len(self.known)), dtype=np.bool_)
        for need in self.part.work.needs_of(unknown, cell):
            free = (~found.touched(self.known)[found.all_meeting(need, without)]).astype(np.float32)
            kept &= free.T @ free > 0
        return kept

    def show_again(self, good: set[int]) -> None:
        """What was hidden on the way is shown, the dearest first, if no more is told without it."""
        part = self.part
        fresh = np.flatnonzero(part.hidden & ~part.before) if self.insiders else np.zeros(0, dtype=np.int64)
        for cell in fresh[np.argsort(-part.work.cost[part.columns[fresh]], kind="stable")].tolist():
            if all(self._does_without(cell, secret) for secret in good):
                part.show_without(cell)

    def _does_without(self, cell: int, secret: int) -> bool:
        unknown = int(self.part.columns[secret])
        if not any(self.part.found.any_uses(need, cell) for need in self.part.work.needs_of(unknown, secret)):
            return True
        concerned = np.outer(self.secret[:, secret], self.secret[:, secret])
        return not (self._kept(unknown, secret) & ~self._kept(unknown, secret, cell) & concerned).any()


def _inside(one: BoolArray, other: BoolArray) -> bool:
    """Whether either knows all that the other does: together they know no more than one of them."""
    both = one & other
    return bool((both == one).all() or (both == other).all())
