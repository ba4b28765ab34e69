# SPDX-License-Identifier: EUPL-1.2
"""Editions and their lessons: made, given again at other dates, opened, closed, cancelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.fields import uuid7
from ordito.core.repeats import once_more
from ordito.meetings.actions import Plan, cancel_meeting, schedule_meeting
from ordito.meetings.actions.errors import MeetingError, TakenError
from ordito.meetings.actions.people import invite
from ordito.meetings.enums import Answer, MeetingKind, MeetingState, ParticipantRole, Visibility
from ordito.meetings.models import LIVE, Meeting, Participation
from ordito.training import rules
from ordito.training.actions.errors import TrainingError, lock, put
from ordito.training.actions.letters import write_letters
from ordito.training.actions.seats import fill_seats, seat_people
from ordito.training.enums import CourseState, EditionState, EnrolmentState, MessageKey
from ordito.training.models import Edition, Lesson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, timedelta
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.meetings.models import Room, Venue
    from ordito.territory.models import Professional
    from ordito.training.models import CourseModule


class TakenAtThatTimeError(TrainingError):
    """A room or a teacher has something else then: said, and confirmed with `anyway`."""


@dataclass(frozen=True)
class LessonPlan:
    """When and where a lesson is, on what, by whom; `breaks` as `Meeting.breaks`."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    module: CourseModule | None = None
    teacher: Professional | None = None
    venue: Venue | None = None
    room: Room | None = None
    remote_url: str = ""
    breaks: tuple[tuple[int, int], ...] = ()


@once_more
def create_edition(*, values: Mapping[str, Any], form_key: UUID, by: Actor, at: datetime) -> Edition:
    """Begin an edition of a course; one form, one edition.

    Raises:
        NotAllowedError: `by` manages no training for that body or place.
        TrainingError: another edition of the course has this name, or dates out of order.
    """
    permit(_may_make(by, values))
    _check_dates(values)
    with recorded("training.create_edition", by=by, at=at) as trace:
        lock(values["course"])
        known = Edition.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        _check_name(values["course"].pk, values["name"], None)
        edition = Edition.objects.create(form_key=form_key, **values)
        trace.touches(edition)
    return edition


def edit_edition(*, edition: Edition, values: Mapping[str, Any], version: int, by: Actor, at: datetime) -> Edition:
    """Change an edition; more seats go at once to who waits.

    Raises:
        NotAllowedError: not theirs.
        ConflictError: somebody saved first.
        TrainingError: a name that is taken, dates out of order, fewer seats than people who have one.
    """
    _check_dates(values)
    with recorded("training.edit_edition", by=by, at=at) as trace:
        row = lock(edition)
        permit(rules.can_manage(by, row) and _may_make(by, values))
        _check_name(row.course_id, values["name"], row.pk)
        seated = row.enrolments.holding_seat().count()
        if values["seats"] < seated:
            raise TrainingError(
                _("Ci sono già %(number)s persone iscritte: i posti non possono essere di meno.") % {"number": seated},
                field="seats",
            )
        trace.touches(row, fields=put(row, values, version))
        fill_seats(row, by=by, at=at, trace=trace)
    return row


def open_edition(*, edition: Edition, by: Actor, at: datetime) -> Edition:
    """Show an edition to the network and take enrolments in its window.

    Raises:
        NotAllowedError: not theirs.
        TrainingError: it is over, or its course is not in the catalogue.
    """
    with recorded("training.open_edition", by=by, at=at) as trace:
        row = lock(edition)
        permit(rules.can_manage(by, row))
        if row.state == EditionState.OPEN:
            return row
        if row.state != EditionState.DRAFT:
            raise TrainingError(_("L’edizione è conclusa o annullata: non si può aprire."))
        if row.course.state != CourseState.OFFERED:
            raise TrainingError(_("Il corso non è in catalogo: mettilo prima in catalogo."))
        row.state, row.version = EditionState.OPEN, row.version + 1
        row.save()
        trace.touches(row, fields=["state"])
    return row


