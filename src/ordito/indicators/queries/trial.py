# SPDX-License-Identifier: EUPL-1.2
"""The figures of a recipe as the whole network may see them: by Ambito, of the last whole year that has data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import Period
from ordito.indicators.engine.query import NUMBERS, PLACE, By, UnknownColumnError
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.cubes import count, of_ages
from ordito.indicators.queries.noise import noise_for, shown_in
from ordito.indicators.queries.snapshots import comuni, first_year
from ordito.territory.queries import comuni_within, residents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.engine.query import FloatArray, Scale
    from ordito.indicators.queries.cubes import Counted
    from ordito.indicators.queries.noise import Noise

BY_AMBITO = (By(PLACE, PlaceLevel.AMBITO.value),)


@dataclass(frozen=True)
class Shown:
    """A figure of a place; None where it is not shown or there is nothing to divide by, and where nobody has data."""

    place: str
    value: float | None
    covered: bool


@dataclass(frozen=True)
class Trial:
    """The figures of a recipe: all the territory, then each Ambito, with what must be said beside them."""

    year: int
    whole: float | None
    places: Sequence[Shown]
    decimals: int
    comuni: int
    all_comuni: int
    since: str
    error: str

    @property
    def nothing(self) -> bool:
        """Whether no figure came of it: nothing was counted, or the divisor is zero everywhere."""
        return all(not one for one in (self.whole, *(place.value for place in self.places)))


def trial_of(recipe: Definition, today: date) -> Trial | None:
    """The figures of a recipe that has no blocking problem; None while there is no snapshot to count from."""
    snapshot = Snapshot.objects.published()
    if snapshot is None or snapshot.first_day is None:
        return None
    period = Period(first_year(snapshot, today))
    ages = of_ages(recipe.age_from, recipe.age_to)
    try:
        counted = count(snapshot, recipe.query((period,), BY_AMBITO, ages))
        divisor = recipe.divisor((period,), BY_AMBITO, ages)
        below = count(snapshot, divisor) if divisor else None
    except (UnknownColumnError, BrokenSnapshotError):  # the snapshot is older than the dataset or its columns
        return None
    return _told(recipe, period, counted, below, noise_for(Audience.NETWORK, snapshot))


def _told(recipe: Definition, period: Period, counted: Counted, below: Counted | None, noise: Noise) -> Trial:
    scale = counted.cube.scales[0]
    values = shown_in(counted.cube, noise)[0] * recipe.over.per
    if below is not None:
        values = _divided(values, shown_in(below.cube, noise)[0])
    elif recipe.over.over == Over.RESIDENTS:
        values = _divided(values, _residents(recipe, scale, period.last))
    decimals = 0 if recipe.over.over == Over.NOTHING and recipe.measure not in NUMBERS else 1
    covered = counted.covered(period)
    members = comuni_within([int(code) for code in scale.codes], period.last)
    known = [not covered.isdisjoint(members[int(code)]) for code in scale.codes]
    told = [None if np.isnan(value) else round(float(value), decimals or None) for value in values]
    return Trial(
        year=period.year,
        whole=told[-1] if covered else None,
        places=[
            Shown(label, value if sure else None, sure)
            for label, value, sure in zip(scale.labels, told[:-1], known, strict=True)
        ],
        decimals=decimals,
        comuni=len(covered),
        all_comuni=len(comuni()),
        since=str(counted.since or "–"),
        error=f"{noise.error:.1f}".replace(".", ","),
    )


def _divided(above: FloatArray, below: FloatArray) -> FloatArray:
    divided: FloatArray = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return divided


def _residents(recipe: Definition, scale: Scale, day: date) -> FloatArray:
    """Residents of the recipe's ages of each place of a scale, and of all of them; nothing known is not a number."""
    ages = None
    if recipe.age_from is not None or recipe.age_to is not None:
        ages = range(recipe.age_from or 0, (100 if recipe.age_to is None else recipe.age_to) + 1)
    found = residents([int(code) for code in scale.codes], ages, day)
    below = np.asarray([found.get(int(code), np.nan) for code in scale.codes], dtype=np.float64)
    return np.append(below, np.nansum(below))
