# SPDX-License-Identifier: EUPL-1.2
"""The noise of cell keys: what it may be, what it must be on average, and that differences tell nothing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ordito.indicators.engine.cell_keys import (
    KEYS,
    ImpossibleNoiseError,
    KeyArray,
    Magnitude,
    Perturbation,
    noise_table,
    perturb,
    perturb_means,
)

PERTURBATIONS = [
    Perturbation(),
    Perturbation(2.0, 5),
    Perturbation(9.9, 10),
    Perturbation(1.0, 3, ()),
    Perturbation(3, 5),
]
TABLE = noise_table(Perturbation())


def keys_of(*persons: int) -> KeyArray:
    return np.asarray([sum(persons) % KEYS], dtype=np.uint32)


def many_keys(size: int, seed: int = 1) -> KeyArray:
    return np.random.default_rng(seed).integers(0, KEYS, size, dtype=np.uint32)


@pytest.mark.parametrize("perturbation", PERTURBATIONS)
def test_noise_has_mean_zero_and_the_given_variance_at_every_count(perturbation: Perturbation) -> None:
    table = noise_table(perturbation)
    noise = np.arange(-perturbation.deviation, perturbation.deviation + 1)
    drawn = np.diff(table.step.astype(np.float64), prepend=0.0) / KEYS
    for chance in (table.chance, drawn):
        assert chance.sum(axis=1) == pytest.approx(1.0, abs=1e-9)
        assert chance @ noise == pytest.approx(0.0, abs=1e-6)
        assert chance[1:] @ noise**2 == pytest.approx(perturbation.variance, abs=1e-6)


@pytest.mark.parametrize("perturbation", PERTURBATIONS)
def test_forbidden_counts_are_never_drawn_whatever_the_key(perturbation: Perturbation) -> None:
    table = noise_table(perturbation)
    edges = np.unique(np.concatenate([table.step.ravel(), table.step.ravel() - 1, [0, KEYS - 1]]) % KEYS)
    keys = edges.astype(np.uint32)
    for count in range(table.chance.shape[0] + 2):
        shown = perturb(np.full(keys.size, count), keys, table)
        assert not np.isin(shown, perturbation.never).any()
        assert (shown >= 0).all()
        assert np.abs(shown - count).max() <= perturbation.deviation
        assert count or not shown.any(), "zero stays zero"


def test_no_other_noise_with_the_same_moments_has_more_entropy() -> None:
    """Move a little along every direction that keeps mean and variance."""
    chance = TABLE.chance[-1]
    noise = np.arange(-6, 7)
    kept = np.stack([np.ones(13), noise, noise**2])
    ways = np.linalg.svd(kept)[2][3:]
    entropy = -(chance * np.log(chance)).sum()
    for way in ways:
        for size in (1e-5, -1e-5):
            other = chance + size * way
            assert -(other * np.log(other)).sum() < entropy


@pytest.mark.parametrize("perturbation", [Perturbation(1.9, 6), Perturbation(7.0, 6), Perturbation(0.1, 2, (1,))])
def test_noise_that_cannot_be_is_refused(perturbation: Perturbation) -> None:
    """1 must become 0 or at least 3 with mean 1: its variance is 2 or more, and never more than the deviation."""
    with pytest.raises(ImpossibleNoiseError):
        noise_table(perturbation)


@pytest.mark.parametrize(("variance", "deviation", "never"), [(0.0, 6, ()), (3.0, 0, ()), (3.0, 6, (0,))])
def test_parameters_that_mean_nothing_are_refused(variance: float, deviation: int, never: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="Noise has a size"):
        Perturbation(variance, deviation, never)


@given(st.integers(0, 40), st.integers(0, KEYS - 1))
def test_the_same_cell_gets_the_same_noise_in_whatever_table(count: int, key: int) -> None:
    alone = perturb(np.asarray([count]), np.asarray([key], dtype=np.uint32), TABLE)
    among = perturb(np.full((3, 2), count), np.full((3, 2), key, dtype=np.uint32), TABLE)
    assert (among == alone).all()


def test_the_difference_of_two_tables_is_noise() -> None:
    """A place with and without one person, 20,000 times: the difference says 1 on average, as noise of two draws."""
    others, person = many_keys(20_000), many_keys(20_000, seed=2)
    without = perturb(np.full(others.size, 30), others, TABLE)
    with_person = perturb(np.full(others.size, 31), others + person, TABLE)
    difference = with_person - without
    assert difference.mean() == pytest.approx(1.0, abs=0.06)
    assert difference.var() == pytest.approx(6.0, rel=0.05)
    assert (difference == 1).mean() < 0.2
    same = perturb(np.full(others.size, 30), others + person, TABLE) - without
    assert abs((difference > 0).mean() - (same > 0).mean()) < 0.25, (
        "that somebody is there cannot be told from one table"
    )


def test_expected_error_is_what_keys_give() -> None:
    keys = many_keys(40_000)
    for count in (1, 2, 3, 5, 100):
        counts = np.full(keys.size, count)
        seen = np.abs(perturb(counts, keys, TABLE) - counts).mean()
        assert seen == pytest.approx(TABLE.expected_error(np.asarray([count]))[0], abs=0.03)
    assert TABLE.expected_error(np.asarray([0]))[0] == 0
    assert TABLE.usual_error == pytest.approx(1.34, abs=0.01)


def test_means_are_right_on_average_and_tell_no_single_number() -> None:
    keys, magnitude = many_keys(20_000), Magnitude(centre=90.0, reach=60.0)
    counts = np.full(keys.size, 40)
    means = perturb_means(np.full(keys.size, 40 * 100.0), counts, keys, TABLE, magnitude, threshold=5)
    assert means.mean() == pytest.approx(100.0, abs=0.3)
    assert means.std() == pytest.approx(np.sqrt(3.0) * 60 / 40, rel=0.1)
    fewer = perturb_means(np.full(keys.size, 40 * 100.0 - 150), counts - 1, keys - 77, TABLE, magnitude, threshold=5)
    guessed = means * 40 - fewer * 39
    assert guessed.std() > 2 * magnitude.reach


def test_the_count_that_is_seen_decides_whether_a_mean_is_shown() -> None:
    keys = many_keys(1000)
    for count in (0, 1, 4, 8):
        counts = np.full(keys.size, count)
        totals = (counts * 100.0).astype(np.float64)
        found = perturb_means(totals, counts, keys, TABLE, Magnitude(90.0, 60.0), threshold=5)
        assert (np.isnan(found) == (perturb(counts, keys, TABLE) < 5)).all()
        assert count or np.isnan(found).all()


def test_a_person_and_nobody_else_is_never_counted_as_one() -> None:
    assert int(perturb(np.asarray([1]), keys_of(12345), TABLE)[0]) in {0, 3, 4, 5, 6, 7}
