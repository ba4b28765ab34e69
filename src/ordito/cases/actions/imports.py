# SPDX-License-Identifier: EUPL-1.2
"""Writing and taking back the rows of a spreadsheet of cases (`declares.imports` says what its columns are)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.cases.actions.bulk import bulk_load
from ordito.cases.actions.bulk_rows import BulkCase, BulkDiary, BulkIntervention, BulkPerson, BulkTaking
from ordito.cases.actions.undo import undo_batch
from ordito.cases.enums import ListKey
from ordito.cases.models import Code
from ordito.cases.queries.import_links import LinkedSheet, ServiceSheet
from ordito.cases.queries.import_people import PERSON, Sheet
from ordito.cases.queries.imports import kept_objects, workers_of
from ordito.core.declare import ImportedObject
from ordito.core.text import fold
from ordito.territory.models import ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ordito.cases.actions.bulk_rows import LoadedCase
    from ordito.cases.queries.import_people import Key, Known, Place
    from ordito.core.access import Actor
    from ordito.core.declare import ImportRecord

RECORD = "cases.casefile"
TAKING, INTERVENTION = "cases.takingincharge", "cases.intervention"
USUAL_MODE = "consensual"
"""Spreadsheets of the past seldom say the mode: a row without one is taken as agreed with the family."""


@dataclass
class _Group:
    """The rows of one person, in their order, sorted into takings in charge by opening day."""

    place: Place
    known: Known | None
    rows: list[int] = field(default_factory=list)
    by_day: dict[date, list[int]] = field(default_factory=lambda: defaultdict(list))


def write_cases(
    records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
) -> list[list[ImportedObject]]:
    """Bring sound rows in; rows of one person become one person, with their takings in charge and services."""
    sheet = Sheet(records, by=by, territory_id=territory_id, batch_id=batch_id)
    return _write_sheet(sheet, by=by, at=at)


def write_takings(
    records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
) -> list[list[ImportedObject]]:
    """Bring takings in charge of people already there in."""
    sheet = LinkedSheet(records, by=by, territory_id=territory_id, batch_id=batch_id)
    return _write_sheet(sheet, by=by, at=at)


def write_services(
    records: Sequence[ImportRecord], *, by: Actor, at: datetime, territory_id: int, batch_id: int
) -> list[list[ImportedObject]]:
    """Bring interventions of people already there in."""
    sheet = ServiceSheet(records, by=by, territory_id=territory_id, batch_id=batch_id)
    return _write_sheet(sheet, by=by, at=at)


def _write_sheet(sheet: Sheet, *, by: Actor, at: datetime) -> list[list[ImportedObject]]:
    groups: dict[Key, _Group] = {}
    for number, record in enumerate(sheet.records):
        place, key = sheet.place_of(number), sheet.key_of(number)
        assert place is not None and key is not None  # noqa: PT018 - the check has refused such rows
        group = groups.setdefault(key, _Group(place, None if key.apart else sheet.known_of(number)))
        group.rows.append(number)
        if "opened_on" in record.values:
            group.by_day[record.values["opened_on"]].append(number)
    writer = _Writer(sheet.records, workers_of({group.place.body.pk for group in groups.values()}), by)
    cases = [writer.case(group) for group in groups.values()]
    loaded = bulk_load(cases, by=by, at=at, import_batch=sheet.batch_id)
    found: list[list[ImportedObject]] = [[] for _record in sheet.records]
    for group, written in zip(groups.values(), loaded, strict=True):
        _tell(found, group, written, writer.values)
    return found


class _Writer:
    """Turns rows into what `bulk_load` takes in, with the ids of codes looked up once."""

    def __init__(self, records: Sequence[ImportRecord], workers: Mapping[tuple[int, str], int], by: Actor) -> None:
        self.values = [record.values for record in records]
        self.workers = workers
        self.by = by
        self.codes = {(code.code_list.key, code.code): code.pk for code in Code.objects.select_related("code_list")}
        self.types = dict(ServiceType.objects.values_list("code", "pk"))

    def code(self, key: ListKey, value: str | None) -> int | None:
        """The id of a code; None without value."""
        return self.codes[key, value] if value else None

    def case(self, group: _Group) -> BulkCase:
        """Everything the rows of one person bring."""
        days = group.by_day
        old = group.known.takings if group.known else {}
        delivered = [(old[day].pk, row) for day in days if day in old for row in self.services(days[day])]
        return BulkCase(
            person=None if group.known else self.person(group),
            person_id=group.known.person.pk if group.known else None,
            takings=tuple(self.taking(rows, group.place) for day, rows in days.items() if day not in old),
            delivered=tuple(delivered),
            diary=tuple(self.note(number) for number in group.rows if self.values[number].get("note")),
        )

    def person(self, group: _Group) -> BulkPerson:
        """The person; of each fact, the first row that has it."""
        merged: dict[str, Any] = {}
        for number in group.rows:
            merged = {**self.values[number], **merged}
        place = group.place
        return BulkPerson(
            surname=merged["surname"],
            name=merged["name"],
            comune_id=place.comune.pk,
            ambito_id=place.ambito_id,
            body_id=place.body.pk,
            residence_id=place.comune.pk,
            citizenship_id=self.code(ListKey.CITIZENSHIP, merged.get("citizenship")),
            **{
                name: merged[name]
                for name in ("fiscal_code", "birth_date", "sex", "street", "phone", "email")
                if merged.get(name)
            },
        )

    def taking(self, rows: list[int], place: Place) -> BulkTaking:
        """A taking in charge, from all the rows with its opening day; it ends when the last of them says so."""
        values = [self.values[number] for number in rows]
        first = values[0]
        closed = [row["closed_on"] for row in values if row.get("closed_on")]
        ended = max(closed) if len(closed) == len(values) else None
        worker = next((row["worker"] for row in values if row.get("worker")), "")
        reasons = dict.fromkeys(reason for row in values for reason in row.get("reasons", ()))
        return BulkTaking(
            mode_id=self.codes[ListKey.MODE, first.get("mode") or USUAL_MODE],
            opened_on=first["opened_on"],
            closed_on=ended,
            reason_ids=tuple(self.codes[ListKey.REASON, reason] for reason in reasons),
            worker_id=self.workers.get((place.body.pk, fold(worker))) if worker else None,
            outcome_id=self.code(ListKey.OUTCOME, first.get("outcome")) if ended else None,
            closure_reason_id=self.code(ListKey.CLOSURE_REASON, first.get("closure_reason")) if ended else None,
            interventions=tuple(self.services(rows)),
        )

    def services(self, rows: list[int]) -> list[BulkIntervention]:
        """The services that these rows name."""
        return [self.service(self.values[number]) for number in rows if names_service(self.values[number])]

    def service(self, values: Mapping[str, Any]) -> BulkIntervention:
        """One service; without days of its own, those of the taking in charge."""
        start = values.get("service_from") or values["opened_on"]
        end = values.get("service_to") or values.get("closed_on")
        return BulkIntervention(
            kind_id=self.code(ListKey.INTERVENTION_KIND, values.get("intervention")),
            service_type_id=self.types[values["service_type"]] if values.get("service_type") else None,
            starts_on=start,
            ends_on=max(start, end) if end else None,
        )

    def note(self, number: int) -> BulkDiary:
        """The note of a row, as a diary entry of the opening day."""
        values = self.values[number]
        return BulkDiary(
            kind_id=self.codes[ListKey.DIARY_KIND, "note"],
            happened_on=values["opened_on"],
            title=_("Nota importata"),
            text=values["note"],
            author_name=self.by.actor_name,
            author_id=self.by.actor_id,
        )


def names_service(values: Mapping[str, Any]) -> bool:
    """Whether a row speaks of a service."""
    return bool(values.get("service_type") or values.get("intervention"))


def _tell(
    found: list[list[ImportedObject]], group: _Group, written: LoadedCase, values: Sequence[Mapping[str, Any]]
) -> None:
    """Say for each row what it brought: a person and record belong to the first row, a taking to its first."""
    old = group.known.takings if group.known else {}
    first = found[group.rows[0]]
    called = next((values[row]["person_number"] for row in group.rows if values[row].get("person_number")), "")
    if group.known is None:
        first.append(ImportedObject(PERSON, str(written.person_id), key=called))
    elif called and not group.known.fresh:
        first.append(ImportedObject(PERSON, str(written.person_id), key=called, found=True))
    recorded_before = group.known is not None and bool(group.known.person.case_files.all())
    if written.case_file_id is not None and not recorded_before:
        first.append(ImportedObject(RECORD, str(written.case_file_id)))
    takings, interventions = iter(written.taking_ids), iter(written.intervention_ids)
    # In the order of `bulk_load`: takings that are new with their services, then services of those already there.
    for day, rows in sorted(group.by_day.items(), key=lambda item: item[0] in old):
        if day not in old:
            found[rows[0]].append(ImportedObject(TAKING, str(next(takings))))
        for number in rows:
            if names_service(values[number]):
                found[number].append(ImportedObject(INTERVENTION, str(next(interventions))))


def undo_cases(objects: Sequence[ImportedObject], *, by: Actor, at: datetime, batch_id: int) -> list[ImportedObject]:
    """Annul those of the given rows that nobody has touched since; the others come back with the reason."""
    only: dict[str, set[int]] = defaultdict(set)
    for thing in objects:
        only[thing.kind].add(int(thing.object_id))
    return kept_objects(objects, undo_batch(by=by, at=at, batch=batch_id, only=only))
