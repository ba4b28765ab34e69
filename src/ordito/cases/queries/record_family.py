# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile, FamilyMembership, FamilyUnit, Person
from ordito.cases.queries.record_header import age_text
from ordito.core.dates import format_date

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from ordito.core.access import Actor


@dataclass(frozen=True)
class Member:
    """Somebody in a family unit."""

    pk: int
    name: str
    relation: str
    age_text: str
    period: str
    """With what made them enter or leave, when it is known."""
    open: bool
    here: bool
    """Whether this is the person of the record."""
    case_file_id: int | None
    """Their record, when the actor may open it."""
    public_id: UUID | None
    """Of somebody of the same service who has no record yet: their page, where one is opened."""


@dataclass(frozen=True)
class Unit:
    """A family unit of the person, with everybody who is or was in it."""

    pk: int
    composition: str
    period: str
    valid_to: date | None
    members: tuple[Member, ...]


def family_units(actor: Actor, person: Person, *, today: date, current_only: bool = False) -> list[Unit]:
    """The units of a person, current ones first; with `current_only` as of `today`. At most three queries."""
    units = FamilyUnit.objects.filter(annulled_at__isnull=True, memberships__in=_times_of(person, today, current_only))
    times = FamilyMembership.objects.filter(unit__in=units.at(today) if current_only else units)
    times = times.at(today) if current_only else times
    rows = list(
        times.select_related("unit__composition", "person", "relation").order_by(
            "-unit__valid_from", "-unit_id", "valid_from", "pk"
        )
    )
    people = {membership.person_id for membership in rows} - {person.pk}
    theirs = CaseFile.objects.filter(person_id__in=people).values("pk")
    records = CaseFile.objects.visible_to(actor, among=theirs).order_by("updated_at")
    openable = dict(records.values_list("person_id", "pk")) if people else {}
    rest = people - openable.keys() if not current_only else set()
    known = dict(Person.objects.visible_to(actor).filter(pk__in=rest).values_list("pk", "public_id")) if rest else {}
    ways = _Ways(person, openable, known)
    found = [_unit(unit, list(ones), ways, today) for unit, ones in groupby(rows, key=attrgetter("unit"))]
    return sorted(found, key=lambda unit: unit.valid_to is not None and unit.valid_to < today)


def _times_of(person: Person, day: date, only_then: bool) -> QuerySet[FamilyMembership]:  # noqa: FBT001 - passed on
    times = FamilyMembership.objects.filter(person=person)
    return times.at(day) if only_then else times


@dataclass(frozen=True)
class _Ways:
    """From somebody in a unit to their own page, by the id of the person: a record, or where one is opened."""

    here: Person
    records: dict[int, int]
    known: dict[int, UUID]


def _unit(unit: FamilyUnit, times: list[FamilyMembership], ways: _Ways, today: date) -> Unit:
    return Unit(
        unit.pk,
        unit.composition.label,
        period_text(unit.valid_from, unit.valid_to),
        unit.valid_to,
        tuple(_member(row, ways, today) for row in times),
    )


def _member(row: FamilyMembership, ways: _Ways, today: date) -> Member:
    return Member(
        row.pk,
        row.person.full_name(),
        row.relation.label,
        age_text(row.person.birth_date, today, row.person.deceased_on),
        membership_period(row),
        row.valid_to is None,
        row.person_id == ways.here.pk,
        ways.records.get(row.person_id),
        ways.known.get(row.person_id),
    )


def membership_period(row: FamilyMembership) -> str:
    """The time in a unit in words, with the events at its ends."""
    events = [row.get_began_by_display(), row.get_ended_by_display() if row.valid_to else ""]
    why = ", ".join(str(event) for event in events if event)
    period = period_text(row.valid_from, row.valid_to)
    return f"{period} ({why})" if why else period


def period_text(first: date, last: date | None) -> str:
    """From a day, or between two days, in words."""
    if last is None:
        return _("dal %(first)s") % {"first": format_date(first)}
    return _("dal %(first)s al %(last)s") % {"first": format_date(first), "last": format_date(last)}
