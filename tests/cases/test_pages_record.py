# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ordito.accounts.roles import ADMINISTRATOR, AMBITO_OFFICER, REGIONAL_OFFICER
from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.audit.queries import about
from ordito.cases.enums import ListKey, Part
from ordito.cases.models import FamilyMembership, FamilyUnit
from ordito.core.models import writing
from tests.factories.accounts import make_user
from tests.factories.cases import (
    code,
    make_diary_entry,
    make_intervention,
    make_person,
    make_record,
    make_taking,
    make_team_member,
    make_worker,
    staff,
)
from tests.records import House, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User

READING = ("record", "family", "taking", "interventions", "diary", "documents", "timeline", "accesses")
WRITING = ("take_in_charge", "unit_new", "intervention_new", "diary_write", "document_new")
FOR_ALL = ("record", "taking", "interventions", "timeline")
OPENING_QUERIES = 20
STORY_QUERIES = 40
"""The story of a record asks each part what it has that is dated; dated facts are one question for all their tables."""


def make_unit(house: House, *others: str) -> FamilyUnit:
    """A family unit of the person of the record with others, all without records."""
    person = house.record.person
    with writing():
        unit = FamilyUnit.objects.create(
            composition=code(ListKey.COMPOSITION, "registry"),
            comune=person.comune,
            ambito=person.ambito,
            valid_from=date(2020, 1, 1),
        )
        for member in (person, *(make_person(house.place, surname) for surname in others)):
            relation = code(ListKey.RELATION, "child")
            FamilyMembership.objects.create(unit=unit, person=member, relation=relation, valid_from=date(2020, 1, 1))
    return unit


@pytest.mark.parametrize("name", READING)
def test_part_opens_to_who_follows_the_record(house: House, enter: Callable[[User], Client], name: str) -> None:
    answer = enter(house.worker).get(house.url(name))
    assert answer.status_code == 200
    assert "Zanzotti Ezechiele" in text_of(answer)


@pytest.mark.parametrize("name", READING)
def test_opening_is_logged_with_its_ground(house: House, enter: Callable[[User], Client], name: str) -> None:
    enter(house.worker).get(house.url(name))
    entry = about("cases.casefile", house.record.pk).get()
    assert (entry.kind, entry.action, entry.actor_id) == (Kind.READ, "cases.read_record", house.worker.pk)
    assert entry.purpose == "segue la presa in carico"
    assert entry.detail == {"part": "overview" if name == "record" else name}


@pytest.mark.parametrize("name", [*READING, *WRITING])
@pytest.mark.parametrize("who", ["outsider", "colleague"])
def test_page_is_not_found_by_who_does_not_follow_and_it_is_logged(
    house: House, enter: Callable[[User], Client], request: pytest.FixtureRequest, who: str, name: str
) -> None:
    stranger = request.getfixturevalue(who)
    assert enter(stranger).get(house.url(name)).status_code == 404
    entry = about("cases.casefile", house.record.pk).get()
    assert (entry.kind, entry.actor_id) == (Kind.REFUSED, stranger.pk)


