# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from ordito.agenda.actions import open_feed
from ordito.agenda.enums import AppointmentState, ListKey
from ordito.agenda.models import Appointment
from ordito.agenda.queries.calendar import monday_of
from ordito.agenda.queries.cards import has_nothing_ahead, nothing_ahead, often_missed, today_card
from ordito.agenda.queries.record import moments_of, printed_of
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.actions.drafts import save_draft
from ordito.cases.enums import ListKey as CasesKey
from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, DiaryDraft, DiaryEntry
from ordito.cases.queries.record_header import record_header
from ordito.core.models import writing
from tests.agenda.reading import events_in
from tests.factories.agenda import HOUR, agenda_code, fill_agenda, make_appointment
from tests.factories.cases import code, make_person, make_record, staff
from tests.factories.territory import make_territory
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

DAY = timedelta(days=1)


def now() -> datetime:
    """Noon of today: an hour before or after it is today as well."""
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def url(house: House, name: str, *args: int) -> str:
    return house.url(f"agenda:{name}", *args)


def typed(house: House, **changes: Any) -> dict[str, Any]:
    values = {
        "kind": agenda_code(ListKey.KIND, "interview").pk,
        "day": (now() + 7 * DAY).strftime("%d/%m/%Y"),
        "start": "9.30",
        "until": "10",
        "people": [house.record.person.pk],
        "staff": [staff(house.worker).pk],
        "comune": house.place.comune.pk,
        "place": "Stanza 4",
        "form_key": str(uuid4()),
    }
    return values | changes


def readings(house: House, action: str = "cases.read_record") -> list[str]:
    rows = about("cases.casefile", house.record.pk).filter(action=action, kind=Kind.READ)
    return [row.detail.get("part", "") for row in rows]


def test_empty_agenda_says_what_to_do_and_is_logged(house: House, enter: Callable[[User], Client]) -> None:
    html = text_of(enter(house.worker).get(url(house, "agenda")))
    assert "Nessun appuntamento" in html
    assert url(house, "new") in html
    assert readings(house) == ["agenda"]


def test_agenda_puts_first_what_waits_to_be_told(house: House, enter: Callable[[User], Client]) -> None:
    rows = fill_agenda(house.record, staff(house.worker), now=now() - 1 * HOUR)
    html = text_of(enter(house.worker).get(url(house, "agenda")))
    assert html.index("Com’è andato?") < html.index("In programma") < html.index("Passati")
    assert url(house, "tell", rows[3].pk) in html
    assert "Un familiare" in html


def test_colleague_outsider_and_teammate(
    house: House, colleague: User, outsider: User, teammate: User, enter: Callable[[User], Client]
) -> None:
    row = make_appointment(house.record, staff(house.worker))
    pages = [url(house, "agenda"), url(house, "new")]
    pages += [url(house, name, row.pk) for name in ("appointment", "edit", "missed", "cancel", "tell")]
    for address in pages:
        assert enter(colleague).get(address).status_code == 404, address
        assert enter(outsider).get(address).status_code == 404, address
        assert enter(teammate).get(address).status_code == 403, address
    for name in ("held", "plan_again"):
        assert enter(outsider).post(url(house, name, row.pk)).status_code == 404
        assert enter(teammate).post(url(house, name, row.pk)).status_code == 403
        assert enter(house.worker).get(url(house, name, row.pk)).status_code == 405


def test_teammate_who_reads_the_agenda_sees_no_buttons(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    with writing():
        house.taking.team.get().shares.create(part=Part.AGENDA, writes=False)
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY)
    client = enter(teammate)
    for address in (url(house, "agenda"), url(house, "appointment", row.pk)):
        html = text_of(client.get(address))
        assert "Colloquio" in html
        assert url(house, "new") not in html
        assert url(house, "missed", row.pk) not in html
    assert client.get(url(house, "new")).status_code == 403


def test_appointment_of_another_record_is_not_found(house: House, enter: Callable[[User], Client]) -> None:
    other = make_record(house.place, worker=house.worker, surname="Quaglia").case_file
    row = make_appointment(other, staff(house.worker))
    assert enter(house.worker).get(url(house, "appointment", row.pk)).status_code == 404


