# SPDX-License-Identifier: EUPL-1.2
"""What flows and other parts ask about somebody's family on a day: persons and codes, without words.

Whoever calls answers for the right to read: these look at every record of the person's body, as the system does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Q

from ordito.cases.models import FamilyMembership, Person
from ordito.core.dates import completed_years
from ordito.kinship.engine.family import LEGAL
from ordito.kinship.engine.relations import Bond, Relation, relation
from ordito.kinship.enums import PARENTS
from ordito.kinship.models import Kin
from ordito.kinship.queries.graph import build, home_of

if TYPE_CHECKING:
    from datetime import date

BOTH = 2


class Orphan(StrEnum):
    """Whether the parents by law are alive (*condizione del minore*)."""

    NOT_ORPHAN = "not_orphan"
    OF_FATHER = "of_father"
    OF_MOTHER = "of_mother"
    OF_BOTH = "of_both"
    NO_PARENTS_KNOWN = "no_parents_known"
    """Parents are written, and nobody knows who they are."""
    UNKNOWN = "unknown"
    """Not both parents are written."""


@dataclass(frozen=True)
class Parent:
    """A parent on a day: the person when registered; `kind` is a `Nature` of parents, `sex` "F", "M" or "".

    `named` says whether anybody knows who it is.
    """

    person: Person | None
    named: bool
    kind: str
    sex: str
    alive: bool


@dataclass(frozen=True)
class Composed:
    """Somebody in a family unit on a day, with codes of `ListKey.COMPOSITION` and `ListKey.RELATION`, and the age."""

    person_id: int
    composition: str
    relation: str
    sex: str
    age: int | None


def parents_of(person: Person, day: date) -> list[Parent]:
    """The parents of a person on a day, those by law before foster and step parents; one query."""
    rows = (
        Kin.objects.current()
        .filter(second__person=person, nature__in=PARENTS, case_file__body_id=person.body_id)
        .filter(Q(valid_from__isnull=True) | Q(valid_from__lte=day))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        .select_related("first__person")
        .order_by("pk")
    )
    found: dict[tuple[str, int], Parent] = {}
    for row in rows:
        end = ("person", row.first.person_id) if row.first.person_id else ("name", row.first_id)
        found.setdefault(end, _parent(row, day))
    return sorted(found.values(), key=lambda parent: PARENTS.index(parent.kind))


def _parent(row: Kin, day: date) -> Parent:
    person = row.first.person
    if person is None:
        named = row.first
        gone = named.deceased and (named.deceased_on is None or named.deceased_on <= day)
        return Parent(None, bool(named.name), row.nature, named.sex, alive=not gone)
    alive = person.deceased_on is None or person.deceased_on > day
    return Parent(person, named=True, kind=row.nature, sex=person.sex, alive=alive)


def orphan_condition(person: Person, day: date) -> Orphan:
    """Whether a person has lost father, mother or both; unknown while one of the two is not written."""
    parents = [parent for parent in parents_of(person, day) if parent.kind in LEGAL]
    if parents and not any(parent.named for parent in parents):
        return Orphan.NO_PARENTS_KNOWN
    lost = {parent.sex for parent in parents if not parent.alive}
    if len(parents) >= BOTH and all(not parent.alive for parent in parents):
        return Orphan.OF_BOTH
    if lost == {"M"}:
        return Orphan.OF_FATHER
    if lost == {"F"}:
        return Orphan.OF_MOTHER
    return Orphan.NOT_ORPHAN if len(parents) >= BOTH and not lost else Orphan.UNKNOWN


def family_composition_at(person: Person, day: date) -> list[Composed]:
    """Everybody in the units of a person on a day, the person too; one query."""
    units = FamilyMembership.objects.at(day).filter(person=person, unit__annulled_at__isnull=True).values("unit_id")
    rows = (
        FamilyMembership.objects.at(day)
        .filter(unit__in=units)
        .select_related("person", "relation", "unit__composition")
        .order_by("unit_id", "pk")
    )
    return [
        Composed(
            row.person_id,
            row.unit.composition.code,
            row.relation.code,
            row.person.sex,
            age_at(row.person, day),
        )
        for row in rows
    ]


def bonds_at_home(person: Person, day: date) -> list[tuple[int, Relation]]:
    """Who lives with a person on a day, by id, and what each is to them as far as ties say; two queries."""
    home = home_of(person, day)
    rows = (
        Kin.objects.current()
        .filter(case_file__body_id=person.body_id)
        .filter(case_file__person__in=home | {person.pk})
        .select_related(
            "case_file__person",
            "first__person",
            "second__person",
            "first__case_file__person",
            "second__case_file__person",
        )
        .order_by("pk")
    )
    graph = build(person, list(rows), day=day, home=home)
    keys = {member.person_id: key for key, member in graph.members.items()}
    return [
        (other, relation(graph.family, graph.ego.key, keys[other]) if other in keys else Relation(Bond.OTHER))
        for other in sorted(home - {person.pk})
    ]


def age_at(person: Person, day: date) -> int | None:
    """Completed years; see `core.dates.completed_years` for who was born on 29 February."""
    born = person.birth_date
    return None if born is None or born > day else completed_years(born, day)
