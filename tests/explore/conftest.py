# SPDX-License-Identifier: EUPL-1.2
"""The small region of the statistics, and somebody of the Region looking at its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER
from tests.factories.accounts import make_user
from tests.indicators.conftest import Region, _empty_cache, counted, region, snapshot  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from django.test import Client

    from ordito.accounts.models import User


@pytest.fixture
def official(counted: Region) -> User:  # noqa: F811 - the fixture
    """Somebody of the Region, with a snapshot taken."""
    snapshot()
    return make_user(role=REGIONAL_OFFICER, territory=counted.whole, full_name="Rita Regione")


@pytest.fixture
def officer(client: Client, official: User) -> Client:
    """The browser of somebody of the Region."""
    client.force_login(official)
    return client


@pytest.fixture
def ambito(client: Client, counted: Region) -> Client:  # noqa: F811 - the fixture
    """The browser of the officer of the smallest Ambito."""
    snapshot()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=counted.places[2].ambito))
    return client
