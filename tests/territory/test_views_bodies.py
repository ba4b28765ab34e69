# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.territory.enums import OrganisationKind, TerritoryKind
from ordito.territory.models import Organisation, Service
from tests.factories.accounts import make_user
from tests.factories.territory import (
    make_ambito,
    make_organisation,
    make_professional,
    make_service,
    make_service_type,
    make_territory,
)

if TYPE_CHECKING:
    from django.test import Client

    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


class Places:
    """Two Ambiti of a Region, each with a Comune."""

    def __init__(self) -> None:
        self.region = make_territory("Regione", kind=TerritoryKind.REGION)
        self.east = make_ambito("Est", parent=self.region)
        self.west = make_ambito("Ovest", parent=self.region)
        self.east_comune = make_territory("Levante", parent=self.east)
        self.west_comune = make_territory("Ponente", parent=self.west)


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
def officer(client: Client, places: Places) -> Client:
    """The officer of the Ambito Est."""
    client.force_login(make_user(role=AMBITO_OFFICER, territory=places.east))
    return client


@pytest.fixture
def worker(client: Client, places: Places) -> Client:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=places.east))
    return client


def organisation_data(seat: Territory | None, **values: Any) -> dict[str, Any]:
    data = {"name": "Cooperativa Nuova", "kind": OrganisationKind.COOPERATIVE_A.value, "active": "on"}
    return data | {"seat": seat.pk if seat else ""} | values


def service_data(body: Organisation, place: Territory, **values: Any) -> dict[str, Any]:
    return {
        "name": "Centro Nuovo",
        "service_type": make_service_type().pk,
        "holder": body.pk,
        "provider": body.pk,
        "management": "direct",
        "territory": place.pk,
        "valid_from": "01/02/2024",
    } | values


# --- Bodies


def names(response: Any) -> list[str]:
    return [row.name for row in response.context["page"].rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Alfa", "Beta"]),
        ({"q": "ALF"}, ["Alfa"]),
        ({"tipo": "school"}, ["Beta"]),
        ({"chiusi": "on"}, ["Alfa", "Beta", "Gamma"]),
        ({"tipo": "inventato"}, ["Alfa", "Beta"]),
        ({"ambito": "abc"}, ["Alfa", "Beta"]),
        ({"ambito": "999999"}, ["Alfa", "Beta"]),
    ],
)
def test_organisations_page_filters(worker: Client, places: Places, query: dict[str, str], found: list[str]) -> None:
    make_organisation("Alfa", seat=places.east_comune)
    make_organisation("Beta", kind=OrganisationKind.SCHOOL, seat=places.west_comune)
    make_organisation("Gamma", active=False)
    response = worker.get(reverse("territory:organisations"), query)
    assert response.status_code == 200
    assert names(response) == found


def test_organisations_page_of_one_ambito(worker: Client, places: Places) -> None:
    make_organisation("Alfa", seat=places.east_comune)
    make_organisation("Beta", seat=places.west_comune)
    assert names(worker.get(reverse("territory:organisations"), {"ambito": places.east.pk})) == ["Alfa"]


