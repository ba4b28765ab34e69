# SPDX-License-Identifier: EUPL-1.2
"""An edition whose lessons were held, with people whose minutes are in the register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ordito.core.fields import uuid7
from ordito.core.models import writing
from ordito.meetings.actions import Plan, hold_meeting, record_minutes_attended, schedule_meeting
from ordito.meetings.enums import MeetingKind, Visibility
from ordito.meetings.models import ContactPerson, Participation
from ordito.training.enums import EditionState, EnrolmentSource, EnrolmentState
from ordito.training.models import Edition, Enrolment, Learner, Lesson
from tests.factories.standards import HOUSE
from tests.factories.supervision import moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.meetings.models import Meeting
    from ordito.territory.models import Organisation, Professional
    from tests.factories.standards import School

DAY = date(2026, 3, 2)


def make_edition(school: School, *, name: str = "Edizione 1", lessons: int = 2, held: bool = True) -> Edition:
    """An open edition of the school's course, its lessons of four hours a week apart, without anybody in it."""
    with writing():
        edition = Edition.objects.create(
            course=school.course, name=name, organiser=school.body, territory=school.region, seats=50,
            starts_on=DAY, ends_on=DAY + timedelta(days=60), state=EditionState.OPEN, form_key=uuid7(),
        )  # fmt: skip
    for number in range(lessons):
        day = DAY + timedelta(days=7 * number)
        plan = Plan(
            kind=MeetingKind.LESSON, title=f"Lezione {number + 1}", starts_at=moment(day, 9), ends_at=moment(day, 13),
            organiser=school.body, territory=school.region, visibility=Visibility.PARTICIPANTS,
        )  # fmt: skip
        meeting = schedule_meeting(by=HOUSE, at=moment(DAY, 8), plan=plan, owner=edition)
        with writing():
            Lesson.objects.create(edition=edition, meeting=meeting)
        if held:
            hold_meeting(by=HOUSE, at=moment(day, 18), meeting=meeting)
    return edition


def enrol(edition: Edition, who: Professional | Learner, *, body: Organisation | None = None) -> Enrolment:
    """Somebody with a seat, called to every lesson."""
    professional, learner = (None, who) if isinstance(who, Learner) else (who, None)
    with writing():
        enrolment = Enrolment.objects.create(
            edition=edition, professional=professional, learner=learner, email=who.email, state=EnrolmentState.ENROLLED,
            source=EnrolmentSource.BODY, organisation=body, asked_at=moment(DAY, 7), queued_at=moment(DAY, 7),
        )  # fmt: skip
        for meeting in meetings_of(edition):
            contact = learner.contact if learner else None
            Participation.objects.create(
                meeting=meeting, professional=professional, contact=contact, invited_at=moment(DAY, 7)
            )
    return enrolment


def attend(enrolment: Enrolment, minutes: Sequence[int]) -> None:
    """Minutes of somebody in each lesson, in order."""
    contact = enrolment.learner.contact_id if enrolment.learner else None
    for meeting, attended in zip(meetings_of(enrolment.edition), minutes, strict=True):
        row = Participation.objects.get(meeting=meeting, professional=enrolment.professional_id, contact=contact)
        at = moment(DAY + timedelta(days=30), 9)
        record_minutes_attended(by=HOUSE, at=at, cells={(row.pk, 0): attended})


def meetings_of(edition: Edition) -> list[Meeting]:
    """The meetings of its lessons, in order."""
    return [lesson.meeting for lesson in edition.lessons.select_related("meeting").order_by("meeting__starts_at")]


def make_learner(surname: str = "Vinti") -> Learner:
    """A contact who learns."""
    email = f"{surname.lower()}@fuori.example"
    with writing():
        contact = ContactPerson.objects.create(surname=surname, name="Prova", email=email)
        return Learner.objects.create(contact=contact, key=f"{email} {surname.lower()} prova")
