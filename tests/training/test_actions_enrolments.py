# SPDX-License-Identifier: EUPL-1.2
"""Seats, waiting list, tracks, letters: who gets in, who waits, who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ordito.accounts.roles import SOCIAL_WORKER
from ordito.core.access import NotAllowedError
from ordito.core.fields import uuid7
from ordito.meetings.actions import invite
from ordito.meetings.enums import Answer, ParticipantRole
from ordito.meetings.models import Meeting, Participation
from ordito.messages.enums import MessageKind
from ordito.messages.models import Message
from ordito.training.actions import editions
from ordito.training.actions import enrolments as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.actions.people import recognise_experience
from ordito.training.enums import EnrolmentSource, EnrolmentState
from ordito.training.models import Enrolment, Learner
from tests.factories.accounts import make_user
from tests.factories.training import HOUSE, School, applicant, make_school, track

pytestmark = pytest.mark.django_db
S = EnrolmentState


@pytest.fixture
def school() -> School:
    return make_school()


def states(*rows: Enrolment) -> list[str]:
    return [Enrolment.objects.get(pk=row.pk).state for row in rows]


def test_the_last_seat_then_the_waiting_list_then_the_seat_that_is_given_back(school: School) -> None:
    edition = school.edition(seats=2)
    lesson = school.lesson(edition)
    first, second, third, fourth = (school.enrol(edition) for _person in range(4))
    assert states(first, second, third, fourth) == [S.ENROLLED, S.ENROLLED, S.WAITING, S.WAITING]
    actions.withdraw(enrolment=first, reason="", by=school.manager, at=school.now)
    assert states(first, second, third, fourth) == [S.WITHDRAWN, S.ENROLLED, S.ENROLLED, S.WAITING]
    coming = Participation.objects.filter(meeting=lesson.meeting, answer=Answer.ACCEPTED)
    assert set(coming.values_list("professional", flat=True)) == {second.professional_id, third.professional_id}
    subjects = Message.objects.filter(about_id=third.pk, kind=MessageKind.EMAIL).order_by("pk")
    assert [one.subject.partition(":")[0] for one in subjects] == ["In lista d’attesa", "Si è liberato un posto"]
    actions.withdraw(enrolment=first, reason="", by=school.manager, at=school.now)  # again: nothing
    assert states(fourth) == [S.WAITING]


def test_who_left_neither_sees_nor_answers_the_lessons_any_more(school: School) -> None:
    edition = school.edition()
    meeting = school.lesson(edition).meeting
    teacher, person = school.colleague(), school.worker.professional
    assert person is not None
    invite(by=HOUSE, at=school.now, meeting=meeting, professionals=[teacher], role=ParticipantRole.TEACHER)
    rows = [school.enrol(edition, one) for one in (person, teacher)]
    assert Meeting.objects.visible_to(school.worker).filter(pk=meeting.pk).exists()
    for row in rows:
        actions.withdraw(enrolment=row, by=school.manager, at=school.now)
    assert not Meeting.objects.visible_to(school.worker).filter(pk=meeting.pk).exists()
    left = Participation.objects.filter(meeting=meeting, professional__in=[person, teacher])
    assert [(one.professional, one.role, one.answer) for one in left] == [
        (teacher, ParticipantRole.TEACHER, Answer.INVITED)
    ]
    school.enrol(edition, person)
    assert Meeting.objects.visible_to(school.worker).filter(pk=meeting.pk).exists()


def test_who_comes_back_stands_at_the_end_of_the_line(school: School) -> None:
    edition = school.edition(seats=1)
    first, second = school.enrol(edition), school.enrol(edition)
    actions.withdraw(enrolment=first, by=school.manager, at=school.now)
    assert first.professional is not None
    again = school.enrol(edition, first.professional)
    assert again.pk == first.pk
    assert states(first, second) == [S.WAITING, S.ENROLLED]


def test_more_seats_go_to_who_waits(school: School) -> None:
    edition = school.edition(seats=1)
    seated, waiting = school.enrol(edition), school.enrol(edition)
    names = ("course", "name", "organiser", "territory", "seats", "starts_on", "ends_on")
    values = {name: getattr(edition, name) for name in names}
    changed: dict[str, Any] = {"version": edition.version, "by": school.manager, "at": school.now}
    edition = editions.edit_edition(edition=edition, values=values | {"seats": 2}, **changed)
    assert states(seated, waiting) == [S.ENROLLED, S.ENROLLED]
    changed["version"] = edition.version
    with pytest.raises(TrainingError) as error:
        editions.edit_edition(edition=edition, values=values | {"seats": 1}, **changed)
    assert error.value.field == "seats"


def test_the_same_person_twice_is_one_enrolment_and_in_two_editions_two(school: School) -> None:
    first, second = school.edition(), school.edition()
    person = school.colleague()
    rows = [school.enrol(edition, person) for edition in (first, first, second)]
    assert len({row.pk for row in rows}) == 2


def test_a_course_that_asks_for_a_track_explains_a_refusal_and_the_office_overrides(school: School) -> None:
    edition = school.edition(school.course(track=track("miglioramento")))
    young = school.colleague(since=edition.starts_on - timedelta(days=2 * 365))
    row = school.enrol(edition, young)
    assert row.state == S.REFUSED
    assert row.reason == (
        "Il corso è per il percorso Miglioramento (da 3 anni compiuti, fino a 10 anni esatti). "
        "Al 06/10/2026 risultano 2 anni di servizio."
    )
    with pytest.raises(TrainingError):
        actions.admit(enrolment=row, because=" ", by=school.manager, at=school.now)
    admitted = actions.admit(enrolment=row, because="Coordina il servizio", by=school.manager, at=school.now)
    assert (admitted.state, admitted.override_because) == (S.ENROLLED, "Coordina il servizio")
    assert admitted.override_by_name == "Rita Formazione"


def test_whom_the_office_refused_neither_they_nor_their_body_let_in_again(school: School) -> None:
    edition, person = school.edition(), school.colleague()
    refused = actions.refuse(enrolment=school.enrol(edition, person), reason="Non fa per lei", by=HOUSE, at=school.now)
    account = make_user(role=SOCIAL_WORKER, territory=school.ambito, professional=person)
    again = actions.enrol_oneself(edition=edition, by=account, at=school.now)
    assert (again.pk, again.state, again.reason) == (refused.pk, S.REFUSED, "Non fa per lei")
    body = person.roles.get().organisation
    (sent,) = actions.enrol_staff(edition=edition, organisation=body, people=[person], by=HOUSE, at=school.now)
    assert sent.state == S.REFUSED
    assert school.enrol(edition, person).state == S.ENROLLED


def test_seniority_is_of_the_day_on_which_the_edition_begins_and_of_the_type_of_service(school: School) -> None:
    course = school.course(track=track("miglioramento"))
    edition = school.edition(course)
    three_years = date(2023, 10, 6)
    assert school.enrol(edition, school.colleague(since=three_years)).state == S.ENROLLED
    assert school.enrol(edition, school.colleague(since=three_years + timedelta(days=1))).state == S.REFUSED


def test_recognised_experience_counts_as_service(school: School) -> None:
    edition = school.edition(school.course(track=track("miglioramento")))
    person = school.colleague(since=date(2025, 1, 1))
    values = {
        "starts_on": date(2020, 1, 1),
        "ends_on": date(2023, 12, 31),
        "service_type": None,
        "evidence": "Certificato di servizio",
    }
    key = uuid7()
    for _twice in range(2):
        recognise_experience(person=person, values=values, form_key=key, by=school.manager, at=school.now)
    assert person.recognised_experiences.count() == 1
    assert school.enrol(edition, person).state == S.ENROLLED


def test_nobody_recognises_their_own_experience(school: School) -> None:
    own = school.manager.professional
    assert own is not None
    with pytest.raises(NotAllowedError):
        recognise_experience(person=own, values={}, form_key=uuid7(), by=school.manager, at=school.now)


def test_a_request_takes_no_seat_until_it_is_confirmed_and_is_one_person(school: School) -> None:
    edition = school.edition(seats=1)
    for _twice in range(2):
        actions.request_enrolment(edition=edition, applicant=applicant(), by=HOUSE, at=school.now)
    row = Enrolment.objects.get(edition=edition)
    assert (row.state, row.source, Learner.objects.count()) == (S.REQUESTED, EnrolmentSource.PUBLIC, 1)
    assert school.enrol(edition).state == S.ENROLLED
    assert actions.confirm_enrolment(enrolment=row, by=HOUSE, at=school.now).state == S.WAITING


def test_who_is_of_the_network_is_known_by_name_and_e_mail_on_the_public_page(school: School) -> None:
    person = school.colleague("D’Alò", name="Nicolò", email="nicolo@example.org")
    edition = school.edition()
    named = applicant("DALO", name="nicolo", email="Nicolo@example.org")
    actions.request_enrolment(edition=edition, applicant=named, by=HOUSE, at=school.now)
    assert Enrolment.objects.get(edition=edition).professional == person


def test_a_body_enrols_its_own_staff_only(school: School) -> None:
    edition, stranger = school.edition(), school.worker.professional
    assert stranger is not None
    own: dict[str, Any] = {
        "edition": edition,
        "organisation": school.cooperative,
        "by": school.provider,
        "at": school.now,
    }
    rows = actions.enrol_staff(people=[school.colleague(), school.colleague()], **own)
    assert [(row.state, row.sent_by_id) for row in rows] == [(S.ENROLLED, school.cooperative.pk)] * 2
    with pytest.raises(TrainingError):
        actions.enrol_staff(people=[stranger], **own)
    with pytest.raises(NotAllowedError):
        actions.enrol_staff(people=[], **(own | {"organisation": school.office}))


def test_outside_its_window_an_edition_takes_nobody_but_by_the_office(school: School) -> None:
    edition = school.edition(enrol_until=date(2026, 8, 31))
    with pytest.raises(TrainingError):
        actions.enrol_oneself(edition=edition, by=school.worker, at=school.now)
    assert school.enrol(edition).state == S.ENROLLED


def test_cancelling_tells_everybody_once_and_calls_the_lessons_off(school: School) -> None:
    edition = school.edition()
    lessons = [school.lesson(edition, days=day) for day in range(2)]
    row = school.enrol(edition)
    editions.cancel_edition(edition=edition, reason="Docente malata", by=school.manager, at=school.now)
    for lesson in lessons:
        lesson.meeting.refresh_from_db()
        assert lesson.meeting.state == "cancelled"
    told = Message.objects.filter(address=row.email).order_by("pk")
    assert [one.subject.partition(":")[0] for one in told] == ["Iscrizione confermata", "Annullata"]
    assert "Docente malata" in told[1].body


def test_a_lesson_beside_another_of_the_same_edition_is_refused(school: School) -> None:
    edition = school.edition()
    school.lesson(edition)
    with pytest.raises(TrainingError) as error:
        school.lesson(edition, hour=12)
    assert error.value.field == "starts"
    assert school.lesson(edition, hour=13).meeting.minutes == 240


def test_a_clone_keeps_the_hour_across_the_end_of_summer_time(school: School) -> None:
    edition = school.edition()
    school.lesson(edition, teacher=school.tutor.professional)
    school.enrol(edition)
    key = uuid7()
    cloned: dict[str, Any] = {
        "edition": edition,
        "name": "Di novembre",
        "starts_on": date(2026, 11, 10),
        "form_key": key,
    }
    made, _again = (editions.clone_edition(**cloned, by=school.manager, at=school.now) for _twice in range(2))
    assert (made.starts_on, made.ends_on, made.state) == (date(2026, 11, 10), date(2026, 11, 17), "draft")
    meeting = made.lessons.get().meeting
    assert (meeting.starts_at.isoformat(), made.enrolments.count()) == ("2026-11-10T08:00:00+00:00", 0)
    roles = set(Participation.objects.filter(meeting=meeting).values_list("role", flat=True))
    assert roles <= {ParticipantRole.TEACHER, ParticipantRole.CLASSROOM_TUTOR}
