# SPDX-License-Identifier: EUPL-1.2
"""How the programme of the demonstration ended: credits granted, editions closed, certificates given."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from demo.engine.programme import PATHS, SEMINAR
from ordito.accounts.models import User
from ordito.meetings.actions.attendance import record_minutes_attended
from ordito.meetings.enums import ParticipantRole
from ordito.meetings.models import Participation
from ordito.training.actions.certificates import issue_certificates
from ordito.training.actions.closing import close_edition
from ordito.training.actions.courses import save_accreditation
from ordito.training.enums import AccreditationState, AccreditedKind, AccreditingBody, DeliveryMode, EditionState
from ordito.training.models import Course, Edition, EditionClosing
from ordito.training.queries.certificates import due_in

if TYPE_CHECKING:
    from datetime import date

SUMMARY = "Il percorso ha dato a servizi pubblici ed enti gestori le stesse parole per cominciare a lavorare insieme."
SIGNER = {"signer": "Ago Dirigenti", "signer_role": "dirigente della formazione (nome inventato)"}
CREDITED = (PATHS[0].title, SEMINAR.title)
"""Courses to which the social workers' order granted a credit an hour, one in four of them deontological."""


def load_certificates(*, at: datetime) -> None:
    """Close what was given last year and give its certificates; nothing when an edition is closed already."""
    courses = Course.objects.filter(title__in=[path.title for path in (*PATHS, SEMINAR)])
    if EditionClosing.objects.exists():
        return
    by, today = User.objects.get(username="formazione"), timezone.localdate(at)
    for course in courses.filter(title__in=CREDITED):
        _grant(course, by=by, at=at)
    ended = Edition.objects.filter(course__in=courses, state=EditionState.OPEN, ends_on__lt=today)
    for edition in ended.select_related("course", "venue", "territory").order_by("ends_on", "pk"):
        moment = min(at, noon(edition.ends_on + timedelta(days=2)))
        _close(edition, by=by, at=moment)
        edition.refresh_from_db()
        if due_in(edition).exists():
            issue_certificates(by=by, at=moment, edition=edition, **SIGNER)


def noon(day: date) -> datetime:
    """The middle of a day, by the wall clock."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def _grant(course: Course, *, by: User, at: datetime) -> None:
    first = course.editions.order_by("starts_on")[0].starts_on
    values = {
        "body": AccreditingBody.SOCIAL_WORKERS,
        "body_text": "",
        "state": AccreditationState.GRANTED,
        "requested_on": first - timedelta(days=90),
        "decided_on": first - timedelta(days=30),
        "code": f"DIM-{course.pk:04}",
        "kind": AccreditedKind.EVENT,
        "mode": DeliveryMode.PRESENCE,
        "credits": course.hours,
        "deontological": course.hours / Decimal(4),
    }
    save_accreditation(course=course, values=values, by=by, at=at)


def _close(edition: Edition, *, by: User, at: datetime) -> None:
    """Who was away is written as away; then the edition is closed and people are told."""
    silent = Participation.objects.filter(meeting__lesson__edition=edition, role=ParticipantRole.PARTICIPANT)
    away = silent.filter(attendances__isnull=True).values_list("pk", flat=True)
    cells: dict[tuple[int, int], int | None] = {(pk, 0): 0 for pk in away}
    if cells:
        record_minutes_attended(by=by, at=at, cells=cells)
    close_edition(by=by, at=at, edition=edition, summary=SUMMARY)
