# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ordito.accounts import roles
from ordito.accounts.enums import VERB_GROUPS
from ordito.accounts.queries.people import rights_matrix
from ordito.accounts.roles import ROLES
from ordito.core.access import Verb
from tests.factories.accounts import make_membership, make_user
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def test_profile_shows_ones_own_roles_and_the_way_to_the_second_factor(client: Client) -> None:
    user = make_user("bice", role=roles.SOCIAL_WORKER, organisation=make_organisation("Comune di Prova"))
    client.force_login(user)
    text = client.get("/profilo/").content.decode()
    for word in (
        "bice",
        "Assistente sociale",
        "Comune di Prova",
        "/accesso/due-passaggi/attiva/",
        "/accesso/password/",
    ):
        assert word in text, word
    assert "deve attivarla" in text
    assert "/termina/" not in text
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    text = client.get("/profilo/").content.decode()
    assert "Codici di riserva e telefono" in text
    assert "/accesso/due-passaggi/attiva/" not in text


def test_profile_of_somebody_without_role(client: Client) -> None:
    client.force_login(make_user())
    assert "non vede nulla" in client.get("/profilo/").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_profile_query_count_does_not_grow(client: Client, number: int) -> None:
    user = make_user()
    for role in list(ROLES.values())[:number]:
        make_membership(user, role=role, organisation=make_organisation())
    client.force_login(user)
    client.get("/profilo/")  # the session notes the first touch
    with CaptureQueriesContext(connection) as queries:
        client.get("/profilo/")
    assert len(queries) == 5  # session, person, grants; memberships, second factor


def test_rights_page_is_open_to_everybody_who_enters(client: Client) -> None:
    client.force_login(make_user(role=roles.TRAINER))
    text = client.get("/ruoli/").content.decode()
    assert text.count("Il tuo ruolo") == 1
    for role in ROLES.values():
        assert str(role.label).replace("'", "&#x27;") in text, role.code


def test_every_verb_is_in_the_matrix_once() -> None:
    listed = [verb for _label, verbs in VERB_GROUPS for verb in verbs]
    assert sorted(listed) == sorted(Verb)


def test_matrix_says_what_the_roles_say() -> None:
    columns, groups = rights_matrix()
    assert columns == tuple(ROLES.values())
    held = {
        (role.code, right.verb)
        for group in groups
        for right in group.rights
        for role, has in zip(columns, right.held, strict=True)
        if has
    }
    assert held == {(role.code, verb) for role in ROLES.values() for verb in role.verbs}


def test_every_role_has_the_verb_that_stands_for_everybody() -> None:
    assert all(Verb.VIEW_TERRITORY in role.verbs for role in ROLES.values())


def test_administrator_reads_no_record_and_dpo_no_narrative() -> None:
    records = {verb for label, verbs in VERB_GROUPS if str(label) == "Cartelle" for verb in verbs}
    assert records
    for role in (roles.ADMINISTRATOR, roles.DPO, roles.REGIONAL_OFFICER):
        assert not role.verbs & records, role.code
    assert Verb.VIEW_NARRATIVE not in roles.AMBITO_OFFICER.verbs
    assert Verb.VIEW_RECORD not in roles.AMBITO_OFFICER.verbs
