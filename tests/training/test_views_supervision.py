# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from ordito.accounts.roles import COACH, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.fields import uuid7
from ordito.meetings.models import Meeting
from ordito.training.models import SupervisionCycle
from tests.factories.accounts import make_user
from tests.factories.supervision import FIRST, make_cycle, make_office, make_sitting
from tests.factories.territory import make_professional

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from tests.factories.supervision import Office


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def typed(office: Office) -> dict[str, Any]:
    return {
        "title": "Ascolto e confini",
        "kind": "profession",
        "profile": "social_worker",
        "organiser": office.body.pk,
        "territory": office.ambito.pk,
        "surname": "Zuccari",
        "name": "Prova",
        "email": "zuccari@fuori.example",
        "starts_on": "12/01/2026",
        "ends_on": "30/06/2026",
        "planned_hours": "12,5",
        "form_key": str(uuid7()),
    }


def url(name: str, *args: object) -> str:
    return reverse(f"training:supervision{name}", args=args)


def test_from_a_new_cycle_to_a_meeting_in_the_calendar(
    office: Office, enter: Callable[[User], Client], typed: dict[str, Any]
) -> None:
    client = enter(office.officer)

    answer = client.post(url("_new"), typed)
    cycle = SupervisionCycle.objects.get()
    assert answer.headers["Location"] == url("_group", cycle.pk)
    page = client.get(url("_group", cycle.pk)).content.decode()
    assert "Aloisi" in page
    client.post(url("_group", cycle.pk), {"professionals": [one.pk for one in office.group]})
    when = {"day": "20/01/2026", "start": "9", "until": "11.30", "form_key": str(uuid7())}
    for _twice in range(2):
        client.post(url("_meeting", cycle.pk), when)
    meeting = Meeting.objects.get()
    assert (meeting.minutes, meeting.participations.count()) == (150, 3)
    assert "20/01/2026" in client.get(url("_cycle", cycle.pk)).content.decode()
    assert Entry.objects.filter(action="training.read_supervision", actor_id=office.officer.pk).exists()


def test_a_supervisor_of_the_network_is_known_by_e_mail(
    office: Office, enter: Callable[[User], Client], typed: dict[str, Any]
) -> None:
    known = make_professional("Zuccari", "Prova", email="zuccari@fuori.example")

    enter(office.officer).post(url("_new"), typed)
    assert SupervisionCycle.objects.get().supervisor == known


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "zuccari"}, "Scrivi un indirizzo e-mail"),
        ({"ends_on": "11/01/2026"}, "viene prima"),
        ({"starts_on": "domani"}, "gg/mm/aaaa"),
        ({"profile": ""}, "Scegli di quale professione"),
        ({"planned_hours": "0"}, "maggiore"),
    ],
)
def test_bad_input_is_said_and_nothing_typed_is_lost(
    office: Office, enter: Callable[[User], Client], typed: dict[str, Any], changed: dict[str, str], words: str
) -> None:
    answer = enter(office.officer).post(url("_new"), {**typed, **changed})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Ascolto e confini" in page
    assert not SupervisionCycle.objects.exists()


def test_who_comes_second_sees_both_versions(
    office: Office, enter: Callable[[User], Client], typed: dict[str, Any]
) -> None:
    cycle, client = make_cycle(office), enter(office.officer)
    client.post(url("_edit", cycle.pk), {**typed, "title": "Primo nome", "version": 1})

    answer = client.post(url("_edit", cycle.pk), {**typed, "title": "Secondo nome", "version": 1})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert '<td data-label="Salvato ora">Primo nome</td>' in page
    assert 'name="version" value="2"' in page


def test_who_is_of_the_group_sees_their_own_hours_alone(office: Office, enter: Callable[[User], Client]) -> None:
    cycle = make_cycle(office)
    make_sitting(cycle, FIRST + timedelta(days=7), attended=[120, 90])
    client = enter(office.member)

    page = client.get(url("_cycle", cycle.pk)).content.decode()
    assert "2 h" in page
    assert "Bellini" not in page
    assert "fonte da verificare" in page
    assert client.get(url("_edit", cycle.pk)).status_code == 403
    assert client.get(url("_hours")).status_code == 403