def cancel_edition(*, edition: Edition, reason: str, by: Actor, at: datetime) -> Edition:
    """Call an edition off: its lessons too; who was enrolled or waited is told.

    Raises:
        NotAllowedError: not theirs.
        TrainingError: it is closed.
    """
    with recorded("training.cancel_edition", by=by, at=at) as trace:
        row = lock(edition)
        permit(rules.can_manage(by, row))
        if row.state == EditionState.CLOSED:
            raise TrainingError(_("L’edizione è conclusa: non si può annullare."))
        if row.state == EditionState.CANCELLED:
            return row
        row.state, row.cancelled_because, row.version = EditionState.CANCELLED, reason, row.version + 1
        row.save()
        told = [EnrolmentState.REQUESTED, EnrolmentState.ENROLLED, EnrolmentState.WAITING]
        write_letters(MessageKey.CANCELLED, row.enrolments.filter(state__in=told), by=by, at=at, reason=reason)
        trace.touches(row, fields=["state"])
        ahead = Meeting.objects.filter(lesson__edition=row, state__in=[MeetingState.DRAFT, *LIVE])
        learning = Participation.objects.filter(meeting__in=ahead, role=ParticipantRole.PARTICIPANT)
        learning.update(answer=Answer.DECLINED)  # the letter above is enough: not one more for each lesson
        for meeting in ahead:
            cancel_meeting(by=by, at=at, meeting=meeting, reason=reason)
    return row


def add_lesson(
    *, edition: Edition, plan: LessonPlan, form_key: UUID, anyway: bool = False, by: Actor, at: datetime
) -> Lesson:
    """Put a lesson in the calendar: who is enrolled takes part. One form, one lesson.

    Raises:
        NotAllowedError: not theirs.
        TrainingError: times that make no sense, or another lesson of this edition at that time.
        TakenAtThatTimeError: the room or the teacher is taken, and `anyway` was not said.
    """
    permit(rules.can_schedule(by, edition))
    with recorded("training.add_lesson", by=by, at=at) as trace:
        row = lock(edition)
        known = Lesson.objects.filter(meeting__form_key=form_key).first()
        if known is not None:
            return known
        _check_free(row, plan)
        meeting = _meeting(row, plan, form_key=form_key, anyway=anyway, by=by, at=at)
        lesson = Lesson.objects.create(edition=row, meeting=meeting, module=plan.module)
        seat_people(row, [meeting], at=at)
        trace.touches(row, lesson)
    return lesson


def _meeting(edition: Edition, plan: LessonPlan, *, form_key: UUID, anyway: bool, by: Actor, at: datetime) -> Meeting:
    title = plan.title or (plan.module.title if plan.module else "") or edition.course.title
    agreed = Plan(
        kind=MeetingKind.LESSON,
        title=f"{edition.course.title}: {title}" if title != edition.course.title else title,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        organiser=edition.organiser,
        territory=edition.territory,
        visibility=Visibility.PARTICIPANTS,
        breaks=plan.breaks,
        venue=plan.venue,
        room=plan.room,
        remote_url=plan.remote_url,
    )
    try:
        with transaction.atomic():
            meeting = schedule_meeting(by=by, at=at, plan=agreed, owner=edition, form_key=form_key, anyway=anyway)
            leaders = ((plan.teacher, ParticipantRole.TEACHER), (edition.tutor, ParticipantRole.CLASSROOM_TUTOR))
            for person, role in leaders:
                if person is not None:
                    invite(by=by, at=at, meeting=meeting, professionals=[person], role=role, anyway=anyway)
    except TakenError as error:
        raise TakenAtThatTimeError(str(error), field="anyway") from error
    except MeetingError as error:
        raise TrainingError(str(error), field=error.field) from error
    return meeting


