# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, ROLES
from ordito.audit.enums import Kind
from ordito.audit.queries import about
from ordito.cases.enums import CaseFileState, Part
from ordito.core.access import Verb
from ordito.core.models import writing
from ordito.protection.enums import ListKey
from ordito.protection.models import ClockRule, EmergencyPlacement, ProtectiveMeasure, ReportDue
from ordito.protection.urls import SLUGS
from tests.factories.accounts import make_user
from tests.factories.cases import make_record, make_team_member, staff
from tests.factories.documents import make_document
from tests.factories.protection import (
    code,
    fill_protection,
    make_clock,
    make_emergency,
    make_foster,
    make_leaver,
    make_measure,
    make_meeting,
    make_meeting_plan,
    make_placement,
    make_proceeding,
    make_report,
)
from tests.factories.territory import make_service
from tests.records import House, as_opened, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

DECREE = {
    "nature": "judicial",
    "standing": "provisional",
    "issued_on": "01/03/2026",
    "text": "Affida i minori al servizio.",
}
MAKERS: dict[str, Callable[..., Any]] = {
    "emergency": make_emergency,
    "measure": make_measure,
    "placement": make_placement,
    "foster": make_foster,
    "meeting_plan": make_meeting_plan,
    "report": make_report,
    "proceeding": make_proceeding,
    "leaver": make_leaver,
}


def url(house: House, name: str, *args: int) -> str:
    return house.url(f"protection:{name}", *args)


def readings(house: House) -> list[str]:
    rows = about("cases.casefile", house.record.pk).filter(action="cases.read_record", kind=Kind.READ)
    return [row.detail.get("part", "") for row in rows]


def decree(**changes: Any) -> dict[str, Any]:
    codes = {
        "issuer": code(ListKey.OFFICE, "juvenile_civil").pk,
        "kind": code(ListKey.MEASURE_KIND, "service_custody").pk,
        "contents": [code(ListKey.MEASURE_CONTENT, "service_custody").pk],
    }
    return DECREE | codes | changes


def test_page_says_first_what_runs_out(house: House, enter: Callable[[User], Client]) -> None:
    fill_protection(house.record)
    answer = enter(house.worker).get(url(house, "protection"))
    html = text_of(answer)
    assert answer.status_code == 200
    assert html.index("Che cosa scade") < html.index("Provvedimenti")
    assert "Affidamento al servizio sociale" in html
    assert "potest" not in html.lower()
    assert readings(house) == ["protection"]


def test_empty_page_says_what_to_do(house: House, enter: Callable[[User], Client]) -> None:
    html = text_of(enter(house.worker).get(url(house, "protection")))
    assert "Nessuna misura di tutela" in html
    assert url(house, "emergency_new") in html


@pytest.mark.parametrize("page", sorted(SLUGS))
def test_page_of_a_row_is_whole_and_logged(house: House, enter: Callable[[User], Client], page: str) -> None:
    row = MAKERS[page](house.record)
    client = enter(house.worker)
    html = text_of(client.get(url(house, page, row.pk)))
    assert url(house, f"{page}_edit", row.pk) in html
    assert readings(house) == ["protection"]
    for name in (f"{page}_new",):
        assert client.get(url(house, name)).status_code == 200
    for name in (f"{page}_edit", f"{page}_annul"):
        assert client.get(url(house, name, row.pk)).status_code == 200


@pytest.mark.parametrize("page", sorted(SLUGS))
def test_pages_are_not_found_by_outsiders_and_not_written_by_readers(
    house: House, enter: Callable[[User], Client], request: pytest.FixtureRequest, page: str
) -> None:
    outsider, teammate, colleague = map(request.getfixturevalue, ("outsider", "teammate", "colleague"))
    row = MAKERS[page](house.record)
    pages = [url(house, page, row.pk), url(house, f"{page}_edit", row.pk), url(house, f"{page}_new")]
    for user, status in ((outsider, 404), (teammate, 403)):
        assert [enter(user).get(address).status_code for address in pages] == [status] * 3
        assert enter(user).post(url(house, f"{page}_annul", row.pk), {"version": "1"}).status_code == status
    make_team_member(house.taking, staff(colleague), house.place.body, reads=(Part.PROTECTION,))
    assert [enter(colleague).get(address).status_code for address in pages] == [200, 403, 403]
    assert url(house, f"{page}_edit", row.pk) not in text_of(enter(colleague).get(pages[0]))
    row.refresh_from_db()
    assert row.annulled_at is None


def test_row_of_another_record_is_not_found(house: House, enter: Callable[[User], Client]) -> None:
    row = make_measure(make_record(house.place, worker=house.worker, surname="Altrui").case_file)
    assert enter(house.worker).get(url(house, "measure", row.pk)).status_code == 404
    assert enter(house.worker).post(url(house, "measure_edit", row.pk), decree()).status_code == 404


