# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.fields import uuid7
from ordito.meetings.actions import Contact, MeetingError, Plan, TakenError, Written, edit_meeting, write_minutes
from ordito.meetings.engine.recurrence import weekly
from ordito.meetings.enums import MeetingKind, ParticipantRole, Visibility
from ordito.meetings.models import Meeting, Minutes, Participation
from ordito.messages.models import Message
from ordito.training.actions import supervision as actions
from ordito.training.actions.errors import ConflictError, TrainingError
from ordito.training.enums import SupervisionKind
from ordito.training.models import SupervisionCycle
from ordito.training.queries.supervision import ambito_lines, hours_of_year, worker_lines
from tests.factories.supervision import FIRST, HOUSE, make_cycle, make_office, make_sitting, moment
from tests.factories.territory import make_ambito, make_organisation, make_professional

if TYPE_CHECKING:
    from tests.factories.supervision import Office

NOW = moment(FIRST, 8)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


def values_of(cycle: SupervisionCycle, **changed: Any) -> actions.CycleValues:
    contact = Contact("Zuccari", "Prova", "zuccari@fuori.example", "Psicologa")
    names = ("title", "kind", "profile", "organiser", "territory", "starts_on", "ends_on", "planned_hours")
    kept = {name: getattr(cycle, name) for name in names}
    return replace(actions.CycleValues(**kept, contact=contact), **changed)


def test_a_meeting_of_the_group_is_seen_by_who_takes_part_and_led_from_outside(office: Office) -> None:
    cycle = make_cycle(office)
    meeting = make_sitting(cycle, FIRST + timedelta(days=7))

    assert (meeting.kind, meeting.visibility) == (MeetingKind.SUPERVISION, Visibility.PARTICIPANTS)
    rows = Participation.objects.filter(meeting=meeting).order_by("pk")
    assert [(str(row.who), row.role) for row in rows] == [
        ("Prova Zuccari", ParticipantRole.CONDUCTOR),
        ("Prova Aloisi", ParticipantRole.PARTICIPANT),
        ("Prova Bellini", ParticipantRole.PARTICIPANT),
    ]
    assert list(Meeting.objects.visible_to(office.member)) == [meeting]
    assert list(Meeting.objects.visible_to(office.officer)) == [meeting]


def test_nothing_of_what_is_said_can_be_written(office: Office) -> None:
    meeting = make_sitting(make_cycle(office), FIRST + timedelta(days=7))

    with pytest.raises(NotAllowedError):
        write_minutes(by=HOUSE, at=NOW, meeting=meeting, written=Written(text="Si è parlato di…"))
    assert not Minutes.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"description": "Il caso di una famiglia"}, "description"),
        ({"visibility": Visibility.NETWORK}, "visibility"),
        ({"kind": MeetingKind.BRIEFING}, "kind"),
    ],
)
def test_a_supervision_takes_no_words_and_stays_one(office: Office, changed: dict[str, Any], field: str) -> None:
    meeting = make_sitting(make_cycle(office), FIRST + timedelta(days=7))
    plan = Plan(
        kind=meeting.kind, title=meeting.title, starts_at=meeting.starts_at, ends_at=meeting.ends_at,
        organiser=meeting.organiser, territory=meeting.territory, visibility=meeting.visibility,
    )  # fmt: skip

    with pytest.raises(MeetingError) as refused:
        edit_meeting(by=HOUSE, at=NOW, meeting=meeting, plan=replace(plan, **changed))
    assert refused.value.field == field


def test_hours_are_counted_from_the_register_by_worker_and_by_ambito(office: Office) -> None:
    away = make_ambito("Ambito accanto")
    guest = make_professional("Ceri", "Prova", organisation=make_organisation(seat=away))
    cycle = make_cycle(office, group=[*office.group, guest])
    make_sitting(cycle, FIRST + timedelta(days=7), attended=[120, 90, 60])
    make_sitting(cycle, FIRST + timedelta(days=14), attended=[120, 0, 30])

    lines = worker_lines(cycle)
    assert [(line.member.professional.surname, line.minutes, line.left) for line in lines] == [
        ("Aloisi", 240, 720),
        ("Bellini", 90, 870),
        ("Ceri", 90, 870),
    ]
    found = {(line.name, line.workers, line.minutes, line.each) for line in ambito_lines(lines)}
    assert found == {(office.ambito.name, 2, 330, 165), ("Ambito accanto", 1, 90, 90)}
    assert {(line.name, line.minutes) for line in hours_of_year(office.officer, 2026)} == {
        (office.ambito.name, 330),
        ("Ambito accanto", 90),
    }
    assert hours_of_year(office.officer, 2025) == []


