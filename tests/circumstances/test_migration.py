# SPDX-License-Identifier: EUPL-1.2
"""What persons already say becomes their first dated facts."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps

from ordito.cases.enums import ListKey
from ordito.cases.models import Code, CodeAlias, CodeList
from ordito.circumstances.models import Address, Citizenship, LivingPlace, Vulnerability
from ordito.circumstances.queries.words import sentence_of
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.core.fields import open_text
from ordito.core.models import writing
from tests.factories.cases import code, load_codes_again, make_codes, make_person, make_place

pytestmark = pytest.mark.django_db
migration = importlib.import_module("ordito.circumstances.migrations.0002_from_persons")


def migrate() -> None:
    with writing():
        migration.first_facts(apps, None)


def test_present_values_become_facts_known_since_the_row_was_made() -> None:
    place = make_place()
    italian = code(ListKey.CITIZENSHIP, "italian")
    person = make_person(
        place,
        street="Via Prima 1",
        residence=place.comune,
        citizenship=italian,
        no_fixed_abode=True,
        unaccompanied_minor=True,
    )
    make_person(place, "Nulla")
    migrate()
    address = Address.objects.get()
    assert (address.person, address.comune, open_text(address, "street")) == (person, place.comune, "Via Prima 1")
    assert (address.source.code, address.valid_from) == ("record", person.created_at.date())
    assert Citizenship.objects.get().country.code == "380"
    assert LivingPlace.objects.get().kind.code == "homeless"
    assert Vulnerability.objects.get().kind.code == "unaccompanied_minor"
    assert "Via Prima 1" in sentence_of(address, BY_KEY["indirizzo"])


def test_street_whose_key_was_destroyed_is_left_out() -> None:
    place = make_place()
    person = make_person(place, street="Via Perduta 1", residence=place.comune)
    with writing():
        person.wrapped_key = b""
        person.save()
    make_codes()
    migrate()
    assert bytes(Address.objects.get().street) == b""


def test_entries_made_before_the_lists_are_loaded_are_theirs_afterwards() -> None:
    place = make_place()
    make_person(place, street="Via Prima 1")
    with writing():
        for model in (CodeAlias, Code, CodeList):
            model.objects.all().delete()
    migrate()
    load_codes_again()
    source = Address.objects.get().source
    assert source.code_list.label == "Da dove si sa"
    assert Code.objects.of("fact_source").count() == 10
