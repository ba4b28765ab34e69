# SPDX-License-Identifier: EUPL-1.2
"""What every app of the social record is tested with: a service, who works in it, and who has nothing to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import reverse

from ordito.accounts.roles import SERVICE_COORDINATOR, TEAM_MEMBER
from ordito.territory.enums import OrganisationKind
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_place, make_record, make_team_member, make_worker
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, TakingInCharge


@dataclass(frozen=True)
class House:
    """A service with a record in charge of `worker`, and the people around it."""

    place: Place
    worker: User
    taking: TakingInCharge

    @property
    def record(self) -> CaseFile:
        return self.taking.case_file

    def url(self, name: str, *args: object) -> str:
        """The address of a page of the record; of another app's when the name says so ("plans:plans")."""
        return reverse(name if ":" in name else f"cases:{name}", args=[self.record.pk, *args])


@pytest.fixture
def house(db: None) -> House:
    """A record of Zanzotti Ezechiele, followed by a worker."""
    place = make_place()
    worker = make_worker(place, full_name="Anna Prova")
    return House(place, worker, make_record(place, worker=worker))


@pytest.fixture
def colleague(house: House) -> User:
    """A worker of the same service who follows other records."""
    return make_worker(house.place, full_name="Carlo Collega")


@pytest.fixture
def outsider(house: House) -> User:
    """A worker of another Ambito."""
    return make_worker(make_place(), full_name="Olga Altrove")


@pytest.fixture
def coordinator(house: House) -> User:
    """Who coordinates the service."""
    return make_worker(house.place, role=SERVICE_COORDINATOR, full_name="Cora Coordina")


@pytest.fixture
def teammate(house: House) -> User:
    """Somebody of the health authority in the record's team, who sees the interventions alone."""
    body = make_organisation(kind=OrganisationKind.HEALTH_AUTHORITY)
    professional = make_professional("Psicologa", organisation=body)
    make_team_member(house.taking, professional, body)
    return make_user(role=TEAM_MEMBER, organisation=body, professional=professional, full_name="Pia Psicologa")


@pytest.fixture
def enter() -> Callable[[User], Client]:
    """A browser in which somebody has logged in."""

    def login(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return login


def text_of(answer: Any) -> str:
    """The page as text."""
    text: str = answer.content.decode()
    return text


def as_opened(form: Any) -> dict[str, Any]:
    """What a browser sends of a form that nobody touched: of a list only what the list offers."""
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if hasattr(field.field, "choices"):
            offered = {str(key) for key, _label in field.field.choices}
            wanted = [str(one) for one in (value if isinstance(value, list) else [value]) if str(one) in offered]
            value = wanted if isinstance(value, list) else "".join(wanted)
        if value is not None and value is not False:
            sent[field.html_name] = value
    return sent
