# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.territory.enums import Profile
from ordito.territory.models import Professional, ProfessionalRole
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_organisation, make_professional, make_service, make_territory

if TYPE_CHECKING:
    from django.test import Client

    from ordito.territory.models import Organisation, Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ambito() -> Territory:
    return make_ambito("Est")


@pytest.fixture
def body(ambito: Territory) -> Organisation:
    """A body of the officer's Ambito."""
    return make_organisation("Comune di Levante", seat=make_territory("Levante", parent=ambito))


@pytest.fixture
def elsewhere() -> Organisation:
    return make_organisation("Comune di Ponente", seat=make_territory("Ponente", parent=make_ambito("Ovest")))


@pytest.fixture
def officer(client: Client, ambito: Territory) -> Client:
    client.force_login(make_user(role=AMBITO_OFFICER, territory=ambito))
    return client


@pytest.fixture
def worker(client: Client, ambito: Territory) -> Client:
    client.force_login(make_user(role=SOCIAL_WORKER, territory=ambito))
    return client


def person_data(body: Organisation, **values: Any) -> dict[str, Any]:
    return {
        "surname": "Nuova",
        "name": "Operatrice",
        "active": "on",
        "incarico-organisation": body.pk,
        "incarico-profile": Profile.EDUCATOR.value,
        "incarico-weekly_hours": "18,5",
        "incarico-valid_from": "01/03/2024",
    } | values


def role_data(body: Organisation, **values: Any) -> dict[str, Any]:
    data = {"organisation": body.pk, "profile": Profile.COORDINATOR.value, "valid_from": "01/03/2024"}
    return data | values


def surnames(response: Any) -> list[str]:
    return [row.surname for row in response.context["page"].rows]


def test_professionals_page_filters(
    worker: Client, ambito: Territory, body: Organisation, elsewhere: Organisation
) -> None:
    make_professional("Àlvaro", organisation=body)
    make_professional("Bruni", organisation=elsewhere, profile=Profile.EDUCATOR)
    make_professional("Conti", active=False)
    address = reverse("territory:professionals")
    assert set(surnames(worker.get(address))) == {"Àlvaro", "Bruni"}
    assert surnames(worker.get(address, {"q": "alvaro"})) == ["Àlvaro"]
    assert surnames(worker.get(address, {"profilo": "educator"})) == ["Bruni"]
    assert surnames(worker.get(address, {"ambito": ambito.pk})) == ["Àlvaro"]
    assert set(surnames(worker.get(address, {"chiusi": "on"}))) == {"Àlvaro", "Bruni", "Conti"}
    assert len(surnames(worker.get(address, {"profilo": "inventato"}))) == 2
    assert surnames(worker.get(address, {"ambito": str(ambito.pk), "profilo": "educator"})) == []


@pytest.mark.parametrize("count", [1, 3])
def test_professionals_page_asks_the_same_number_of_times(
    worker: Client, body: Organisation, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        make_professional(organisation=body)
    with django_assert_num_queries(12):
        assert worker.get(reverse("territory:professionals")).status_code == 200


def test_professional_page_shows_roles_newest_first(worker: Client, body: Organisation) -> None:
    person = make_professional("Rossi", organisation=body, valid_from=date(2019, 1, 1))
    response = worker.get(reverse("territory:professional", args=[person.pk]))
    text = response.content.decode()
    for words in ("Rossi Anna", "Comune di Levante", "dal 01/01/2019"):
        assert words in text
    assert "Chiudi<" not in text
    assert "Nuovo incarico" not in text


@pytest.mark.parametrize("name", ["professional", "professional_edit", "role_create"])
def test_professional_is_not_found_for_who_has_no_role(client: Client, name: str) -> None:
    client.force_login(make_user())
    person = make_professional()
    assert client.get(reverse(f"territory:{name}", args=[person.pk])).status_code == 404


@pytest.mark.parametrize("name", ["professional_edit", "role_create"])
def test_professional_is_not_changed_by_who_only_looks(worker: Client, name: str) -> None:
    person = make_professional()
    address = reverse(f"territory:{name}", args=[person.pk])
    assert worker.get(address).status_code == 403
    assert worker.post(address, {"surname": "X"}).status_code == 403


def test_professional_is_added_with_the_first_role(officer: Client, body: Organisation) -> None:
    assert officer.get(reverse("territory:professional_create")).status_code == 200
    response = officer.post(reverse("territory:professional_create"), person_data(body))
    person = Professional.objects.get(surname="Nuova")
    assert response["Location"] == reverse("territory:professional", args=[person.pk])
    role = person.roles.get()
    assert (role.profile, role.weekly_hours, role.valid_from) == ("educator", Decimal("18.5"), date(2024, 3, 1))
    entry = Entry.objects.get(action="territory.create_professional")
    assert set(entry.objects_touched) == {"territory.professional", "territory.professionalrole"}
    assert "18,5" in officer.get(reverse("territory:professional", args=[person.pk])).content.decode()


def test_professional_of_a_body_elsewhere_is_refused_whole(officer: Client, elsewhere: Organisation) -> None:
    response = officer.post(reverse("territory:professional_create"), person_data(elsewhere))
    assert response.status_code == 422
    assert "solo agli enti del tuo territorio" in response.content.decode()
    assert not Professional.objects.filter(surname="Nuova").exists()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"surname": ""}, "Cognome"),
        ({"incarico-organisation": ""}, "Ente"),
        ({"incarico-profile": "mago"}, "Profilo"),
        ({"incarico-weekly_hours": "molte"}, "Ore settimanali"),
        ({"incarico-weekly_hours": "-3"}, "Ore settimanali"),
        ({"incarico-valid_from": "31/02/2024"}, "Dal"),
        ({"incarico-valid_to": "01/01/2020"}, "La fine non può venire prima dell’inizio."),
    ],
)
def test_professional_with_bad_input_is_refused(
    officer: Client, body: Organisation, values: dict[str, str], words: str
) -> None:
    response = officer.post(reverse("territory:professional_create"), person_data(body) | values)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Professional.objects.filter(name="Operatrice").exists()


