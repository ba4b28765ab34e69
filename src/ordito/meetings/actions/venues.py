# SPDX-License-Identifier: EUPL-1.2
"""Where people meet: venues and their rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.meetings.actions.errors import MeetingError, lock
from ordito.meetings.models import Room, Venue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.core.access import Actor


def save_venue(
    *,
    by: Actor,
    at: datetime,
    values: Mapping[str, Any],
    rooms: Sequence[tuple[str, int | None]],
    venue: Venue | None = None,
) -> Venue:
    """Write a venue and its rooms, each with its seats; a room is known by its name, none is taken away.

    Raises:
        MeetingError: that Comune has a venue of that name.
    """
    require(by, Verb.ORGANISE_MEETINGS)
    try:
        with recorded("meetings.save_venue", by=by, at=at) as trace, transaction.atomic():
            row = lock(Venue, venue.pk) if venue else Venue()
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            trace.touches(row, fields=values)
            for name, seats in rooms:
                room, _made = Room.objects.update_or_create(venue=row, name=name, defaults={"seats": seats})
                trace.touches(room)
    except IntegrityError as error:
        raise MeetingError(_("In questo Comune c’è già una sede con questo nome."), field="name") from error
    return row
