# SPDX-License-Identifier: EUPL-1.2
"""What the home page says of meetings and of the tasks that come from their minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.core.dates import format_date
from ordito.core.declare import CardContent, CardItem
from ordito.meetings.models import Meeting
from ordito.meetings.queries.calendar import lines_of, midnight
from ordito.meetings.queries.minutes import tasks_of

if TYPE_CHECKING:
    from datetime import date

    from ordito.core.access import Actor

LINES = 4


def next_meetings(actor: Actor, today: date) -> CardContent | None:
    """One's own meetings from today on; hidden from who is no professional."""
    if actor.professional_id is None:
        return None
    rows = Meeting.objects.visible_to(actor).of_actor(actor).live().filter(ends_at__gte=midnight(today))
    lines = lines_of(actor, rows.order_by("starts_at", "pk")[:LINES])
    items = [
        CardItem(
            _("%(day)s, %(hours)s: %(title)s")
            % {"day": format_date(line.start.date()), "hours": line.hours, "title": line.row.title},
            reverse("meetings:meeting", args=[line.row.pk]),
            line.where,
        )
        for line in lines
    ]
    more = f"{reverse('meetings:list')}?chi=miei"
    return CardContent(items, empty=_("Non hai incontri in programma."), more_url=more)


def tasks(actor: Actor, today: date) -> CardContent | None:
    """What one took on in meetings and has not done yet; hidden when there is nothing."""
    if actor.professional_id is None:
        return None
    rows = list(tasks_of(actor).order_by(F("due_on").asc(nulls_last=True), "pk")[: LINES + 1])
    if not rows:
        return None
    items = [
        CardItem(
            row.text,
            reverse("meetings:minutes", args=[row.minutes.meeting_id]),
            _("entro il %(day)s") % {"day": format_date(row.due_on)} if row.due_on else row.minutes.meeting.title,
            late=row.due_on is not None and row.due_on < today,
        )
        for row in rows[:LINES]
    ]
    return CardContent(items, count=None if len(rows) > LINES else len(rows))
