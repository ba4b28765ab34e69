# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.core.declare import ImportTarget, declared
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito
from tests.imports.bodies import BODIES

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.territory.models import Territory


@pytest.fixture(autouse=True)
def _only_bodies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What can be imported here, whatever the practice apps declare."""
    monkeypatch.setattr(
        "ordito.imports.queries.declared", lambda kind: (BODIES,) if kind is ImportTarget else declared(kind)
    )


@pytest.fixture
def ambito(db: None) -> Territory:
    return make_ambito("Ambito di prova")


@pytest.fixture
def officer(ambito: Territory) -> User:
    return make_user("referente", role=AMBITO_OFFICER, territory=ambito)
