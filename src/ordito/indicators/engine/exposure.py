# SPDX-License-Identifier: EUPL-1.2
"""A table about to be published among what its readers hold already, as the attack and the hiding take it."""

from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.attacker import Attacker, Knowledge, Sums, Target
from ordito.indicators.engine.model import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class Insider:
    """A reader who knows the true counts of some unknowns beside what is published, and what they must not work out.

    `secrets` are numbered as the unknowns, and after them as the standing sums. One who is `alone` behind a count must
    not work the secrets out to the number; another one no further than any reader.
    """

    knows: IntArray
    secrets: IntArray
    alone: bool = False


@dataclass(frozen=True, eq=False)
class Exposure:
    """One table about to be published, among what is published already.

    Its cells are the unknowns `first` to `first + values.size`; `hidden` are those that its own rules hide;
    `standing` are hidden sums of what is published already, which this table must not give away either. `besides` are
    cells to be hidden in any case, without being small.
    """

    knowledge: Knowledge
    first: int
    values: IntArray
    hidden: BoolArray
    standing: Target
    threshold: int
    besides: BoolArray
    insiders: tuple[Insider, ...] = ()

    def seen(self, hidden: BoolArray) -> Knowledge:
        """What is known once all cells but these are published."""
        shown = np.flatnonzero(~hidden)
        cells = Sums(shown.size, np.arange(shown.size), self.first + shown, np.ones(shown.size))
        return self.knowledge.equal(cells, self.values[shown])

    def told_before(self, insider: Insider, secret: int, truth: IntArray) -> bool:
        """Whether an insider can work a secret out without this table: then nothing that it hides will help."""
        pins = Sums(insider.knows.size, np.arange(insider.knows.size), insider.knows, np.ones(insider.knows.size))
        attacker = Attacker(self.knowledge.equal(pins, truth[insider.knows]))
        return attacker.first_unsafe(self._target(secret, alone=insider.alone)) is not None

    def _target(self, secret: int, *, alone: bool) -> Target:
        standing, number = self.standing, secret - self.knowledge.size
        if number < 0:
            one = Sums(1, np.zeros(1, dtype=np.int64), np.array([secret]), np.ones(1))
            target = Target(one, np.ones(1), np.full(1, float(self.threshold)), np.zeros(1))
        else:
            entries = standing.sums.row == number
            column = standing.sums.column[entries]
            one = Sums(1, np.zeros(column.size, dtype=np.int64), column, standing.sums.coefficient[entries])
            target = Target(one, *(end[[number]] for end in (standing.low, standing.high, standing.spread)))
        return Target(one, np.full(1, np.inf), np.full(1, -np.inf), np.ones(1)) if alone else target
