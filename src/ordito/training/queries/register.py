# SPDX-License-Identifier: EUPL-1.2
"""The register of an edition: minutes of everybody in every lesson, from the registers of the meetings."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.meetings.enums import MeetingState
from ordito.meetings.models import Attendance
from ordito.training.engine.attendance import is_enough, needed, share
from ordito.training.models import Enrolment, Lesson
from ordito.training.queries.editions import in_order

if TYPE_CHECKING:
    from decimal import Decimal

    from ordito.training.models import Edition

HOUR = 60


@dataclass(frozen=True)
class RegisterLine:
    """Somebody's minutes by lesson (None: nothing written), their sum, and whether it reaches the threshold."""

    enrolment: Enrolment
    minutes: tuple[int | None, ...]
    total: int
    share: Decimal
    enough: bool


@dataclass(frozen=True)
class Register:
    """The whole register; minutes `due` of the course, `planned` of its lessons, `least` that reach the threshold."""

    lessons: tuple[Lesson, ...]
    lines: tuple[RegisterLine, ...]
    due: int
    planned: int
    least: int

    @property
    def rows(self) -> list[tuple[RegisterLine, list[tuple[str, str]]]]:
        """Each line with its minutes under the day of their lesson; the page has hundreds of these cells."""
        days = [f"{timezone.localtime(lesson.meeting.starts_at):%d/%m}" for lesson in self.lessons]
        shown = (["–" if one is None else str(one) for one in line.minutes] for line in self.lines)
        return [(line, list(zip(days, cells, strict=True))) for line, cells in zip(self.lines, shown, strict=True)]

    @property
    def enough(self) -> int:
        """How many reach the threshold."""
        return sum(line.enough for line in self.lines)


def register_of(edition: Edition) -> Register:
    """Everybody with a seat and every lesson that was not called off; three queries whatever the size."""
    rows = Lesson.objects.filter(edition=edition).exclude(meeting__state=MeetingState.CANCELLED)
    lessons = tuple(rows.select_related("meeting").order_by("meeting__starts_at", "pk"))
    people = Enrolment.objects.filter(edition=edition).holding_seat()
    enrolments = in_order(list(people.select_related("professional", "learner__contact")))
    written = _minutes([lesson.meeting_id for lesson in lessons])
    due = int(edition.course.hours * HOUR)
    lines = tuple(_line(one, lessons, written, due, edition.threshold) for one in enrolments)
    planned = sum(lesson.meeting.minutes for lesson in lessons)
    return Register(lessons, lines, due, planned, needed(due, edition.threshold))


Person = tuple[int | None, int | None]


def _minutes(meetings: list[int]) -> dict[tuple[int, Person], int]:
    """Minutes by meeting and person (the id of a professional, the id of a contact); blocks of a meeting added up."""
    rows = Attendance.objects.filter(participation__meeting__in=meetings)
    names = ("participation__meeting", "participation__professional", "participation__contact", "minutes")
    found: defaultdict[tuple[int, Person], int] = defaultdict(int)
    for meeting, professional, contact, minutes in rows.values_list(*names):
        found[meeting, (professional, contact)] += minutes
    return found


def _line(
    enrolment: Enrolment,
    lessons: tuple[Lesson, ...],
    written: dict[tuple[int, Person], int],
    due: int,
    threshold: int,
) -> RegisterLine:
    person = (enrolment.professional_id, enrolment.learner.contact_id if enrolment.learner else None)
    minutes = tuple(written.get((lesson.meeting_id, person)) for lesson in lessons)
    total = sum(one or 0 for one in minutes)
    return RegisterLine(enrolment, minutes, total, share(total, due), is_enough(total, due, threshold))