def test_fixed_with_few_keys(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    html = text_of(client.get(url(house, "new")))
    assert "Si ripete" in html
    values = typed(house)
    assert client.post(url(house, "new"), values).status_code == 302
    assert client.post(url(house, "new"), values).status_code == 302
    row = Appointment.objects.get()
    assert timezone.localtime(row.starts_at).strftime("%H:%M") == "09:30"
    assert timezone.localtime(row.ends_at).strftime("%H:%M") == "10:00"


def test_series_from_the_page(house: House, enter: Callable[[User], Client]) -> None:
    enter(house.worker).post(url(house, "new"), typed(house, times="4", every="2"))
    days = [row.starts_at.date() for row in Appointment.objects.order_by("number")]
    assert [(day - days[0]).days for day in days] == [0, 14, 28, 42]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day": ""}, "Scrivi la data."),
        ({"start": "venti"}, "Scrivi l’ora come 14:30."),
        ({"until": "9"}, "La fine viene dopo l’inizio."),
        ({"staff": []}, "Scegli almeno un operatore."),
        ({"kind": "0"}, "Scegli"),
        ({"times": "99"}, "Da una a 52 volte."),
        ({"times": "molte"}, "numero"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    house: House, enter: Callable[[User], Client], changes: dict[str, Any], words: str
) -> None:
    answer = enter(house.worker).post(url(house, "new"), typed(house, **changes))
    assert answer.status_code == 422
    html = text_of(answer)
    assert words in html
    assert "Stanza 4" in html
    assert not Appointment.objects.exists()


def test_somebody_of_another_record_cannot_be_chosen(house: House, enter: Callable[[User], Client]) -> None:
    stranger = make_person(house.place, "Quaglia")
    answer = enter(house.worker).post(url(house, "new"), typed(house, people=[stranger.pk]))
    assert answer.status_code == 422


def test_taken_worker_is_asked_once(house: House, enter: Callable[[User], Client]) -> None:
    start = (now() + 7 * DAY).replace(hour=9, minute=0)
    make_appointment(house.record, staff(house.worker), starts_at=start)
    client, values = enter(house.worker), typed(house)
    answer = client.post(url(house, "new"), values)
    assert answer.status_code == 422
    html = text_of(answer)
    assert "c’è già un impegno" in html
    assert 'type="checkbox" name="anyway"' in html
    assert client.post(url(house, "new"), values | {"anyway": "on"}).status_code == 302
    assert Appointment.objects.count() == 2


def test_moved_from_the_page_says_when_it_was(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() + DAY, place="Stanza 4")
    client = enter(house.worker)
    html = text_of(client.get(url(house, "edit", row.pk)))
    assert "Stanza 4" in html
    assert "Si ripete" not in html
    client.post(url(house, "edit", row.pk), typed(house, version=1))
    html = text_of(client.get(url(house, "appointment", row.pk)))
    assert "Era fissato per" in html
    assert (now() + DAY).strftime("%d/%m/%Y") in html


def test_moved_though_its_kind_and_its_comune_left_the_lists(house: House, enter: Callable[[User], Client]) -> None:
    comune = make_territory(valid_to=now().date() - DAY)
    row = make_appointment(house.record, staff(house.worker), starts_at=now() + DAY, comune=comune)
    with writing():
        row.kind.valid_to = now().date()
        row.kind.save()
    client = enter(house.worker)
    sent = as_opened(client.get(url(house, "edit", row.pk)).context["form"])
    assert client.post(url(house, "edit", row.pk), sent | {"place": "Stanza 5"}).status_code == 302
    row.refresh_from_db()
    assert (row.comune, row.kind.code, row.version) == (comune, "interview", 2)


def test_two_at_once_see_both_versions(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() + DAY)
    client = enter(house.worker)
    client.post(url(house, "edit", row.pk), typed(house, version=1, place="Stanza 9"))
    answer = client.post(url(house, "edit", row.pk), typed(house, version=1, place="Stanza 5"))
    html = text_of(answer)
    assert answer.status_code == 422
    assert "Un’altra persona ha salvato mentre scrivevi" in html
    assert "Stanza 9" in html
    assert "Stanza 5" in html


def test_held_in_one_click(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY)
    client = enter(house.worker)
    client.post(url(house, "held", row.pk), {"version": "1"})
    row.refresh_from_db()
    assert row.state == AppointmentState.HELD
    again = client.post(url(house, "held", row.pk), {"version": "1"}, follow=True)
    assert "Nel frattempo" in text_of(again)
    client.post(url(house, "plan_again", row.pk), {"version": "2"})
    row.refresh_from_db()
    assert row.state == AppointmentState.PLANNED


def test_missed_and_cancelled_from_the_page(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY)
    client = enter(house.worker)
    assert client.post(url(house, "missed", row.pk), {"version": 1}).status_code == 422
    values = {"version": 1, "missed_by": agenda_code(ListKey.MISSED_BY, "person").pk, "outcome": "Non ha risposto."}
    assert client.post(url(house, "missed", row.pk), values).status_code == 302
    html = text_of(client.get(url(house, "appointment", row.pk)))
    assert "La persona" in html
    assert "Non ha risposto." in html
    other = make_appointment(house.record, staff(house.worker), starts_at=now() + DAY)
    client.post(url(house, "cancel", other.pk), {"version": 1, "outcome": "Rinviata dal tribunale."})
    assert "Rinviata dal tribunale." in text_of(client.get(url(house, "agenda")))


def test_diary_is_one_click_away_and_filled_in(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY, kind="home_visit")
    client = enter(house.worker)
    answer = client.get(url(house, "tell", row.pk))
    first = answer.context["form"].initial
    assert first["kind"] == code(CasesKey.DIARY_KIND, "home_visit").pk
    assert first["happened_on"] == (now() - DAY).date()
    assert first["minutes"] == 60
    assert first["title"] == f"Visita domiciliare con {house.record.person.full_name()}"
    values = {name: first[name] for name in ("kind", "title", "minutes")}
    values |= {"happened_on": first["happened_on"].strftime("%d/%m/%Y"), "text": "La casa è in ordine."}
    assert client.post(url(house, "tell", row.pk), values | {"text": "", "minutes": ""}).status_code == 422
    assert client.post(url(house, "tell", row.pk), values).status_code == 302
    entry = DiaryEntry.objects.get()
    row.refresh_from_db()
    assert row.diary_entry == entry
    assert house.url("diary_entry", entry.pk) in text_of(client.get(url(house, "appointment", row.pk)))
    assert client.get(url(house, "tell", row.pk)).status_code == 302


def draft(house: House, *, private: bool) -> DiaryDraft:
    return save_draft(
        by=house.worker, at=now(), case_file=house.record, title="", text="Testo di prima.", private=private
    )


def test_draft_left_in_the_record_comes_back(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY)
    draft(house, private=False)
    client = enter(house.worker)
    html = text_of(client.get(url(house, "tell", row.pk)))
    assert "Testo di prima." in html
    values = {
        "kind": code(CasesKey.DIARY_KIND, "interview").pk,
        "happened_on": (now() - DAY).strftime("%d/%m/%Y"),
        "text": "Scritto in un’altra finestra.",
        "version": "0",
    }
    answer = client.post(url(house, "tell", row.pk), values)
    assert answer.status_code == 422
    assert "Testo di prima." in text_of(answer)
    assert not DiaryEntry.objects.exists()


def test_private_draft_is_not_brought_into_an_entry_that_all_read(
    house: House, enter: Callable[[User], Client]
) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - DAY)
    draft(house, private=True)
    answer = enter(house.worker).get(url(house, "tell", row.pk))
    assert answer.status_code == 302
    assert DiaryDraft.objects.get().private


