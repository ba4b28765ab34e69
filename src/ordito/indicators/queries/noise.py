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
    perturb_sums,
)
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import AVERAGES, DISTINCT, NUMBERS, PEOPLE, STAFF, SUMS, UNIT
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

    What nobody stands behind is shown as it is, and so is how many workers there are: it is public. What workers have
    (hours) or said is shown of no fewer than the threshold, with noise; how many people things have to do with, and
    how many things have to do with so many, with noise.
    """
    if cube.about == PEOPLE:
        return _of_people(cube, noise)
    if cube.about == STAFF and cube.query.private and cube.query.measure not in NUMBERS:
        return _said_by_workers(cube, noise)
    if cube.query.measure in NUMBERS and cube.about == STAFF:
        return _of_workers(cube, noise)
    if cube.about == STAFF or not (cube.query.of_people or cube.query.private):
        return cube.value
    return _told_of_people(cube, noise)


def _of_people(cube: Cube, noise: Noise) -> FloatArray:
    """Figures about people served.

    A count of rows that is that of its persons has their noise, any other one of its own, or else the difference of the
    two would be exact. A RATE stays the number of persons, now a perturbed one, so that the rate is made of what is
    shown. Where the persons read as none, what they have reads as none too: six takings of one person are not six
    persons' takings. A median cannot be protected by noise, nor a sum, nor a mean of numbers without a declared reach:
    none of them is shown.
    """
    measure = cube.query.measure
    persons = perturb(cube.persons, cube.keys, noise.table)
    if measure in DISTINCT:
        return persons.astype(np.float64)
    if measure in AVERAGES and cube.query.within is not None:
        return _means(cube, noise)
    if measure in NUMBERS:
        return np.where(cube.count == 0, cube.value, np.nan)
    keys = np.where(cube.count == cube.persons, cube.keys, mixed(cube.keys, cube.count))
    return np.where(persons == 0, 0, perturb(cube.count, keys, noise.table)).astype(np.float64)


def _means(cube: Cube, noise: Noise) -> FloatArray:
    """The means of a cube whose numbers have a reach: a person's rows are one number, and no time is below zero."""
    low, high = cube.query.within or (0, 0)
    magnitude = Magnitude((low + high) / 2 / UNIT, (high - low) / 2 / UNIT)
    counts = np.minimum(cube.count, cube.persons)
    totals = cube.held / UNIT * np.divide(counts, cube.count, out=np.ones(counts.shape), where=cube.count > 0)
    means = perturb_means(totals, counts, cube.keys, noise.table, magnitude, threshold=noise.threshold)
    return np.maximum(means, 0) if cube.query.measure == Measure.DURATION else means


def _of_workers(cube: Cube, noise: Noise) -> FloatArray:
    """Means and sums of what workers have; a sum is the mean that is shown times the rows, whose number is public."""
    if cube.query.within is None or cube.query.measure == Measure.MEDIAN:
        return np.where(cube.count == 0, cube.value, np.nan)
    means = np.where(cube.persons >= noise.threshold, _means(cube, noise), np.nan)
    return means * cube.count if cube.query.measure in SUMS else means


def _said_by_workers(cube: Cube, noise: Noise) -> FloatArray:
    """How many workers, or rows of theirs, have what is not public; nobody is not shown either: all are the others."""
    persons = perturb(cube.persons, cube.keys, noise.table)
    seen = (cube.persons >= noise.threshold) & (persons >= noise.threshold)
    return np.where(seen, _of_people(cube, noise), np.nan)


def _told_of_people(cube: Cube, noise: Noise) -> FloatArray:
    """Sums of what things say of people, means made of them, and how many things say it.

    Where the things that say so many people read as none, their numbers are not shown either.
    """
    things = perturb(cube.count, cube.keys, noise.table)
    if cube.query.measure not in NUMBERS:
        return things.astype(np.float64)
    seen = things > 0 if cube.query.private else cube.count > 0
    sums = np.where(seen, perturb_sums(cube.total / UNIT, cube.keys, noise.table), np.nan)
    if cube.query.measure not in AVERAGES:
        return sums
    return sums / np.maximum(things if cube.query.private else cube.count, 1)  # sum and mean tell how many there are
