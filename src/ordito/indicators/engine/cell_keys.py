# SPDX-License-Identifier: EUPL-1.2
"""Noise that belongs to the persons behind a cell: the cell-key method for counts and for means.

Fraser and Wooton 2005, Marley and Leaver 2011: every person has a random key, a cell's key is the sum of those of its
persons modulo 2**32, and key and count together draw the noise. The same persons get the same noise, whoever asks, so
that asking again tells nothing and taking one table from another leaves noise. The noise has the most entropy that is
possible under zero mean, a given variance and a largest deviation (Giessing 2016). Perturbed tables do not add up.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ordito.indicators.engine.model import IntArray

FloatArray: TypeAlias = NDArray[np.float64]
KeyArray: TypeAlias = NDArray[np.uint32]

KEYS = 2**32
EXACT = 1e-12
MOST_STEPS = 200


class ImpossibleNoiseError(ValueError):
    """No noise has this variance within this deviation for some count: with 1 and 2 never shown, 2 is too little."""


@dataclass(frozen=True)
class Perturbation:
    """How much noise, as data of an audience.

    `variance` is that of every count from 1 on, `deviation` the most a count can change, `never` the counts that are
    not shown. Zero stays zero, nothing becomes negative.
    """

    variance: float = 3.0
    deviation: int = 6
    never: tuple[int, ...] = (1, 2)

    def __post_init__(self) -> None:
        if self.deviation < 1 or not self.variance > 0 or any(count < 1 for count in self.never):
            raise ValueError("Noise has a size, and zero can always be shown")


@dataclass(frozen=True, eq=False)
class NoiseTable:
    """The noise of each count; the last line is for all larger ones.

    `chance[count, j]` is the chance of the noise `j - deviation`; a key under `step[count, j]` and not under the one
    before draws it.
    """

    perturbation: Perturbation
    chance: FloatArray
    step: NDArray[np.uint64]

    def line(self, counts: IntArray) -> IntArray:
        """The line of each count."""
        return np.asarray(np.minimum(counts, self.chance.shape[0] - 1))

    def expected_error(self, counts: IntArray) -> FloatArray:
        """How far a shown count lies from the true one on average."""
        noise = np.abs(np.arange(-self.perturbation.deviation, self.perturbation.deviation + 1))
        found: FloatArray = (self.chance @ noise)[self.line(counts)]
        return found

    @property
    def usual_error(self) -> float:
        """The expected error of every count that is not small: what a page states."""
        return float(self.expected_error(np.asarray([self.chance.shape[0]]))[0])


@lru_cache(maxsize=16)
def noise_table(perturbation: Perturbation) -> NoiseTable:
    """The table of maximum entropy; ImpossibleNoiseError when a count cannot have such noise."""
    noise = np.arange(-perturbation.deviation, perturbation.deviation + 1)
    lines = perturbation.deviation + max(perturbation.never, default=0) + 2
    chance = np.zeros((lines, noise.size))
    chance[0, perturbation.deviation] = 1.0
    for count in range(1, lines):
        allowed = (count + noise >= 0) & ~np.isin(count + noise, perturbation.never)
        chance[count, allowed] = _most_entropy(noise[allowed].astype(np.float64), perturbation.variance)
    step = np.round(np.cumsum(chance, axis=1) * KEYS).astype(np.uint64)
    step[:, -1] = KEYS
    return NoiseTable(perturbation, chance, step)


def perturb(counts: IntArray, keys: KeyArray, table: NoiseTable) -> IntArray:
    """The counts that are shown, of any shape; a function of count and key alone."""
    line, drawn = table.line(counts), keys.astype(np.uint64)
    noise = np.full(counts.shape, -table.perturbation.deviation, dtype=np.int64)
    for column in range(table.step.shape[1] - 1):
        noise += drawn >= table.step[line, column]
    return counts + noise


@dataclass(frozen=True)
class Magnitude:
    """What is known of a number before looking at a cell, in its own unit (days, points of a scale).

    `centre` is about what everybody has, `reach` how far from it one row may lie: the noise of the sum is a count's
    noise times `reach`. Whoever takes one mean from another then knows one row's number up to several reaches.
    """

    centre: float
    reach: float


def perturb_means(
    totals: FloatArray, counts: IntArray, keys: KeyArray, table: NoiseTable, magnitude: Magnitude, *, threshold: int
) -> FloatArray:
    """Means of `counts` numbers that sum up to `totals`, not a number where the shown count is under `threshold`.

    Were it the true one, what is hidden would tell more than what is seen.

    Sum and count are both perturbed, by two draws that have nothing to do with each other; nor have those of two sums
    of the same persons, or else the difference of two means were exact. The sum is taken around the centre, so that
    noise in the count hardly moves the mean. Numbers beyond the centre's reach must have been cut to it
    by whoever made the totals, else the largest are less protected than the rest.
    """
    shown = perturb(counts, keys, table)
    draw = mixed(keys, np.rint(totals * 1000).astype(np.int64))
    large = np.full(counts.shape, table.chance.shape[0])
    noise = (perturb(large, draw, table) - large) * magnitude.reach
    around = totals - magnitude.centre * counts + noise
    return np.where(shown >= threshold, magnitude.centre + around / np.maximum(shown, 1), np.nan)


def perturb_sums(totals: FloatArray, keys: KeyArray, table: NoiseTable) -> FloatArray:
    """Sums of numbers that may count people, as whole numbers with the noise that such a count would have."""
    whole = np.rint(np.abs(totals)).astype(np.int64)
    shown: FloatArray = np.sign(totals) * perturb(whole, mixed(keys, whole), table)
    return shown


def mixed(keys: KeyArray, numbers: IntArray) -> KeyArray:
    """Other keys made of keys and numbers, for figures that the same persons have besides their count.

    Two figures of one cell under one key would have one noise, and their difference would be exact.
    """
    return _finalized(_finalized(keys.astype(np.uint32)) + numbers.astype(np.uint32))


def _finalized(keys: KeyArray) -> KeyArray:
    """The finalizer of MurmurHash3, which is a bijection."""
    keys = (keys ^ (keys >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    keys = (keys ^ (keys >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return keys ^ (keys >> np.uint32(16))


def _most_entropy(noise: FloatArray, variance: float) -> FloatArray:
    """The flattest distribution over the noise with mean zero and the variance.

    It is exp(a·v + b·v²) over its sum; a and b minimise a convex function, by Newton's steps cut in half while they
    do not descend. Outside of what is possible there is no minimum.
    """
    features = np.stack((noise, noise**2 - variance))
    weights, value = np.zeros(2), np.log(noise.size)
    chance = np.full(noise.size, 1.0 / noise.size)
    for _ in range(MOST_STEPS):
        slope = features @ chance
        if np.abs(slope).max() < EXACT:
            return chance
        bend = (features * chance) @ features.T - np.outer(slope, slope)
        direction = np.linalg.lstsq(bend, -slope, rcond=None)[0]
        size = 1.0
        while size > EXACT:
            found, tried = _log_sum(features, weights + size * direction)
            if found <= value + 1e-4 * size * float(slope @ direction) + EXACT:
                break
            size /= 2
        weights, value, chance = weights + size * direction, found, tried
    raise ImpossibleNoiseError(f"No noise of variance {variance} within {noise.min():g} and {noise.max():g}")


def _log_sum(features: FloatArray, weights: FloatArray) -> tuple[float, FloatArray]:
    """The logarithm of the sum of all exp(weights · features), and each one's share of it."""
    power = weights @ features
    top = power.max()
    each = np.exp(power - top)
    return float(top + np.log(each.sum())), each / each.sum()