def test_professional_is_changed(officer: Client, body: Organisation) -> None:
    person = make_professional("Vecchio", organisation=body)
    address = reverse("territory:professional_edit", args=[person.pk])
    assert "Vecchio" in officer.get(address).content.decode()
    assert officer.post(address, {"surname": "Nuovo", "name": "Anna", "active": "on"}).status_code == 302
    person.refresh_from_db()
    assert person.surname == "Nuovo"
    assert Entry.objects.get(action="territory.edit_professional").fields_changed == ["surname"]
    assert officer.post(address, {"surname": "", "name": "Anna"}).status_code == 422


def test_role_is_added_where_one_may(officer: Client, body: Organisation, elsewhere: Organisation) -> None:
    person = make_professional()
    address = reverse("territory:role_create", args=[person.pk])
    assert officer.get(address).status_code == 200
    assert officer.post(address, role_data(elsewhere)).status_code == 422
    assert officer.post(address, role_data(body)).status_code == 302
    assert person.roles.get().profile == Profile.COORDINATOR


def test_role_in_a_service_of_another_body_is_refused(officer: Client, body: Organisation) -> None:
    person, service = make_professional(), make_service()
    address = reverse("territory:role_create", args=[person.pk])
    response = officer.post(address, role_data(body, service=service.pk))
    assert response.status_code == 422
    assert "Questo servizio non è dell’ente scelto." in response.content.decode()
    own = make_service(holder=body, territory=body.seat)
    assert officer.post(address, role_data(body, service=own.pk)).status_code == 302


def test_role_is_closed_on_a_day(officer: Client, body: Organisation) -> None:
    person = make_professional(organisation=body, valid_from=date(2024, 1, 1))
    role = person.roles.get()
    address = reverse("territory:role_end", args=[role.pk])
    assert (
        reverse("territory:role_end", args=[role.pk])
        in officer.get(reverse("territory:professional", args=[person.pk])).content.decode()
    )
    assert officer.get(address).status_code == 200
    early = officer.post(address, {"last_day": "31/12/2023"})
    assert early.status_code == 422
    assert "non può finire prima di cominciare" in early.content.decode()
    assert officer.post(address, {"last_day": "boh"}).status_code == 422
    assert officer.post(address, {"last_day": "31/12/2024"}).status_code == 302
    role.refresh_from_db()
    assert role.valid_to == date(2024, 12, 31)
    assert officer.get(address).status_code == 404  # closed once


def test_role_in_a_body_elsewhere_is_not_closed(officer: Client, elsewhere: Organisation) -> None:
    role = make_professional(organisation=elsewhere).roles.get()
    address = reverse("territory:role_end", args=[role.pk])
    assert officer.get(address).status_code == 403
    assert officer.post(address, {"last_day": "31/12/2024"}).status_code == 403
    role.refresh_from_db()
    assert role.valid_to is None


def test_role_is_not_found_for_who_has_no_role(client: Client, body: Organisation) -> None:
    client.force_login(make_user())
    role = make_professional(organisation=body).roles.get()
    assert client.get(reverse("territory:role_end", args=[role.pk])).status_code == 404
    assert ProfessionalRole.objects.filter(valid_to__isnull=True).count() == 1
