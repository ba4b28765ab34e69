# SPDX-License-Identifier: EUPL-1.2
"""The events of a family, each in one transaction, done as their plan says (`queries.family_events`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, ConflictError, check_code, check_not_future, lock
from ordito.cases.actions.families import known, may_change
from ordito.cases.actions.people import edit_person, register_person
from ordito.cases.enums import CaseFileState, ListKey
from ordito.cases.models import CaseFile, FamilyMembership, FamilyUnit, Person
from ordito.cases.queries.family_events import ImpossibleEventError, birth_plan
from ordito.core.access import permit
from ordito.core.declare import AddressKeeper, declared

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.audit.actions import Trace
    from ordito.cases.models import Code
    from ordito.cases.queries.family_events import FamilyPlan, NewUnit
    from ordito.core.access import Actor
    from ordito.territory.models import Territory


def change_family(*, by: Actor, at: datetime, case_file: CaseFile, plan: FamilyPlan) -> list[FamilyUnit]:
    """Do what a plan says; the units that begin.

    Raises:
        NotAllowedError: the actor may write about nobody of a unit that changes, or does not know who enters.
        ConflictError: somebody changed one of the memberships meanwhile.
        CaseError: a closed record, a day in the future, a code out of its list, somebody of another body.
    """
    units = {
        unit.pk: unit for unit in (*plan.closes, *(row.unit for row in plan.ends), *(one[0] for one in plan.enters))
    }
    if case_file.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: per scriverci bisogna prima riaprirla."))
    permit(rules.can_write_record(by, case_file) and all(may_change(by, unit) for unit in units.values()))
    check_not_future(plan.day, at=at, field="day")
    with recorded(f"cases.family_{plan.event}", by=by, at=at) as trace:
        locked = {pk: lock(FamilyUnit, pk) for pk in sorted(units)}
        for row in plan.ends:
            _end(row, plan, trace)
        for unit in plan.closes:
            _close(locked[unit.pk], plan, trace)
        for unit, person, relation in plan.enters:
            if locked[unit.pk].valid_to is not None:
                raise ConflictError(locked[unit.pk])
            _enter(unit, person, relation, plan=plan, by=by, body_id=case_file.body_id, trace=trace)
        opened = [_open(new, plan, by=by, body_id=case_file.body_id, trace=trace) for new in plan.opens]
        trace.touches(case_file, fields=["valid_from", "valid_to"])
    return opened


def record_birth(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    units: Sequence[FamilyUnit],
    relation: Code,
    surely_new: bool = False,
    **details: Any,
) -> Person:
    """Register a newborn in the service of the record and put it into units from the day of birth; all or nothing.

    `details` are those of `register_person`, the birth date among them.

    Raises what `register_person` and `change_family` raise.
    """
    with transaction.atomic():
        child = register_person(
            by=by, at=at, comune=case_file.comune, body=case_file.body, surely_new=surely_new, **details
        )
        if FamilyMembership.objects.filter(unit__in=units, person=child, valid_to__isnull=True).exists():
            return child  # the same form sent twice
        try:
            plan = birth_plan(units, child, relation, details["birth_date"])
        except ImpossibleEventError as error:
            raise CaseError(str(error), field=error.field) from error
        change_family(by=by, at=at, case_file=case_file, plan=plan)
    return child


def record_death(*, by: Actor, at: datetime, case_file: CaseFile, person: Person, plan: FamilyPlan) -> Person:
    """Write somebody's death in their data, and end their time in every unit; both or neither.

    Raises what `edit_person` and `change_family` raise; who does not follow the person's own record is told so.
    """
    if not rules.can_edit_person(by, person):
        raise CaseError(_("Il decesso lo registra chi segue la cartella di questa persona."), field="person")
    with transaction.atomic():
        gone = edit_person(by=by, at=at, person=person, version=person.version, deceased_on=plan.day)
        if plan.ends:
            change_family(by=by, at=at, case_file=case_file, plan=plan)
    return gone


def record_move(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    people: Sequence[Person],
    plan: FamilyPlan,
    comune: Territory,
    street: str,
) -> None:
    """Move a unit, and write the new address of `people` (see `movers`); all or nothing.

    Raises what `change_family` raises, and whoever keeps the dated addresses.
    """
    keepers = declared(AddressKeeper)
    with transaction.atomic():
        change_family(by=by, at=at, case_file=case_file, plan=plan)
        for person in people:
            record = _record_of(person, by)
            for keeper in keepers if record else ():
                keeper.moved(by, at, record, comune, street, plan.day)
            if record is None or not keepers:
                edit_person(by=by, at=at, person=person, version=person.version, residence=comune, street=street)


def movers(by: Actor, people: Sequence[Person], day: date) -> list[Person]:
    """Those whose new address the actor may write: alive, record open, no secret address, theirs to write about."""
    people = [person for person in people if person.deceased_on is None or person.deceased_on >= day]
    ids = [person.pk for person in people]
    apart = {pk for keeper in declared(AddressKeeper) for pk in keeper.kept_apart(ids, day)}
    closed = CaseFile.objects.current().filter(person__in=ids, state=CaseFileState.CLOSED)
    apart.update(closed.values_list("person_id", flat=True))
    return [person for person in people if person.pk not in apart and rules.can_edit_person(by, person)]


def _record_of(person: Person, by: Actor) -> CaseFile | None:
    return CaseFile.objects.followed_by(by).filter(person=person, body_id=person.body_id).first()


def _end(row: FamilyMembership, plan: FamilyPlan, trace: Trace) -> None:
    current = lock(FamilyMembership, row.pk, version=row.version)
    if current.valid_to is not None:
        raise ConflictError(current)
    current.valid_to, current.ended_by = max(plan.last_day, current.valid_from), plan.event
    current.version += 1
    current.save()
    trace.touches(current, row.person)


def _close(unit: FamilyUnit, plan: FamilyPlan, trace: Trace) -> None:
    if unit.valid_to is not None:
        raise ConflictError(unit)
    unit.valid_to = max(plan.last_day, unit.valid_from)
    unit.version += 1
    unit.save()
    trace.touches(unit)


def _enter(
    unit: FamilyUnit, person: Person, relation: Code, *, plan: FamilyPlan, by: Actor, body_id: int, trace: Trace
) -> None:
    check_code(relation, ListKey.RELATION, at=plan.day, field="relation")
    ends = {row.person_id for row in plan.ends}
    permit(person.pk in ends or known(by, person) or _was_with(person, plan))
    if person.body_id != body_id:
        raise CaseError(_("Questa persona è nota a un altro ente: registrala prima nel tuo servizio."))
    if FamilyMembership.objects.filter(unit=unit, person=person, valid_to__isnull=True).exists():
        raise CaseError(_("Questa persona fa già parte del nucleo."))
    row = FamilyMembership.objects.create(
        unit=unit, person=person, relation=relation, valid_from=plan.day, began_by=plan.event
    )
    trace.touches(row, person)


def _was_with(person: Person, plan: FamilyPlan) -> bool:
    """Who is now with somebody of the new units: a unit *di fatto* may begin for those who are registered together."""
    others = {member.pk for new in plan.opens for member, _relation in new.members} | {
        row.person_id for row in plan.ends
    }
    units = FamilyMembership.objects.filter(person__in=others, valid_to__isnull=True).values("unit_id")
    return FamilyMembership.objects.filter(unit__in=units, person=person, valid_to__isnull=True).exists()


def _open(new: NewUnit, plan: FamilyPlan, *, by: Actor, body_id: int, trace: Trace) -> FamilyUnit:
    check_code(new.composition, ListKey.COMPOSITION, at=plan.day, field="composition")
    unit = FamilyUnit.objects.create(
        composition=new.composition, comune_id=new.comune_id, ambito_id=new.ambito_id, valid_from=plan.day
    )
    trace.touches(unit)
    for person, relation in new.members:
        _enter(unit, person, relation, plan=plan, by=by, body_id=body_id, trace=trace)
    return unit