def test_a_meeting_of_the_group_has_a_register_and_no_minutes(office: Office, enter: Callable[[User], Client]) -> None:
    meeting = make_sitting(make_cycle(office), FIRST + timedelta(days=7), attended=[120, 90])
    client = enter(office.officer)

    page = client.get(reverse("meetings:meeting", args=[meeting.pk])).content.decode()
    assert reverse("meetings:register", args=[meeting.pk]) in page
    assert reverse("meetings:minutes", args=[meeting.pk]) not in page
    assert client.get(reverse("meetings:write_minutes", args=[meeting.pk])).status_code == 404


def test_nobody_else_knows_of_a_cycle(office: Office, enter: Callable[[User], Client]) -> None:
    cycle = make_cycle(office)
    stranger = make_user(role=SOCIAL_WORKER, organisation=office.body, professional=True)

    client = enter(stranger)
    assert client.get(url("_cycle", cycle.pk)).status_code == 404
    assert "Gruppo di prova" not in client.get(url("")).content.decode()


def test_a_room_or_somebody_taken_is_said_and_may_be_confirmed(office: Office, enter: Callable[[User], Client]) -> None:
    cycle, client = make_cycle(office), enter(office.officer)
    make_sitting(make_cycle(office, title="Altro gruppo"), date(2026, 1, 20))
    when = {"day": "20/01/2026", "start": "9", "until": "11", "form_key": str(uuid7())}

    answer = client.post(url("_meeting", cycle.pk), when)
    assert answer.status_code == 422
    assert "Va bene lo stesso" in answer.content.decode()
    assert client.post(url("_meeting", cycle.pk), {**when, "anyway": "on"}).status_code == 302


def test_a_series_from_the_form_and_a_cycle_opened_again(office: Office, enter: Callable[[User], Client]) -> None:
    cycle, client = make_cycle(office), enter(office.officer)
    when = {"day": "20/01/2026", "start": "9", "until": "11", "frequency": "fortnightly"}
    page = client.post(url("_meeting", cycle.pk), when)
    assert page.context["form"].errors.keys() == {"times"}
    client.post(url("_meeting", cycle.pk), when | {"ends_on": "03/03/2026"})
    assert Meeting.objects.count() == 4
    over = make_cycle(office)
    client.post(url("_close", over.pk))
    assert client.post(url("_reopen", over.pk), {"reason": ""}).status_code == 422
    client.post(url("_reopen", over.pk), {"reason": "Manca un incontro"})
    over.refresh_from_db()
    assert over.closed_at is None
    assert enter(office.member).get(url("_reopen", over.pk)).status_code == 403


def test_hours_of_a_year_by_ambito(office: Office, enter: Callable[[User], Client]) -> None:
    make_sitting(make_cycle(office), FIRST + timedelta(days=7), attended=[120, 90])

    page = enter(office.officer).get(url("_hours"), {"anno": "2026"}).content.decode()
    assert office.ambito.name in page
    assert "3 h 30 min" in page


@pytest.mark.parametrize(("name", "most"), [("", 8), ("_cycle", 13), ("_group", 10), ("_hours", 9)])
def test_a_page_asks_as_much_for_three_rows_as_for_one(
    office: Office,
    enter: Callable[[User], Client],
    django_assert_num_queries: Any,
    name: str,
    most: int,
) -> None:
    cycle, client = make_cycle(office), enter(office.officer)
    make_sitting(cycle, FIRST + timedelta(days=7), attended=[120, 90])
    address = url(name, cycle.pk) if name in {"_cycle", "_group"} else url(name)
    client.get(address)
    with django_assert_num_queries(most):
        client.get(address)
    for number in (2, 3):
        make_sitting(cycle, FIRST + timedelta(days=7 * number), attended=[60, 60])
        make_sitting(make_cycle(office), FIRST + timedelta(days=7 * number + 1), attended=[60, 60])
    with django_assert_num_queries(most):
        client.get(address)


def test_who_gathers_people_in_the_place_does_not_learn_who_is_supervised(
    office: Office, enter: Callable[[User], Client]
) -> None:
    row = make_sitting(make_cycle(office), FIRST + timedelta(days=7), attended=[120, 60])
    coach = make_user(role=COACH, territory=office.ambito, professional=True)
    for name in ("meeting", "register", "people"):
        assert enter(coach).get(reverse(f"meetings:{name}", args=[row.pk])).status_code == 404
    for person in (office.officer, office.member):
        assert enter(person).get(reverse("meetings:meeting", args=[row.pk])).status_code == 200
