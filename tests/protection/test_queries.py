# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from ordito.cases.enums import ListKey as CasesListKey
from ordito.cases.enums import Part
from ordito.cases.models import FamilyMembership, FamilyUnit
from ordito.cases.queries.record_header import record_header
from ordito.core.models import writing
from ordito.core.paper import Facts, Grid, Prose
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import ListKey, MeetingState, Nature
from ordito.protection.models import EmergencyStep, ProtectedMeeting, ProtectiveMeasure, ReportDue, SemestralCard
from ordito.protection.queries import cards
from ordito.protection.queries.at import protection_at
from ordito.protection.queries.deadlines import deadlines_of
from ordito.protection.queries.facts import facts_of, rows_of
from ordito.protection.queries.overview import SECTIONS, groups_of, sibling_stays
from ordito.protection.queries.story import moments_of, printed_of
from tests.factories.cases import code as cases_code
from tests.factories.cases import make_record, make_team_member, staff
from tests.factories.protection import (
    code,
    fill_protection,
    make_emergency,
    make_foster,
    make_leaver,
    make_measure,
    make_meeting,
    make_meeting_plan,
    make_placement,
    make_report,
)

if TYPE_CHECKING:
    import pytest
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.cases.models import Person
    from ordito.protection.queries.deadlines import Deadline
    from tests.records import House

FAMILY_CODES = ((CasesListKey.COMPOSITION, "de_facto"), (CasesListKey.RELATION, "child"))
NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ROME)
TODAY = NOW.date()


def of(house: House, user: User | None = None) -> list[Deadline]:
    return deadlines_of(user or house.worker, house.record, now=NOW)


def test_the_clock_stands_before_everything_else(house: House) -> None:
    make_report(house.record, due_on=date(2026, 1, 1))
    make_emergency(house.record)
    found = of(house)
    assert [one.by_clock for one in found] == [True] * 7 + [False]
    assert (found[0].countdown, found[0].late, found[0].ours) == ("subito", True, True)
    assert (found[1].countdown, found[1].when) == ("ancora 18 ore", "entro il 22/11/2026 alle 09:00")
    assert found[2].when.startswith("al più tardi il 25/11/2026")
    assert not found[2].ours
    assert found[7].countdown == "in ritardo di 324 giorni"


def test_what_is_done_over_or_annulled_runs_no_more(house: House) -> None:
    row = make_emergency(house.record)
    step = row.steps.get(rule__step="act_sent")
    with writing():
        EmergencyStep.objects.filter(pk=step.pk).update(done_at=NOW - timedelta(hours=3))
    assert len(of(house)) == 6
    with writing():
        type(row).objects.update(ended_on=TODAY, outcome=code(ListKey.EMERGENCY_OUTCOME, "validated"))
    assert of(house) == []
    make_report(house.record, sent_on=TODAY)
    make_report(house.record, dropped_on=TODAY)
    make_measure(house.record, until=date(2026, 12, 1), ended_on=TODAY)
    make_placement(house.record, ends_on=TODAY, outcome=code(ListKey.OUT_OF_HOME_OUTCOME, "home"))
    assert of(house) == []


def test_every_kind_of_term_is_in_the_list(house: House) -> None:
    make_report(house.record)
    make_placement(house.record)
    make_measure(house.record, until=date(2027, 1, 1))
    make_foster(house.record, started_on=date(2025, 1, 1), stay="day", review_on=date(2026, 12, 24))
    make_leaver(house.record, review_on=date(2026, 12, 25))
    make_meeting(make_meeting_plan(house.record), NOW + timedelta(days=1))
    found = {one.url_name: one for one in of(house)}
    assert set(found) == {
        f"protection:{name}" for name in ("report", "placement", "measure", "foster", "leaver", "meeting_plan")
    }
    limits = [one.when for one in of(house) if one.url_name == "protection:foster"]
    assert limits == ["entro il 24/12/2026", "entro il 01/01/2027"]


def test_extension_moves_the_limit_of_a_foster_care(house: House) -> None:
    make_foster(house.record, started_on=date(2024, 1, 1), extended_to=date(2027, 6, 30))
    assert [one.when for one in of(house)] == ["entro il 30/06/2027"]


def test_meeting_that_has_passed_asks_to_be_written_down(house: House) -> None:
    make_meeting(make_meeting_plan(house.record), NOW - timedelta(days=1))
    [one] = of(house)
    assert (one.title, one.late) == ("Da annotare: incontro protetto, padre", True)


