# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ordito.accounts.roles import TEAM_MEMBER
from ordito.cases.enums import Part
from ordito.cases.models import TeamMember
from ordito.circumstances.models import Address, AddressReader, Disability, Language
from ordito.circumstances.rules.kinds import KINDS
from ordito.core.access import SystemActor
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import make_team_member, staff
from tests.factories.circumstances import make_fact
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House


def team_reader(house: House, *parts: Part) -> User:
    body = make_organisation()
    professional = make_professional("Educatrice", organisation=body)
    make_team_member(house.taking, professional, body, reads=parts)
    return make_user(role=TEAM_MEMBER, organisation=body, professional=professional, full_name="Edda Educatrice")


def test_facts_are_seen_by_who_follows_and_by_whom_the_part_is_shared_with(
    house: House, colleague: User, outsider: User, coordinator: User, teammate: User
) -> None:
    make_fact(house.record.person, "lingua", language="it")
    make_fact(house.record.person, "disabilita", kind="hearing")
    situation, health = team_reader(house, Part.CIRCUMSTANCES), team_reader(house, Part.HEALTH)
    seen = [
        (Language.objects.visible_to(user).count(), Disability.objects.visible_to(user).count())
        for user in (house.worker, coordinator, colleague, outsider, teammate, situation, health)
    ]
    assert seen == [(1, 1), (1, 1), (0, 0), (0, 0), (0, 0), (1, 0), (0, 1)]
    assert Language.objects.visible_to(SystemActor("test")).count() == 1


def test_share_that_has_expired_shows_nothing(house: House) -> None:
    make_fact(house.record.person, "lingua", language="it")
    reader = team_reader(house, Part.CIRCUMSTANCES)
    with writing():
        TeamMember.objects.filter(professional=reader.professional).update(valid_to=date(2026, 1, 31))
    assert timezone.localdate() > date(2026, 1, 31)
    assert not Language.objects.visible_to(reader).exists()


def test_withdrawn_facts_are_not_seen(house: House) -> None:
    fact = make_fact(house.record.person, "lingua", language="it")
    with writing():
        Language.objects.filter(pk=fact.pk).update(annulled_at=timezone.now())
    assert not Language.objects.visible_to(house.worker).exists()


def test_secret_address_is_told_to_its_author_and_to_who_is_named(
    house: House, coordinator: User, colleague: User
) -> None:
    secret = make_fact(
        house.record.person, "indirizzo", kind="stay", street="Via Nascosta 1", secret=True, author=house.worker
    )
    make_fact(house.record.person, "indirizzo", kind="residence", street="Via Aperta 1")
    counts = {user: Address.objects.all().told_to(user).count() for user in (house.worker, coordinator, colleague)}
    assert list(counts.values()) == [2, 1, 1]
    with writing():
        AddressReader.objects.create(address_id=secret.pk, professional=staff(colleague))
    assert Address.objects.all().told_to(colleague).count() == 2
    assert Address.objects.all().told_to(coordinator).count() == Address.objects.all().open_to_all().count() == 1


def test_secret_address_without_author_or_reader_is_told_to_nobody(house: House) -> None:
    make_fact(house.record.person, "indirizzo", kind="stay", street="Via Nascosta 1", secret=True)
    without_professional = make_user(full_name="Senza Professione")
    assert not Address.objects.all().told_to(without_professional).exists()


def test_database_refuses_a_comune_beside_a_secret_address_and_dates_out_of_order(house: House) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(house.record.person, "indirizzo", kind="stay", comune=house.place.comune, secret=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fact(house.record.person, "lingua", language="it", valid_to=date(2019, 1, 1))


def test_kinds_name_columns_that_are_there() -> None:
    for kind in KINDS:
        columns = {column.name for column in kind.model._meta.concrete_fields}
        assert {*kind.headline, *kind.details, *(kind.alone or ())} <= columns, kind.key
        assert kind.labelled <= {*kind.details}, kind.key
        assert set(kind.lists) <= columns
    assert len({kind.key for kind in KINDS}) == len({kind.model for kind in KINDS}) == len(KINDS)