def test_week_has_own_appointments_and_logs_whom_it_names(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    make_appointment(house.record, staff(house.worker), starts_at=now())
    html = text_of(enter(house.worker).get(reverse("agenda:week")))
    assert house.record.person.full_name() in html
    assert len(readings(house, "agenda.read_week")) == 1
    assert house.record.person.full_name() not in text_of(enter(colleague).get(reverse("agenda:week")))
    assert len(readings(house, "agenda.read_week")) == 1


def test_week_goes_to_and_fro_and_bears_nonsense(house: House, enter: Callable[[User], Client]) -> None:
    client, week = enter(house.worker), reverse("agenda:week")
    make_appointment(house.record, staff(house.worker), starts_at=now() + 7 * DAY)
    name = house.record.person.full_name()
    assert name not in text_of(client.get(week))
    following = monday_of(now().date()) + 7 * DAY
    assert name in text_of(client.get(week, {"dal": following.isoformat()}))
    for nonsense in ("ieri", "0001-01-01", "9999-12-31"):
        assert client.get(week, {"dal": nonsense}).status_code == 200, nonsense


def test_week_says_what_waits_to_be_told(house: House, enter: Callable[[User], Client]) -> None:
    row = make_appointment(house.record, staff(house.worker), starts_at=now() - 20 * DAY)
    make_appointment(house.record, staff(house.worker), starts_at=now() - 90 * DAY)
    html = text_of(enter(house.worker).get(reverse("agenda:week")))
    assert html.count("Com’è andato?") == 1
    assert html.count(url(house, "tell", row.pk)) == 1


def test_today_on_the_home_page(house: House, enter: Callable[[User], Client]) -> None:
    make_appointment(house.record, staff(house.worker), starts_at=now())
    make_appointment(house.record, staff(house.worker), starts_at=now() + DAY, kind="hearing")
    make_appointment(house.record, staff(house.worker), starts_at=now() + HOUR, state=AppointmentState.CANCELLED)
    content = today_card(house.worker, now().date())
    assert content is not None
    (item,) = content.items
    assert str(item.text) == f"12:00–13:00 {house.record.person.full_name()}"
    assert content.named == [house.record, house.record.person]
    assert "12:00–13:00" in text_of(enter(house.worker).get("/"))


def test_home_says_that_there_is_nothing_today(house: House) -> None:
    content = today_card(house.worker, now().date())
    assert content is not None
    assert (list(content.items), content.count) == ([], None)
    assert "Oggi non hai" in str(content.empty)


def test_signs_of_the_board(house: House) -> None:
    other = make_record(house.place, worker=house.worker, surname="Quaglia").case_file
    closed = make_record(house.place, surname="Tordo").case_file
    with writing():
        closed.takings.update(closed_on=now().date())
    make_appointment(other, starts_at=now() + DAY)
    for days in (10, 20):
        make_appointment(other, starts_at=now() - days * DAY, missed_by="person")
    make_appointment(house.record, starts_at=now() - DAY, missed_by="person")
    ids, today = [house.record.pk, other.pk, closed.pk], now().date()
    assert set(nothing_ahead(ids, today)) == {house.record.pk}
    assert CaseFile.objects.get(has_nothing_ahead(today)) == house.record
    assert {pk: str(item.text) for pk, item in often_missed(ids, today).items()} == {
        other.pk: "2 appuntamenti mancati in sei mesi"
    }


def test_story_and_paper(house: House) -> None:
    fill_agenda(house.record, staff(house.worker), now=now())
    record = record_header(house.worker, house.record, today=now().date())
    assert {moment.title for moment in moments_of(house.worker, record)} == {"Colloquio: svolto", "Colloquio: mancato"}
    (grid,) = printed_of(house.worker, record)
    assert len(grid.rows) == 6  # type: ignore[union-attr]  # the block is a Grid


def test_feed_never_names_anybody(house: House, enter: Callable[[User], Client], client: Client) -> None:
    family = make_person(house.place, "Usignolo", "Ada")
    make_appointment(
        house.record,
        staff(house.worker),
        starts_at=now(),
        people=[house.record.person, family],
        comune=house.place.comune,
        place="Via dei Tigli 3",
        note="Portare il referto.",
    )
    answer = client.get(reverse("agenda:feed", args=[open_feed(by=house.worker, at=now())]))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events_in(answer.content)
    assert (event["SUMMARY"], event["LOCATION"]) == ("Colloquio", house.place.comune.name)
    text = answer.content.decode().casefold()
    secret = ["zanzotti", "ezechiele", "usignolo", "ada", "tigli", "referto", house.record.number.casefold()]
    secret += [house.worker.full_name.casefold(), str(house.record.person.public_id)]
    assert [word for word in secret if word in text.replace("calendar", "")] == []


def test_feed_without_the_secret_is_not_found(db: None, client: Client) -> None:
    assert client.get(reverse("agenda:feed", args=["a" * 43])).status_code == 404


def test_address_is_shown_once_and_revoked(house: House, enter: Callable[[User], Client], client: Client) -> None:
    browser, page = enter(house.worker), reverse("agenda:subscription")
    assert "Non hai ancora un indirizzo" in text_of(browser.get(page))
    address = browser.post(page).context["address"]
    assert client.get(address).status_code == 200
    assert address not in text_of(browser.get(page))
    browser.post(page, {"revoca": "1"})
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", [("agenda", 24), ("week", 20)])
@pytest.mark.parametrize("rows", [1, 3])
def test_queries_are_constant(
    house: House,
    enter: Callable[[User], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    page: tuple[str, int],
    rows: int,
) -> None:
    for number in range(rows):
        for days in (-1, 0, 1):
            make_appointment(house.record, staff(house.worker), starts_at=now() + days * DAY + number * HOUR)
        make_appointment(house.record, staff(house.worker), starts_at=now() - 30 * DAY, state=AppointmentState.HELD)
    client = enter(house.worker)
    name, queries = page
    address = url(house, "agenda") if name == "agenda" else reverse("agenda:week")
    cache.clear()
    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
