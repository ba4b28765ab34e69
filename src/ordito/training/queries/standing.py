# SPDX-License-Identifier: EUPL-1.2
"""Where people stand with editions, in words: also once it is over, and when two editions meet in the same hours."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.meetings.models import LIVE
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.models import Enrolment, Lesson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor

    Span = tuple[datetime, datetime]

TONES = {
    EnrolmentState.REQUESTED: "neutral",
    EnrolmentState.ENROLLED: "success",
    EnrolmentState.WAITING: "warning",
    EnrolmentState.WITHDRAWN: "neutral",
    EnrolmentState.REFUSED: "danger",
}
INSIDE = (EnrolmentState.ENROLLED, EnrolmentState.WAITING)


@dataclass(frozen=True)
class Stand:
    """An enrolment with its state in words, the tone of it, and which other editions have lessons in the same hours."""

    row: Enrolment
    words: str
    tone: str
    clashes: str


def stands(rows: Sequence[Enrolment], actor: Actor) -> list[Stand]:
    """How each enrolment stands today; four queries, whatever their number, when edition and outcome are loaded."""
    today, met = timezone.localdate(), clashes_of(rows, actor)
    found = []
    for row in rows:
        words = words_of(row, today)
        standing = words == row.get_state_display()
        tone = TONES[EnrolmentState(row.state)] if standing else "neutral"
        found.append(Stand(row, words, tone, ", ".join(met.get(row.pk, ()))))
    return found


def words_of(row: Enrolment, today: date) -> str:
    """The state of an enrolment; of an edition that is over or was called off, what came of it."""
    edition, state = row.edition, EnrolmentState(row.state)
    if edition.state == EditionState.CANCELLED and state in INSIDE:
        return _("edizione annullata")
    if edition.state != EditionState.CLOSED and today <= edition.ends_on:
        return str(row.get_state_display())
    if state == EnrolmentState.ENROLLED:
        return _came_of(row)
    over = {EnrolmentState.WAITING: _("senza posto"), EnrolmentState.REQUESTED: _("mai confermata")}
    return over.get(state, str(row.get_state_display()))


def _came_of(row: Enrolment) -> str:
    outcome = getattr(row, "outcome", None)
    if outcome is None:
        return _("edizione finita")
    return _("ha partecipato") if outcome.minutes else _("non ha partecipato")


def clashes_of(rows: Iterable[Enrolment], actor: Actor) -> dict[int, list[str]]:
    """The other editions in which the same people meet in the same hours, by the enrolment; four queries.

    Of an edition in which the reader may not know them to be, only that there is one.
    """
    inside = [row for row in rows if row.state in INSIDE]
    others = _others(inside)
    if not others:
        return {}
    spans = _spans({row.edition_id for row in [*inside, *(one for more in others.values() for one in more)]})
    shown = _shown(actor, [one.pk for more in others.values() for one in more])
    found: dict[int, list[str]] = {}
    for row in inside:
        for one in others.get(_person(row), ()):
            if one.edition_id != row.edition_id and meet(spans[row.edition_id], spans[one.edition_id]):
                found.setdefault(row.pk, []).append(str(one.edition) if one.pk in shown else _("un’altra edizione"))
    return found


def meet(first: Sequence[Span], second: Sequence[Span]) -> bool:
    """Whether two lists of beginnings and ends share some time; one that begins as another ends does not."""
    return any(begins < ended and began < ends for begins, ends in first for began, ended in second)


def _person(row: Enrolment) -> tuple[int | None, int | None]:
    return row.professional_id, row.learner_id


def _others(rows: Collection[Enrolment]) -> Mapping[tuple[int | None, int | None], list[Enrolment]]:
    """Every enrolment that these people have in an open edition, by person."""
    known = Q(professional__in={row.professional_id for row in rows if row.professional_id}) | Q(
        learner__in={row.learner_id for row in rows if row.learner_id}
    )
    found: defaultdict[tuple[int | None, int | None], list[Enrolment]] = defaultdict(list)
    if rows:
        open_ = Enrolment.objects.filter(known, state__in=INSIDE, edition__state=EditionState.OPEN)
        for one in open_.select_related("edition__course").order_by("edition__starts_on", "pk"):
            found[_person(one)].append(one)
    return found


def _spans(editions: Collection[int]) -> defaultdict[int, list[Span]]:
    """When the lessons still to come of each edition begin and end."""
    rows = Lesson.objects.filter(edition__in=editions, meeting__state__in=LIVE, meeting__ends_at__gt=timezone.now())
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for edition, starts, ends in rows.values_list("edition", "meeting__starts_at", "meeting__ends_at"):
        found[edition].append((starts, ends))
    return found


def _shown(actor: Actor, ids: Collection[int]) -> set[int]:
    return set(Enrolment.objects.visible_to(actor).filter(pk__in=ids).values_list("pk", flat=True))
