# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command

from ordito.accounts.roles import ADMINISTRATOR, SOCIAL_WORKER
from ordito.cases.actions import record_contact, rewrap_keys
from ordito.cases.enums import ListKey
from ordito.cases.models import Contact, Person
from ordito.core import crypto
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_person, make_place, make_worker

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring(settings: Settings, tmp_path: Path) -> Path:
    """A ring of its own: the rotation would change everybody's."""
    settings.ORDITO_KEYS = tmp_path / "ring.json"
    crypto.forget_keys()
    crypto.create_ring(settings.ORDITO_KEYS)
    return tmp_path / "ring.json"


def test_after_a_rotation_the_old_wrapping_key_may_go(ring: Path) -> None:
    place = make_place()
    person = make_person(place, "Planted", "Clotilde")
    contact = record_contact(
        by=make_worker(place),
        at=NOW,
        comune=place.comune,
        body=place.body,
        happened_on=TODAY,
        channel=code(ListKey.ACCESS_CHANNEL, "phone"),
        request="Una domanda",
    )
    call_command("rotate_keys", verbosity=0)
    content = json.loads(ring.read_text())
    content["wrapping"] = {content["current"]: content["wrapping"][content["current"]]}
    ring.write_text(json.dumps(content))
    crypto.forget_keys()
    assert Person.objects.get(pk=person.pk).full_name() == "Planted Clotilde"
    assert open_text(Contact.objects.get(pk=contact.pk), "request") == "Una domanda"


def test_destroyed_key_stays_destroyed_and_stops_nothing() -> None:
    place = make_place()
    make_person(place, "Prima")
    gone = make_person(place, "Seconda")
    with writing():
        Person.objects.filter(pk=gone.pk).update(wrapped_key=b"")
    call_command("rotate_keys", verbosity=0)
    assert bytes(Person.objects.get(pk=gone.pk).wrapped_key) == b""


@pytest.mark.parametrize("role", [ADMINISTRATOR.code, SOCIAL_WORKER.code])
def test_second_run_moves_nothing_and_workers_may_not(role: str) -> None:
    make_person(make_place())
    admin = make_user(role=role)
    if role == SOCIAL_WORKER.code:
        with pytest.raises(NotAllowedError):
            rewrap_keys(by=admin, at=NOW)
    else:
        assert rewrap_keys(by=admin, at=NOW) == 0