def test_organisations_page_offers_to_add_only_to_who_may(client: Client, places: Places) -> None:
    address = reverse("territory:organisations")
    client.force_login(make_user(role=SOCIAL_WORKER, territory=places.east))
    assert "Nuovo ente" not in client.get(address).content.decode()
    client.force_login(make_user(role=AMBITO_OFFICER, territory=places.east))
    assert "Nuovo ente" in client.get(address).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_organisations_page_asks_the_same_number_of_times(
    worker: Client, places: Places, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        make_service(territory=places.east_comune)
    with django_assert_num_queries(12):
        assert worker.get(reverse("territory:organisations")).status_code == 200


def test_organisation_page_shows_services_and_staff(worker: Client, places: Places) -> None:
    body = make_organisation("Cooperativa Alfa", seat=places.east_comune)
    other = make_organisation("Cooperativa Beta")
    make_service("Centro gestito", provider=body, territory=places.east_comune)
    make_service("Centro affidato ad altri", holder=body, provider=other, territory=places.east_comune)
    make_professional("Rossi", organisation=body)
    text = worker.get(reverse("territory:organisation", args=[body.pk])).content.decode()
    for words in ("Cooperativa Alfa", "Levante", "Est", "Centro gestito", "Centro affidato ad altri", "Rossi Anna"):
        assert words in text
    assert "Modifica" not in text


@pytest.mark.parametrize("name", ["organisation", "organisation_edit"])
def test_organisation_is_not_found_for_who_has_no_role(client: Client, name: str) -> None:
    client.force_login(make_user())
    body = make_organisation()
    assert client.get(reverse(f"territory:{name}", args=[body.pk])).status_code == 404


def test_organisation_is_added_with_an_audit_entry(officer: Client, places: Places) -> None:
    response = officer.post(reverse("territory:organisation_create"), organisation_data(places.east_comune))
    made = Organisation.objects.get(name="Cooperativa Nuova")
    assert response.status_code == 302
    assert response["Location"] == reverse("territory:organisation", args=[made.pk])
    assert made.seat == places.east_comune
    entry = Entry.objects.get(action="territory.create_organisation")
    assert entry.objects_touched == {"territory.organisation": [made.pk]}


@pytest.mark.parametrize("place", ["west_comune", None])
def test_organisation_of_elsewhere_is_refused(officer: Client, places: Places, place: str | None) -> None:
    seat = getattr(places, place) if place else None
    response = officer.post(reverse("territory:organisation_create"), organisation_data(seat))
    assert response.status_code == 422
    assert "solo enti con sede nel tuo territorio" in response.content.decode()
    assert not Organisation.objects.exists()


def test_organisation_of_anywhere_is_added_by_the_regional_officer(client: Client, places: Places) -> None:
    client.force_login(make_user(role=REGIONAL_OFFICER, territory=places.region))
    response = client.post(reverse("territory:organisation_create"), organisation_data(places.west_comune))
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "Denominazione"),
        ({"kind": "pianeta"}, "Tipo di ente"),
        ({"email": "non una e-mail"}, "E-mail"),
        ({"name": "Già presa"}, "Controlla questi punti"),
        ({"seat": "x"}, "Comune della sede"),
    ],
)
def test_organisation_with_bad_input_is_refused(
    officer: Client, places: Places, values: dict[str, str], words: str
) -> None:
    make_organisation("Già presa", kind=OrganisationKind.COOPERATIVE_A)
    data = organisation_data(places.east_comune) | values
    response = officer.post(reverse("territory:organisation_create"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert Organisation.objects.count() == 1


def test_organisation_is_changed_by_who_manages_its_place(officer: Client, places: Places) -> None:
    body = make_organisation("Vecchio nome", seat=places.east_comune)
    address = reverse("territory:organisation_edit", args=[body.pk])
    assert "Vecchio nome" in officer.get(address).content.decode()
    data = organisation_data(places.east_comune, name="Nuovo nome")
    assert officer.post(address, data).status_code == 302
    body.refresh_from_db()
    assert (body.name, body.kind) == ("Nuovo nome", OrganisationKind.COOPERATIVE_A)
    assert set(Entry.objects.get(action="territory.edit_organisation").fields_changed) == {"name", "kind"}


def test_organisation_is_not_moved_elsewhere(officer: Client, places: Places) -> None:
    body = make_organisation(seat=places.east_comune)
    address = reverse("territory:organisation_edit", args=[body.pk])
    response = officer.post(address, organisation_data(places.west_comune))
    assert response.status_code == 422
    body.refresh_from_db()
    assert body.seat == places.east_comune


def test_organisation_of_elsewhere_is_not_changed(officer: Client, places: Places) -> None:
    body = make_organisation("Di là", seat=places.west_comune)
    address = reverse("territory:organisation_edit", args=[body.pk])
    assert officer.get(address).status_code == 403
    assert officer.post(address, organisation_data(places.east_comune)).status_code == 403
    body.refresh_from_db()
    assert body.name == "Di là"


@pytest.mark.parametrize("name", ["organisation_create", "service_create", "professional_create"])
def test_forms_are_refused_to_who_only_looks(worker: Client, name: str) -> None:
    assert worker.get(reverse(f"territory:{name}")).status_code == 403
    assert worker.post(reverse(f"territory:{name}"), {}).status_code == 403


# --- Services


def test_services_page_filters(worker: Client, places: Places) -> None:
    kind = make_service_type(code="CD")
    make_service("Aperto", service_type=kind, territory=places.east_comune)
    make_service("Chiuso", territory=places.east_comune, valid_to=date(2020, 1, 1))
    make_service("Di là", territory=places.west_comune)
    address = reverse("territory:services")
    assert names(worker.get(address)) == ["Aperto", "Di là"]
    assert names(worker.get(address, {"tipo": "CD"})) == ["Aperto"]
    assert names(worker.get(address, {"ambito": places.west.pk})) == ["Di là"]
    assert names(worker.get(address, {"q": "di la"})) == ["Di là"]
    assert names(worker.get(address, {"chiusi": "on"})) == ["Aperto", "Chiuso", "Di là"]
    assert names(worker.get(address, {"tipo": "X"})) == ["Aperto", "Di là"]


@pytest.mark.parametrize("count", [1, 3])
def test_services_page_asks_the_same_number_of_times(
    worker: Client, places: Places, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        make_service(territory=places.east_comune)
    with django_assert_num_queries(13):
        assert worker.get(reverse("territory:services")).status_code == 200


def test_services_page_turns_its_pages(worker: Client, places: Places) -> None:
    body, kind = make_organisation(), make_service_type()
    for number in range(30):
        make_service(f"Servizio {number:02}", holder=body, service_type=kind, territory=places.east_comune)
    first = worker.get(reverse("territory:services"), {"q": "servizio"})
    second = worker.get(first.context["page"].next_url)
    assert (len(names(first)), names(second)[0], len(names(second))) == (25, "Servizio 25", 5)
    assert "q=servizio" in second.context["page"].previous_url


def test_service_page_says_who_answers_and_who_runs(worker: Client, places: Places) -> None:
    holder, provider = make_organisation("Comune titolare"), make_organisation("Cooperativa gestore")
    service = make_service("Centro", holder=holder, provider=provider, territory=places.east_comune, places=20)
    text = worker.get(reverse("territory:service", args=[service.pk])).content.decode()
    for words in ("Centro", "Comune titolare", "Cooperativa gestore", "Levante", "Est", "20"):
        assert words in text
    closed = make_service(valid_to=date(2020, 1, 1))
    text = worker.get(reverse("territory:service", args=[closed.pk])).content.decode()
    assert "Oggi questo servizio non è attivo" in text


@pytest.mark.parametrize("name", ["service", "service_edit"])
def test_service_is_not_found_for_who_has_no_role(client: Client, name: str) -> None:
    client.force_login(make_user())
    service = make_service()
    assert client.get(reverse(f"territory:{name}", args=[service.pk])).status_code == 404


def test_service_is_added_and_changed(officer: Client, places: Places) -> None:
    body = make_organisation(seat=places.east_comune)
    data = service_data(body, places.east_comune)
    assert officer.get(reverse("territory:service_create")).status_code == 200
    assert officer.post(reverse("territory:service_create"), data).status_code == 302
    service = Service.objects.get()
    assert service.valid_from == date(2024, 2, 1)
    address = reverse("territory:service_edit", args=[service.pk])
    assert "01/02/2024" in officer.get(address).content.decode()
    assert officer.post(address, data | {"places": "25"}).status_code == 302
    service.refresh_from_db()
    assert service.places == 25
    assert Entry.objects.get(action="territory.edit_service").fields_changed == ["places"]


def test_service_of_elsewhere_is_refused(officer: Client, places: Places) -> None:
    body = make_organisation(seat=places.west_comune)
    response = officer.post(reverse("territory:service_create"), service_data(body, places.west_comune))
    assert response.status_code == 422
    assert not Service.objects.exists()
    service = make_service(territory=places.west_comune)
    assert officer.get(reverse("territory:service_edit", args=[service.pk])).status_code == 403


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"valid_to": "01/01/2024"}, "La fine non può venire prima dell’inizio."),
        ({"valid_from": "31/02/2024"}, "Attivo dal"),
        ({"places": "-1"}, "Posti"),
        ({"name": ""}, "Denominazione"),
        ({"holder": "0"}, "Titolare"),
    ],
)
def test_service_with_bad_input_is_refused(officer: Client, places: Places, values: dict[str, str], words: str) -> None:
    body = make_organisation(seat=places.east_comune)
    data = service_data(body, places.east_comune) | values
    response = officer.post(reverse("territory:service_create"), data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Service.objects.exists()


def test_service_keeps_a_holder_that_is_no_longer_active(officer: Client, places: Places) -> None:
    body = make_organisation(seat=places.east_comune, active=False)
    service = make_service("Vecchio", holder=body, territory=places.east_comune)
    data = service_data(body, places.east_comune, name="Rinominato")
    assert officer.post(reverse("territory:service_edit", args=[service.pk]), data).status_code == 302
    assert officer.post(reverse("territory:service_create"), data).status_code == 422


def test_services_map_counts_by_ambito(worker: Client, toy_map: Any) -> None:
    east = toy_map["A1"]
    make_service(territory=toy_map["001001"])
    make_service(territory=toy_map["001002"])
    response = worker.get(reverse("territory:services"))
    drawn = response.context["map"]
    assert {shape.place.code: (shape.count, shape.shade) for shape in drawn.shapes} == {"A1": (2, 2), "A2": (0, 0)}
    assert drawn.legend == ((1, 1, 1), (2, 2, 2))
    text = response.content.decode()
    assert f'href="?ambito={east.pk}"' in text
    assert "Ambito A1: 2" in text
