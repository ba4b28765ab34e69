# SPDX-License-Identifier: EUPL-1.2
"""The figures of a recipe as the whole network may see them: by Ambito, of the last whole year that has data."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.grid import Grid, rounded, whole_of
from ordito.indicators.engine.mart import BrokenSnapshotError
from ordito.indicators.engine.model import Period
from ordito.indicators.engine.query import PLACE, By, UnknownColumnError
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.measured import measured
from ordito.indicators.queries.noise import noise_for, shown_in
from ordito.indicators.queries.residents import Share, ages_meant, comuni_by_group, residents_of
from ordito.indicators.queries.snapshots import comuni, first_year

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.engine.query import Cube, FloatArray
    from ordito.indicators.queries.measured import Measured
    from ordito.indicators.queries.noise import Noise

BY_AMBITO = (By(PLACE, PlaceLevel.AMBITO.value),)


@dataclass(frozen=True)
class Shown:
    """A figure of a place; None where it is not shown or there is nothing to divide by, and where nobody has data."""

    place: str
    value: Decimal | None
    covered: bool


@dataclass(frozen=True)
class Trial:
    """The figures of a recipe: all the territory, then each Ambito, with what must be said beside them."""

    year: int
    whole: Decimal | None
    places: Sequence[Shown]
    comuni: int
    all_comuni: int
    since: int | None
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
    try:
        counted = measured(snapshot, recipe, (period,), BY_AMBITO)
    except (UnknownColumnError, BrokenSnapshotError):  # the snapshot is older than the dataset or its columns
        return None
    return _told(recipe, period, counted, noise_for(Audience.NETWORK, snapshot), min(period.last, today))


def _told(recipe: Definition, period: Period, counted: Measured, noise: Noise, day: date) -> Trial:
    """The figures as a table by Ambito has them (`explore`): the same Comuni, residents and rounding."""
    scale = counted.cube.scales[0]
    known = {place.code: place.pk for place in comuni()}
    members = [*comuni_by_group(known, scale, period.last_day), frozenset(known.values())]
    covered = counted.covered(period)
    top, bottom = _column(counted.cube, noise), None
    if counted.divisor is not None:
        bottom = whole_of(recipe, top, _column(counted.divisor, noise))
    elif recipe.over.over == Over.RESIDENTS:
        ages = ages_meant(recipe.dataset, [(one.dimension, one.codes) for one in recipe.where])
        shares = [[Share(one, ages=ages)] for one in members]
        bottom = residents_of(shares, recipe, day, counted.resident_in(period))
    sure = [not covered.isdisjoint(one) for one in members]
    grid = Grid(top, bottom, [[one] for one in sure], recipe.decimals, recipe.over.per)
    values = [_value(grid, row) for row in range(len(members))]
    return Trial(
        year=period.year,
        whole=values[-1],
        places=[Shown(*one) for one in zip(scale.labels, values[:-1], sure[:-1], strict=True)],
        comuni=len(covered),
        all_comuni=len(known),
        since=counted.since,
        error=f"{noise.error:.1f}".replace(".", ","),
    )


def _column(cube: Cube, noise: Noise) -> FloatArray:
    """The figures of each Ambito and of all the territory, below one another."""
    seen: FloatArray = shown_in(cube, noise)[0][:, np.newaxis]
    return seen


def _value(grid: Grid, row: int) -> Decimal | None:
    value = grid.value(row, 0)
    return rounded(value, grid.decimals) if grid.covered[row][0] and isfinite(value) else None
