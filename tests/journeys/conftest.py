# SPDX-License-Identifier: EUPL-1.2
"""A small region to work in: two Ambiti, a service of each kind needed, the people who walk the journeys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.territory.enums import Hierarchy, TerritoryKind
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_codes, make_place, make_worker
from tests.factories.territory import make_service, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.territory.models import Territory


@dataclass(frozen=True)
class World:
    """Who and what the journeys meet."""

    place: Place
    region: Territory
    worker: User
    colleague: User
    officer: User
    regional: User


@pytest.fixture
def world(transactional_db: Any) -> World:
    """Two services of one region that know nothing of each other."""
    make_codes()
    region = make_territory("Regione Inventata", kind=TerritoryKind.REGION, code="99")
    here, elsewhere = make_place(), make_place()
    for place in (here, elsewhere):
        make_territory_link(region, place.comune)
        make_territory_link(region, place.ambito)
    make_service("Centro diurno Il Fuso", territory=here.comune, holder=here.body, provider=here.body)
    make_service("Educativa domiciliare La Spola", territory=here.comune, holder=here.body, provider=here.body)
    return World(
        place=here,
        region=region,
        worker=make_worker(here, full_name="Ada Provamonti"),
        colleague=make_worker(elsewhere, full_name="Bruno Fintaneri"),
        officer=make_user(role=AMBITO_OFFICER, territory=here.ambito),
        regional=make_user(role=REGIONAL_OFFICER, territory=region),
    )


def make_territory_link(parent: Territory, child: Territory) -> None:
    """Put a Comune or an Ambito within the region."""
    from ordito.core.models import writing
    from ordito.territory.models import TerritoryLink

    with writing():
        TerritoryLink.objects.create(parent=parent, child=child, hierarchy=Hierarchy.ADMINISTRATIVE)