def test_missing_record_answers_like_a_hidden_one(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    client = enter(outsider)
    hidden, missing = client.get(house.url("record")), client.get("/cartelle/999999/")
    assert hidden.status_code == missing.status_code == 404
    assert text_of(hidden) == text_of(missing)


@pytest.mark.parametrize("role", [ADMINISTRATOR, AMBITO_OFFICER, REGIONAL_OFFICER])
def test_record_stays_closed_to_roles_that_read_none(
    house: House, enter: Callable[[User], Client], role: object
) -> None:
    user = make_user(role=role, territory=house.place.ambito)  # type: ignore[arg-type]
    assert enter(user).get(house.url("record")).status_code == 404


def test_coordinator_opens_the_service_s_records(
    house: House, coordinator: User, enter: Callable[[User], Client]
) -> None:
    assert enter(coordinator).get(house.url("diary")).status_code == 200
    assert about("cases.casefile", house.record.pk).get().purpose == "coordina il servizio"


@pytest.mark.parametrize("name", READING)
def test_teammate_sees_only_the_shared_parts(
    house: House, teammate: User, enter: Callable[[User], Client], name: str
) -> None:
    answer = enter(teammate).get(house.url(name))
    assert answer.status_code == (200 if name in FOR_ALL else 403)


def test_teammate_finds_no_trace_of_what_is_not_shared(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    make_diary_entry(house.record, "Segreto del diario", author=house.worker)
    make_unit(house, "Segretissima")
    make_intervention(house.taking)
    html = text_of(enter(teammate).get(house.url("record"))) + text_of(enter(teammate).get(house.url("timeline")))
    assert "Educativa domiciliare" in html
    assert "Segret" not in html
    assert house.url("diary") not in html


def test_teammate_learns_neither_reasons_nor_outcome(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    """Who shares is told that the other sees only the parts chosen; reasons are in none of them."""
    closed = make_taking(
        house.record,
        worker=staff(house.worker),
        opened_on=date(2025, 1, 10),
        closed_on=date(2025, 9, 10),
        outcome=code(ListKey.OUTCOME, "improved"),
        closure_reason=code(ListKey.CLOSURE_REASON, "completed"),
    )
    told = [str(closed.outcome), str(closed.closure_reason), str(closed.reasons.get().reason)]
    pages = [house.url("record"), house.url("taking"), house.url("timeline")]
    seen = {who: "".join(text_of(enter(who).get(page)) for page in pages) for who in (house.worker, teammate)}
    assert [words in seen[house.worker] for words in told] == [True, True, True]
    assert [words in seen[teammate] for words in told] == [False, False, False]


def test_teammate_s_list_neither_shows_nor_finds_a_reason(
    house: House, teammate: User, enter: Callable[[User], Client]
) -> None:
    reason = house.taking.reasons.get().reason
    for who, told, found in ((house.worker, reason.label, 1), (teammate, "", 0)):
        client = enter(who)
        [line] = client.get("/cartelle/").context["lines"]
        assert (line.name, line.reason) == ("Zanzotti Ezechiele", told)
        assert len(client.get("/cartelle/", {"motivo": reason.pk}).context["lines"]) == found


def test_teammate_after_the_expiry_finds_nothing(house: House, enter: Callable[[User], Client]) -> None:
    other = make_worker(house.place)
    yesterday = timezone.localdate() - timedelta(days=1)
    make_team_member(
        house.taking,
        staff(other),
        house.place.body,
        valid_to=yesterday,
        reads=[Part.INTERVENTIONS],
        writes=[Part.DIARY],
    )
    assert enter(other).get(house.url("diary")).status_code == 404


def test_overview_shows_what_matters_today(house: House, enter: Callable[[User], Client]) -> None:
    make_intervention(house.taking)
    make_intervention(house.taking, kind="home_care", ends_on=date(2026, 3, 1))
    make_diary_entry(house.record, "La maestra racconta che va meglio.")
    make_unit(house, "Immaginaria")
    html = text_of(enter(house.worker).get(house.url("record")))
    assert "Educativa domiciliare" in html
    assert "La maestra racconta" in html
    assert "Immaginaria" in html
    assert "nucleo di 2 persone" in html
    assert "nato il 04/03/2015" in html
    assert "Fragilità delle competenze genitoriali" in html


@pytest.mark.parametrize("name", READING)
def test_opening_takes_few_queries_whatever_is_inside(house: House, enter: Callable[[User], Client], name: str) -> None:
    def fill(text: str) -> None:
        make_intervention(house.taking)
        make_diary_entry(house.record, text)
        make_unit(house, f"Persona{text}")

    client = enter(house.worker)
    fill("uno")
    client.get(house.url(name))
    with CaptureQueriesContext(connection) as one:
        client.get(house.url(name))
    fill("due")
    fill("tre")
    with CaptureQueriesContext(connection) as three:
        client.get(house.url(name))
    assert len(one) == len(three)
    assert len(one) <= (STORY_QUERIES if name == "timeline" else OPENING_QUERIES)


def told(client: Client, house: House, **choice: str) -> list[tuple[date, str]]:
    """The days and kinds of the moments that the story shows."""
    story = client.get(house.url("timeline"), choice).context["story"]
    return [(moment.on, moment.kind) for moment in story.moments]


def test_timeline_tells_in_order_and_filters(house: House, enter: Callable[[User], Client]) -> None:
    make_intervention(house.taking, starts_on=date(2026, 2, 1), ends_on=date(2026, 4, 1))
    make_diary_entry(house.record, "Testo", happened_on=date(2026, 3, 1))
    client = enter(house.worker)
    assert told(client, house, periodo="tutto") == [
        (date(2026, 4, 1), "intervention"),
        (date(2026, 3, 1), "diary"),
        (date(2026, 2, 1), "intervention"),
        (date(2026, 1, 10), "taking"),
        (date(2026, 1, 10), "taking"),
    ]
    assert {kind for _day, kind in told(client, house, periodo="tutto", cosa="diary")} == {"diary"}
    assert len(told(client, house, periodo="tutto", cosa="sciocchezza")) == 5


def test_timeline_begins_a_year_ago_and_says_what_came_before(house: House, enter: Callable[[User], Client]) -> None:
    today = timezone.localdate()
    for days in (1, 364, 366, 900):
        make_diary_entry(house.record, f"Prima di {days} giorni", happened_on=today - timedelta(days=days))
    client = enter(house.worker)
    page = client.get(house.url("timeline"), {"cosa": "diary"})
    assert [(today - moment.on).days for moment in page.context["story"].moments] == [1, 364]
    assert "ci sono altri 2 fatti" in text_of(page)
    (choice,) = [one for one in page.context["story"].choices if one.key == "diary"]
    assert (choice.count, choice.active) == (2, True)
    whole = client.get(house.url("timeline"), {"cosa": "diary", "periodo": "tutto"})
    assert len(whole.context["story"].moments) == 4
    assert "Prima del" not in text_of(whole)


def test_timeline_without_anything_lately_leads_to_the_whole_story(
    house: House, enter: Callable[[User], Client]
) -> None:
    make_diary_entry(house.record, "Anni fa", happened_on=timezone.localdate() - timedelta(days=900))
    page = text_of(enter(house.worker).get(house.url("timeline"), {"cosa": "diary"}))
    assert "c’è ancora un fatto" in page
    assert "Niente da mostrare" not in page


def test_accesses_name_who_opened_and_who_was_refused(
    house: House, outsider: User, enter: Callable[[User], Client]
) -> None:
    enter(outsider).get(house.url("record"))
    html = text_of(enter(house.worker).get(house.url("accesses")))
    assert "Olga Altrove" in html
    assert "rifiuto" in html
    assert "Anna Prova" in html


def test_reading_changes_nothing_but_the_log(house: House, enter: Callable[[User], Client]) -> None:
    before = house.record.version
    enter(house.worker).get(house.url("record"))
    house.record.refresh_from_db()
    assert house.record.version == before
    assert [entry.kind for entry in Entry.objects.filter(action__startswith="cases.read")] == [Kind.READ]


def test_record_of_another_person_of_the_unit_is_linked_only_when_it_opens(
    house: House, colleague: User, enter: Callable[[User], Client]
) -> None:
    mine, theirs = (
        make_record(house.place, worker=worker, surname=surname)
        for worker, surname in ((house.worker, "Mia"), (colleague, "Sua"))
    )
    unit = make_unit(house)
    with writing():
        for taking in (mine, theirs):
            person = taking.case_file.person
            FamilyMembership.objects.create(
                unit=unit, person=person, relation=code(ListKey.RELATION, "sibling"), valid_from=date(2020, 1, 1)
            )
    html = text_of(enter(house.worker).get(house.url("family")))
    assert f'href="/cartelle/{mine.case_file_id}/"' in html
    assert f'href="/cartelle/{theirs.case_file_id}/"' not in html
