# SPDX-License-Identifier: EUPL-1.2
"""Who and what is taken between two moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.meetings.enums import Answer, MeetingState
from ordito.meetings.models import LIVE, Meeting, Participation

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from ordito.meetings.models import Room

BUSY = (MeetingState.DRAFT, *LIVE)


def taken_words(
    starts_at: datetime,
    ends_at: datetime,
    *,
    room: Room | None,
    professionals: Collection[int],
    but: Collection[int] = (),
) -> list[str]:
    """The room and the people that are taken, each with the hours; names of meetings are not told to everybody.

    `but` are meetings that do not count.
    """
    return [*_room(starts_at, ends_at, room, but), *_people(starts_at, ends_at, professionals, but)]


def hours_words(meeting: Meeting) -> str:
    """From when to when, in Rome: "dalle 09:00 alle 13:00"."""
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    return _("dalle %(start)s alle %(end)s") % {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _room(starts_at: datetime, ends_at: datetime, room: Room | None, but: Collection[int]) -> list[str]:
    if room is None:
        return []
    rows = Meeting.objects.filter(room=room, state__in=BUSY).between(starts_at, ends_at).exclude(pk__in=but)
    words = _("la sala %(room)s è occupata %(hours)s")
    return [words % {"room": room.name, "hours": hours_words(row)} for row in rows.order_by("starts_at", "pk")]


def _people(starts_at: datetime, ends_at: datetime, professionals: Collection[int], but: Collection[int]) -> list[str]:
    if not professionals:
        return []
    rows = Participation.objects.filter(
        professional__in=professionals,
        meeting__state__in=BUSY,
        meeting__starts_at__lt=ends_at,
        meeting__ends_at__gt=starts_at,
    )
    rows = rows.exclude(answer=Answer.DECLINED).exclude(meeting__in=but).select_related("professional", "meeting")
    words = _("%(name)s ha un altro incontro %(hours)s")
    found = [
        words % {"name": row.professional, "hours": hours_words(row.meeting)}
        for row in rows.order_by("meeting__starts_at", "pk")
    ]
    return list(dict.fromkeys(found))
