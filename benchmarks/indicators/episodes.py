# SPDX-License-Identifier: EUPL-1.2
"""A made-up region of takings in charge as a store: persons who mostly have one or two, mostly in one Ambito."""

from __future__ import annotations

from multiprocessing import get_context
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from ordito.indicators.engine.mart import OPEN
from ordito.indicators.engine.model import Period
from ordito.indicators.engine.query import AGE, GENDER, PEOPLE, PLACE, By, Scale
from ordito.indicators.engine.store import Shape, Store, write_layer, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SEED = 20261128
COMUNI, AMBITI, SERVICES = 240, 45, 7
YEARS = range(2021, 2026)
QUARTERS = tuple(f"{year}-{quarter}" for year in YEARS for quarter in (1, 2, 3, 4))
BANDS = (0, 3, 6, 11, 14, 18, 65)
SHAPE = Shape("takings", {"quarter": "code", "service": "code"}, about=PEOPLE, owned=True)
AMBITO, BAND, SEX, QUARTER, SERVICE = By(PLACE, "ambito"), By(AGE, "fasce"), By(GENDER), By("quarter"), By("service")


def make_store(folder: Path, count: int, *, closing: bool = True) -> Store:
    """A store of `count` takings in charge opened in five years, made by a process of its own: memory is measured."""
    maker = get_context("spawn").Process(target=write, args=(folder, count), kwargs={"closing": closing})
    maker.start()
    maker.join()
    if maker.exitcode:
        raise RuntimeError(f"The store was not made: {maker.exitcode}")
    return Store(folder)


def write(folder: Path, count: int, *, closing: bool) -> None:
    """Write the store."""
    write_layer(folder, SHAPE, make_rows(count, closing=closing), 0)
    write_manifest(folder, [SHAPE], layers=1, read_at="2026-01-01T00:00:00+00:00")


def make_rows(count: int, *, closing: bool = True) -> pa.Table:
    """The rows; not `closing`, all of them are still open."""
    random = np.random.default_rng(SEED)
    people = max(1, int(count * 0.7))
    person = np.concatenate((np.arange(min(people, count)), random.integers(0, people, max(0, count - people))))
    weights = random.pareto(1.5, COMUNI) + 0.2
    home = random.choice(COMUNI, people, p=weights / weights.sum())
    birth = random.integers(1940 * 12, 2021 * 12, people)
    key = random.integers(0, 2**32, people)
    moved = random.random(count) < 0.04
    begin = random.integers(Period(YEARS[0]).first_day, Period(YEARS[-1]).last_day + 1, count)
    closes = random.random(count) < 0.6 * closing
    end = np.where(closes, begin + random.integers(1, 900, count), OPEN)
    service = random.choice(SERVICES, count, p=[0.3, 0.25, 0.2, 0.1, 0.08, 0.05, 0.02])
    place = np.where(moved, random.integers(0, COMUNI, count), home[person])
    day = begin.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return pa.table({
        "row": np.arange(count), "owner": person, "person": person, "key": key[person],
        "place": _named("c", place), "sex": pa.array(np.array(["F", "M"])[person % 2]),
        "birth": birth[person].astype(np.int32), "begin": begin.astype(np.int32), "end": end.astype(np.int32),
        "quarter": pa.array(np.array(QUARTERS)[(day - (YEARS[0] - 1970) * 12) // 3]), "service": _named("s", service),
    })  # fmt: skip


def _named(letter: str, codes: NDArray[np.int64]) -> pa.Array:
    return pa.array(np.array([f"{letter}{code}" for code in range(int(codes.max(initial=0)) + 1)])[codes])


def scales() -> dict[By, Scale]:
    """Scales of every level that the benchmark asks for."""
    comuni = tuple(f"c{number}" for number in range(COMUNI))
    ambiti = tuple(f"a{number}" for number in range(AMBITI))
    ages = tuple(str(age) for age in range(131))
    band = np.searchsorted(BANDS, np.arange(131), side="right") - 1
    names = (*(str(first) for first in BANDS), "")
    return {
        AMBITO: Scale(ambiti, ambiti, comuni, (np.arange(COMUNI) % AMBITI)[np.newaxis]),
        BAND: Scale(names, names, (*ages, ""), np.append(band, len(BANDS))[np.newaxis]),
        SEX: _plain("F", "M"),
        QUARTER: _plain(*QUARTERS),
        SERVICE: _plain(*(f"s{number}" for number in range(SERVICES))),
    }


def _plain(*codes: str) -> Scale:
    every = (*codes, "")
    return Scale(every, every, every, np.arange(len(every))[np.newaxis])
