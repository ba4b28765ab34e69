# SPDX-License-Identifier: EUPL-1.2
"""The roll-up: editions, hours, persons, enrolments and certificates of a plan, a programme or a year, counted.

What reports declared stands beside, never in its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min

from ordito.territory.enums import OrganisationKind, Profile
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.models import Certificate, Edition, Enrolment

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.territory.models import Programme
    from ordito.training.models import TrainingPlan

PRIVATE = frozenset(
    {
        OrganisationKind.CONSORTIUM,
        OrganisationKind.COOPERATIVE_A,
        OrganisationKind.COOPERATIVE_B,
        OrganisationKind.ACCREDITED,
        OrganisationKind.ASSOCIATION,
    }
)
GIVEN = (EditionState.OPEN, EditionState.CLOSED)
ENROLLED = EnrolmentState.ENROLLED
Person = tuple[int | None, int | None]


@dataclass
class Tally:
    """What is counted of some enrolments; one person in two editions is one person and two enrolments."""

    label: str
    enrolments: int = 0
    people: set[Person] = field(default_factory=set)

    @property
    def persons(self) -> int:
        """Different people."""
        return len(self.people)


@dataclass
class CourseTally(Tally):
    """The same of a course, with its editions, the hours they give and the certificates that stand."""

    editions: int = 0
    hours: Decimal = Decimal(0)
    certificates: int = 0
    declared: int = 0  # people that reports of past editions declared


@dataclass(frozen=True)
class Rollup:
    """Everything on the page; `venues` are the different places of its editions.

    `since` and `until` are the days between which it was given: the year that is asked for, or those of the editions.
    `taught` are those who took part: enrolled where it has begun, and not away all the time where it was closed.
    """

    total: CourseTally
    taught: frozenset[Person]
    courses: tuple[CourseTally, ...]
    territories: tuple[CourseTally, ...]
    body_kinds: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    profiles: tuple[Tally, ...]
    venues: int
    plan: TrainingPlan | None
    programme: Programme | None
    year: int | None
    since: date | None
    until: date | None

    @property
    def report(self) -> TrainingPlan | None:
        """The plan whose report declared totals, when it is the whole of it that is counted."""
        return self.plan if self.programme is None and self.year is None else None


def years_of(actor: Actor) -> list[int]:
    """The years in which something was given, the newest first."""
    ends = Edition.objects.visible_to(actor).aggregate(first=Min("starts_on"), last=Max("starts_on"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def rollup(
    actor: Actor,
    *,
    today: date,
    plan: TrainingPlan | None = None,
    programme: Programme | None = None,
    year: int | None = None,
) -> Rollup:
    """What was given in a plan, a programme or a year, or in all; three queries."""
    rows = Edition.objects.visible_to(actor).filter(state__in=GIVEN).select_related("course", "territory")
    if plan is not None:
        rows = rows.filter(course__plan_line__plan=plan)
    if programme is not None:
        rows = rows.filter(course__programme=programme)
    if year is not None:
        rows = rows.filter(starts_on__year=year)
    editions = list(rows.order_by("course__title", "starts_on", "pk"))
    people = _people(editions)
    given = _Given(_by_edition(people), _certificates(editions))
    since, until = _period(editions, year)
    return Rollup(
        total=given.tally("", editions),
        taught=_taught(people, {edition.pk for edition in editions if edition.starts_on <= today}),
        courses=given.grouped(editions, lambda edition: edition.course.title),
        territories=given.grouped(editions, lambda edition: edition.territory.name),
        body_kinds=_tallies(people, _body_kind),
        sectors=_tallies(people, _sector),
        profiles=_tallies(people, _profile),
        venues=len({edition.venue_id for edition in editions if edition.venue_id}),
        plan=plan,
        programme=programme,
        year=year,
        since=since,
        until=until,
    )


def _period(editions: Sequence[Edition], year: int | None) -> tuple[date | None, date | None]:
    if not editions:
        return None, None
    if year is not None:
        return date(year, 1, 1), date(year, 12, 31)
    return min(edition.starts_on for edition in editions), max(edition.ends_on for edition in editions)


def _people(editions: Sequence[Edition]) -> list[Enrolment]:
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(edition__in=editions, state=ENROLLED)
    return list(rows.select_related("organisation", "outcome").order_by("pk"))


def _taught(people: Iterable[Enrolment], begun: Collection[int]) -> frozenset[Person]:
    outcomes = ((one, getattr(one, "outcome", None)) for one in people if one.edition_id in begun)
    return frozenset(_who(one) for one, outcome in outcomes if outcome is None or outcome.minutes)


def _by_edition(people: Iterable[Enrolment]) -> dict[int, list[Enrolment]]:
    found: dict[int, list[Enrolment]] = {}
    for one in people:
        found.setdefault(one.edition_id, []).append(one)
    return found


def _certificates(editions: Sequence[Edition]) -> dict[int, int]:
    rows = Certificate.objects.standing().filter(edition__in=editions).order_by().values("edition")
    return dict(rows.annotate(given=Count("pk")).values_list("edition", "given"))


@dataclass(frozen=True)
class _Given:
    """Who is enrolled in each edition and how many certificates it gave, by the edition's id."""

    people: Mapping[int, Sequence[Enrolment]]
    certificates: Mapping[int, int]

    def tally(self, label: str, editions: Sequence[Edition]) -> CourseTally:
        found = CourseTally(label, editions=len(editions), hours=sum((e.course.hours for e in editions), Decimal(0)))
        for edition in editions:
            found.declared += edition.declared_people or 0
            found.certificates += self.certificates.get(edition.pk, 0)
            for one in self.people.get(edition.pk, ()):
                _add(found, one)
        return found

    def grouped(self, editions: Sequence[Edition], key: Callable[[Edition], str]) -> tuple[CourseTally, ...]:
        groups: dict[str, list[Edition]] = {}
        for edition in editions:
            groups.setdefault(key(edition), []).append(edition)
        return tuple(self.tally(label, rows) for label, rows in sorted(groups.items()))


def _tallies(people: Iterable[Enrolment], key: Callable[[Enrolment], str]) -> tuple[Tally, ...]:
    found: dict[str, Tally] = {}
    for one in people:
        label = key(one)
        _add(found.setdefault(label, Tally(label)), one)
    return tuple(sorted(found.values(), key=lambda tally: (-tally.enrolments, tally.label)))


def _add(tally: Tally, one: Enrolment) -> None:
    tally.enrolments += 1
    tally.people.add(_who(one))


def _who(one: Enrolment) -> Person:
    return one.professional_id, one.learner_id


def _body_kind(one: Enrolment) -> str:
    return one.organisation.get_kind_display() if one.organisation else ""


def _sector(one: Enrolment) -> str:
    if one.organisation is None:
        return ""
    return "private" if one.organisation.kind in PRIVATE else "public"


def _profile(one: Enrolment) -> str:
    return str(Profile(one.profile).label) if one.profile in Profile.values else ""
