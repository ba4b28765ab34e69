# SPDX-License-Identifier: EUPL-1.2
"""What is due in paths to work: visits to workplaces, outcomes to look at, ends that come; for one record or many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.models import CaseFile, maybe_readable, readable_records
from ordito.core.declare import CardContent, CardItem
from ordito.employment.models import JobPlacement, PlacementOutcome
from ordito.employment.queries.words import day_text, months_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from ordito.core.access import Actor

    Narrow = Callable[[Any], Any]

SOON = timedelta(days=14)
"""From here on something is shown as near."""
LINES = 6
RECORD = "work_path__case_file"


@dataclass(frozen=True)
class Due:
    """One thing to do at a placement: what, by when, the page where it is done."""

    case_file_id: int
    placement_id: int
    title: str
    on: date
    words: str
    late: bool

    @property
    def url(self) -> str:
        """The page of the placement."""
        return reverse("employment:placement", args=[self.case_file_id, self.placement_id])


def due(narrow: Narrow, today: date, *, ahead: timedelta = SOON) -> list[Due]:
    """What is late, or due within `ahead`, in the rows that `narrow` leaves of a query set; two queries.

    Nothing is due of somebody who died, in a closed record or in a concluded path.
    """
    last = today + ahead
    return sorted([*_placements(narrow, today, last), *_outcomes(narrow, today, last)], key=_by_day)


def _by_day(one: Due) -> tuple[date, int, str]:
    return one.on, one.placement_id, one.title


def _placements(narrow: Narrow, today: date, last: date) -> list[Due]:
    ending = Q(monitor_by__lte=last) | Q(planned_end_on__lte=last)
    rows = narrow(_alive(JobPlacement.objects.running().filter(ending), RECORD)).select_related("work_path")
    return [one for row in rows for one in _of_placement(row, today, last)]


def _outcomes(narrow: Narrow, today: date, last: date) -> list[Due]:
    waiting = PlacementOutcome.objects.waiting().filter(due_on__lte=last)
    rows = narrow(_alive(waiting, f"placement__{RECORD}")).select_related("placement__work_path")
    return [_of_outcome(row, today) for row in rows]


def _alive(rows: Any, path: str) -> Any:
    standing = {f"{path}__person__deceased_on": None, f"{path}__annulled_at": None}
    return rows.filter(**standing).exclude(**{f"{path}__state": CaseFileState.CLOSED})


def _of_placement(row: JobPlacement, today: date, last: date) -> Iterable[Due]:
    for title, on in ((_("Monitoraggio"), row.monitor_by), (_("Fine prevista"), row.planned_end_on)):
        if on is not None and on <= last:
            yield Due(row.work_path.case_file_id, row.pk, title, on, day_text(on, today), late=on < today)


def _of_outcome(row: PlacementOutcome, today: date) -> Due:
    title = _("Esito %(months)s da rilevare") % {"months": months_text(row.months)}
    words = day_text(row.due_on, today)
    return Due(
        row.placement.work_path.case_file_id, row.placement_id, title, row.due_on, words, late=row.due_on < today
    )


def due_of(actor: Actor, case_file: CaseFile, today: date) -> list[Due]:
    """What is due in one record that the actor reads."""
    return due(lambda rows: rows.visible_to(actor).filter(**{rows.path: case_file}), today)


def visit_signs(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Of each record the visit, or the planned end, that has been due for longest; one query."""
    return _signs(_placements(_among(ids), today, today))


def outcome_signs(ids: Sequence[int], today: date) -> Mapping[int, CardItem]:
    """Of each record the outcome that has been due for longest; one query."""
    return _signs(_outcomes(_among(ids), today, today))


def _among(ids: Sequence[int]) -> Narrow:
    return lambda rows: rows.filter(**{f"{rows.path}__in": ids})


def _signs(found: Iterable[Due]) -> Mapping[int, CardItem]:
    first: dict[int, Due] = {}
    for one in sorted(found, key=_by_day):
        first.setdefault(one.case_file_id, one)
    return {pk: CardItem(one.title, one.url, one.words, one.late) for pk, one in first.items()}


def card(actor: Actor, today: date) -> CardContent | None:
    """What is late or near in the paths that the actor reads; none: no card."""
    near = maybe_readable(actor, Part.EMPLOYMENT)
    possible = due(lambda rows: rows.filter(near(rows.path)), today)
    mine = readable_records(actor, Part.EMPLOYMENT, {one.case_file_id for one in possible})
    found = [one for one in possible if one.case_file_id in mine]
    if not found:
        return None
    shown = found[:LINES]
    files = CaseFile.objects.select_related("person").in_bulk({one.case_file_id for one in shown})
    items = [
        CardItem(files[one.case_file_id].person.full_name(), one.url, f"{one.title}, {one.words}", late=one.late)
        for one in shown
    ]
    named = [thing for case_file in files.values() for thing in (case_file, case_file.person)]
    return CardContent(items, count=len(found), named=named)
