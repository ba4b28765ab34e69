# SPDX-License-Identifier: EUPL-1.2
"""A small region with takings in charge, and a snapshot of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache

from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.indicators.actions import extract_snapshot
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import Population, TerritoryLink
from tests.factories.cases import NOW, Place, make_case_file, make_person, make_place, make_taking
from tests.factories.territory import make_boundaries, make_territory

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.indicators.models import Snapshot
    from ordito.territory.models import Territory

SYSTEM = SystemActor("prova")


@dataclass(frozen=True)
class Region:
    """Three Ambiti of one Comune each; the numbers of persons are in `people`."""

    whole: Territory
    places: tuple[Place, Place, Place]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def people(place: Place, girls: int, boys: int, *, year: int = 2025, born: int = 2015) -> None:
    """Persons with one taking each, opened in March and still open."""
    for number in range(girls + boys):
        sex = "F" if number < girls else "M"
        person = make_person(place, "Zanzotti", f"Numero{number}", sex=sex, birth_date=date(born, 3, 4))
        make_taking(make_case_file(person), opened_on=date(year, 3, 10))


@pytest.fixture
def region(db: None) -> Region:
    whole = make_territory("Puglia", kind=TerritoryKind.REGION)
    places = (make_place(), make_place(), make_place())
    for place in places:
        with writing():
            TerritoryLink.objects.create(parent=whole, child=place.comune, hierarchy=Hierarchy.ADMINISTRATIVE)
            Population.objects.bulk_create(
                Population(territory=place.comune, year=2024, sex=sex, age=age, residents=50)
                for sex in ("F", "M")
                for age in range(101)
            )
    make_boundaries(whole, [place.comune for place in places])
    return Region(whole, places)


@pytest.fixture
def counted(region: Region) -> Region:
    """12 + 14, 9 + 8 and 6 + 3 girls and boys: the last cell is small."""
    for place, (girls, boys) in zip(region.places, ((12, 14), (9, 8), (6, 3)), strict=True):
        people(place, girls, boys)
    return region


def snapshot() -> Snapshot:
    """A fresh snapshot, published."""
    return extract_snapshot(by=SYSTEM, at=NOW)
