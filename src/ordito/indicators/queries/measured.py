# SPDX-License-Identifier: EUPL-1.2
"""What a definition counts, and what it divides by when that is counted too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.core.declare import About, dataset_named
from ordito.indicators.engine.query import PEOPLE
from ordito.indicators.queries.cubes import count, of_ages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.engine.model import Period
    from ordito.indicators.engine.query import By, Condition, Cube
    from ordito.indicators.models import Snapshot
    from ordito.indicators.queries.cubes import Counted


@dataclass(frozen=True, eq=False)
class Measured:
    """The cube of what is counted and of what it is divided by (None for nothing and for residents)."""

    counted: Counted
    divisor: Cube | None

    @property
    def cube(self) -> Cube:
        """What is counted."""
        return self.counted.cube

    @property
    def about(self) -> str:
        """Whom what is counted tells of."""
        return self.counted.about

    @property
    def since(self) -> int | None:
        """The first year of which there are data."""
        return self.counted.since

    @property
    def breaks(self) -> list[str]:
        """The days from which places are made of other Comuni, in words."""
        return [one.text for one in self.counted.breaks]

    def covered(self, period: Period) -> frozenset[int]:
        """The Comuni that have data by the end of a period."""
        return self.counted.covered(period)

    def resident_in(self, period: Period) -> frozenset[int] | None:
        """The Comuni whose residents a count of a period is told out of: of people served, those that have data.

        None for all: rows about others are too rare to say which Comuni have data.
        """
        return self.covered(period) if self.about == PEOPLE else None


def measured(
    snapshot: Snapshot,
    definition: Definition,
    periods: Sequence[Period],
    by: Sequence[By],
    where: Sequence[Condition] = (),
) -> Measured:
    """What a definition gives for some periods, broken down and kept to some values.

    Raises:
        TooManyCellsError: more cells than anybody can read; nothing was counted.
        UnknownColumnError: the data know nothing of a column of the definition.
    """
    dataset = dataset_named(definition.dataset)
    aged = dataset is None or dataset.about == About.PEOPLE  # of others the ages are those of residents
    kept = (*where, *(of_ages(definition.age_from, definition.age_to) if aged else ()))
    divisor = definition.divisor(periods, by, kept)
    return Measured(
        count(snapshot, definition.query(periods, by, kept)),
        None if divisor is None else count(snapshot, divisor).cube,
    )
