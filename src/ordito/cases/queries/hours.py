# SPDX-License-Identifier: EUPL-1.2
"""The workload: hours written in the diary by month, and points by how complex the takings in charge are.

Nothing here names anybody who is followed; private notes have no hours.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from ordito.accounts.models import User
from ordito.cases.enums import ComplexityCriterion, InterventionState
from ordito.cases.models import ComplexityWeight, DiaryEntry, FamilyMembership, Intervention, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.core.access import Verb
from ordito.core.dates import completed_years
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import Text

MONTHS = 12
OF_AGE = 18
FIRST_MONTHS = timedelta(days=91)
COURT_MODES = frozenset({"court_ordered"})
AWAY_KINDS = frozenset({"residential", "mother_child", "fostering", "fostering_kin", "shelter"})
MANY_INTERVENTIONS = 3


@dataclass(frozen=True)
class HoursLine:
    """The minutes of one worker, month by month."""

    name: str
    by_month: Sequence[tuple[date, int]]

    @property
    def total(self) -> int:
        """All months together."""
        return sum(minutes for _month, minutes in self.by_month)


@dataclass(frozen=True)
class PointsLine:
    """The open takings in charge of one worker and what they weigh, by criterion."""

    name: str
    takings: int
    points: int
    counts: Mapping[ComplexityCriterion, int]

    @property
    def cells(self) -> list[tuple[Text, int]]:
        """How often each criterion is met, in their order, with its name."""
        return [(one.label, self.counts[one]) for one in ComplexityCriterion]


@dataclass(frozen=True)
class HoursPage:
    """The last twelve months, the oldest first, and today's points."""

    months: Sequence[date]
    hours: Sequence[HoursLine]
    points: Sequence[PointsLine]
    weights: Mapping[ComplexityCriterion, int]
    verified: bool
    """Whether somebody of the house has decided every weight."""

    @property
    def totals(self) -> list[int]:
        """The minutes of everybody, month by month."""
        return [sum(line.by_month[place][1] for line in self.hours) for place in range(len(self.months))]


def own_hours(actor: Actor, *, today: date) -> HoursPage:
    """The actor's own hours and points; six queries."""
    months = last_months(today)
    rows = DiaryEntry.objects.current().filter(author_id=actor.actor_id, author_id__isnull=False)
    takings = (
        TakingInCharge.objects.current()
        .open()
        .filter(worker_id=actor.professional_id, worker_id__isnull=False, case_file__annulled_at__isnull=True)
    )
    return HoursPage(months, _hours(rows, months), *_points(takings, today))


def service_hours(actor: Actor, *, today: date) -> HoursPage:
    """Everybody's, in the services whose work the actor supervises; the same number of queries."""
    months = last_months(today)
    held: Q = in_service(actor, Verb.APPROVE_WORK, prefix="case_file__")
    rows = DiaryEntry.objects.current().filter(held)
    takings = (
        TakingInCharge.objects.current()
        .open()
        .filter(held, worker_id__isnull=False, case_file__annulled_at__isnull=True)
    )
    return HoursPage(months, _hours(rows, months), *_points(takings, today))


def last_months(today: date) -> list[date]:
    """The first days of the last twelve months, this one included, the oldest first."""
    first = today.year * 12 + today.month - MONTHS
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, first + MONTHS)]


def _hours(rows: QuerySet[DiaryEntry], months: Sequence[date]) -> list[HoursLine]:
    counted = (
        rows.filter(minutes__isnull=False, happened_on__gte=months[0])
        .annotate(month=TruncMonth("happened_on"))
        .values_list("author_id", "month")
        .annotate(spent=Sum("minutes"))
        .order_by()
    )
    found: dict[int | None, Counter[date]] = defaultdict(Counter)
    for author, month, spent in counted:
        found[author][month] += spent
    names = dict(User.objects.filter(pk__in=[pk for pk in found if pk]).values_list("pk", "full_name"))
    lines = [
        HoursLine(names.get(author or 0, "–"), [(month, by_month[month]) for month in months])
        for author, by_month in found.items()
    ]
    return sorted(lines, key=lambda line: line.name)


@dataclass(frozen=True)
class _Taking:
    """What the criteria ask of an open taking in charge."""

    pk: int
    worker_id: int
    ambito_id: int
    opened_on: date
    mode: str
    person_id: int
    birth: date | None


def _points(
    takings: QuerySet[TakingInCharge], today: date
) -> tuple[list[PointsLine], Mapping[ComplexityCriterion, int], bool]:
    columns = ("pk", "worker_id", "case_file__ambito_id", "opened_on", "mode__code")
    rows = [
        _Taking(*values)
        for values in takings.values_list(*columns, "case_file__person_id", "case_file__person__birth_date")
    ]
    places = {row.ambito_id for row in rows}
    weights = weights_in_force(today, places)
    counts = _counts(rows, today)
    points: Counter[int] = Counter()
    by_worker: dict[int, Counter[ComplexityCriterion]] = defaultdict(Counter)
    for (worker, ambito), by_criterion in counts.items():
        points[worker] += sum(weights.of(ambito).get(one, 0) * count for one, count in by_criterion.items())
        by_worker[worker].update(by_criterion)
    names = {row.pk: str(row) for row in Professional.objects.filter(pk__in=by_worker)}
    lines = [
        PointsLine(names[worker], by_criterion[ComplexityCriterion.TAKING], points[worker], by_criterion)
        for worker, by_criterion in by_worker.items()
    ]
    told = weights.of(next(iter(places)) if len(places) == 1 else None)
    return sorted(lines, key=lambda line: (-line.points, line.name)), told, weights.verified