def test_measure_is_written_corrected_and_annulled(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(url(house, "measure_new"), decree())
    row = ProtectiveMeasure.objects.get()
    assert answer["Location"] == url(house, "measure", row.pk)
    html = text_of(client.get(answer["Location"]))
    assert "Affida i minori al servizio." in html
    edited = decree(version=row.version, until="01/03/2027", text="Proroga.")
    assert client.post(url(house, "measure_edit", row.pk), edited).status_code == 302
    assert "01/03/2027" in text_of(client.get(url(house, "protection")))
    client.post(url(house, "measure_annul", row.pk), {"version": row.version + 1})
    assert client.get(url(house, "measure", row.pk)).status_code == 404


def test_correcting_a_row_keeps_what_left_its_lists(house: House, enter: Callable[[User], Client]) -> None:
    service, row = make_service(), make_meeting_plan(house.record)
    with writing():
        row.meets.valid_to = timezone.localdate() - timedelta(days=1)
        row.meets.save()
        row.service = service
        row.save()
    client, address = enter(house.worker), url(house, "meeting_plan_edit", row.pk)
    sent = as_opened(client.get(address).context["form"]) | {"rules": "In due."}
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.service, row.meets.code) == (service, "father")


def test_document_that_one_does_not_read_stays_without_its_title(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    document = make_document(house.record, house.worker, title="Perizia di parte")
    row = make_measure(house.record, document=document)
    parts = (Part.PROTECTION,)
    make_team_member(house.taking, staff(colleague), house.place.body, reads=parts, writes=parts)
    client, address = enter(colleague), url(house, "measure_edit", row.pk)
    page = client.get(address)
    assert "Il documento già collegato" in text_of(page)
    assert "Perizia di parte" not in text_of(page)
    assert client.post(address, as_opened(page.context["form"]) | {"text": "Altro."}).status_code == 302
    row.refresh_from_db()
    assert row.document == document
    assert "Perizia di parte" in text_of(enter(house.worker).get(address))


def test_same_form_twice_writes_once(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    key = client.get(url(house, "measure_new")).context["form"].initial["form_key"]
    answers = {client.post(url(house, "measure_new"), decree(form_key=str(key)))["Location"] for _time in range(2)}
    assert len(answers) == ProtectiveMeasure.objects.count() == 1


def test_bad_measure_is_refused_at_its_field_and_keeps_what_was_typed(
    house: House, enter: Callable[[User], Client]
) -> None:
    wrong = decree(issuer=code(ListKey.OFFICE, "mayor").pk, text="Testo lungo da non perdere.")
    answer = enter(house.worker).post(url(house, "measure_new"), wrong)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"issuer"})
    assert "Testo lungo da non perdere." in text_of(answer)
    answer = enter(house.worker).post(url(house, "measure_new"), {"issued_on": "32/13/2026"})
    assert answer.status_code == 422
    assert {"nature", "issuer", "kind", "issued_on"} <= set(answer.context["form"].errors)


def test_two_people_at_one_measure_see_both_versions(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    row = make_measure(house.record)
    edited = decree(version=row.version, text="Della coordinatrice.")
    assert enter(coordinator).post(url(house, "measure_edit", row.pk), edited).status_code == 302
    answer = enter(house.worker).post(url(house, "measure_edit", row.pk), edited | {"text": "Mio."})
    assert answer.status_code == 422
    lines = {line.label: (line.theirs, line.mine) for line in answer.context["conflict"].lines}
    assert lines == {"Testo o sintesi del dispositivo": ("Della coordinatrice.", "Mio.")}


def emergency_form(**changes: Any) -> dict[str, Any]:
    make_clock()
    moment = timezone.localtime() - timedelta(hours=2)
    given = {
        "started_on": f"{moment:%d/%m/%Y}",
        "started_time": f"{moment:%H.%M}",
        "authority": code(ListKey.OFFICE, "social_service").pk,
        "place": "Comunità Il Nespolo",
        "reasons": "Bambino solo di notte.",
    }
    return given | changes


def test_removal_opens_the_clock_and_its_steps_are_written(house: House, enter: Callable[[User], Client]) -> None:
    client = enter(house.worker)
    answer = client.post(url(house, "emergency_new"), emergency_form())
    row = EmergencyPlacement.objects.get()
    assert answer["Location"] == url(house, "emergency", row.pk)
    html = text_of(client.get(answer["Location"]))
    assert "ancora 21 ore" in html or "ancora 22 ore" in html
    assert "da verificare sul testo di legge" in html
    step = row.steps.get(rule__step="act_sent")
    moment = timezone.localtime() - timedelta(minutes=5)
    data = {"day": f"{moment:%d/%m/%Y}", "time": f"{moment:%H:%M}", "protocol_number": "4412", "version": "1"}
    assert client.post(url(house, "emergency_step", row.pk, step.pk), data).status_code == 302
    assert "protocollo 4412" in text_of(client.get(url(house, "emergency", row.pk)))
    data |= {"day": "01/01/2020", "version": "2"}
    answer = client.post(url(house, "emergency_step", row.pk, step.pk), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"time"})
    data = {"ended_on": f"{timezone.localdate():%d/%m/%Y}", "version": str(row.version)}
    outcome = code(ListKey.EMERGENCY_OUTCOME, "validated").pk
    assert client.post(url(house, "emergency_end", row.pk), data | {"outcome": str(outcome)}).status_code == 302


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"started_time": "25:00"}, {"started_time"}),
        ({"started_time": ""}, {"started_time"}),
        ({"reasons": ""}, {"reasons"}),
        ({"started_on": "01/01/2099"}, {"started_on"}),
    ],
)
def test_bad_removal_is_refused_at_its_field(
    house: House, enter: Callable[[User], Client], changes: dict[str, str], wrong: set[str]
) -> None:
    answer = enter(house.worker).post(url(house, "emergency_new"), emergency_form(**changes))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, wrong)


