# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.territory.enums import TerritoryKind
from tests.factories.accounts import make_user
from tests.factories.territory import make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User


@pytest.fixture
def keeper(db: None) -> User:
    """Who takes care of the library of a Region."""
    region = make_territory(kind=TerritoryKind.REGION)
    return make_user(role=REGIONAL_OFFICER, territory=region, full_name="Rita Regionali")


@pytest.fixture
def reader(db: None) -> User:
    """Somebody of the network."""
    return make_user(role=SOCIAL_WORKER, full_name="Livia Lettrice")