@dataclass(frozen=True)
class Weights:
    """The points of each criterion: the usual ones under None, and by Ambito what it has decided."""

    by_place: Mapping[int | None, Mapping[ComplexityCriterion, int]]
    verified: bool

    def of(self, ambito_id: int | None) -> Mapping[ComplexityCriterion, int]:
        """What counts in an Ambito: its own, and the usual ones where it has decided nothing."""
        return {**self.by_place.get(None, {}), **self.by_place.get(ambito_id, {})}


def weights_in_force(today: date, places: Collection[int]) -> Weights:
    """What counts on a day in these Ambiti; `verified` when they have decided every criterion. One query."""
    rows = ComplexityWeight.objects.at(today).filter(Q(territory__isnull=True) | Q(territory__in=places))
    found: dict[int | None, dict[ComplexityCriterion, int]] = defaultdict(dict)
    decided: dict[int | None, set[str]] = defaultdict(set)
    for row in rows.order_by("valid_from"):
        found[row.territory_id][ComplexityCriterion(row.criterion)] = row.points
        if row.verified:
            decided[row.territory_id].add(row.criterion)
    usual = set(found.get(None, ())) - decided[None]
    return Weights(found, verified=all(usual <= decided[place] for place in places) and bool(places))


def _counts(rows: Sequence[_Taking], today: date) -> dict[tuple[int, int], Counter[ComplexityCriterion]]:
    """How often each criterion is met, by worker and Ambito."""
    kinds = _running_kinds([row.pk for row in rows])
    siblings = _minors_beside([row.person_id for row in rows], today)
    found: dict[tuple[int, int], Counter[ComplexityCriterion]] = defaultdict(Counter)
    for row in rows:
        of_worker, running = found[row.worker_id, row.ambito_id], kinds[row.pk]
        of_worker[ComplexityCriterion.TAKING] += 1
        of_worker[ComplexityCriterion.FIRST_MONTHS] += today - row.opened_on < FIRST_MONTHS
        of_worker[ComplexityCriterion.MINOR] += _minor(row.birth, today)
        of_worker[ComplexityCriterion.SIBLING] += len(siblings[row.person_id])
        of_worker[ComplexityCriterion.COURT] += row.mode in COURT_MODES
        of_worker[ComplexityCriterion.AWAY] += any(kind in AWAY_KINDS for kind in running)
        of_worker[ComplexityCriterion.NETWORK] += len(running) >= MANY_INTERVENTIONS
    return found


def _minor(birth: date | None, today: date) -> bool:
    return birth is not None and birth <= today and completed_years(birth, today) < OF_AGE


def _running_kinds(takings: list[int]) -> dict[int, list[str]]:
    running = Intervention.objects.current().filter(
        taking__in=takings, state__in=(InterventionState.ACTIVE, InterventionState.SUSPENDED)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for taking, kind in running.values_list("taking_id", "kind__code"):
        found[taking].append(kind or "")
    return found


def _minors_beside(people: list[int], today: date) -> dict[int, set[int]]:
    """The other minors of the family units in which each person is today."""
    standing = FamilyMembership.objects.at(today).filter(unit__annulled_at__isnull=True)
    units: dict[int, set[int]] = defaultdict(set)
    for unit, person in standing.filter(person__in=people).values_list("unit_id", "person_id"):
        units[unit].add(person)
    found: dict[int, set[int]] = defaultdict(set)
    members = standing.filter(unit__in=list(units)).values_list("unit_id", "person_id", "person__birth_date")
    for unit, person, birth in members:
        if _minor(birth, today):
            for one in units[unit] - {person}:
                found[one].add(person)
    return found


@dataclass(frozen=True)
class Bar:
    """One month of the chart, in SVG units."""

    x: int
    y: int
    height: int
    label: str
    text: str
    middle: int


@dataclass(frozen=True)
class HoursChart:
    """Columns of hours by month, all in whole SVG units; the same figures stand in the table."""

    width: int
    height: int
    base: int
    thickness: int
    bars: Sequence[Bar]


COLUMN, GAP, TALLEST, TOP, FOOT = 44, 16, 160, 24, 28


def hours_chart(shown: HoursPage) -> HoursChart | None:
    """A column for each month; None when nobody has written any hours."""
    totals = shown.totals
    most = max(totals, default=0)
    if not most:
        return None
    base = TOP + TALLEST
    bars = []
    for place, (month, minutes) in enumerate(zip(shown.months, totals, strict=True)):
        height = round(TALLEST * minutes / most)
        x = place * (COLUMN + GAP)
        bars.append(
            Bar(x, base - height, height, f"{month:%m/%y}", hours_words(minutes) if minutes else "", x + COLUMN // 2)
        )
    return HoursChart(len(totals) * (COLUMN + GAP) - GAP, base + FOOT, base, COLUMN, bars)


def hours_words(minutes: int) -> str:
    """Hours with one decimal, as Italian writes them: 12,5."""
    hours = minutes / 60
    return f"{hours:.0f}" if minutes % 60 == 0 else f"{hours:.1f}".replace(".", ",")
