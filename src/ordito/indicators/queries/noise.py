# SPDX-License-Identifier: EUPL-1.2
"""What of a cube may be seen by whoever may not see the records behind it: every figure with its noise (ADR 0021)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ordito.indicators.engine.cell_keys import (
    Magnitude,
    NoiseTable,
    Perturbation,
    mixed,
    noise_table,
    perturb,
    perturb_means,
)
from ordito.indicators.engine.query import AVERAGES, DISTINCT, NUMBERS, UNIT
from ordito.indicators.models import DisclosurePolicy

if TYPE_CHECKING:
    from ordito.indicators.engine.query import Cube, FloatArray
    from ordito.indicators.enums import Audience
    from ordito.indicators.models import Snapshot


@dataclass(frozen=True)
class Noise:
    """The noise of an audience and the persons under whom no mean is shown."""

    table: NoiseTable
    threshold: int

    @property
    def error(self) -> float:
        """How far a shown count lies from the true one on average."""
        return self.table.usual_error

    @property
    def spread(self) -> float:
        """The standard deviation of the noise of a count."""
        return float(self.table.perturbation.variance**0.5)


def noise_for(audience: Audience, snapshot: Snapshot) -> Noise:
    """The noise that figures of a snapshot have, and the threshold of an audience."""
    return Noise(noise_table(_perturbation(snapshot)), _policy(audience).threshold)


def noise_wanted(audience: Audience) -> Perturbation:
    """The noise of an audience's rules: that of the next full reading, perhaps not yet that of figures."""
    return _perturbation(_policy(audience))


def _policy(audience: Audience) -> DisclosurePolicy:
    return DisclosurePolicy.objects.filter(audience=audience).first() or DisclosurePolicy(audience=audience)


def _perturbation(row: DisclosurePolicy | Snapshot) -> Perturbation:
    return Perturbation(variance=float(row.noise_variance), deviation=row.noise_deviation)


def shown_in(cube: Cube, noise: Noise) -> FloatArray:
    """The figures of a cube as they may be seen, in its shape; not a number where a figure is not shown.

    A count of rows that is that of its persons has their noise, any other one of its own, or else the difference of the
    two would be exact. A RATE stays the number of persons, now a perturbed one, so that the rate is made of what is
    shown. Where the persons read as none, what they have reads as none too: six takings of one person are not six
    persons' takings. A median cannot be protected by noise, nor a sum, nor a mean of numbers without a declared reach:
    none of them is shown.
    Behind rows that say nothing of persons stands nobody, and they are shown as they are.
    """
    nobody = (cube.persons == 0) & (cube.count > 0)
    measure = cube.query.measure
    persons = perturb(cube.persons, cube.keys, noise.table)
    if measure in DISTINCT:
        return persons.astype(np.float64)
    within = cube.query.within
    if measure in AVERAGES and within is not None:
        magnitude = Magnitude(sum(within) / 2 / UNIT, (within[1] - within[0]) / 2 / UNIT)
        counts = np.minimum(cube.count, cube.persons)  # a person's rows are one person's number
        totals = cube.held / UNIT * np.divide(counts, cube.count, out=np.ones(counts.shape), where=cube.count > 0)
        shown = perturb_means(totals, counts, cube.keys, noise.table, magnitude, threshold=noise.threshold)
    elif measure in NUMBERS:
        shown = np.full(cube.value.shape, np.nan)
        shown[cube.count == 0] = cube.value[cube.count == 0]
    else:
        keys = np.where(cube.count == cube.persons, cube.keys, mixed(cube.keys, cube.count))
        shown = np.where(persons == 0, 0, perturb(cube.count, keys, noise.table)).astype(np.float64)
    return np.where(nobody, cube.value, shown)
