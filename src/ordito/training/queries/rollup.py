# SPDX-License-Identifier: EUPL-1.2
"""The roll-up: editions, hours, persons and enrolments of a plan or a year, counted; what reports declared, beside."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, Min

from ordito.territory.enums import OrganisationKind, Profile
from ordito.training.enums import EditionState, EnrolmentState
from ordito.training.models import Edition, Enrolment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
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
    """The same of a course, with its editions and the hours they give."""

    editions: int = 0
    hours: Decimal = Decimal(0)
    declared: int = 0  # people that reports of past editions declared


@dataclass(frozen=True)
class Rollup:
    """Everything on the page; `venues` are the different places of its editions."""

    total: CourseTally
    courses: tuple[CourseTally, ...]
    territories: tuple[CourseTally, ...]
    body_kinds: tuple[Tally, ...]
    sectors: tuple[Tally, ...]
    profiles: tuple[Tally, ...]
    venues: int
    plan: TrainingPlan | None


def years_of(actor: Actor) -> list[int]:
    """The years in which something was given, the newest first."""
    ends = Edition.objects.visible_to(actor).aggregate(first=Min("starts_on"), last=Max("starts_on"))
    if ends["first"] is None:
        return []
    return list(range(ends["last"].year, ends["first"].year - 1, -1))


def rollup(actor: Actor, *, plan: TrainingPlan | None = None, year: int | None = None) -> Rollup:
    """What was given in a plan or a year, or in all; three queries."""
    rows = Edition.objects.visible_to(actor).filter(state__in=GIVEN).select_related("course", "territory")
    if plan is not None:
        rows = rows.filter(course__plan_line__plan=plan)
    if year is not None:
        rows = rows.filter(starts_on__year=year)
    editions = list(rows.order_by("course__title", "starts_on", "pk"))
    people = _people(editions)
    by_edition: dict[int, list[Enrolment]] = {}
    for one in people:
        by_edition.setdefault(one.edition_id, []).append(one)
    return Rollup(
        total=_given("", editions, by_edition),
        courses=_grouped(editions, by_edition, lambda edition: edition.course.title),
        territories=_grouped(editions, by_edition, lambda edition: edition.territory.name),
        body_kinds=_tallies(people, _body_kind),
        sectors=_tallies(people, _sector),
        profiles=_tallies(people, _profile),
        venues=len({edition.venue_id for edition in editions if edition.venue_id}),
        plan=plan,
    )


def _people(editions: Sequence[Edition]) -> list[Enrolment]:
    rows: QuerySet[Enrolment] = Enrolment.objects.filter(edition__in=editions, state=ENROLLED)
    return list(rows.select_related("organisation").order_by("pk"))


def _given(label: str, editions: Sequence[Edition], people: dict[int, list[Enrolment]]) -> CourseTally:
    found = CourseTally(label, editions=len(editions), hours=sum((e.course.hours for e in editions), Decimal(0)))
    for edition in editions:
        found.declared += edition.declared_people or 0
        for one in people.get(edition.pk, ()):
            _add(found, one)
    return found


def _grouped(
    editions: Sequence[Edition], people: dict[int, list[Enrolment]], key: Callable[[Edition], str]
) -> tuple[CourseTally, ...]:
    groups: dict[str, list[Edition]] = {}
    for edition in editions:
        groups.setdefault(key(edition), []).append(edition)
    return tuple(_given(label, rows, people) for label, rows in sorted(groups.items()))


def _tallies(people: Iterable[Enrolment], key: Callable[[Enrolment], str]) -> tuple[Tally, ...]:
    found: dict[str, Tally] = {}
    for one in people:
        label = key(one)
        _add(found.setdefault(label, Tally(label)), one)
    return tuple(sorted(found.values(), key=lambda tally: (-tally.enrolments, tally.label)))


def _add(tally: Tally, one: Enrolment) -> None:
    tally.enrolments += 1
    tally.people.add((one.professional_id, one.learner_id))


def _body_kind(one: Enrolment) -> str:
    return one.organisation.get_kind_display() if one.organisation else ""


def _sector(one: Enrolment) -> str:
    if one.organisation is None:
        return ""
    return "private" if one.organisation.kind in PRIVATE else "public"


def _profile(one: Enrolment) -> str:
    return str(Profile(one.profile).label) if one.profile in Profile.values else ""
