# SPDX-License-Identifier: EUPL-1.2
"""Whom the rows of a spreadsheet speak of: each other's person, and somebody who is already there.

A person is told by fiscal code, else by the number that the old file gives them, else by name and birth date, within
the body that serves the Comune. Who imports learns of nobody outside the services where they may.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils import timezone

from ordito.cases.enums import Protection
from ordito.cases.models import CaseFile, Person, TakingInCharge
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.tokens import fiscal_code_index
from ordito.cases.queries.workplaces import ambito_id_of, body_of
from ordito.core.access import Verb
from ordito.core.declare import OnKnown
from ordito.core.text import fold
from ordito.imports.queries import objects_called
from ordito.territory.enums import Hierarchy, TerritoryKind
from ordito.territory.models import Organisation, Territory, TerritoryLink

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord

PERSON = "cases.person"
RECORD_NUMBER = re.compile(r"(\d{4})/(\d{1,9})")


@dataclass(frozen=True)
class Place:
    """A Comune with its Ambito and the body that acts there."""

    comune: Territory
    ambito_id: int
    body: Organisation


@dataclass(frozen=True)
class Key:
    """What tells a person within a body: a fiscal code, else a number with the name, else the name with the birth.

    `apart` says that the row becomes a person of its own, though somebody alike is there.
    """

    body: int
    code: str = ""
    number: str = ""
    name: str = ""
    birth: date | None = None
    apart: bool = False


class How(StrEnum):
    """By what somebody already there was recognised."""

    CODE = "code"
    NUMBER = "number"
    NAME = "name"


@dataclass(frozen=True)
class Known:
    """Somebody already there: their standing takings in charge by opening day, and whether one is open.

    `fresh` says that this very import brought them in; `hidden` that their row is for others to write.
    """

    person: Person
    how: How
    takings: Mapping[date, TakingInCharge]
    fresh: bool = False
    hidden: bool = False

    @property
    def in_charge(self) -> bool:
        """Whether a taking in charge is open."""
        return any(taking.closed_on is None for taking in self.takings.values())


class Sheet:
    """A chunk of rows with the people they speak of; every look-up is made once for the chunk."""

    def __init__(self, records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int) -> None:
        self.records = records
        self.by = by
        self.batch_id = batch_id
        self.today = timezone.localdate()
        self.places = places_of(territory_id, at=self.today)
        self.only = next(iter(self.places.values())) if len(self.places) == 1 else None
        told = [self.told_by(record) for record in records]
        self.keys = _joined(told)
        self.known = self._known(told)

    def place_of(self, number: int) -> Place | None:
        """Where the row at a place of the chunk is held; None when the Comune is missing or not of this territory."""
        code = self.records[number].values.get("comune")
        return self.places.get(code) if code else self.only

    def key_of(self, number: int) -> Key | None:
        """What tells the person of the row at a place of the chunk; None without place."""
        key = self.keys[number]
        known = self.known_of(number)
        if key is None or known is None or known.fresh or self.records[number].on_known is not OnKnown.NEW:
            return key
        return replace(key, apart=True)

    def known_of(self, number: int) -> Known | None:
        """Who is already there of whom the row speaks."""
        key = self.keys[number]
        return self.known.get(key) if key else None

    def told_by(self, record: ImportRecord) -> tuple[Key, ...]:
        """All that tells the person of a row, the surest first; nothing without place."""
        place = self.places.get(record.values["comune"]) if record.values.get("comune") else self.only
        if place is None:
            return ()
        values, body = record.values, place.body.pk
        name = fold(f"{values['surname']} {values['name']}")
        found = [Key(body, code=values["fiscal_code"])] if values.get("fiscal_code") else []
        if values.get("person_number"):
            found.append(Key(body, number=values["person_number"], name=name))
        return (*found, Key(body, name=name, birth=values.get("birth_date")))

    def _known(self, told: Sequence[tuple[Key, ...]]) -> dict[Key, Known]:
        people = _People(told, by=self.by, batch_id=self.batch_id)
        found: dict[Key, Known] = {}
        for key, keys in zip(self.keys, told, strict=True):
            if key is not None and key not in found:
                known = people.found_by(keys)
                if known is not None:
                    found[key] = known
        return found


def _joined(told: Sequence[tuple[Key, ...]]) -> list[Key | None]:
    """One key for each row: what tells a person less surely stands for what tells the same person better elsewhere.

    A name alone belongs to the person of the row above when that has the same name.
    """
    better: dict[Key, set[Key]] = defaultdict(set)
    for keys in told:
        for weaker in keys[1:]:
            if weaker.number or weaker.birth:
                better[weaker].add(keys[0])

    def settled(key: Key) -> Key:
        stronger = {settled(other) for other in better.get(key, ())}
        return next(iter(stronger)) if len(stronger) == 1 else key

    found: list[Key | None] = []
    for row, keys in enumerate(told):
        alone = len(keys) == 1 and keys[0].birth is None
        if alone and row and told[row - 1] and replace(told[row - 1][-1], birth=None) == keys[0]:
            found.append(found[-1])
        else:
            found.append(settled(keys[0]) if keys else None)
    return found


class _People:
    """Who is already there among those that the keys of rows may mean."""

    def __init__(self, told: Sequence[tuple[Key, ...]], *, by: Actor, batch_id: int) -> None:
        self.batch_id = batch_id
        self.by_code: dict[tuple[int, bytes], list[Person]] = defaultdict(list)
        self.by_number: dict[tuple[int, str, str], list[Person]] = defaultdict(list)
        self.by_name: dict[tuple[int, str, date | None], list[Person]] = defaultdict(list)
        self._load(told)
        rows = chain(self.by_code.values(), self.by_number.values(), self.by_name.values())
        people = {person.pk: person for row in rows for person in row}
        load_takings(list(people.values()))
        held = Person.objects.filter(pk__in=people).filter(in_service(by, Verb.IMPORT_DATA))
        self.reached = set(held.values_list("pk", flat=True))

    def _load(self, told: Sequence[tuple[Key, ...]]) -> None:
        keys = {key for row in told for key in row}
        bodies = {key.body for key in keys}
        people = Person.objects.current().filter(body__in=bodies)
        indexes = {fiscal_code_index(key.code) for key in keys if key.code}
        if indexes:
            for person in people.filter(fiscal_code_index__in=indexes):
                self.by_code[person.body_id, bytes(person.fiscal_code_index or b"")].append(person)
        numbers = objects_called(PERSON, {key.number for key in keys if key.number})
        called = people.in_bulk({pk for ids in numbers.values() for pk in ids}) if numbers else {}
        for number, ids in numbers.items():
            for person in (called[pk] for pk in ids if pk in called):
                self.by_number[person.body_id, number, fold(person.full_name())].append(person)
        for person in people.filter(_births(told)):
            self.by_name[person.body_id, fold(person.full_name()), person.birth_date].append(person)

    def found_by(self, keys: Sequence[Key]) -> Known | None:
        """The person whom a row's keys mean; one of several alike is nobody that an import may choose."""
        coded = any(key.code for key in keys)
        for key in keys:
            if key.code:
                how, people = How.CODE, self.by_code.get((key.body, fiscal_code_index(key.code) or b""), [])
            elif key.number:
                how, people = How.NUMBER, self.by_number.get((key.body, key.number, key.name), [])
            else:
                how, people = How.NAME, self.by_name.get((key.body, key.name, key.birth), [])
            if how is not How.CODE and coded:  # another code, another person
                people = [person for person in people if not person.fiscal_code_index]
            if people:
                return self._known(people, how)
        return None

    def _known(self, people: Sequence[Person], how: How) -> Known:
        fresh = [person for person in people if person.import_batch == self.batch_id]
        person = (fresh or people)[0]
        hidden = person.protection != Protection.NONE or person.pk not in self.reached or len(fresh or people) > 1
        return Known(person, how, takings_of(person), fresh=bool(fresh), hidden=hidden)


