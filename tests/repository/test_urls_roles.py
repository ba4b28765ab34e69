# SPDX-License-Identifier: EUPL-1.2
"""Every address as every role: never an error, and no record for who may read none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import ROLES, Role
from ordito.core.access import Verb
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito
from tests.repository.test_urls import ADDRESSES, PUBLIC, sample

if TYPE_CHECKING:
    from django.test import Client

RECORD_VERBS = {
    Verb.SEARCH_PERSON,
    Verb.VIEW_RECORD,
    Verb.WRITE_RECORD,
    Verb.OPEN_RECORD,
    Verb.RECORD_CONTACT,
    Verb.VIEW_WORKLIST,
    Verb.VIEW_LOADING_BOARD,
    Verb.MANAGE_RECORD_SETTINGS,  # its lists and rules name nobody
}


@pytest.mark.slow
@pytest.mark.one_database  # who may open what is decided in Python
@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES.values(), ids=lambda role: role.code)
def test_every_address_answers_every_role(client: Client, role: Role) -> None:
    client.force_login(make_user(role=role, territory=make_ambito()))
    answers = {name: client.get(sample(route)).status_code for name, route in ADDRESSES.items() if name not in PUBLIC}
    assert {name: status for name, status in answers.items() if status not in {200, 302, 403, 404, 405}} == {}
    assert answers["accounts:profile"] == answers["accounts:rights"] == answers["portal:home"] == 200
    if not role.verbs & RECORD_VERBS:
        opened = {name for name, status in answers.items() if name.startswith("cases:") and status == 200}
        assert opened == {"cases:rights"}, "who may see what is told to everybody, and names nobody"


@pytest.mark.one_database
@pytest.mark.django_db
def test_who_has_no_role_opens_nothing_but_their_own(client: Client) -> None:
    client.force_login(make_user())
    opened = {
        name for name, route in ADDRESSES.items() if name not in PUBLIC and client.get(sample(route)).status_code == 200
    }
    own = {"accounts:profile", "accounts:rights", "accounts:jobs", "cases:rights", "portal:home", "portal:gallery"}
    assert {name for name in opened if not name.startswith(("account_", "mfa_"))} == own
