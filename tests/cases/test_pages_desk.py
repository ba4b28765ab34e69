# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import ConcernState, ListKey
from ordito.cases.models import ConcernReport, Contact
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import code, make_person
from tests.factories.desk import fill_desk
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

CONTACTS, NEW, CONCERNS = "/cartelle/sportello/", "/cartelle/sportello/nuovo/", "/cartelle/segnalazioni/"


def contact_data(**changes: Any) -> dict[str, Any]:
    return {
        "happened_on": f"{timezone.localdate():%d/%m/%Y}",
        "channel": code(ListKey.ACCESS_CHANNEL, "in_person").pk,
        "who": "La zia",
        "request": "Chiede del centro diurno.",
    } | changes


def concern_data(**changes: Any) -> dict[str, Any]:
    return {
        "received_on": f"{timezone.localdate():%d/%m/%Y}",
        "reporter_kind": code(ListKey.REPORTER_KIND, "family_member").pk,
        "urgency": code(ListKey.URGENCY, "immediate").pk,
        "content": "Il bambino non va a scuola.",
    } | changes


def weigh_data(state: str, **changes: Any) -> dict[str, Any]:
    return {
        "state": state,
        "outcome": code(ListKey.CONCERN_OUTCOME, "taken").pk,
        "weighed_on": f"{timezone.localdate():%d/%m/%Y}",
        "version": 1,
        "note": "Verificato con la scuola.",
    } | changes


