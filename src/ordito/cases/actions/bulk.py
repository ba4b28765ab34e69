# SPDX-License-Identifier: EUPL-1.2
"""Many records at once: imports and the demonstration. One transaction, one audit entry with the ids.

Rows come already checked (the import's dry run, the generator); what the database can refuse, it refuses for all.
Places, bodies, services and codes are given by id. Speed comes from keys made without a detour, rows inserted by the
hundred, and search tokens, which are most of the rows, copied in as plain numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.cases.actions.bulk_rows import LoadedCase
from ordito.cases.actions.records import next_serial
from ordito.cases.enums import CaseFileState, InterventionState
from ordito.cases.models import (
    CaseFile,
    DiaryEntry,
    FamilyMembership,
    FamilyUnit,
    Intervention,
    Person,
    SearchToken,
    TakingInCharge,
    TakingReason,
    WorkerAssignment,
)
from ordito.cases.models.scopes import ServicePlace
from ordito.cases.queries.areas import areas_by_code, usual_area_code
from ordito.cases.queries.tokens import fiscal_code_index, link_number, name_tokens
from ordito.core import crypto
from ordito.core.access import Verb, require
from ordito.core.fields import seal_texts, uuid7
from ordito.core.models import insert_new
from ordito.territory.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.cases.actions.bulk_rows import BulkCase, BulkFamily, BulkIntervention, BulkPerson, BulkTaking
    from ordito.core.access import Actor
    from ordito.core.crypto import DataKey

BATCH = 500
SEALED = ("surname", "name", "fiscal_code", "street", "phone", "email")


def bulk_load(
    cases: Sequence[BulkCase],
    families: Sequence[BulkFamily] = (),
    *,
    by: Actor,
    at: datetime,
    import_batch: int | None = None,
) -> list[LoadedCase]:
    """Load many cases in their order; all of them or none.

    Raises:
        NotAllowedError: the actor may not import into one of the services.
        IntegrityError: a fiscal code twice in a body, two open takings in charge, dates out of order.
    """
    with recorded("cases.bulk_load", by=by, at=at) as trace:
        known = Person.objects.current().in_bulk([case.person_id for case in cases if case.person_id is not None])
        for place in {_place(case, known) for case in cases}:
            require(by, Verb.IMPORT_DATA, place)
        people = _load_people(cases, known, at=at, batch=import_batch)
        records = _load_records(cases, people, at=at, batch=import_batch)
        loaded = [
            LoadedCase(person.pk, record.pk if record else None) for person, record in zip(people, records, strict=True)
        ]
        _load_takings(cases, people, records, loaded, at=at, batch=import_batch)
        _load_diary(cases, people, records, at=at, batch=import_batch)
        units = _load_families(families, people, batch=import_batch)
        trace.touches_ids("cases.person", [row.person_id for row in loaded])
        trace.touches_ids("cases.casefile", [row.case_file_id for row in loaded if row.case_file_id is not None])
        trace.notes(
            cases=len(cases),
            families=len(units),
            takings=sum(len(row.taking_ids) for row in loaded),
            batch=import_batch,
        )
    return loaded


def _place(case: BulkCase, known: dict[int, Person]) -> ServicePlace:
    held = case.person or known[case.person_id or 0]
    return ServicePlace(held.comune_id, held.ambito_id, held.body_id)


def _load_people(
    cases: Sequence[BulkCase], known: dict[int, Person], *, at: datetime, batch: int | None
) -> list[Person]:
    new: list[Person] = []
    rows: list[Person] = []
    for case in cases:
        if case.person is None:
            rows.append(known[case.person_id or 0])
        else:
            new.append(_person(case.person, at=at, batch=batch))
            rows.append(new[-1])
    insert_new(new)
    SearchToken.objects.copy_in(
        (token, person.pk)
        for person, given in zip(new, (case.person for case in cases if case.person), strict=True)
        for token in name_tokens(f"{given.surname} {given.name}", person.ambito_id)
    )
    return rows


def _person(given: BulkPerson, *, at: datetime, batch: int | None) -> Person:
    public_id = uuid7()
    wrapped, key = crypto.fresh_data_key(owner=str(public_id))
    return Person(
        public_id=public_id,
        wrapped_key=wrapped,
        **_sealed(given, key, str(public_id)),
        fiscal_code_index=fiscal_code_index(given.fiscal_code),
        link=link_number(given.fiscal_code, public_id, given.birth_date, given.sex),
        birth_date=given.birth_date,
        birth_place=given.birth_place,
        sex=given.sex,
        citizenship_id=given.citizenship_id,
        residence_id=given.residence_id,
        comune_id=given.comune_id,
        ambito_id=given.ambito_id,
        body_id=given.body_id,
        no_fixed_abode=given.no_fixed_abode,
        unaccompanied_minor=given.unaccompanied_minor,
        import_batch=batch,
        created_at=at,
        updated_at=at,
    )


def _sealed(given: BulkPerson, key: DataKey, owner: str) -> dict[str, bytes]:
    texts = {name: getattr(given, name) for name in SEALED}
    return {name: key.seal(text, place=f"cases.person.{name}/{owner}") if text else b"" for name, text in texts.items()}


def _load_records(
    cases: Sequence[BulkCase], people: list[Person], *, at: datetime, batch: int | None
) -> list[CaseFile | None]:
    wanted = [case.opened_on is not None or bool(case.takings) or bool(case.diary) for case in cases]
    known_ids = {case.person_id for case in cases if case.person_id is not None}
    held = {record.person_id: record for record in CaseFile.objects.current().filter(person_id__in=known_ids)}
    bodies = sorted({person.body_id for person, want in zip(people, wanted, strict=True) if want})
    list(Organisation.objects.select_for_update().filter(pk__in=bodies).order_by("pk"))
    serials: dict[tuple[int, int], int] = {}
    new: list[CaseFile] = []
    for case, person, want in zip(cases, people, wanted, strict=True):
        if want and person.pk not in held:
            held[person.pk] = _record(case, person, serials, at=at, batch=batch)
            new.append(held[person.pk])
    moved = _follow_states(cases, people, held)  # before the new ones have an id
    insert_new(new)
    CaseFile.objects.bulk_update(moved, ["state"], batch_size=BATCH)
    return [held[person.pk] if want else None for person, want in zip(people, wanted, strict=True)]


def _record(
    case: BulkCase, person: Person, serials: dict[tuple[int, int], int], *, at: datetime, batch: int | None
) -> CaseFile:
    days = [taking.opened_on for taking in case.takings] or [entry.happened_on for entry in case.diary]
    opened_on = case.opened_on or min(days)
    counter = (person.body_id, opened_on.year)
    serials[counter] = serials[counter] + 1 if counter in serials else next_serial(*counter)
    return CaseFile(
        person=person,
        body_id=person.body_id,
        comune_id=person.comune_id,
        ambito_id=person.ambito_id,
        year=opened_on.year,
        serial=serials[counter],
        opened_on=opened_on,
        import_batch=batch,
        created_at=at,
        updated_at=at,
    )


def _follow_states(cases: Sequence[BulkCase], people: list[Person], held: dict[int, CaseFile]) -> list[CaseFile]:
    """Set the state of each record from the takings in charge that come in; the records already stored that changed."""
    changed = {}
    for case, person in zip(cases, people, strict=True):
        if not case.takings:
            continue
        record = held[person.pk]
        if any(taking.closed_on is None for taking in case.takings):
            record.state = CaseFileState.IN_CHARGE
        elif record.state != CaseFileState.IN_CHARGE:
            record.state = CaseFileState.CLOSED
        if record.pk is not None:
            changed[record.pk] = record
    return list(changed.values())


def _load_takings(
    cases: Sequence[BulkCase],
    people: list[Person],
    records: list[CaseFile | None],
    loaded: list[LoadedCase],
    *,
    at: datetime,
    batch: int | None,
) -> None:
    given = [
        (place, taking, record)
        for place, (case, record) in enumerate(zip(cases, records, strict=True))
        for taking in case.takings
        if record is not None
    ]
    areas = areas_by_code()
    rows = [
        _taking(
            taking,
            record,
            taking.area_id or areas[usual_area_code(people[place].birth_date, taking.opened_on)],
            at=at,
            batch=batch,
        )
        for place, taking, record in given
    ]
    insert_new(rows)
    takings = [(place, taking, row.pk) for (place, taking, _record_), row in zip(given, rows, strict=True)]
    for place, _taken, pk in takings:
        loaded[place].taking_ids.append(pk)
    _load_reasons_and_workers(takings)
    delivered = [(place, one, pk) for place, taking, pk in takings for one in taking.interventions]
    delivered += [(place, one, pk) for place, case in enumerate(cases) for pk, one in case.delivered]
    interventions = [_intervention(one, pk, batch) for _place_, one, pk in delivered]
    insert_new(interventions)
    for (place, _one, _pk), intervention in zip(delivered, interventions, strict=True):
        loaded[place].intervention_ids.append(intervention.pk)


def _load_reasons_and_workers(takings: list[tuple[int, BulkTaking, int]]) -> None:
    insert_new(
        [
            TakingReason(taking_id=pk, reason_id=reason, main=order == 0)
            for _place_, taking, pk in takings
            for order, reason in enumerate(dict.fromkeys(taking.reason_ids))
        ]
    )
    insert_new(
        [
            WorkerAssignment(
                taking_id=pk,
                professional_id=taking.worker_id,
                valid_from=taking.opened_on,
                valid_to=taking.closed_on,
            )
            for _place_, taking, pk in takings
            if taking.worker_id is not None
        ]
    )


def _taking(given: BulkTaking, record: CaseFile, area_id: int, *, at: datetime, batch: int | None) -> TakingInCharge:
    return TakingInCharge(
        case_file_id=record.pk,
        body_id=record.body_id,
        area_id=area_id,
        mode_id=given.mode_id,
        worker_id=given.worker_id,
        opened_on=given.opened_on,
        closed_on=given.closed_on,
        outcome_id=given.outcome_id,
        closure_reason_id=given.closure_reason_id,
        review_on=given.review_on,
        import_batch=batch,
        updated_at=at,
    )


def _intervention(given: BulkIntervention, taking_id: int, batch: int | None) -> Intervention:
    return Intervention(
        taking_id=taking_id,
        kind_id=given.kind_id,
        service_type_id=given.service_type_id,
        service_id=given.service_id,
        provider_id=given.provider_id,
        state=InterventionState.CLOSED if given.ends_on else InterventionState.ACTIVE,
        starts_on=given.starts_on,
        ends_on=given.ends_on,
        end_reason_id=given.end_reason_id,
        quantity=given.quantity,
        unit_id=given.unit_id,
        import_batch=batch,
    )


def _load_diary(
    cases: Sequence[BulkCase],
    people: list[Person],
    records: list[CaseFile | None],
    *,
    at: datetime,
    batch: int | None,
) -> None:
    rows = []
    for case, person, record in zip(cases, people, records, strict=True):
        if record is None:
            continue
        record.person = person
        for given in case.diary:
            entry = DiaryEntry(
                case_file=record,
                kind_id=given.kind_id,
                happened_on=given.happened_on,
                written_at=at,
                author_id=given.author_id,
                author_name=given.author_name,
                import_batch=batch,
            )
            seal_texts(entry, title=given.title, text=given.text)
            rows.append(entry)
    insert_new(rows)


def _load_families(families: Sequence[BulkFamily], people: list[Person], *, batch: int | None) -> list[FamilyUnit]:
    units = [
        FamilyUnit(
            composition_id=given.composition_id,
            comune_id=people[given.members[0][0]].comune_id,
            ambito_id=people[given.members[0][0]].ambito_id,
            valid_from=given.valid_from,
            valid_to=given.valid_to,
            import_batch=batch,
        )
        for given in families
    ]
    insert_new(units)
    insert_new(
        [
            FamilyMembership(
                unit_id=unit.pk,
                person_id=people[place].pk,
                relation_id=relation_id,
                valid_from=given.valid_from,
                valid_to=given.valid_to,
            )
            for unit, given in zip(units, families, strict=True)
            for place, relation_id in given.members
        ]
    )
    return units
