# SPDX-License-Identifier: EUPL-1.2
"""Minutes as a page, as paper, and the tasks that come from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.files.models import StoredFile
from ordito.meetings.models import Decision, Minutes, Participation
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.meetings.models import AgendaItem, Meeting, OpenNode

OWNER = "meetings.minutes"


@dataclass(frozen=True)
class MinutesPage:
    """Minutes with all that belongs to them."""

    row: Minutes
    items: Sequence[AgendaItem]
    decisions: Sequence[Decision]
    nodes: Sequence[OpenNode]
    files: Sequence[StoredFile]


def minutes_of(meeting: Meeting) -> Minutes | None:
    """The minutes of a meeting, None as long as nobody wrote any."""
    return Minutes.objects.filter(meeting=meeting).select_related("meeting").first()


def page_of_minutes(row: Minutes) -> MinutesPage:
    """Four queries, whatever is written."""
    decisions = row.decisions.select_related("professional").order_by("position", "pk")
    files = StoredFile.objects.present().filter(owner_kind=OWNER, owner_id=row.pk).order_by("pk")
    return MinutesPage(
        row,
        list(row.items.order_by("position", "pk")),
        list(decisions),
        list(row.open_nodes.order_by("position", "pk")),
        list(files),
    )


def people_at(meeting: Meeting, minutes: Minutes | None) -> list[Professional]:
    """Who may be given a task: the professionals who take part, and those who have one already."""
    ids = set(Participation.objects.filter(meeting=meeting).values_list("professional_id", flat=True))
    if minutes is not None:
        ids |= set(minutes.decisions.values_list("professional_id", flat=True))
    return list(Professional.objects.filter(pk__in=ids - {None}).order_by("surname", "name", "pk"))


def tasks_of(actor: Actor) -> QuerySet[Decision]:
    """The actor's tasks that are still to do, the first due first, those without a day last."""
    rows = Decision.objects.visible_to(actor).filter(professional=actor.professional_id or 0).to_do()
    return rows.select_related("minutes__meeting")
