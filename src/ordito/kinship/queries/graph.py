# SPDX-License-Identifier: EUPL-1.2
"""The family of a record as a graph, on one day, as far as the reader may know it.

Ties written in the record itself, and those written in the records of the same people that the reader may read too:
brothers and sisters followed by one worker have one family, typed once. A registered person is one person wherever
they are named; who is only a name is one for each record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q

from ordito.cases.models import FamilyMembership
from ordito.core.fields import open_text
from ordito.core.text import filed, spoken
from ordito.kinship.engine.family import Couple, Family, Human, Parenthood
from ordito.kinship.enums import COUPLES, PARENTS, Nature
from ordito.kinship.models import Kin, Relative

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordito.cases.models import CaseFile, Person
    from ordito.core.access import Actor

ALIVE_COUPLES = frozenset((Nature.MARRIED, Nature.COHABITING, Nature.PARTNERS))
DE_FACTO, REGISTRY = "de_facto", "registry"
"""Codes of `ListKey.COMPOSITION` that say who lives together, the first before the second."""


@dataclass(frozen=True)
class Member:
    """Somebody of the family: a registered person, or a name."""

    key: int
    surname: str
    name: str
    human: Human
    person_id: int | None
    relatives: tuple[int, ...]
    """Ids of the rows of `Relative` that are this person."""
    at_home: bool

    @property
    def full_name(self) -> str:
        """Surname and name; empty of somebody of whom only the place in the family is known."""
        return filed(self.surname, self.name)

    @property
    def spoken_name(self) -> str:
        """Name and surname, for a sentence; empty as above."""
        return spoken(self.surname, self.name)


@dataclass(frozen=True)
class Graph:
    """The family on a day: `rows` are the ties in force, `past` those that are over; both may be of other records."""

    day: date
    family: Family
    members: dict[int, Member]
    rows: tuple[Kin, ...]
    past: tuple[Kin, ...]
    keys: dict[int, int]
    """The key of the member that each row of `Relative` is."""

    @property
    def ego(self) -> Member:
        """The person of the record."""
        return self.members[0]


def kin_of(actor: Actor, case_file: CaseFile) -> list[Kin]:
    """Every tie of the record's family that the actor may read, the oldest first; one query."""
    own = Relative.objects.current().filter(case_file=case_file, person__isnull=False)
    units = FamilyMembership.objects.filter(person=case_file.person_id, unit__annulled_at__isnull=True).values(
        "unit_id"
    )
    near = FamilyMembership.objects.filter(unit__in=units).values("person_id")
    here = Q(case_file=case_file)
    rows = Kin.objects.visible_to(actor).current()
    rows = rows.filter(here | Q(case_file__person__in=own.values("person_id")) | Q(case_file__person__in=near)).filter(
        case_file__body_id=case_file.body_id
    )
    ends = (f"{end}__{path}" for end in ("first", "second") for path in ("person", "case_file__person"))
    related = rows.select_related("case_file__person", *ends)
    return list(related.order_by(F("valid_from").asc(nulls_first=True), "pk"))


def home_of(person: Person, day: date) -> frozenset[int]:
    """Ids of the people who live with somebody on a day: of the unit *di fatto*, else of the registered one."""
    units = FamilyMembership.objects.at(day).filter(person=person, unit__annulled_at__isnull=True).values("unit_id")
    rows = FamilyMembership.objects.at(day).filter(unit__in=units, unit__composition__code__in=(DE_FACTO, REGISTRY))
    found: dict[str, set[int]] = {}
    for code, person_id in rows.values_list("unit__composition__code", "person_id"):
        found.setdefault(code, set()).add(person_id)
    return frozenset(found.get(DE_FACTO) or found.get(REGISTRY) or set())


def graph_of(actor: Actor, case_file: CaseFile, *, day: date) -> Graph:
    """The family of a record on a day; two queries."""
    return build(case_file.person, kin_of(actor, case_file), day=day, home=home_of(case_file.person, day))


def build(person: Person, kin: Sequence[Kin], *, day: date, home: frozenset[int] = frozenset()) -> Graph:
    """The graph of these ties on a day; the person of the record has the key 0."""
    rows = _once(kin)
    begun = [row for row in rows if row.valid_from is None or row.valid_from <= day]
    current = [row for row in begun if row.valid_to is None or row.valid_to >= day]
    members, keys = _members(person, begun, home, day)
    parents = tuple(
        Parenthood(keys[row.first_id], keys[row.second_id], row.nature) for row in current if row.nature in PARENTS
    )
    humans = {key: member.human for key, member in members.items()}
    family = Family(humans, parents, tuple(_couples(begun, keys, day)))
    past = tuple(row for row in rows if row.valid_to is not None and row.valid_to < day)
    return Graph(day, family, members, tuple(current), past, keys)


def _once(kin: Iterable[Kin]) -> list[Kin]:
    """The same tie between the same registered people, written in two records, counts once."""
    found: dict[tuple[object, ...], Kin] = {}
    for row in kin:
        ends = (row.first.person_id or -row.first_id, row.second.person_id or -row.second_id)
        found.setdefault((ends, row.nature, row.valid_from, row.valid_to), row)
    return list(found.values())


def _members(
    owner: Person, rows: Iterable[Kin], home: frozenset[int], day: date
) -> tuple[dict[int, Member], dict[int, int]]:
    people: dict[tuple[str, int], list[Relative]] = {("person", owner.pk): []}
    for row in rows:
        for relative in (row.first, row.second):
            end = ("person", relative.person_id) if relative.person_id else ("name", relative.pk)
            people.setdefault(end, []).append(relative)
    members, keys = {}, {}
    for key, relatives in enumerate(people.values()):
        members[key] = _member(key, relatives, owner, home, day)
        keys.update({relative.pk: key for relative in relatives})
    return members, keys


def _member(key: int, relatives: Sequence[Relative], owner: Person, home: frozenset[int], day: date) -> Member:
    person = relatives[0].person if relatives else owner
    ids = tuple(dict.fromkeys(relative.pk for relative in relatives))
    if person is None:
        named = relatives[0]
        gone = named.deceased and (named.deceased_on is None or named.deceased_on <= day)
        human = Human(key, named.sex, named.birth_date, named.birth_year, gone)
        return Member(key, "", open_text(named, "name"), human, None, ids, at_home=False)
    gone = person.deceased_on is not None and person.deceased_on <= day
    human = Human(key, person.sex, person.birth_date, None, gone)
    surname, name = open_text(person, "surname"), open_text(person, "name")
    return Member(key, surname, name, human, person.pk, ids, at_home=person.pk in home)


def _couples(rows: Iterable[Kin], keys: dict[int, int], day: date) -> Iterable[Couple]:
    """Each pair once, in the state that began last; what is over and was followed by nothing is "finita"."""
    latest: dict[frozenset[int], Kin] = {}
    for row in rows:
        if row.nature in COUPLES:
            latest[frozenset((keys[row.first_id], keys[row.second_id]))] = row
    for row in latest.values():
        over = row.valid_to is not None and row.valid_to < day
        state = Nature.ENDED if over and row.nature in ALIVE_COUPLES else row.nature
        yield Couple(keys[row.first_id], keys[row.second_id], state)
