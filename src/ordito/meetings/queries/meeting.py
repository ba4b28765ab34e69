# SPDX-License-Identifier: EUPL-1.2
"""What the page of a meeting shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import Verb
from ordito.core.declare import MeetingOwner, declared
from ordito.meetings.enums import Answer, ParticipantRole, Scope
from ordito.meetings.models import Meeting, Participation
from ordito.meetings.queries.calendar import Line
from ordito.meetings.rules import STEPS
from ordito.territory.models import Professional
from ordito.territory.queries import named_like, with_current_roles

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import Text
    from ordito.meetings.models import MeetingMove
    from ordito.meetings.rules import Move

MOST_FOUND = 30


@dataclass(frozen=True)
class Owner:
    """What a meeting belongs to, for who may see it."""

    label: Text
    name: str
    url: str


@dataclass(frozen=True)
class MeetingPage:
    """A meeting with who takes part, as far as the reader may know; `unnamed` are those whose names they may not."""

    line: Line
    people: Sequence[Participation]
    counts: Sequence[Participation]
    mine: Participation | None
    moves: Sequence[MeetingMove]
    unnamed: int
    coming: int
    waiting: int

    @property
    def everybody(self) -> int:
        """How many take part, named here or not."""
        return len(self.people) + self.unnamed


def page_of_meeting(actor: Actor, meeting: Meeting) -> MeetingPage:
    """Four queries, whatever the number of people."""
    rows = list(people_of(Participation.objects.visible_to(actor).filter(meeting=meeting)))
    people = [row for row in rows if row.headcount is None]
    own = actor.professional_id
    answers = Counter(Participation.objects.named().filter(meeting=meeting).values_list("answer", flat=True))
    return MeetingPage(
        line=Line(meeting, any(row.professional_id == own for row in people if own)),
        people=people,
        counts=[row for row in rows if row.headcount is not None],
        mine=next((row for row in people if own and row.professional_id == own), None),
        moves=list(meeting.moves.order_by("-pk")),
        unnamed=answers.total() - len(people),
        coming=answers[Answer.ACCEPTED],
        waiting=answers[Answer.WAITING],
    )


def scopes_of(meeting: Meeting, move: Move, *, now: datetime) -> list[tuple[str, str]]:
    """What a change of a meeting of a series may be about, with how many meetings that is; two queries."""
    found = []
    for scope in Scope:
        rows = Meeting.objects.with_it(meeting, scope, now=now).filter(state__in=STEPS[move])
        count = 1 + rows.count() if scope != Scope.THIS else 1
        many = _("%(scope)s: %(count)s incontri") % {"scope": scope.label, "count": count}
        found.append((scope.value, many if count > 1 else str(scope.label)))
    return found


def people_of(rows: QuerySet[Participation]) -> list[Participation]:
    """Who leads first, then by surname; counts without a name at the end."""
    loaded = rows.select_related("professional", "contact").annotate(attended=Sum("attendances__minutes"))
    return sorted(loaded, key=_order)


def _order(row: Participation) -> tuple[bool, bool, str, int]:
    return row.headcount is not None, row.role == ParticipantRole.PARTICIPANT, row.filed_name.casefold(), row.pk


def owner_of(actor: Actor, meeting: Meeting) -> Owner | None:
    """The declared owner of a meeting, when there is one that the actor sees."""
    if meeting.owner_id is None or not actor.holds(Verb.VIEW_MEETINGS):
        return None
    for owner in declared(MeetingOwner):
        if owner.kind == meeting.owner_kind and owner.seen(actor).filter(pk=meeting.owner_id).exists():
            return Owner(owner.label, owner.name(meeting.owner_id), owner.url(meeting.owner_id))
    return None


def found_people(actor: Actor, meeting: Meeting, text: str) -> list[Professional]:
    """Professionals in service whose name holds the text and who are not there yet; nobody for an empty text."""
    if not text.strip():
        return []
    there = Participation.objects.filter(meeting=meeting, professional__isnull=False).values("professional")
    rows = Professional.objects.visible_to(actor).filter(active=True).exclude(pk__in=there)
    rows = rows.annotate(whole=Concat("surname", Value(" "), "name")).filter(named_like("whole", text))
    return list(with_current_roles(rows, timezone.localdate()).order_by("surname", "name", "pk")[:MOST_FOUND])
