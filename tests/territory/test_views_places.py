# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.territory.actions import load_region
from ordito.territory.enums import LegalForm, TerritoryKind
from ordito.territory.models import Programme, Territory, TerritoryBody
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_service, make_territory
from tests.territory.conftest import toy_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.test import Client

pytestmark = pytest.mark.django_db

LISTS = ["places", "programmes", "service_types", "organisations", "services", "professionals"]


@pytest.fixture
def worker(client: Client) -> Client:
    client.force_login(make_user(role=SOCIAL_WORKER))
    return client


@pytest.fixture
def outsider(client: Client) -> Client:
    """Somebody with an account and no role."""
    client.force_login(make_user())
    return client


def load(folder: Path) -> dict[str, Territory]:
    load_region(by=SystemActor("prova"), at=datetime(2026, 5, 1, 9, tzinfo=UTC), folder=folder)
    return {place.code: place for place in Territory.objects.all()}


@pytest.fixture
def toy(toy_folder: Callable[..., Path]) -> dict[str, Territory]:
    return load(toy_folder())


def named(response: Any) -> list[str]:
    return [row.place.name for row in response.context["rows"]]


def test_places_page_shows_ambiti_with_figures_and_map(worker: Client, toy: dict[str, Territory]) -> None:
    response = worker.get(reverse("territory:places"))
    text = response.content.decode()
    assert response.status_code == 200
    assert named(response) == ["Ambito A1", "Ambito A2"]
    assert "<h1>Luoghi</h1>" in text
    assert "da confermare" in text
    assert text.count("<path class=") >= 2
    assert "Confini di prova" in text
    row = response.context["rows"][0]
    assert (row.comuni, row.residents, row.minors) == (2, 606, 108)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"tipo": "municipality"}, ["Acquachiara", "Borgo Finto", "Colle Inventato"]),
        ({"tipo": "municipality", "q": "FINTO borgo"}, ["Borgo Finto"]),
        ({"tipo": "municipality", "q": "assente"}, []),
        ({"tipo": "zone"}, ["Zona di prova"]),
        ({"tipo": "inventato"}, ["Ambito A1", "Ambito A2"]),
        ({"tipo": "region", "dopo": "non-un-numero"}, ["Regione di prova"]),
        ({"q": "(a+)+$[" * 30}, ["Ambito A1", "Ambito A2"]),
    ],
)
def test_places_page_filters(
    worker: Client, toy: dict[str, Territory], query: dict[str, str], found: list[str]
) -> None:
    response = worker.get(reverse("territory:places"), query)
    assert response.status_code == 200
    assert named(response) == found


def test_places_page_finds_names_without_their_accents(worker: Client) -> None:
    make_territory("Nardò")
    make_territory("Sant’Agata di Prova")
    assert named(worker.get(reverse("territory:places"), {"tipo": "municipality", "q": "nardo"})) == ["Nardò"]
    found = worker.get(reverse("territory:places"), {"tipo": "municipality", "q": "santagata"})
    assert named(found) == ["Sant’Agata di Prova"]


