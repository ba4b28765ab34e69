# SPDX-License-Identifier: EUPL-1.2
"""A table about to be published among what its readers hold already, as the attack and the hiding take it."""

from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.attacker import Knowledge, Sums, Target
from ordito.indicators.engine.model import BoolArray, IntArray


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

    def seen(self, hidden: BoolArray) -> Knowledge:
        """What is known once all cells but these are published."""
        shown = np.flatnonzero(~hidden)
        cells = Sums(shown.size, np.arange(shown.size), self.first + shown, np.ones(shown.size))
        return self.knowledge.equal(cells, self.values[shown])
