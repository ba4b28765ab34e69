# SPDX-License-Identifier: EUPL-1.2
"""What a calendar subscribed to from outside gets: no name, no number of a record, of the place the Comune alone."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from ordito.agenda.engine.ical import Event
from ordito.agenda.enums import AppointmentState
from ordito.agenda.models import Appointment, CalendarFeed

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.accounts.models import User

BACK, AHEAD = timedelta(days=30), timedelta(days=366)


def digest_of(secret: str) -> str:
    """What is kept of the secret of an address."""
    return sha256(secret.encode()).hexdigest()


def user_of(secret: str) -> User | None:
    """Whose calendar the secret opens; nobody's when it was revoked or the account was closed."""
    feed = CalendarFeed.objects.open().filter(digest=digest_of(secret), user__is_active=True)
    found = feed.select_related("user").first()
    return found.user if found else None


def events_of(user: User, *, now: datetime) -> list[Event]:
    """The appointments of a worker in the records that they may still read, from a month ago to a year ahead."""
    rows = Appointment.objects.visible_to(user).of_worker(user.professional_id).between(now - BACK, now + AHEAD)
    return [
        Event(
            f"{row.uid}@ordito",
            row.version,
            row.updated_at,
            row.starts_at,
            row.ends_at,
            row.kind.label,
            row.comune.name if row.comune else "",
            row.state == AppointmentState.CANCELLED,
        )
        for row in rows.select_related("kind", "comune").order_by("starts_at", "pk")
    ]