def test_contact_of_nobody_in_particular_is_recorded(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(NEW, contact_data(who=""), follow=True)
    contact = Contact.objects.get()
    assert open_text(contact, "request") == "Chiede del centro diurno."
    assert "Chiede del centro diurno." in text_of(answer)
    assert "Senza nome" in text_of(client.get(CONTACTS))
    assert about("cases.contact", contact.pk).latest("pk").kind in {Kind.READ, Kind.WRITE}


def test_contact_with_nothing_asked_is_refused(house: House, enter: Callable[[User], Client]) -> None:
    answer = enter(house.worker).post(NEW, contact_data(request=" ", happened_on="1/1/2099", outcome="zzz"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"request", "happened_on", "outcome"})
    assert "La zia" in text_of(answer)


def test_contact_is_tied_to_somebody_found(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(NEW, contact_data())
    contact = Contact.objects.get()
    url = f"/cartelle/sportello/{contact.pk}/"
    assert "Zanzotti Ezechiele" in text_of(client.post(url, {"q": "zanzotti"}))
    assert client.post(url, {"persona": house.record.person_id}).status_code == 302
    contact.refresh_from_db()
    assert contact.person == house.record.person
    assert "Zanzotti Ezechiele" in text_of(client.get(CONTACTS))


def test_contact_of_somebody_known_starts_tied(house: House, enter: Callable[[User], Client]) -> None:
    client, person = enter(house.worker), house.record.person
    client.post(f"{NEW}?persona={person.public_id}", contact_data())
    assert Contact.objects.get().person == person
    assert client.get(f"{NEW}?persona=non-un-codice").status_code == 404


def test_contact_belongs_to_its_front_desk(
    house: House, outsider: User, colleague: User, enter: Callable[[User], Client]
) -> None:
    enter(house.worker).post(NEW, contact_data())
    url = f"/cartelle/sportello/{Contact.objects.get().pk}/"
    assert enter(colleague).get(url).status_code == 200
    assert enter(outsider).get(url).status_code == 404
    assert "La zia" not in text_of(enter(outsider).get(CONTACTS))


@pytest.mark.parametrize("url", [CONTACTS, NEW, CONCERNS])
def test_front_desk_is_for_who_works_there(house: House, enter: Callable[[User], Client], url: str) -> None:
    officer = make_user(role=AMBITO_OFFICER, territory=house.place.ambito)
    assert enter(officer).get(url).status_code == 403


def test_contacts_are_filtered_by_date(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(NEW, contact_data(who="Vecchio", happened_on="01/02/2020"))
    client.post(NEW, contact_data(who="Nuovo", happened_on="01/02/2026"))
    html = text_of(client.get(CONTACTS, {"dal": "01/01/2026"}))
    assert "Nuovo" in html
    assert "Vecchio" not in html
    assert client.get(CONTACTS, {"dal": "sempre", "esito": "boh"}).status_code == 200


@pytest.mark.parametrize("url", [CONTACTS, CONCERNS])
def test_front_desk_lists_take_the_same_queries_for_one_and_three(
    house: House, enter: Callable[[User], Client], url: str
) -> None:
    client = enter(house.worker)

    def fill() -> None:
        person = make_person(house.place)
        client.post(f"{NEW}?persona={person.public_id}", contact_data())
        client.post(f"/cartelle/persone/{person.public_id}/segnala/", concern_data())

    fill()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    fill()
    fill()
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(one) == len(three)


def test_concern_waits_is_weighed_and_leads_to_the_person(house: House, enter: Callable[[User], Client]) -> None:
    client, person = enter(house.worker), make_person(house.place, "Segnalato")
    answer = client.post(f"/cartelle/persone/{person.public_id}/segnala/", concern_data(), follow=True)
    assert "Segnalato Ezechiele" in text_of(answer)
    concern = ConcernReport.objects.get()
    url = f"{CONCERNS}{concern.pk}/"
    assert "Il bambino non va a scuola." in text_of(client.get(url))
    answer = client.post(url, weigh_data("accepted"))
    assert answer["Location"] == f"/cartelle/persone/{person.public_id}/"
    concern.refresh_from_db()
    assert concern.state == ConcernState.ACCEPTED


def test_concern_about_a_followed_person_leads_to_the_record(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(f"/cartelle/persone/{house.record.person.public_id}/segnala/", concern_data())
    concern = ConcernReport.objects.get()
    assert client.post(f"{CONCERNS}{concern.pk}/", weigh_data("accepted"))["Location"] == house.url("record")
    assert "Valuta la segnalazione" not in text_of(client.get(f"{CONCERNS}{concern.pk}/"))
    assert "Segnalazione ricevuta" in text_of(client.get(house.url("timeline"), {"periodo": "tutto"}))


def test_concern_filed_leaves_the_list(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(f"/cartelle/persone/{house.record.person.public_id}/segnala/", concern_data())
    client.post(f"{CONCERNS}{ConcernReport.objects.get().pk}/", weigh_data("filed"))
    assert "Zanzotti" not in text_of(client.get(CONCERNS))
    assert "Zanzotti" in text_of(client.get(CONCERNS, {"stato": "tutte"}))


def test_concern_with_bad_input_is_refused(house: House, enter: Callable[[User], Client]) -> None:
    url = f"/cartelle/persone/{house.record.person.public_id}/segnala/"
    answer = enter(house.worker).post(url, concern_data(content="", urgency="", received_on="99/99/9999"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"content", "urgency", "received_on"})


def test_concern_weighed_by_two_is_decided_once(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    client = enter(house.worker)
    client.post(f"/cartelle/persone/{house.record.person.public_id}/segnala/", concern_data())
    concern = ConcernReport.objects.get()
    enter(coordinator).post(f"{CONCERNS}{concern.pk}/", weigh_data("filed"))
    answer = client.post(f"{CONCERNS}{concern.pk}/", weigh_data("accepted"))
    assert answer.status_code == 422
    assert "già stata valutata" in text_of(answer)
    concern.refresh_from_db()
    assert concern.state == ConcernState.FILED


def test_concern_is_hidden_from_outside(house: House, outsider: User, enter: Callable[[User], Client]) -> None:
    person = house.record.person
    enter(house.worker).post(f"/cartelle/persone/{person.public_id}/segnala/", concern_data())
    client = enter(outsider)
    assert client.get(f"{CONCERNS}{ConcernReport.objects.get().pk}/").status_code == 404
    assert client.get(f"/cartelle/persone/{person.public_id}/segnala/").status_code == 404
    assert "Zanzotti" not in text_of(client.get(CONCERNS))


def test_contact_says_its_desk_and_leads_to_a_report(house: House, enter: Callable[[User], Client]) -> None:
    client, person = enter(house.worker), house.record.person
    client.post(f"{NEW}?persona={person.public_id}", contact_data(desk=code(ListKey.DESK, "pua").pk))
    contact = Contact.objects.get()
    assert "Punto unico di accesso" in text_of(client.get(CONTACTS, {"sportello": contact.desk_id or 0}))
    other = code(ListKey.DESK, "emergency").pk
    assert "Zanzotti" not in text_of(client.get(CONTACTS, {"sportello": other}))
    report = f"/cartelle/persone/{person.public_id}/segnala/?contatto={contact.pk}"
    assert report in text_of(client.get(f"{CONTACTS}{contact.pk}/"))
    client.post(report, concern_data())
    concern = ConcernReport.objects.get()
    assert concern.contact == contact
    assert f"{CONCERNS}{concern.pk}/" in text_of(client.get(f"{CONTACTS}{contact.pk}/"))
    assert f"{CONTACTS}{contact.pk}/" in text_of(client.get(f"{CONCERNS}{concern.pk}/"))


def test_report_says_who_signals_in_full_and_what_was_answered(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    said = {
        "reporter": "Olga Maestra",
        "reporter_role": "Insegnante di classe",
        "reporter_body": "Scuola Inventata",
        "reporter_contact": "080 999",
        "answer": "La ricontattiamo entro venerdì.",
        "sent_to": "Procura minorile",
        "sent_on": f"{timezone.localdate():%d/%m/%Y}",
    }
    client.post(f"/cartelle/persone/{house.record.person.public_id}/segnala/", concern_data(**said))
    url = f"{CONCERNS}{ConcernReport.objects.get().pk}/"
    html = text_of(client.get(url))
    assert all(text in html for text in said.values())
    client.post(url, weigh_data("accepted", answer="Presa in carico.", sent_to="Procura minorile"))
    html = text_of(client.get(url))
    assert "Presa in carico." in html
    assert "La ricontattiamo" not in html
    assert "Verificato con la scuola." in html
    assert ConcernReport.objects.get().taking == house.taking


@pytest.mark.parametrize("kind", ["contact", "concern"])
def test_desk_form_sent_twice_writes_once(house: House, enter: Callable[[User], Client], kind: str) -> None:
    client = enter(house.worker)
    url = NEW if kind == "contact" else f"/cartelle/persone/{house.record.person.public_id}/segnala/"
    data = contact_data() if kind == "contact" else concern_data()
    data["form_key"] = client.get(url).context["form"]["form_key"].value()
    first, second = client.post(url, data), client.post(url, data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert (Contact if kind == "contact" else ConcernReport).objects.count() == 1


def test_report_is_not_filed_without_saying_why(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    client.post(f"/cartelle/persone/{house.record.person.public_id}/segnala/", concern_data())
    url = f"{CONCERNS}{ConcernReport.objects.get().pk}/"
    answer = client.post(url, weigh_data("filed", note=" "))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"note"})
    answer = client.post(url, weigh_data("accepted", sent_on="01/01/2001"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"sent_on"})


def test_nothing_begins_with_somebody_who_died(house: House, enter: Callable[[User], Client]) -> None:
    person = make_person(house.place, "Defunti", "Ettore", deceased_on=date(2020, 5, 6))
    client = enter(house.worker)
    for url, data, field in (
        (f"{NEW}?persona={person.public_id}", contact_data(), "happened_on"),
        (f"/cartelle/persone/{person.public_id}/segnala/", concern_data(), "received_on"),
        (f"/cartelle/persone/{person.public_id}/apri/", {"opened_on": "01/03/2026"}, "opened_on"),
    ):
        answer = client.post(url, data)
        assert answer.status_code == 422, url
        assert "deceduta il 06/05/2020" in str(answer.context["form"].errors[field]), url


def test_desk_at_work_fills_every_page(house: House, enter: Callable[[User], Client]) -> None:
    desk, client = fill_desk(house.place, house.worker), enter(house.worker)
    pages = {
        CONTACTS: "Punto unico di accesso",
        CONCERNS: "in ritardo di",
        "/cartelle/unioni/": "Doppioni Gemma",
        f"/cartelle/unioni/{desk.merge.pk}/": "Stessa tessera sanitaria.",
        "/cartelle/richieste/": "Lina Lontana",
        f"/cartelle/richieste/{desk.asked.pk}/": "Richiesta inviata",
        f"/cartelle/richieste/arrivate/{desk.arrived.pk}/": "Si è trasferita qui.",
    }
    for url, words in pages.items():
        assert words in text_of(client.get(url)), url
