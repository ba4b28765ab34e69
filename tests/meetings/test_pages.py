# SPDX-License-Identifier: EUPL-1.2
"""The pages of the calendar: the right person, somebody with less right, nobody's business, bad input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.meetings import actions
from ordito.meetings.engine.recurrence import weekly
from ordito.meetings.enums import Answer, MeetingState, Visibility
from ordito.meetings.models import ContactPerson, Meeting, Participation, Venue
from tests.factories.meetings import HOUSE, NOW, TEN, Hall, invite
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

    Enter = Callable[[User], Client]

VIEWS = ("month", "week", "list")


def typed(hall: Hall, **values: Any) -> dict[str, Any]:
    """What somebody types into the form of a meeting."""
    return {
        "kind": "lab_meeting",
        "title": "Laboratorio",
        "day": "06/10/2026",
        "start": "10",
        "until": "13.00",
        "organiser": hall.body.pk,
        "territory": hall.ambito.pk,
        "visibility": "network",
        "place": f"r{hall.room.pk}",
        **values,
    }


@pytest.mark.parametrize("view", VIEWS)
def test_the_calendar_shows_what_one_may_see(hall: Hall, enter: Enter, view: str) -> None:
    hall.meeting(title="Aperto alla rete")
    hall.meeting(title="Solo tra noi", visibility=Visibility.PARTICIPANTS)
    address = f"{reverse(f'meetings:{view}')}?dal=2026-10-06"
    officer, stranger = (text_of(enter(one).get(address)) for one in (hall.officer, hall.stranger))
    assert "Aperto alla rete" in officer
    assert "Solo tra noi" in officer
    assert "Aperto alla rete" in stranger
    assert "Solo tra noi" not in stranger


@pytest.mark.parametrize("view", VIEWS)
def test_the_calendar_asks_the_same_queries_whatever_stands_in_it(
    hall: Hall, enter: Enter, view: str, django_assert_num_queries: Any
) -> None:
    client, address = enter(hall.worker), f"{reverse(f'meetings:{view}')}?dal=2026-10-06"
    hall.meeting()
    client.get(address)  # the session is written once
    with django_assert_num_queries(6):
        client.get(address)
    for _number in range(3):
        hall.meeting()
    client.get(address)  # the session is written once
    with django_assert_num_queries(6):
        client.get(address)


def test_filters_of_the_calendar(hall: Hall, enter: Enter) -> None:
    invite(hall.meeting(title="Il mio"), hall.worker)
    hall.meeting(title="Di altri", kind="committee", territory=None, venue=None, room=None)
    client, address = enter(hall.worker), f"{reverse('meetings:list')}?dal=2026-10-01"
    for query in ("chi=miei", "tipo=lab_meeting", f"territorio={hall.ambito.pk}"):
        page = text_of(client.get(f"{address}&{query}"))
        assert "Il mio" in page
        assert "Di altri" not in page
    assert client.get(f"{reverse('meetings:month')}?dal=ieri&tipo=x&territorio=x").status_code == 200


def test_a_meeting_is_written_and_read(hall: Hall, enter: Enter) -> None:
    answer = enter(hall.officer).post(reverse("meetings:new"), typed(hall), follow=True)
    row = Meeting.objects.get()
    assert (row.starts_at, row.minutes, row.room) == (TEN, 180, hall.room)
    assert "Sala Telaio" in text_of(answer)


def test_a_series_from_the_form(hall: Hall, enter: Enter) -> None:
    sent = typed(hall, frequency="weekly", ends_on="27/10/2026")
    enter(hall.officer).post(reverse("meetings:new"), sent)
    assert Meeting.objects.count() == 4
    assert {row.series_id for row in Meeting.objects.all()} == {Meeting.objects.first().series_id}  # type: ignore[union-attr]  # there are four


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"until": "9"}, "La fine viene dopo l’inizio."),
        ({"day": "31/02/2026"}, "Scrivi la data come gg/mm/aaaa."),
        ({"break_start": "11"}, "Scrivi quando comincia e quando finisce la pausa."),
        ({"break_start": "11", "break_end": "14"}, "La pausa deve stare dentro l’incontro"),
        ({"frequency": "weekly"}, "Scrivi quante volte si ripete, o fino a quando."),
        ({"territory": ""}, "Scegli il territorio per cui organizzi."),
        ({"last_day": "01/10/2026"}, "Viene dopo il giorno di inizio"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    hall: Hall, enter: Enter, values: dict[str, Any], said: str
) -> None:
    answer = enter(hall.officer).post(reverse("meetings:new"), typed(hall, title="Titolo mio", **values))
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "Titolo mio" in text_of(answer)
    assert not Meeting.objects.exists()


def test_a_taken_room_is_asked_and_confirmed(hall: Hall, enter: Enter) -> None:
    hall.meeting()
    client = enter(hall.officer)
    answer = client.post(reverse("meetings:new"), typed(hall))
    assert answer.status_code == 422
    assert "la sala Sala Telaio è occupata dalle 10:00 alle 13:00" in text_of(answer)
    client.post(reverse("meetings:new"), typed(hall, anyway="on"))
    assert Meeting.objects.count() == 2


def test_two_people_at_once_see_both_versions(hall: Hall, enter: Enter) -> None:
    row = hall.meeting(title="Com’era")
    actions.edit_meeting(by=HOUSE, at=NOW, meeting=row, plan=hall.plan(title="Titolo di lei"))
    client, address = enter(hall.officer), reverse("meetings:edit", args=[row.pk])
    answer = client.post(address, typed(hall, title="Titolo mio", version=1))
    assert answer.status_code == 422
    assert "Titolo di lei" in text_of(answer)
    assert "Titolo mio" in text_of(answer)
    assert 'name="version" value="2"' in text_of(answer)
    client.post(address, typed(hall, title="Titolo mio", version=2))
    row.refresh_from_db()
    assert row.title == "Titolo mio"


def test_moving_and_calling_off(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    client = enter(hall.officer)
    client.post(reverse("meetings:edit", args=[row.pk]), typed(hall, day="07/10/2026", version=1, reason="Sciopero"))
    page = text_of(client.get(reverse("meetings:meeting", args=[row.pk])))
    assert "Era il 06/10/2026 10:00" in page
    assert "Sciopero" in page
    address = reverse("meetings:cancel", args=[row.pk])
    assert "Torna all’incontro" in text_of(client.get(address)), "one button alone says «Annulla»"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Allerta meteo"})
    assert Meeting.objects.get().state == MeetingState.CANCELLED
    assert client.get(address, follow=True).redirect_chain


def test_a_rest_of_a_series_is_called_off(hall: Hall, enter: Enter) -> None:
    rows = actions.schedule_series(by=HOUSE, at=NOW, plan=hall.plan(), rule=weekly([1], 3))
    sent = {"reason": "Finito", "scope": "following"}
    enter(hall.officer).post(reverse("meetings:cancel", args=[rows[1].pk]), sent)
    assert Meeting.objects.filter(state=MeetingState.CANCELLED).count() == 2


@pytest.mark.parametrize("name", ["edit", "cancel", "people", "contact", "count", "register"])
def test_who_does_not_organise_gets_no_further(hall: Hall, enter: Enter, name: str) -> None:
    address = reverse(f"meetings:{name}", args=[hall.meeting().pk])
    assert enter(hall.worker).get(address).status_code == 403
    assert enter(hall.officer).get(address).status_code == 200


@pytest.mark.parametrize("name", ["meeting", "minutes"])
def test_what_is_among_participants_is_not_there_for_others(hall: Hall, enter: Enter, name: str) -> None:
    row = hall.meeting(visibility=Visibility.PARTICIPANTS)
    invite(row, hall.worker)
    address = reverse(f"meetings:{name}", args=[row.pk])
    assert enter(hall.worker).get(address).status_code == 200
    assert enter(hall.stranger).get(address).status_code == 404


def test_the_page_of_a_meeting_asks_the_same_queries_for_one_and_for_many(
    hall: Hall, enter: Enter, django_assert_num_queries: Any
) -> None:
    row = hall.meeting()
    client, address = enter(hall.officer), reverse("meetings:meeting", args=[row.pk])
    invite(row, hall.worker)
    client.get(address)  # the session is written once
    with django_assert_num_queries(10):
        client.get(address)
    invite(row, hall.trainer, hall.stranger)
    with django_assert_num_queries(10):
        client.get(address)


def test_people_are_found_and_invited(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    person = hall.worker.professional
    assert person is not None
    client, address = enter(hall.officer), f"{reverse('meetings:people', args=[row.pk])}?q={person.surname}"
    assert person.filed_name in text_of(client.get(address))
    assert client.post(address, {"role": "participant"}).status_code == 422
    client.post(address, {"professionals": [person.pk], "role": "observer"})
    assert Participation.objects.get().role == "observer"


def test_a_contact_with_an_address_that_is_none(hall: Hall, enter: Enter) -> None:
    address = reverse("meetings:contact", args=[hall.meeting().pk])
    sent = {"surname": "Finti", "name": "Ida", "email": "ida chiocciola", "role": "participant"}
    answer = enter(hall.officer).post(address, sent)
    assert answer.status_code == 422
    assert "Scrivi un indirizzo e-mail, come nome@ente.it." in text_of(answer)
    enter(hall.officer).post(address, {**sent, "email": "ida@esempio.invalid"})
    assert Participation.objects.get().filed_name == "Finti Ida"


def test_the_name_of_who_comes_from_outside_is_for_who_runs_it_and_who_takes_part(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    invite(row, hall.worker)
    contact = actions.Contact(surname="Forestieri", name="Iole", email="iole@x.invalid")
    actions.invite_contact(by=HOUSE, at=NOW, meeting=row, contact=contact, tells=False)
    address = reverse("meetings:meeting", args=[row.pk])
    for person in (hall.officer, hall.worker):
        assert "Forestieri" in text_of(enter(person).get(address))
    page = text_of(enter(hall.stranger).get(address))
    assert "Forestieri" not in page
    assert "E un’altra persona" in page
    assert "Operatrice" in page
    assert ContactPerson.objects.visible_to(hall.officer).count() == 1
    assert not ContactPerson.objects.visible_to(hall.worker).exists()


def test_one_answers_for_oneself(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    (mine,) = invite(row, hall.worker)
    address = reverse("meetings:answer", args=[row.pk])
    enter(hall.worker).post(address, {"answer": "accepted"})
    mine.refresh_from_db()
    assert mine.answer == Answer.ACCEPTED
    assert enter(hall.stranger).post(address, {"answer": "accepted"}).status_code == 404


def test_roles_change_and_people_are_taken_off(hall: Hall, enter: Enter) -> None:
    row = hall.meeting()
    (person,) = invite(row, hall.worker)
    client, address = enter(hall.officer), reverse("meetings:participation", args=[row.pk, person.pk])
    client.post(address, {"role": "conductor", "answer": "accepted"})
    person.refresh_from_db()
    assert (person.role, person.answer) == ("conductor", "accepted")
    client.post(address, {"role": "conductor", "answer": "accepted", "togli": "1"})
    assert not Participation.objects.exists()


def test_venues_with_their_rooms(hall: Hall, enter: Enter) -> None:
    client = enter(hall.officer)
    sent = {"name": "Teatro di prova", "municipality": hall.venue.municipality_id, "active": "on"}
    answer = client.post(reverse("meetings:new_venue"), {**sent, "rooms": "Platea: 300 posti\nFoyer"}, follow=True)
    assert "Platea (300)" in text_of(answer)
    assert [room.name for room in Venue.objects.get(name="Teatro di prova").rooms.order_by("name")] == [
        "Foyer",
        "Platea",
    ]
    answer = client.post(reverse("meetings:new_venue"), sent)
    assert "c’è già una sede con questo nome" in text_of(answer)
    address = reverse("meetings:edit_venue", args=[hall.venue.pk])
    assert "Sala Telaio: 40" in text_of(client.get(address))


def test_public_pages_need_no_login(hall: Hall, client: Client) -> None:
    row = hall.meeting(title="Seminario aperto", visibility=Visibility.PUBLIC, starts_at=TEN.replace(year=2098))
    private = hall.meeting(title="Della rete", starts_at=TEN.replace(year=2098))
    page = text_of(client.get(reverse("meetings:public")))
    assert "Seminario aperto" in page
    assert "Della rete" not in page
    assert "Seminario aperto" in text_of(client.get(reverse("meetings:public_meeting", args=[row.uid])))
    assert client.get(reverse("meetings:public_meeting", args=[private.uid])).status_code == 404
