# SPDX-License-Identifier: EUPL-1.2
"""What people are told of their meetings: a notice in Ordito, and an e-mail when an address is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.jobs.actions import enqueue
from ordito.meetings.enums import Answer
from ordito.meetings.models import Participation
from ordito.meetings.queries.taken import hours_words
from ordito.messages.actions import DELIVER, Letter, send
from ordito.messages.enums import MessageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.meetings.models import Meeting


def tell_participants(meetings: Sequence[Meeting], subject: str, *, by: Actor, at: datetime, reason: str = "") -> None:
    """Tell everybody who was to come, inside the action's transaction: one letter each, however many meetings it names.

    `subject` has `%(title)s`.
    """
    known = {meeting.pk: meeting for meeting in meetings}
    rows = Participation.objects.filter(meeting__in=known).named().exclude(answer=Answer.DECLINED)
    whose: dict[tuple[int | None, int | None], list[Participation]] = {}
    for row in rows.select_related("professional__user", "contact").order_by("meeting__starts_at", "pk"):
        whose.setdefault((row.professional_id, row.contact_id), []).append(row)
    letters = []
    for own in whose.values():
        mine = [known[row.meeting_id] for row in own]
        letters += _letters(mine[0], own[0], subject % {"title": mine[0].title}, _body(mine, reason))
    _send(letters, by=by, at=at)


def tell(meeting: Meeting, rows: Iterable[Participation], subject: str, *, by: Actor, at: datetime) -> None:
    """Tell some of those who take part in one meeting."""
    title, body = subject % {"title": meeting.title}, _body([meeting], "")
    _send([letter for row in rows for letter in _letters(meeting, row, title, body)], by=by, at=at)


def _send(letters: Sequence[Letter], *, by: Actor, at: datetime) -> None:
    if letters:
        send(letters, by=by, at=at)
        enqueue(DELIVER, by=by, at=at, label=_("Invio dei messaggi"))


def _body(meetings: Sequence[Meeting], reason: str) -> str:
    """When each is, where the first is (those of a series mostly have one place), and why."""
    days = (f"{timezone.localtime(one.starts_at):%d/%m/%Y}, {hours_words(one)}" for one in meetings)
    parts = [
        "\n".join([meetings[0].title, *days]),
        _where(meetings[0]),
        _("Perché: %(reason)s") % {"reason": reason} if reason else "",
    ]
    return "\n\n".join(part for part in parts if part)


def _where(meeting: Meeting) -> str:
    if meeting.venue is None:
        return meeting.remote_url
    venue = meeting.venue
    return ", ".join(filter(None, (venue.name, meeting.room.name if meeting.room else "", venue.address)))


def _letters(meeting: Meeting, row: Participation, subject: str, body: str) -> list[Letter]:
    url = reverse("meetings:meeting", args=[meeting.pk])
    about: dict[str, Any] = {"about_kind": "meetings.meeting", "about_id": meeting.pk, "recipient_name": str(row.who)}
    user = getattr(row.professional, "user", None) if row.professional else None
    letters = []
    if user is not None:
        letters.append(Letter(MessageKind.NOTICE, subject, body, recipient_id=user.pk, url=url, **about))
    if row.email:
        known = url if user is not None else ""
        letters.append(Letter(MessageKind.EMAIL, subject, body, address=row.email, url=known, **about))
    return letters