def test_the_supervisor_comes_from_outside(office: Office) -> None:
    inside = make_professional("Interni", organisation=office.body)

    with pytest.raises(TrainingError, match="è esterno") as refused:
        make_cycle(office, supervisor=inside)
    assert refused.value.field == "email"
    assert not SupervisionCycle.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_on"),
        ({"profile": ""}, "profile"),
        ({"contact": None}, "email"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(office: Office, changed: dict[str, Any], field: str) -> None:
    cycle = make_cycle(office)

    with pytest.raises(TrainingError) as refused:
        actions.edit_cycle(by=HOUSE, at=NOW, cycle=cycle, values=values_of(cycle, **changed))
    assert refused.value.field == field


def test_two_people_who_save_the_same_cycle_see_each_other(office: Office) -> None:
    cycle = make_cycle(office)
    actions.edit_cycle(by=HOUSE, at=NOW, cycle=cycle, values=values_of(cycle, title="Altro nome"), version=1)

    with pytest.raises(ConflictError):
        actions.edit_cycle(by=HOUSE, at=NOW, cycle=cycle, values=values_of(cycle), version=1)


def test_the_same_form_sent_twice_makes_one_cycle(office: Office) -> None:
    cycle, key = make_cycle(office), uuid7()
    made = [
        actions.start_cycle(by=HOUSE, at=NOW, values=values_of(cycle), form_key=key),
        actions.start_cycle(by=HOUSE, at=NOW, values=values_of(cycle), form_key=key),
    ]

    assert made[0] == made[1]


def test_meetings_to_come_follow_the_group_and_hours_stay(office: Office) -> None:
    cycle = make_cycle(office)
    make_sitting(cycle, FIRST + timedelta(days=7), attended=[120, 120])
    coming = make_sitting(cycle, FIRST + timedelta(days=30))
    newcomer = make_professional("Dossi", "Prova", organisation=office.body)
    at = moment(FIRST + timedelta(days=20), 8)

    actions.set_group(by=HOUSE, at=at, cycle=cycle, professionals=[*office.group, newcomer])
    there = Participation.objects.filter(meeting=coming, role=ParticipantRole.PARTICIPANT)
    assert {row.professional for row in there} == {*office.group, newcomer}
    with pytest.raises(TrainingError, match="Bellini"):
        actions.set_group(by=HOUSE, at=at, cycle=cycle, professionals=office.group[:1])


def test_an_individual_cycle_is_of_one_person(office: Office) -> None:
    with pytest.raises(TrainingError, match="una persona sola"):
        make_cycle(office, kind=SupervisionKind.INDIVIDUAL)


def test_a_meeting_outside_the_period_is_refused(office: Office) -> None:
    with pytest.raises(TrainingError) as refused:
        make_sitting(make_cycle(office), date(2027, 3, 1))
    assert refused.value.field == "day"


def test_a_cycle_ends_when_nothing_is_in_programme(office: Office) -> None:
    cycle = make_cycle(office)
    make_sitting(cycle, FIRST + timedelta(days=30))
    with pytest.raises(TrainingError, match="in programma"):
        actions.close_cycle(by=HOUSE, at=NOW, cycle=cycle)

    over = make_cycle(office)
    actions.close_cycle(by=HOUSE, at=NOW, cycle=over)
    with pytest.raises(TrainingError, match="concluso"):
        actions.set_group(by=HOUSE, at=NOW, cycle=over, professionals=office.group)


def test_a_cycle_that_was_over_goes_on_with_a_reason(office: Office) -> None:
    cycle = make_cycle(office)
    with pytest.raises(TrainingError, match="in corso"):
        actions.reopen_cycle(by=office.officer, at=NOW, cycle=cycle, reason="Prova")
    actions.close_cycle(by=office.officer, at=NOW, cycle=cycle)
    with pytest.raises(TrainingError) as refused:
        actions.reopen_cycle(by=office.officer, at=NOW, cycle=cycle, reason=" ")
    assert refused.value.field == "reason"
    actions.reopen_cycle(by=office.officer, at=NOW, cycle=cycle, reason="Manca un incontro")
    make_sitting(cycle, FIRST + timedelta(days=30))
    assert Entry.objects.get(action="training.reopen_cycle").purpose == "Manca un incontro"


def test_a_series_makes_the_meetings_of_a_cycle_and_tells_once(office: Office) -> None:
    cycle = make_cycle(office)
    known: dict[str, Any] = {"by": office.officer, "at": NOW}
    when = actions.When(moment(FIRST, 9), moment(FIRST, 11))
    with pytest.raises(TrainingError) as refused:
        actions.schedule_supervision(
            cycle=cycle, when=when, form_key=uuid7(), rule=weekly([FIRST.weekday()], 60), **known
        )
    assert refused.value.field == "times"
    assert not Meeting.objects.exists()
    key = uuid7()
    for _twice in range(2):
        rows = actions.schedule_supervision(
            cycle=cycle, when=when, form_key=key, rule=weekly([FIRST.weekday()], 4), **known
        )
    assert [row.participations.count() for row in rows] == [3] * 4 == [3] * Meeting.objects.count()
    (notice,) = Message.objects.filter(recipient_id=office.member.pk)
    assert notice.body.count("dalle 09:00 alle 11:00") == 4
    third = actions.When(moment(FIRST + timedelta(days=14), 10), moment(FIRST + timedelta(days=14), 12))
    with pytest.raises(TakenError, match="Aloisi"):
        actions.schedule_supervision(cycle=cycle, when=third, form_key=uuid7(), **known)


def test_who_is_of_the_group_does_not_organise_it(office: Office) -> None:
    cycle = make_cycle(office)

    with pytest.raises(NotAllowedError):
        actions.set_group(by=office.member, at=NOW, cycle=cycle, professionals=office.group)
    assert cycle.planned_hours == Decimal(16)
