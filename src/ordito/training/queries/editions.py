# SPDX-License-Identifier: EUPL-1.2
"""Editions as pages show them: how full they are, their lessons, who is in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from ordito.core.access import Verb
from ordito.core.text import fold
from ordito.meetings.enums import MeetingState, ParticipantRole
from ordito.meetings.models import Meeting, Participation
from ordito.training.enums import CourseState, EditionState, EnrolmentState
from ordito.training.models import Course, Edition, Enrolment, Lesson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from ordito.core.access import Actor

COUNTS = {
    "seated": Count("enrolments", filter=Q(enrolments__state=EnrolmentState.ENROLLED), distinct=True),
    "in_line": Count("enrolments", filter=Q(enrolments__state=EnrolmentState.WAITING), distinct=True),
}


def catalogue(actor: Actor, *, text: str = "", state: str = "") -> QuerySet[Course]:
    """Courses that the actor may know of, with how many of their editions are open."""
    rows = Course.objects.visible_to(actor).select_related("organiser", "territory", "track")
    for word in text.split():
        rows = rows.filter(Q(title__icontains=word) | Q(aims__icontains=word))
    if state:
        rows = rows.filter(state=state)
    return rows.annotate(
        open_editions=Count("editions", filter=Q(editions__state=EditionState.OPEN), distinct=True),
        all_editions=Count("editions", filter=~Q(editions__state=EditionState.CANCELLED), distinct=True),
    )


def whole(rows: QuerySet[Edition]) -> QuerySet[Edition]:
    """Editions with what their pages name and how full they are."""
    named = rows.select_related("course__track", "course__service_type", "organiser", "territory", "tutor", "venue")
    return named.annotate(**COUNTS)


def open_to_all(today: date) -> QuerySet[Edition]:
    """Editions in which anybody may enrol today, without an account."""
    rows = Edition.objects.filter(state=EditionState.OPEN, public=True, course__state=CourseState.OFFERED)
    begun = Q(enrol_from__isnull=True) | Q(enrol_from__lte=today)
    going = Q(enrol_until__gte=today) | Q(enrol_until__isnull=True, starts_on__gte=today)
    return whole(rows.filter(begun & going))


@dataclass(frozen=True)
class LessonLine:
    """A lesson with who teaches; whether the reader may open its meeting, and keep its register."""

    lesson: Lesson
    teachers: tuple[str, ...]
    opens: bool = False
    keeps: bool = False

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.lesson.meeting.state == MeetingState.CANCELLED


def lessons_of(edition: Edition, actor: Actor | None = None) -> list[LessonLine]:
    """The lessons in order, as a reader or (without one) anybody may see them; two queries, four for a reader."""
    rows = Lesson.objects.filter(edition=edition).select_related("meeting__venue", "meeting__room", "module")
    lessons = list(rows.order_by("meeting__starts_at", "pk"))
    teaching = Participation.objects.filter(
        meeting__in=[lesson.meeting_id for lesson in lessons], role=ParticipantRole.TEACHER
    )
    names: dict[int, list[str]] = {}
    for one in teaching.select_related("professional", "contact").order_by("pk"):
        names.setdefault(one.meeting_id, []).append(str(one.who))
    opened, kept = _opened_and_kept(edition, actor) if actor is not None else (set(), set())
    return [
        LessonLine(lesson, tuple(names.get(pk, ())), opens=pk in opened, keeps=pk in kept)
        for lesson in lessons
        for pk in [lesson.meeting_id]
    ]


def _opened_and_kept(edition: Edition, actor: Actor) -> tuple[set[int], set[int]]:
    seen = Meeting.objects.visible_to(actor).filter(lesson__edition=edition)
    kept = seen & Meeting.objects.run_by(actor) if actor.holds(Verb.KEEP_REGISTER) else seen.none()
    return set(seen.values_list("pk", flat=True)), set(kept.values_list("pk", flat=True))


def people_of(edition: Edition, state: str = "") -> list[Enrolment]:
    """Who enrolled: the waiting list in its order, everybody else by surname; one query."""
    rows = Enrolment.objects.filter(edition=edition).select_related(
        "professional", "learner__contact", "organisation", "sent_by", "territory", "edition__course", "outcome"
    )
    if state:
        rows = rows.filter(state=state)
    return in_order(list(rows))


def in_order(rows: Sequence[Enrolment]) -> list[Enrolment]:
    """Those with a seat by surname, then the waiting list as it stands, then the others by surname."""
    rank = {EnrolmentState.ENROLLED: 0, EnrolmentState.WAITING: 1, EnrolmentState.REQUESTED: 2}

    def key(row: Enrolment) -> tuple[int, str, str, int]:
        place = row.queued_at.isoformat() if row.state == EnrolmentState.WAITING else ""
        return rank.get(EnrolmentState(row.state), 3), place, fold(row.person.filed_name), row.pk

    return sorted(rows, key=key)
