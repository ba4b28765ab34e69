# SPDX-License-Identifier: EUPL-1.2
"""Which records have been kept long enough, by which series of the filing plan, and what stands in the way.

A record is ready when every one of its takings in charge is: closed, and as many years past the event of its series as
the series says. The event is the closure, the majority or the death, and never counts from before the closure. What is
not known (no birth date, somebody alive) is never taken as past.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from ordito.agenda.models import AppointmentPerson
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile, FamilyMembership, TakingInCharge
from ordito.core.access import Verb
from ordito.kinship.models import Relative
from ordito.plans.models import Responsible
from ordito.stewardship.enums import Obstacle, RetentionEvent
from ordito.stewardship.models import Discard, DiscardItem, LegalHold, Limitation, RetentionSeries
from ordito.stewardship.models.scopes import held_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor

MAJORITY = 18
NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Due:
    """When a record may be discarded, counted from which day, by which series; None where it cannot be said."""

    case_file: CaseFile
    series: RetentionSeries | None = None
    counted_from: date | None = None
    due_on: date | None = None

    def past(self, today: date) -> bool:
        """Whether the time has passed."""
        return self.due_on is not None and self.due_on <= today


def years_after(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 1 March in a year that lacks it."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(day: date, years: int) -> date:
    """The latest day that is `years` past on `day`, as `years_after` counts them."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


class FilingPlan:
    """The series in force on a day, and which of them counts for an Ambito and an area."""

    def __init__(self, ambito_ids: Iterable[int], today: date) -> None:
        rows = RetentionSeries.objects.used_in(set(ambito_ids)).at(today).select_related("area").order_by("-pk")
        self.by_place = {(row.ambito_id, row.area_id): row for row in reversed(rows)}

    def series_for(self, ambito_id: int, area_id: int) -> RetentionSeries | None:
        """Of the Ambito before Ordito's own, of the area before any area's."""
        for place in ((ambito_id, area_id), (ambito_id, None), (None, area_id), (None, None)):
            if series := self.by_place.get(place):
                return series
        return None


def dues_of(records: Sequence[CaseFile], plan: FilingPlan) -> list[Due]:
    """When each record may be discarded; records come with their person. One query."""
    takings: dict[int, list[TakingInCharge]] = {record.pk: [] for record in records}
    for taking in TakingInCharge.objects.current().filter(case_file__in=takings):
        takings[taking.case_file_id].append(taking)
    return [_due(record, takings[record.pk], plan) for record in records]


def _due(record: CaseFile, takings: Sequence[TakingInCharge], plan: FilingPlan) -> Due:
    """The latest of its takings in charge decides; one that cannot be counted leaves the record where it is."""
    latest = Due(record)
    for taking in takings:
        series = plan.series_for(record.ambito_id, taking.area_id)
        start = _counted_from(record, taking, series) if series else None
        if series is None or start is None:
            return Due(record, series)
        due_on = years_after(start, series.years)
        if latest.due_on is None or due_on > latest.due_on:
            latest = Due(record, series, start, due_on)
    return latest


def _counted_from(record: CaseFile, taking: TakingInCharge, series: RetentionSeries) -> date | None:
    if taking.closed_on is None:
        return None
    if series.event == RetentionEvent.CLOSURE:
        return taking.closed_on
    birth, death = record.person.birth_date, record.person.deceased_on
    majority = years_after(birth, MAJORITY) if birth else None
    happened = majority if series.event == RetentionEvent.MAJORITY else death
    return max(taking.closed_on, happened) if happened else None


def ready_for_discard(actor: Actor, today: date) -> QuerySet[CaseFile]:
    """The records whose time has passed, in the places where the actor manages retention.

    Without those already discarded, and those on the list of a discard that stands.
    """
    rows = CaseFile.objects.current().filter(held_for(actor, Verb.MANAGE_RETENTION), state=CaseFileState.CLOSED)
    ambiti = set(rows.order_by().values_list("ambito_id", flat=True).distinct())
    plan = FilingPlan(ambiti, today)
    takings = TakingInCharge.objects.current().filter(case_file_id=OuterRef("pk"))
    kept = takings.filter(_still_kept(plan, ambiti, today))
    listed = DiscardItem.objects.filter(
        discard__in=Discard.objects.standing(), case_file_id=OuterRef("pk"), obstacle=""
    )
    ready = rows.filter(Exists(takings)).exclude(Exists(kept)).exclude(Exists(listed))
    return ready.exclude(person__wrapped_key=b"")


def _still_kept(plan: FilingPlan, ambiti: Iterable[int], today: date) -> Q:
    """Takings in charge whose time has not passed, or that no series counts: the same rule as `_due`, in the database.

    One condition for each Ambito and area that a taking may have.
    """
    areas = TakingInCharge.objects.current().order_by().values_list("area_id", flat=True).distinct()
    kept = Q(closed_on__isnull=True)
    for ambito_id in sorted(ambiti):
        for area_id in sorted(areas):
            here = Q(case_file__ambito_id=ambito_id, area_id=area_id)
            series = plan.series_for(ambito_id, area_id)
            kept |= here & _not_past(series, today) if series else here
    return kept


def _not_past(series: RetentionSeries, today: date) -> Q:
    last = years_before(today, series.years)
    later = Q(closed_on__gt=last)
    if series.event == RetentionEvent.MAJORITY:
        born = years_before(last, MAJORITY)
        later |= Q(case_file__person__birth_date__isnull=True) | Q(case_file__person__birth_date__gt=born)
    elif series.event == RetentionEvent.DEATH:
        later |= Q(case_file__person__deceased_on__isnull=True) | Q(case_file__person__deceased_on__gt=last)
    return later


def obstacles_of(records: Sequence[CaseFile], today: date) -> Mapping[int, Obstacle]:
    """Why some records may not be discarded now, by id; a constant number of queries."""
    ids = [record.pk for record in records]
    found: dict[int, Obstacle] = {}
    needed = _needed_by_others({record.person_id: record.pk for record in records})
    found |= dict.fromkeys(needed, Obstacle.NEEDED)
    limited = Limitation.objects.standing(today).filter(case_file__in=ids)
    found |= dict.fromkeys(limited.values_list("case_file_id", flat=True), Obstacle.LIMITED)
    held = LegalHold.objects.standing(today).filter(case_file__in=ids)
    found |= dict.fromkeys(held.values_list("case_file_id", flat=True), Obstacle.HOLD)
    opened = TakingInCharge.objects.current().open().filter(case_file__in=ids)
    found |= dict.fromkeys(opened.values_list("case_file_id", flat=True), Obstacle.OPEN)
    return found


def _needed_by_others(records: Mapping[int, int]) -> set[int]:
    """Records (by the id of their person) of people who still count in the record of somebody who is followed."""
    living = ~Q(state=CaseFileState.CLOSED)
    others = CaseFile.objects.current().filter(living)
    mates = FamilyMembership.objects.filter(
        unit_id=OuterRef("unit_id"), valid_to__isnull=True, person__case_files__in=others
    ).exclude(person_id=OuterRef("person_id"))
    family = FamilyMembership.objects.filter(person__in=records, valid_to__isnull=True).filter(Exists(mates))
    named = (
        family,
        Relative.objects.filter(person__in=records, case_file__in=others),
        Responsible.objects.filter(person__in=records, action__plan__case_file__in=others),
        AppointmentPerson.objects.filter(person__in=records, appointment__case_file__in=others),
    )
    also = others.filter(person__in=records).exclude(pk__in=records.values())
    people = {person for rows in (*named, also) for person in rows.values_list("person_id", flat=True)}
    return {record for person, record in records.items() if person in people}