def _births(told: Sequence[tuple[Key, ...]]) -> Q:
    """People born on the days of rows without a fiscal code; on those of the others, people without one."""
    days: dict[bool, set[date]] = {True: set(), False: set()}
    for keys in told:
        if keys and keys[-1].birth:
            days[bool(keys[0].code)].add(keys[-1].birth)
    return Q(birth_date__in=days[False]) | Q(birth_date__in=days[True], fiscal_code_index__isnull=True)


def load_takings(people: Sequence[Person]) -> None:
    """Load the standing records of people with their standing takings in charge."""
    takings = TakingInCharge.objects.current().order_by("opened_on")
    records = CaseFile.objects.current().prefetch_related(Prefetch("takings", queryset=takings))
    prefetch_related_objects(people, Prefetch("case_files", queryset=records))


def takings_of(person: Person) -> dict[date, TakingInCharge]:
    """Standing takings in charge of somebody for whom `load_takings` was called, by opening day."""
    return {taking.opened_on: taking for record in person.case_files.all() for taking in record.takings.all()}


def places_of(territory_id: int, *, at: date) -> dict[str, Place]:
    """The Comuni of a territory for which a body acts, by code."""
    territory = Territory.objects.get(pk=territory_id)
    if territory.kind == TerritoryKind.MUNICIPALITY:
        comuni = [territory]
    else:
        links = TerritoryLink.objects.at(at).filter(parent=territory, hierarchy=Hierarchy.AMBITO)
        comuni = [link.child for link in links.select_related("child")]
    found = {}
    for comune in comuni:
        body = body_of(comune, at=at)
        if body is not None:
            found[comune.code] = Place(comune, ambito_id_of(comune, at=at), body)
    return found