def _check_free(edition: Edition, plan: LessonPlan) -> None:
    """No two lessons of one edition at the same time."""
    others = Meeting.objects.filter(lesson__edition=edition).exclude(state=MeetingState.CANCELLED)
    other = others.between(plan.starts_at, plan.ends_at).order_by("starts_at").first()
    if other is not None:
        start, end = timezone.localtime(other.starts_at), timezone.localtime(other.ends_at)
        words = _(
            "In quelle ore c’è già una lezione di questa edizione: %(title)s, %(day)s dalle %(from)s alle %(to)s."
        )
        said = {"title": other.title, "day": f"{start:%d/%m/%Y}", "from": f"{start:%H:%M}", "to": f"{end:%H:%M}"}
        raise TrainingError(words % said, field="starts")


@once_more
def clone_edition(*, edition: Edition, name: str, starts_on: date, form_key: UUID, by: Actor, at: datetime) -> Edition:
    """The same edition at other dates: every lesson as many days later, at the same hour in Rome; nobody is enrolled.

    Raises:
        NotAllowedError: not theirs.
        TrainingError: another edition of the course has this name.
    """
    permit(rules.can_manage(by, edition))
    shift = starts_on - edition.starts_on
    with recorded("training.clone_edition", by=by, at=at) as trace:
        source = lock(edition)
        known = Edition.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        _check_name(source.course_id, name, None)
        made = Edition.objects.create(**_shifted(source, name, shift), cloned_from=source, form_key=form_key)
        trace.touches(made)
        old = Lesson.objects.filter(edition=source).exclude(meeting__state=MeetingState.CANCELLED)
        for lesson in old.select_related("meeting__venue", "meeting__room", "module").order_by("meeting__starts_at"):
            meeting = _meeting(made, _later(lesson, shift), form_key=uuid7(), anyway=True, by=by, at=at)
            trace.touches(Lesson.objects.create(edition=made, meeting=meeting, module=lesson.module))
    return made


KEPT = ("course", "organiser", "territory", "need_area", "venue", "remote_url", "seats", "tutor", "threshold", "public")


def _shifted(source: Edition, name: str, shift: timedelta) -> dict[str, Any]:
    dates = ("starts_on", "ends_on", "enrol_from", "enrol_until")
    moved = {one: getattr(source, one) + shift if getattr(source, one) else None for one in dates}
    return {one: getattr(source, one) for one in KEPT} | moved | {"name": name}


def _later(lesson: Lesson, shift: timedelta) -> LessonPlan:
    meeting = lesson.meeting
    teachers = Participation.objects.filter(meeting=meeting, role=ParticipantRole.TEACHER)
    teacher = teachers.exclude(professional=None).exclude(answer=Answer.DECLINED).select_related("professional").first()
    return LessonPlan(
        starts_at=_same_hour(meeting.starts_at, shift),
        ends_at=_same_hour(meeting.ends_at, shift),
        title=meeting.title.partition(": ")[2] or meeting.title,
        module=lesson.module,
        teacher=teacher.professional if teacher else None,
        venue=meeting.venue,
        room=meeting.room,
        remote_url=meeting.remote_url,
        breaks=tuple((start, end) for start, end in meeting.breaks),
    )


def _same_hour(moment: datetime, shift: timedelta) -> datetime:
    """So many days later at the same hour in Rome, whatever summer time does."""
    wall = timezone.localtime(moment).replace(tzinfo=None) + shift
    return timezone.make_aware(wall)


def _check_name(course_id: int, name: str, but: int | None) -> None:
    if Edition.objects.filter(course=course_id, name__iexact=name.strip()).exclude(pk=but or 0).exists():
        raise TrainingError(_("C’è già un’edizione di questo corso con questo nome."), field="name")


def _check_dates(values: Mapping[str, Any]) -> None:
    if values["ends_on"] < values["starts_on"]:
        raise TrainingError(_("La fine non può venire prima dell’inizio."), field="ends_on")
    start, end = values.get("enrol_from"), values.get("enrol_until")
    if start is not None and end is not None and end < start:
        raise TrainingError(_("Le iscrizioni non possono chiudersi prima di aprirsi."), field="enrol_until")


def _may_make(by: Actor, values: Mapping[str, Any]) -> bool:
    return rules.can_manage_in(by, organiser_id=values["organiser"].pk, territory_id=values["territory"].pk)
