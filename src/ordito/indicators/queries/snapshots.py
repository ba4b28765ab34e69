# SPDX-License-Identifier: EUPL-1.2
"""The published snapshot as arrays, and what it covers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.conf import settings

from ordito.core.asked import once
from ordito.indicators.engine.marts import TAKINGS, mart_of_store
from ordito.indicators.engine.model import EPOCH, Period
from ordito.indicators.engine.store import Store
from ordito.territory.enums import Sex, TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.indicators.engine.mart import Mart
    from ordito.indicators.engine.model import IntArray
    from ordito.indicators.models import Snapshot

SEXES = (Sex.FEMALE.value, Sex.MALE.value, "")
"""Codes of the base of the axis of gender; the last is "not stated"."""


def folder_of(snapshot: Snapshot) -> Path:
    """Where a snapshot lies."""
    return Path(settings.PARQUET_ROOT) / snapshot.key


@lru_cache(maxsize=2)
def _store(folder: Path) -> Store:
    return Store(folder)


def store_of(snapshot: Snapshot) -> Store:
    """The files of a snapshot; what they are is read once, as they never change."""
    return _store(folder_of(snapshot))


@lru_cache(maxsize=4)
def _mart(folder: Path, places: tuple[str, ...], dataset: str, facets: tuple[tuple[str, tuple[str, str]], ...]) -> Mart:
    """A snapshot never changes: its folder is its key. A few are kept while one replaces the other."""
    return mart_of_store(Store(folder), places=places, sexes=SEXES, facets=dict(facets), dataset=dataset)


@once
def comuni() -> list[Territory]:
    """Every Comune ever known, in the order of the base codes of the axis of places."""
    return list(Territory.objects.of_kind(TerritoryKind.MUNICIPALITY).only("code", "name").order_by("code"))


def mart_of(
    snapshot: Snapshot,
    places: list[Territory],
    dataset: str = TAKINGS,
    facets: Mapping[str, tuple[str, str]] | None = None,
) -> Mart:
    """A dataset of the snapshot as arrays, its places numbered as in `places`; facets by dataset and column.

    Raises:
        BrokenSnapshotError: its files cannot be read, or say what cannot be.
        UnknownColumnError: it has no such dataset or column.
    """
    asked = tuple(sorted((facets or {}).items()))
    return _mart(folder_of(snapshot), tuple(place.code for place in places), dataset, asked)


@lru_cache(maxsize=4)
def _identities(folder: Path, dataset: str) -> IntArray:
    return np.unique(Store(folder).read(dataset, ["person"])["person"].to_numpy())


def identities_of(snapshot: Snapshot, dataset: str) -> IntArray:
    """The keyed pseudonym of each person of a dataset, by the dense number that marts give them; they rise."""
    return _identities(folder_of(snapshot), dataset)


@dataclass(frozen=True)
class Coverage:
    """For which Comuni there are data by the end of a period, and since which year."""

    with_data: frozenset[int]
    """Positions of the Comuni among the base codes."""
    since: int | None


def coverage(mart: Mart, period: Period) -> Coverage:
    """A Comune has data from its first taking in charge on; before that nothing is known of it, which is not zero."""
    early = mart.opened <= period.last_day
    places = np.unique(mart.place[early])
    since = (EPOCH + timedelta(days=int(mart.opened.min()))).year if early.any() else None
    return Coverage(frozenset(places.tolist()), since)


def years_of(snapshot: Snapshot, today: date) -> list[int]:
    """Years that have data, the latest first, none that has not begun."""
    if snapshot.first_day is None:
        return []
    return list(range(today.year, max(snapshot.first_day.year, today.year - 15) - 1, -1))


def first_year(snapshot: Snapshot, today: date) -> int:
    """The year that the page shows until another is chosen: the last whole one, else the last that has data."""
    years = years_of(snapshot, today)
    return next((year for year in years if year < today.year), years[0] if years else today.year)