def test_terms_refresh_by_themselves_and_count_as_one_reading_an_hour(
    house: House, enter: Callable[[User], Client], outsider: User
) -> None:
    make_emergency(house.record)
    client = enter(house.worker)
    assert 'hx-trigger="every 60s"' in text_of(client.get(url(house, "protection")))
    for _time in range(3):
        assert "Che cosa scade" in text_of(client.get(url(house, "running_out")))
    assert readings(house) == ["protection"]
    assert enter(outsider).get(url(house, "running_out")).status_code == 404


def test_terms_asked_alone_are_a_reading(house: House, enter: Callable[[User], Client]) -> None:
    enter(house.worker).get(url(house, "running_out"))
    assert readings(house) == ["protection"]


def test_overview_shows_what_runs_out(house: House, enter: Callable[[User], Client]) -> None:
    assert "Termini della tutela" not in text_of(enter(house.worker).get(house.url("record")))
    make_report(house.record, due_on=timezone.localdate())
    html = text_of(enter(house.worker).get(house.url("record")))
    assert "Termini della tutela" in html
    assert "scade oggi" in html


def test_report_is_sent_and_the_next_one_waits(house: House, enter: Callable[[User], Client]) -> None:
    row, client = make_report(house.record, every_months=6), enter(house.worker)
    data = {"sent_on": f"{timezone.localdate():%d/%m/%Y}", "protocol_number": "5511", "version": row.version}
    assert client.post(url(house, "report_send", row.pk), data).status_code == 302
    following = ReportDue.objects.get(sent_on=None)
    data = {"dropped_on": f"{timezone.localdate():%d/%m/%Y}", "version": following.version}
    assert client.post(url(house, "report_drop", following.pk), data).status_code == 302
    assert "5511" in text_of(client.get(url(house, "report", row.pk)))


def test_card_starts_from_the_one_before_and_is_sent(house: House, enter: Callable[[User], Client]) -> None:
    placement, client = make_placement(house.record), enter(house.worker)
    first = placement.cards.get()
    texts = {"parents": "Luogo 1", "condition": "Serena.", "version": "1"}
    assert client.post(url(house, "card", placement.pk, first.pk), texts).status_code == 302
    sent = {"sent_on": f"{timezone.localdate():%d/%m/%Y}", "protocol_number": "9", "version": "2"}
    assert client.post(url(house, "card_send", placement.pk, first.pk), sent).status_code == 302
    second = placement.cards.get(number=2)
    html = text_of(client.get(url(house, "card", placement.pk, second.pk)))
    assert "Serena." in html
    assert "vengono dalla scheda precedente" in html
    assert client.get(url(house, "card", placement.pk, first.pk)).status_code == 404
    home = code(ListKey.OUT_OF_HOME_OUTCOME, "home").pk
    end = {"ends_on": f"{timezone.localdate():%d/%m/%Y}", "outcome": home, "version": placement.version}
    assert client.post(url(house, "placement_end", placement.pk), end).status_code == 302


def test_foster_care_moves_on(house: House, enter: Callable[[User], Client]) -> None:
    row, client = make_foster(house.record), enter(house.worker)
    form = client.get(url(house, "foster_move", row.pk)).context["form"]
    assert [value for value, _label in form.fields["to"].choices] == [
        "",
        "search",
        "matching",
        "identified",
        "given_up",
    ]
    data = {"to": "identified", "on": "01/03/2026", "version": row.version}
    answer = client.post(url(house, "foster_move", row.pk), data)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"family"})
    assert client.post(url(house, "foster_move", row.pk), data | {"family": "Famiglia Inventata"}).status_code == 302
    assert "Famiglia Inventata" in text_of(client.get(url(house, "foster", row.pk)))


