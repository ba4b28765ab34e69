# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets whose rows name people who are already there: takings in charge, and interventions, in files apart.

A row names its person by fiscal code, by the number of the record, or by the number that the file of people gave them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from ordito.cases.enums import Protection
from ordito.cases.models import CaseFile, Person
from ordito.cases.models.scopes import in_service
from ordito.cases.queries.import_people import (
    PERSON,
    RECORD_NUMBER,
    How,
    Key,
    Known,
    Place,
    Sheet,
    load_takings,
    takings_of,
)
from ordito.cases.queries.imports import Seen, standing_problems, worker_problems, workers_of, wrong_code, wrong_dates
from ordito.cases.queries.tokens import fiscal_code_index
from ordito.core.access import Verb
from ordito.core.declare import ImportProblem
from ordito.imports.queries import objects_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ordito.cases.models import TakingInCharge
    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord


class LinkedSheet(Sheet):
    """A chunk of rows about people already there; nobody outside the services of who imports is found."""

    def told_by(self, record: ImportRecord) -> tuple[Key, ...]:
        """The fiscal code, else the number: one of them is enough."""
        values = record.values
        if values.get("fiscal_code"):
            return (Key(0, code=values["fiscal_code"]),)
        return (Key(0, number=values["person_number"]),) if values.get("person_number") else ()

    def place_of(self, number: int) -> Place | None:
        """Where the person's row is held."""
        known = self.known_of(number)
        return Place(known.person.comune, known.person.ambito_id, known.person.body) if known else None

    def key_of(self, number: int) -> Key | None:
        """What tells the person of the row."""
        return self.keys[number]

    def _known(self, told: Sequence[tuple[Key, ...]]) -> dict[Key, Known]:
        keys = {key for row in told for key in row}
        bodies = {place.body.pk for place in self.places.values()}
        reached = Person.objects.current().filter(in_service(self.by, Verb.IMPORT_DATA), body__in=bodies)
        found = _named_by(keys, bodies)
        people = reached.select_related("comune", "body").in_bulk({pk for ids in found.values() for pk in ids})
        load_takings(list(people.values()))
        known = {}
        for key, ids in found.items():
            held = [people[pk] for pk in ids if pk in people]
            if len(held) == 1:
                known[key] = self._of(held[0], How.CODE if key.code else How.NUMBER)
        return known

    def _of(self, person: Person, how: How) -> Known:
        return Known(person, how, takings_of(person), hidden=person.protection != Protection.NONE)


def _named_by(keys: Iterable[Key], bodies: Iterable[int]) -> dict[Key, set[int]]:
    """Ids of the people whom the keys name: by code, by number of a record, by number of an earlier file."""
    found: dict[Key, set[int]] = defaultdict(set)
    codes = {fiscal_code_index(key.code): key for key in keys if key.code}
    rows = Person.objects.current().filter(body__in=bodies, fiscal_code_index__in=codes)
    for pk, index in rows.values_list("pk", "fiscal_code_index") if codes else ():
        found[codes[bytes(index or b"")]].add(pk)
    numbers = {key.number: key for key in keys if key.number}
    for number, ids in objects_called(PERSON, numbers).items() if numbers else ():
        found[numbers[number]] |= ids
    records = {(int(year), int(serial)): key for key in numbers.values() for year, serial in _record_numbers(key)}
    if records:
        wanted = Q(pk__in=())
        for year in {year for year, _serial in records}:
            wanted |= Q(year=year, serial__in=[serial for other, serial in records if other == year])
        held = CaseFile.objects.current().filter(wanted, body__in=bodies)
        for year, serial, person in held.values_list("year", "serial", "person_id"):
            found[records[year, serial]].add(person)
    return found


def _record_numbers(key: Key) -> list[tuple[str, str]]:
    found = RECORD_NUMBER.fullmatch(key.number.replace(" ", ""))
    return [(found[1], found[2])] if found else []


class ServiceSheet(LinkedSheet):
    """The same for interventions: each row is told the opening day of the taking in charge it belongs to."""

    def __init__(self, records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int) -> None:
        super().__init__(records, by=by, territory_id=territory_id, batch_id=batch_id)
        self.fitting = [self._fitting(number) for number in range(len(records))]
        self.records = [
            replace(record, values={**record.values, "opened_on": takings[0].opened_on})
            if len(takings) == 1
            else record
            for record, takings in zip(records, self.fitting, strict=True)
        ]

    def _fitting(self, number: int) -> list[TakingInCharge]:
        """The takings in charge that the row may mean: that of the day it names, else those open when it starts."""
        known, values = self.known_of(number), self.records[number].values
        if known is None:
            return []
        named, start = values.get("opened_on"), values["service_from"]
        return [
            taking
            for day, taking in known.takings.items()
            if (day == named if named else day <= start and (taking.closed_on is None or start <= taking.closed_on))
        ]


def check_takings(
    records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int
) -> list[list[ImportProblem]]:
    """What is wrong with takings in charge of people already there."""
    sheet = LinkedSheet(records, by=by, territory_id=territory_id, batch_id=batch_id)
    workers = workers_of({place.body.pk for place in sheet.places.values()})
    seen: dict[Key, Seen] = defaultdict(Seen)
    found = []
    for number, record in enumerate(records):
        problems = [*wrong_dates(record.values), *wrong_code(record.values), *_unreached(sheet, number)]
        key, place, known = sheet.key_of(number), sheet.place_of(number), sheet.known_of(number)
        if key and place and known and not known.hidden:
            problems += standing_problems(record.values, known, seen[key])
            problems += worker_problems(record.values, place, workers)
        found.append(problems)
    return found


def check_services(
    records: Sequence[ImportRecord], *, by: Actor, territory_id: int, batch_id: int
) -> list[list[ImportProblem]]:
    """What is wrong with interventions of people already there."""
    sheet = ServiceSheet(records, by=by, territory_id=territory_id, batch_id=batch_id)
    found = []
    for number, record in enumerate(sheet.records):
        problems = [*wrong_dates(record.values), *wrong_code(record.values), *_unreached(sheet, number)]
        if not (record.values.get("service_type") or record.values.get("intervention")):
            problems.append(ImportProblem("intervention", "no_service"))
        known = sheet.known_of(number)
        if known and not known.hidden:
            problems += _without_taking(record.values, sheet.fitting[number])
        found.append(problems)
    return found


def _unreached(sheet: LinkedSheet, number: int) -> list[ImportProblem]:
    values, known = sheet.records[number].values, sheet.known_of(number)
    field = "fiscal_code" if values.get("fiscal_code") else "person_number"
    if sheet.key_of(number) is None:
        return [ImportProblem("", "nobody_named")]
    if known is None:
        return [ImportProblem(field, "person_unknown")]
    return [ImportProblem("", "by_hand")] if known.hidden else []


def _without_taking(values: Mapping[str, Any], takings: Sequence[TakingInCharge]) -> list[ImportProblem]:
    field = "opened_on" if values.get("opened_on") else "service_from"
    if not takings:
        return [ImportProblem(field, "no_taking")]
    if len(takings) > 1:
        return [ImportProblem(field, "taking_ambiguous")]
    closed, end = takings[0].closed_on, values.get("service_to")
    if closed and end and end > closed:
        return [ImportProblem("service_to", "service_outlasts", warning=True)]
    return []
