# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.models import DiaryEntry
from ordito.core.access import NotAllowedError, SystemActor
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.protection import actions
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import FosterState, ListKey, MeetingState
from ordito.protection.models import (
    CareLeaverProject,
    FosterCare,
    OutOfHomePlacement,
    ProtectedMeeting,
    ProtectedMeetingPlan,
    ReportDue,
    SemestralCard,
)
from tests.factories.protection import code, make_foster, make_meeting, make_meeting_plan, make_placement

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

NOW = datetime(2026, 11, 21, 15, 0, tzinfo=ROME)
TODAY = NOW.date()
SYSTEM = SystemActor("test")


def add(house: House, values: actions.RowValues, by: Any = SYSTEM) -> Any:
    return actions.add_row(values, by=by, at=NOW, case_file=house.record, form_key=uuid4())


def placement_values(**changes: Any) -> actions.PlacementValues:
    given: dict[str, Any] = {
        "kind": code(ListKey.OUT_OF_HOME_KIND, "educational_community"),
        "form": "judicial",
        "reason": code(ListKey.OUT_OF_HOME_REASON, "neglect"),
        "starts_on": date(2026, 6, 1),
        "place": "Comunità Il Nespolo",
    }
    return actions.PlacementValues(**given | changes)


def test_community_owes_a_card_after_six_months(house: House) -> None:
    row = add(house, placement_values())
    card = row.cards.get()
    assert (card.number, card.due_on) == (1, date(2026, 12, 1))
    moved = placement_values(starts_on=date(2026, 7, 31))
    actions.edit_row(moved, by=SYSTEM, at=NOW, row=row, version=row.version)
    assert row.cards.get().due_on == date(2027, 1, 31)


@pytest.mark.parametrize("kind", ["relatives", "other_family", "autonomy_flat"])
def test_relatives_owe_no_card(house: House, kind: str) -> None:
    assert not add(house, placement_values(kind=code(ListKey.OUT_OF_HOME_KIND, kind))).cards.exists()


def test_an_adult_owes_no_card(house: House) -> None:
    with writing():
        house.record.person.birth_date = date(2000, 1, 1)
        house.record.person.save()
    assert not add(house, placement_values()).cards.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "  "}, "service"),
        ({"starts_on": date(2026, 11, 22)}, "starts_on"),
        ({"ends_on": date(2026, 5, 1), "outcome": True}, "ends_on"),
        ({"ends_on": date(2026, 7, 1)}, "outcome"),
        ({"outcome": True}, "ends_on"),
    ],
)
def test_placement_that_cannot_be_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    if changes.get("outcome"):
        changes = changes | {"outcome": code(ListKey.OUT_OF_HOME_OUTCOME, "home")}
    with pytest.raises(CaseError) as error:
        add(house, placement_values(**changes))
    assert error.value.field == field


def test_nobody_lives_in_two_places(house: House) -> None:
    home = code(ListKey.OUT_OF_HOME_OUTCOME, "home")
    add(house, placement_values(ends_on=date(2026, 8, 1), outcome=home))
    add(house, placement_values(starts_on=date(2026, 8, 1)))  # the day of the move belongs to both
    for first in (date(2026, 7, 1), date(2026, 9, 1)):
        with pytest.raises(CaseError, match="già collocata altrove"):
            add(house, placement_values(starts_on=first))


def test_filled_and_sent_card_leaves_the_next_one(house: House) -> None:
    card = make_placement(house.record).cards.get()
    with pytest.raises(CaseError, match="Compila"):
        actions.send_card(by=SYSTEM, at=NOW, card=card, version=1, sent_on=TODAY)
    with pytest.raises(CaseError) as error:
        actions.fill_card(by=SYSTEM, at=NOW, card=card, version=1, texts={"parents": " "})
    assert error.value.field == "parents"
    filled = actions.fill_card(by=SYSTEM, at=NOW, card=card, version=1, texts={"condition": "Serena."})
    assert open_text(filled, "condition") == "Serena."
    sent = actions.send_card(by=SYSTEM, at=NOW, card=card, version=2, sent_on=TODAY, protocol_number="77")
    assert sent.protocol_number == "77"
    following = SemestralCard.objects.get(sent_on=None)
    assert (following.number, following.due_on) == (2, date(2027, 6, 1))
    with pytest.raises(ConflictError):
        actions.fill_card(by=SYSTEM, at=NOW, card=card, version=1, texts={"condition": "Altro"})
    with pytest.raises(CaseError, match="già inviata"):
        actions.fill_card(by=SYSTEM, at=NOW, card=card, version=3, texts={"condition": "Altro"})