def test_meetings_are_planned_and_written_down(house: House, enter: Callable[[User], Client]) -> None:
    plan, client = make_meeting_plan(house.record), enter(house.worker)
    data = {"day": "07/12/2026", "time": "16", "times": "3", "weeks": "1"}
    assert client.post(url(house, "meetings_new", plan.pk), data).status_code == 302
    assert plan.meetings.count() == 3
    answer = client.post(url(house, "meetings_new", plan.pk), data | {"times": "99"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"times"})
    meeting = make_meeting(plan, timezone.now() - timedelta(days=1))
    data = {"state": "held", "observation": "Hanno giocato.", "to_diary": "on", "version": "1"}
    assert client.post(url(house, "meeting", plan.pk, meeting.pk), data).status_code == 302
    html = text_of(client.get(url(house, "meeting_plan", plan.pk)))
    assert "Hanno giocato." in html
    assert "Nel diario" in html


def test_closed_record_offers_nothing_to_write(house: House, enter: Callable[[User], Client]) -> None:
    row = make_measure(house.record)
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    client = enter(house.worker)
    assert url(house, "measure_new") not in text_of(client.get(url(house, "protection")))
    answer = client.post(url(house, "measure_edit", row.pk), decree(version=row.version))
    assert answer.status_code == 422
    assert "chiusa" in text_of(answer)


def keeper() -> User:
    """Somebody whose role keeps the settings of records."""
    role = next(role for role in ROLES.values() if Verb.MANAGE_RECORD_SETTINGS in role.verbs)
    return make_user(role=role, full_name="Silvia Impostazioni")


def test_terms_are_read_and_changed_by_who_keeps_the_settings(house: House, enter: Callable[[User], Client]) -> None:
    make_clock()
    rule = ClockRule.objects.get(step="act_sent")
    page, one = reverse("protection:clock"), reverse("protection:clock_rule", args=[rule.pk])
    assert enter(house.worker).get(page).status_code == 403
    assert enter(house.worker).post(one, {}).status_code == 403
    client = enter(keeper())
    assert "da verificare" in text_of(client.get(page))
    data = {
        "name": rule.name,
        "amount": "48",
        "unit": "hours",
        "source": "Legge nuova",
        "verified": "on",
        "valid_from": "01/01/2027",
        "version": rule.version,
    }
    answer = client.post(one, data | {"amount": "x", "source": ""})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"amount", "source"})
    assert client.post(one, data)["Location"] == page
    assert ClockRule.objects.get(step="act_sent", valid_to=None).amount == 48
    assert "fino al 31/12/2026" in text_of(client.get(page))
    assert client.get(one).status_code == 404


def test_officer_of_one_ambito_reads_the_terms_of_the_law(house: House, enter: Callable[[User], Client]) -> None:
    make_clock()
    one = reverse("protection:clock_rule", args=[ClockRule.objects.get(step="act_sent").pk])
    client = enter(make_user(role=AMBITO_OFFICER, territory=house.place.ambito))
    page = text_of(client.get(reverse("protection:clock")))
    assert "valgono per tutti i territori" in page.lower()
    assert one not in page
    assert [client.get(one).status_code, client.post(one, {}).status_code] == [403, 403]


def test_page_costs_the_same_with_one_row_and_three(
    house: House, enter: Callable[[User], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = enter(house.worker)
    make_measure(house.record)
    make_report(house.record)
    client.get(url(house, "protection"))
    with django_assert_num_queries(26):
        client.get(url(house, "protection"))
    for _time in range(2):
        make_measure(house.record)
        make_report(house.record)
    with django_assert_num_queries(26):
        client.get(url(house, "protection"))


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("emergency", 13),
        ("measure", 14),
        ("placement", 13),
        ("foster", 13),
        ("meeting_plan", 13),
        ("report", 12),
        ("proceeding", 13),
        ("leaver", 12),
    ],
)
def test_page_of_a_row_costs_always_the_same(
    house: House,
    enter: Callable[[User], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
    page: str,
    queries: int,
) -> None:
    client, row = enter(house.worker), MAKERS[page](house.record)
    client.get(url(house, page, row.pk))
    with django_assert_num_queries(queries):
        client.get(url(house, page, row.pk))
    if page == "meeting_plan":
        for day in (1, 2, 3):
            make_meeting(row, timezone.now() + timedelta(days=day))
    fill_protection(house.record) if page not in {"emergency", "placement"} else make_report(house.record)
    with django_assert_num_queries(queries):
        client.get(url(house, page, row.pk))