def test_places_page_says_what_to_do_when_nothing_is_loaded(worker: Client) -> None:
    assert "load_territory" in worker.get(reverse("territory:places")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_places_page_asks_the_same_number_of_times(worker: Client, django_assert_num_queries: Any, count: int) -> None:
    for _number in range(count):
        make_territory(parent=make_ambito())
    with django_assert_num_queries(15):
        assert worker.get(reverse("territory:places")).status_code == 200


def test_place_page_of_an_ambito(worker: Client, toy: dict[str, Territory]) -> None:
    body = make_organisation("Ufficio di Piano finto")
    with writing():
        TerritoryBody.objects.create(territory=toy["A1"], organisation=body, legal_form=LegalForm.CONVENTION)
    make_service("Centro finto", territory=toy["001001"])
    response = worker.get(reverse("territory:place", args=[toy["A1"].pk]))
    text = response.content.decode()
    assert response.status_code == 200
    for words in (
        "<h1>Ambito A1</h1>",
        "Composizione da confermare con la Regione",
        "Acquachiara",
        "Borgo Finto",
        "Ufficio di Piano finto",
        "Programma di prova",
        "livello avanzato, in corso",
        "21 e più",
        "0–17, minori",
        "Fonte: ISTAT, 1° gennaio 2023",
    ):
        assert words in text
    assert "Colle Inventato" not in text
    assert [number for _name, _code, number in response.context["shown"].services] == [1]


@pytest.mark.parametrize("code", ["99", "PP", "Z", "A2", "001003"])
def test_place_page_of_every_kind(worker: Client, toy: dict[str, Territory], code: str) -> None:
    response = worker.get(reverse("territory:place", args=[toy[code].pk]))
    assert response.status_code == 200
    assert f"<h1>{toy[code].name}</h1>" in response.content.decode()
    assert response.context["shown"].map is not None


def test_place_page_on_another_day(worker: Client, toy_folder: Callable[..., Path]) -> None:
    links = toy_tables()["links.csv"]
    last = links.pop()
    links += [last | {"valid_to": "2024-12-31"}, last | {"parent_code": "A1", "valid_from": "2025-01-01"}]
    toy = load(toy_folder(links=links))
    address = reverse("territory:place", args=[toy["A1"].pk])
    today = worker.get(address)
    before = worker.get(address, {"al": "31/12/2024"})
    assert [row.place.code for row in today.context["shown"].comuni] == ["001001", "001002", "001003"]
    assert [row.place.code for row in before.context["shown"].comuni] == ["001001", "001002"]
    assert "Situazione al 31/12/2024." in before.content.decode()
    assert "Colle Inventato in Ambito A1" in before.content.decode()  # among the changes
    assert "dal 01/01/2025" in before.content.decode()


def test_place_page_with_a_day_that_does_not_exist_shows_today(worker: Client, toy: dict[str, Territory]) -> None:
    response = worker.get(reverse("territory:place", args=[toy["A1"].pk]), {"al": "31/02/2024"})
    assert response.status_code == 200
    assert response.context["is_today"]
    assert response.context["form"].errors["al"]


@pytest.mark.parametrize("count", [1, 3])
def test_place_page_asks_the_same_number_of_times(worker: Client, django_assert_num_queries: Any, count: int) -> None:
    region = make_territory(kind=TerritoryKind.REGION)
    ambito = make_ambito(parent=region)
    for _number in range(count):
        make_service(territory=make_territory(parent=ambito))
    with django_assert_num_queries(29):
        assert worker.get(reverse("territory:place", args=[ambito.pk])).status_code == 200


def test_place_page_without_boundaries_or_residents(worker: Client) -> None:
    place = make_territory("Luogo solo")
    response = worker.get(reverse("territory:place", args=[place.pk]))
    assert response.status_code == 200
    assert "Residenti per età" not in response.content.decode()


def test_programme_pages(worker: Client, toy: dict[str, Territory]) -> None:
    programme = Programme.objects.get()
    assert "Programma di prova" in worker.get(reverse("territory:programmes")).content.decode()
    text = worker.get(reverse("territory:programme", args=[programme.pk])).content.decode()
    assert "Ambito A1" in text
    assert "avanzato" in text
    assert worker.get(reverse("territory:programme", args=[programme.pk + 1])).status_code == 404


def test_service_types_page(worker: Client, toy: dict[str, Territory]) -> None:
    text = worker.get(reverse("territory:service_types")).content.decode()
    assert "Centro diurno" in text
    assert "testo da verificare" in text


@pytest.mark.parametrize(
    "name", ["places", "programmes", "service_types", "organisations", "services", "professionals"]
)
def test_lists_are_refused_to_who_has_no_role(outsider: Client, name: str) -> None:
    assert outsider.get(reverse(f"territory:{name}")).status_code == 403


def test_place_is_not_found_for_who_has_no_role(outsider: Client) -> None:
    place = make_territory()
    assert outsider.get(reverse("territory:place", args=[place.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["places", "programmes", "service_types", "organisations", "services", "professionals"]
)
def test_lists_ask_for_a_login(client: Client, name: str) -> None:
    response = client.get(reverse(f"territory:{name}"))
    assert response.status_code == 302
    assert "/accesso/" in response["Location"]
