# SPDX-License-Identifier: EUPL-1.2
"""The bands of differences and ratios: against published values, and that they are as wide as they should be."""

from __future__ import annotations

import pytest

from ordito.indicators.engine.bands import byar, difference, ratio


@pytest.mark.parametrize(("count", "low", "high"), [(0, 0.0, 3.69), (10, 4.8, 18.4), (100, 81.4, 121.6)])
def test_byar_is_near_the_exact_limits(count: int, low: float, high: float) -> None:
    """Exact Poisson limits, from the chi-square (Breslow and Day 1987, II, table 2.10)."""
    assert byar(count) == pytest.approx((low, high), abs=0.15)


def test_difference_of_large_counts_is_that_of_the_normal_law() -> None:
    band = difference(10_000, 9_000)
    half = 1.96 * (10_000 + 9_000) ** 0.5
    assert (band.value, band.low, band.high) == pytest.approx((1000, 1000 - half, 1000 + half), abs=4)


def test_small_counts_do_not_tell() -> None:
    band = ratio(6, 4)
    assert band is not None
    assert band.value == 1.5
    assert band.low < 1 < band.high
    assert not band.tells


def test_large_change_tells() -> None:
    band = ratio(300, 200)
    assert band is not None
    assert band.tells


def test_ratio_of_rates_is_scaled_with_its_band() -> None:
    plain, scaled = ratio(60, 40), ratio(60, 40, scale=2)
    assert plain is not None
    assert scaled is not None
    assert (scaled.value, scaled.low, scaled.high) == pytest.approx((3, 2 * plain.low, 2 * plain.high))


def test_nothing_is_divided_by_zero() -> None:
    assert ratio(3, 0) is None
    band = ratio(0, 5)
    assert band is not None
    assert band.value == 0
    assert band.low == pytest.approx(0, abs=1e-9)


def test_noise_widens_every_band() -> None:
    plain, noisy = difference(20, 15), difference(20, 15, spread=2)
    assert noisy.low < plain.low
    assert noisy.high > plain.high
    one, other = ratio(20, 15), ratio(20, 15, spread=2)
    assert one is not None
    assert other is not None
    assert other.low < one.low
    assert other.high > one.high