def test_placement_ends_once_with_its_outcome(house: House) -> None:
    row = make_placement(house.record)
    home = code(ListKey.OUT_OF_HOME_OUTCOME, "home")
    actions.end_placement(by=SYSTEM, at=NOW, placement=row, version=1, ends_on=TODAY, outcome=home)
    assert OutOfHomePlacement.objects.get().outcome == home
    with pytest.raises(CaseError, match="già concluso"):
        actions.end_placement(by=SYSTEM, at=NOW, placement=row, version=2, ends_on=TODAY, outcome=home)


def move(row: FosterCare, to: FosterState, on: date = TODAY, **more: Any) -> FosterCare:
    version = FosterCare.objects.get(pk=row.pk).version
    return actions.move_foster(by=SYSTEM, at=NOW, foster=row, version=version, to=to, on=on, **more)


def test_foster_care_goes_from_search_to_start_and_to_its_end(house: House) -> None:
    row = make_foster(house.record)
    move(row, FosterState.SEARCH, date(2026, 2, 1))
    move(row, FosterState.MATCHING, date(2026, 3, 1))
    with pytest.raises(CaseError) as error:
        move(row, FosterState.IDENTIFIED, date(2026, 4, 1))
    assert error.value.field == "family"
    move(row, FosterState.IDENTIFIED, date(2026, 4, 1), family="Famiglia Inventata")
    started = move(row, FosterState.STARTED, date(2026, 5, 1))
    assert started.started_on == date(2026, 5, 1)
    report = ReportDue.objects.get()
    assert (report.due_on, report.every_months, report.recipient.code) == (date(2026, 11, 1), 6, "guardianship_judge")
    with pytest.raises(CaseError) as error:
        move(row, FosterState.ENDED)
    assert error.value.field == "outcome"
    ended = move(row, FosterState.ENDED, outcome=code(ListKey.FOSTER_OUTCOME, "home"))
    assert (ended.ended_on, ended.state) == (TODAY, FosterState.ENDED)
    report.refresh_from_db()
    assert report.dropped_on == TODAY
    assert [step.state for step in row.steps.order_by("pk")] == [
        "assessment",
        "search",
        "matching",
        "identified",
        "started",
        "ended",
    ]


def test_foster_care_makes_no_leap_and_goes_not_back_in_time(house: House) -> None:
    row = make_foster(house.record)
    with pytest.raises(CaseError) as error:
        move(row, FosterState.STARTED)
    assert error.value.field == "to"
    with pytest.raises(CaseError) as error:
        move(row, FosterState.SEARCH, date(2026, 1, 1))
    assert error.value.field == "on"


def test_residential_foster_care_does_not_start_while_the_child_lives_in_a_community(house: House) -> None:
    make_placement(house.record)
    row = make_foster(house.record, state=FosterState.IDENTIFIED, family="Famiglia Inventata")
    with pytest.raises(CaseError) as error:
        move(row, FosterState.STARTED)
    assert error.value.field == "on"
    day = make_foster(house.record, state=FosterState.IDENTIFIED, family="Famiglia Inventata", stay="day")
    assert move(day, FosterState.STARTED).started_on == TODAY


def test_foster_care_is_extended_only_once_started(house: House) -> None:
    values = actions.FosterValues(
        form="judicial",
        nature="within_family",
        time="full",
        stay="residential",
        requested_on=date(2026, 1, 15),
        extended_to=date(2029, 1, 1),
    )
    row = make_foster(house.record)
    with pytest.raises(CaseError) as error:
        actions.edit_row(values, by=SYSTEM, at=NOW, row=row, version=1)
    assert error.value.field == "extended_to"
    started = make_foster(house.record, started_on=date(2026, 2, 1), stay="day")
    assert actions.edit_row(values, by=SYSTEM, at=NOW, row=started, version=1).version == 2


