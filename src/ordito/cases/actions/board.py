# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.cases.models import Briefing
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def record_briefing(
    *, by: Actor, at: datetime, comune: Territory, held_on: date, people: int | None = None, note: str = ""
) -> Briefing:
    """Write that a Comune was told how to load its records.

    Raises:
        NotAllowedError: the actor does not keep the loading board of that place.
    """
    require(by, Verb.MANAGE_LOADING_BOARD, comune)
    with recorded("cases.record_briefing", by=by, at=at) as trace:
        briefing = Briefing(comune=comune, held_on=held_on, people=people, note=note)
        briefing.save()
        trace.touches(briefing, comune, fields=["held_on", "people", "note"])
    return briefing