def test_terms_are_seen_by_who_reads_the_part(house: House, colleague: User, outsider: User, teammate: User) -> None:
    make_report(house.record)
    assert of(house)
    for user in (colleague, outsider, teammate):
        assert of(house, user) == []


def test_terms_of_one_record_cost_a_query_and_one_for_each_kind(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert house.worker.grants  # asked once for the whole request
    with django_assert_num_queries(1):
        assert of(house) == []
    make_report(house.record)
    with django_assert_num_queries(2):
        of(house)
    make_report(house.record)
    make_report(house.record)
    with django_assert_num_queries(2):
        assert len(of(house)) == 3


def test_terms_of_many_records_cost_as_many_queries_as_of_one(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    records = [house.record, *(make_record(house.place, surname=f"Zeta{number}").case_file for number in range(2))]
    for count in (1, 3):
        fill_protection(records[count - 1])
        ids = [record.pk for record in records[:count]]
        with django_assert_num_queries(8):
            cards.signs(ids, TODAY)


def test_board_says_the_most_urgent_of_each_record(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    other = make_record(house.place, surname="Zeta").case_file
    make_report(house.record, due_on=date(2026, 11, 25))
    make_report(other, due_on=date(2027, 11, 25))
    make_emergency(house.record)
    found = cards.signs([house.record.pk, other.pk], TODAY)
    assert set(found) == {house.record.pk}
    assert found[house.record.pk].detail == "subito"


def test_home_names_records_of_the_reader_alone(
    house: House, colleague: User, outsider: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    assert cards.running_out(house.worker, TODAY) is None
    make_emergency(house.record)
    content = cards.running_out(house.worker, TODAY)
    assert content is not None
    assert [item.text for item in content.items] == ["Zanzotti Ezechiele"] * 3  # two acts of the service, the next one
    assert content.count == 3
    assert str(content.items[1].detail).endswith(": ancora 18 ore")
    assert house.record in content.named
    assert cards.running_out(colleague, TODAY) is None
    assert cards.running_out(outsider, TODAY) is None
    make_team_member(house.taking, staff(outsider), house.place.body, reads=(Part.PROTECTION,))
    shared = cards.running_out(outsider, TODAY)
    assert shared is not None
    assert shared.count == 3


def test_state_of_a_day_tells_what_stood_then(house: House) -> None:
    make_measure(
        house.record,
        kind="responsibility",
        contents=("responsibility_suspended", "protected_meetings"),
        concerns=code(ListKey.MEASURE_CONCERNS, "father"),
        standing="provisional",
        issued_on=date(2026, 3, 1),
        ended_on=date(2026, 9, 1),
    )
    make_measure(house.record, kind="foster_care", contents=(), issued_on=date(2026, 9, 1))
    make_report(house.record, content="concern", recipient="juvenile_prosecutor", due_on=None, sent_on=date(2026, 2, 1))
    make_foster(house.record, started_on=date(2026, 9, 2), form="judicial", nature="within_family")
    then = protection_at(house.record, date(2026, 6, 1))
    [measure] = then.measures
    assert (measure.kind, measure.issuer, measure.concerns) == ("responsibility", "juvenile_civil", "father")
    assert measure.responsibility == {"responsibility_suspended"}
    assert (then.reported_on, then.foster) == (date(2026, 2, 1), None)
    now = protection_at(house.record, TODAY)
    assert [measure.kind for measure in now.measures] == ["foster_care"]
    assert now.foster is not None
    assert (now.foster.form, now.foster.nature, now.foster.outcome) == ("judicial", "within_family", "")
    assert protection_at(house.record, date(2026, 1, 1)).reported_on is None


def test_emergency_and_post_adoption_are_two_kinds(house: House) -> None:
    make_emergency(house.record)
    state = protection_at(house.record, TODAY)
    assert [(measure.kind, measure.nature) for measure in state.measures] == [
        ("emergency_removal", Nature.ADMINISTRATIVE)
    ]
    assert state.judicial == ()
    make_measure(house.record, kind="post_adoption", contents=(), issued_on=TODAY)
    assert [measure.kind for measure in protection_at(house.record, TODAY).judicial] == ["post_adoption"]


def test_first_report_may_be_the_notice_of_a_removal(house: House) -> None:
    row = make_emergency(house.record)
    with writing():
        EmergencyStep.objects.filter(placement=row, rule__step="oral_notice").update(
            done_at=datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
        )
    assert protection_at(house.record, TODAY).reported_on == date(2026, 11, 21)


def test_ended_stay_keeps_its_outcome_and_a_running_one_has_none(house: House) -> None:
    foster_outcome = code(ListKey.OUT_OF_HOME_OUTCOME, "foster")
    character = code(ListKey.OUT_OF_HOME_CHARACTER, "community_educational")
    make_placement(house.record, ends_on=date(2026, 9, 1), outcome=foster_outcome, character=character)
    before, after = (protection_at(house.record, day).stay for day in (date(2026, 8, 31), TODAY))
    assert before is not None
    assert (before.outcome, before.ends_on, before.character) == ("", None, "community_educational")
    assert after is not None
    assert (after.outcome, after.ends_on) == ("foster", date(2026, 9, 1))


def test_annulled_rows_are_nowhere(house: House) -> None:
    row = make_measure(house.record)
    with writing():
        type(row).objects.update(annulled_at=NOW)
    assert protection_at(house.record, TODAY).measures == ()
    assert groups_of(house.worker, house.record, today=TODAY) == []


def test_groups_part_what_stands_from_what_is_over(
    house: House, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_measure(house.record)
    assert house.worker.grants  # asked once for the whole request
    with django_assert_num_queries(10):
        groups_of(house.worker, house.record, today=TODAY)
    make_measure(house.record, ended_on=date(2026, 4, 1))
    make_measure(house.record, until=date(2026, 4, 1))
    with django_assert_num_queries(10):
        [group] = groups_of(house.worker, house.record, today=TODAY)
    assert (len(group.now), len(group.before)) == (1, 2)
    assert "Tribunale per i minorenni" in group.now[0].detail


def in_one_family(house: House, *people: Person) -> None:
    """A family unit of these people, all children of somebody."""
    place = {"comune": house.place.comune, "ambito": house.place.ambito}
    composition, child = (cases_code(key, name) for key, name in FAMILY_CODES)
    with writing():
        unit = FamilyUnit.objects.create(composition=composition, valid_from=date(2020, 1, 1), **place)
        for person in people:
            FamilyMembership.objects.create(unit=unit, person=person, relation=child, valid_from=date(2020, 1, 1))


def test_siblings_out_of_home_are_shown_to_who_follows_them(house: House, coordinator: User) -> None:
    sister = make_record(house.place, worker=house.worker, surname="Zanzotti", name="Fittizia").case_file
    stranger = make_record(house.place, surname="Zanzotti", name="Ignota").case_file
    in_one_family(house, house.record.person, sister.person, stranger.person)
    make_placement(sister)
    make_foster(stranger, started_on=date(2026, 5, 1))
    assert [one.name for one in sibling_stays(house.worker, house.record)] == ["Zanzotti Fittizia"]
    assert len(sibling_stays(coordinator, house.record)) == 2


def test_story_and_paper_say_everything_that_was_written(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_protection(house.record)
    make_leaver(house.record)
    with writing():
        ProtectedMeeting.objects.update(state=MeetingState.HELD, planned_at=NOW - timedelta(days=2))
        SemestralCard.objects.update(filled_at=NOW)
    record = record_header(house.worker, house.record, today=TODAY)
    moments = list(moments_of(house.worker, record))
    assert {moment.url_name.removeprefix("protection:") for moment in moments} == {section.page for section in SECTIONS}
    assert all(moment.on <= TODAY for moment in moments)
    blocks = printed_of(house.worker, record)
    kinds = [type(block) for block in blocks]
    assert kinds.count(Facts) == sum(rows_of(section.model).count() for section in SECTIONS)
    assert kinds.count(Grid) == 1
    assert kinds.count(Prose) == 2
    assert "Affida il minore al servizio sociale." in str(blocks)
    assert "potest" not in str(blocks).lower()


def test_facts_ask_nothing_more_than_their_row(house: House, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fill_protection(house.record)
    make_leaver(house.record)
    for section in SECTIONS:
        rows = list(rows_of(section.model))
        with django_assert_num_queries(0):
            assert all(facts_of(row) for row in rows)


def test_team_member_reads_the_part_that_is_shared(house: House, colleague: User) -> None:
    make_measure(house.record)
    assert not ProtectiveMeasure.objects.visible_to(colleague).exists()
    make_team_member(house.taking, staff(colleague), house.place.body, reads=(Part.PROTECTION,))
    assert ProtectiveMeasure.objects.visible_to(colleague).exists()
    assert not ReportDue.objects.visible_to(colleague).exists()
