# SPDX-License-Identifier: EUPL-1.2
"""Seats of an edition: who has one takes part in its lessons, and a free one goes to who has waited longest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.meetings.enums import Answer, MeetingState, ParticipantRole
from ordito.meetings.models import LIVE, Meeting, Participation
from ordito.training.actions.letters import write_letters
from ordito.training.enums import EditionState, EnrolmentState, MessageKey
from ordito.training.models import Enrolment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ordito.audit.actions import Trace
    from ordito.core.access import Actor
    from ordito.training.models import Edition

COMING = (MeetingState.DRAFT, *LIVE)


def seat_people(edition: Edition, meetings: Iterable[Meeting], *, at: datetime) -> None:
    """Let everybody who has a seat take part in these lessons."""
    _seat(Enrolment.objects.filter(edition=edition).holding_seat().select_related("learner"), meetings, at=at)


def seat_in_lessons(enrolments: Iterable[Enrolment], edition: Edition, *, at: datetime) -> None:
    """Let them take part in every lesson that is still to be held; who had declined comes after all."""
    _seat(enrolments, Meeting.objects.filter(lesson__edition=edition, state__in=COMING), at=at)


def _seat(enrolments: Iterable[Enrolment], meetings: Iterable[Meeting], *, at: datetime) -> None:
    people = [_person(one) for one in enrolments]
    rows = list(meetings)
    known = Participation.objects.filter(meeting__in=rows)
    for column, key in people:
        known.filter(answer=Answer.DECLINED, **{column: key}).update(answer=Answer.ACCEPTED, answered_at=at)
    Participation.objects.bulk_create(
        (
            Participation(
                meeting=meeting,
                role=ParticipantRole.PARTICIPANT,
                answer=Answer.ACCEPTED,
                invited_at=at,
                answered_at=at,
                **{column: key},
            )
            for meeting in rows
            for column, key in people
        ),
        ignore_conflicts=True,  # somebody invited before by hand stays as they are
    )


def leave_lessons(enrolment: Enrolment, *, at: datetime) -> None:
    """Take them off the lessons still to be held, which they neither see nor answer any more.

    What they attended stays in the register, and who teaches one of them still does.
    """
    column, key = _person(enrolment)
    mine = Participation.objects.filter(
        meeting__lesson__edition=enrolment.edition_id,
        meeting__state__in=COMING,
        role=ParticipantRole.PARTICIPANT,
        **{column: key},
    )
    mine.filter(attendances__isnull=True).delete()
    mine.update(answer=Answer.DECLINED, answered_at=at)


def _person(enrolment: Enrolment) -> tuple[str, int]:
    if enrolment.learner is not None:
        return "contact_id", enrolment.learner.contact_id
    return "professional_id", int(enrolment.professional_id or 0)


def seat_or_line(edition: Edition) -> EnrolmentState:
    """Where somebody who comes now gets: a seat, or the waiting list; the edition is locked by the caller."""
    seated = Enrolment.objects.filter(edition=edition).holding_seat().count()
    return EnrolmentState.ENROLLED if seated < edition.seats else EnrolmentState.WAITING


def fill_seats(edition: Edition, *, by: Actor, at: datetime, trace: Trace) -> list[Enrolment]:
    """Give the free seats to who has waited longest, and tell them; the edition is locked by the caller."""
    if edition.state != EditionState.OPEN:
        return []
    rows = Enrolment.objects.filter(edition=edition)
    free = edition.seats - rows.holding_seat().count()
    lucky = list(rows.in_line().select_related("learner", "professional")[: max(free, 0)])
    for row in lucky:
        row.state, row.decided_at, row.version = EnrolmentState.ENROLLED, at, row.version + 1
        row.save()
    if lucky:
        seat_in_lessons(lucky, edition, at=at)
        write_letters(MessageKey.PROMOTED, rows.filter(pk__in=[row.pk for row in lucky]), by=by, at=at)
        trace.touches(*lucky, fields=["state"])
    return lucky
