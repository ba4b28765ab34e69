# SPDX-License-Identifier: EUPL-1.2
"""A region of three Ambiti of two Comuni each, and a snapshot whose persons are written down here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.core.models import writing
from ordito.indicators.engine.mart import OPEN, build
from ordito.indicators.enums import SnapshotState
from ordito.indicators.models import Snapshot
from ordito.indicators.queries import snapshots
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import TerritoryLink
from tests.factories.accounts import make_user
from tests.factories.releases import NOW, PEOPLE, People
from tests.factories.territory import make_ambito, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.indicators.engine.mart import Mart
    from ordito.indicators.engine.model import IntArray
    from ordito.territory.models import Territory


@dataclass
class Land:
    """The region, its Ambiti, and the persons in charge by Comune, gender and age."""

    region: Territory
    ambiti: list[Territory]
    comuni: list[Territory]
    officer: User
    ambito_officer: User
    people: People
    of: dict[str, tuple[People, int]]
    """By dataset other persons, the first of whom has this number; without, those of `people`."""

    def mart(self, dataset: str) -> Mart:
        """A dataset."""
        return _mart(self.of.get(dataset, (self.people, 0))[0])

    def identities(self, dataset: str) -> IntArray:
        """Who its persons are: those of a Comune, gender and age have numbers one after the other."""
        people, first = self.of.get(dataset, (self.people, 0))
        room = np.maximum(self.people, people).ravel()
        start = np.cumsum(room) - room + first
        return np.concatenate([np.arange(size) + at for size, at in zip(people.ravel(), start, strict=True)])


def _mart(people: People) -> Mart:
    """One row per person, from March 2025 and still open: of takings for one of two reasons, one in four protection.

    Interventions are of one of two kinds.
    """
    place, sex, age = np.repeat(np.indices(people.shape).reshape(3, -1), people.ravel(), axis=1)
    rows = np.arange(place.size)
    opened = np.full(place.size, (np.datetime64("2025-03-10") - np.datetime64("1970-01-01")).astype(int))
    birth = 2025 * 12 + 1 - 12 * np.array([1, 8, 15])[age]
    return build(
        person=rows,
        place=place,
        sex=sex,
        birth=birth,
        opened=opened,
        closed=np.full(place.size, OPEN),
        facets={
            "motivo": (("fragilita", "tutela"), rows, 1 + (rows % 4 == 0)),
            "servizio": ((), rows[:0], rows[:0]),
            "ente": ((), rows[:0], rows[:0]),
            "modalita": (("ordinaria", "urgente"), rows, 1 + (rows % 3 == 0)),
            "kind": (("ascolto", "educativa"), rows, 1 + (rows % 2 == 0)),
            "service_type": ((), rows[:0], rows[:0]),
            "management": ((), rows[:0], rows[:0]),
        },
    )


@pytest.fixture
def land(db: None, monkeypatch: pytest.MonkeyPatch) -> Land:
    region = make_territory("Puglia", kind=TerritoryKind.REGION, code="16")
    ambiti = [make_ambito(name, code=f"A{number}") for number, name in enumerate(("Alba", "Bosco", "Colle"))]
    comuni = []
    for number in range(6):
        comune = make_territory(parent=ambiti[number // 2], code=f"C{number}", name=f"Comune {number}")
        with writing():
            for child in (comune, *(ambiti[number // 2 : number // 2 + 1] if number % 2 else ())):
                TerritoryLink.objects.create(parent=region, child=child, hierarchy=Hierarchy.ADMINISTRATIVE)
        comuni.append(comune)
    with writing():
        Snapshot.objects.create(
            key="0" * 32,
            state=SnapshotState.PUBLISHED,
            read_at=NOW,
            published_at=NOW,
            takings=1,
            first_day="2025-03-10",
        )
    found = Land(
        region,
        ambiti,
        comuni,
        make_user(role=REGIONAL_OFFICER, territory=region),
        make_user(role=AMBITO_OFFICER, territory=ambiti[0]),
        PEOPLE.copy(),
        {},
    )
    monkeypatch.setattr(snapshots, "_mart", lambda _folder, _places, dataset, _facets: found.mart(dataset))
    monkeypatch.setattr(snapshots, "_identities", lambda _folder, dataset: found.identities(dataset))
    return found


@pytest.fixture
def ambito_officer(land: Land) -> User:
    return land.ambito_officer