@pytest.mark.parametrize(
    ("birth", "starts_on", "allowed"),
    [
        (date(2008, 11, 21), date(2026, 11, 21), True),
        (date(2009, 11, 21), date(2026, 11, 21), True),
        (date(2009, 11, 22), date(2026, 11, 21), False),
        (date(2005, 11, 21), date(2026, 11, 21), False),
        (date(2008, 2, 29), date(2026, 2, 28), True),
    ],
)
def test_project_of_autonomy_is_for_who_comes_of_age(
    house: House, birth: date, starts_on: date, *, allowed: bool
) -> None:
    with writing():
        house.record.person.birth_date = birth
        house.record.person.save()
    values = actions.LeaverValues(starts_on=starts_on, goals="Patente e tirocinio.")
    if allowed:
        assert isinstance(add(house, values), CareLeaverProject)
        return
    with pytest.raises(CaseError) as error:
        add(house, values)
    assert error.value.field == "starts_on"


def test_meetings_are_planned_at_the_same_hour_across_the_change_of_clocks(house: House) -> None:
    plan = make_meeting_plan(house.record)
    first = datetime(2026, 10, 19, 16, 0, tzinfo=ROME)
    made = actions.plan_meetings(by=SYSTEM, at=NOW, plan=plan, first_at=first, times=2)
    assert [f"{one.planned_at.astimezone(ROME):%d/%m %H:%M}" for one in made] == ["19/10 16:00", "26/10 16:00"]
    again = actions.plan_meetings(by=SYSTEM, at=NOW, plan=plan, first_at=first, times=3)
    assert len(again) == 1
    assert ProtectedMeeting.objects.count() == 3


def test_suspended_meetings_are_not_planned(house: House) -> None:
    plan = make_meeting_plan(
        house.record, suspended_on=date(2026, 11, 1), suspended_by=code(ListKey.OFFICE, "juvenile_civil")
    )
    with pytest.raises(CaseError, match="sospesi"):
        actions.plan_meetings(by=SYSTEM, at=NOW, plan=plan, first_at=NOW)


def close(house: House, meeting: ProtectedMeeting, by: Any = SYSTEM, **values: Any) -> ProtectedMeeting:
    version = ProtectedMeeting.objects.get(pk=meeting.pk).version
    return actions.close_meeting(by=by, at=NOW, meeting=meeting, version=version, **values)


def test_meeting_held_is_observed_and_enters_the_diary_once(house: House) -> None:
    meeting = make_meeting(make_meeting_plan(house.record), datetime(2026, 11, 20, 16, 0, tzinfo=ROME))
    with pytest.raises(CaseError) as error:
        close(house, meeting, state=MeetingState.HELD)
    assert error.value.field == "observation"
    told = "Hanno giocato a domino."
    held = close(house, meeting, by=house.worker, state=MeetingState.HELD, observation=told, to_diary=True)
    assert (held.observed_by_name, open_text(held, "observation")) == ("Anna Prova", told)
    entry = DiaryEntry.objects.get()
    assert (entry.pk, entry.happened_on) == (held.diary_entry_id, date(2026, 11, 20))
    close(house, meeting, by=house.worker, state=MeetingState.HELD, observation="Corretto.", to_diary=True)
    assert DiaryEntry.objects.count() == 1


def test_meeting_missed_says_why(house: House) -> None:
    meeting = make_meeting(make_meeting_plan(house.record), datetime(2026, 11, 20, 16, 0, tzinfo=ROME))
    with pytest.raises(CaseError) as error:
        close(house, meeting, state=MeetingState.MISSED)
    assert error.value.field == "missed_reason"
    reason = code(ListKey.MEETING_MISSED, "adult_absent")
    assert close(house, meeting, state=MeetingState.MISSED, missed_reason=reason).missed_reason == reason


def test_meeting_of_tomorrow_was_not_held(house: House) -> None:
    meeting = make_meeting(make_meeting_plan(house.record), datetime(2026, 11, 22, 16, 0, tzinfo=ROME))
    with pytest.raises(CaseError) as error:
        close(house, meeting, state=MeetingState.HELD, observation="x")
    assert error.value.field == "state"


def test_who_does_not_follow_the_record_writes_nothing(house: House, colleague: User, outsider: User) -> None:
    plan, card = make_meeting_plan(house.record), make_placement(house.record).cards.get()
    for user in (colleague, outsider):
        with pytest.raises(NotAllowedError):
            actions.plan_meetings(by=user, at=NOW, plan=plan, first_at=NOW)
        with pytest.raises(NotAllowedError):
            actions.fill_card(by=user, at=NOW, card=card, version=1, texts={"parents": "x"})
        with pytest.raises(NotAllowedError):
            actions.annul_row(by=user, at=NOW, row=plan, version=1)
    assert ProtectedMeetingPlan.objects.current().exists()
