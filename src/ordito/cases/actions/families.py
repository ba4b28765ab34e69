# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import FamilyMembership, FamilyUnit, Person
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


def open_family_unit(
    *,
    by: Actor,
    at: datetime,
    person: Person,
    relation: Code,
    composition: Code,
    valid_from: date,
    others: Sequence[tuple[Person, Code]] = (),
) -> FamilyUnit:
    """Open a family unit around `person`, with the others and their relation to the person of reference.

    Raises:
        NotAllowedError: the actor may not write about `person`, or may not see one of the others.
        CaseError: a code out of its list, a date in the future, the same person twice, somebody of another body.
    """
    permit(rules.can_edit_person(by, person))
    for other, _relation in others:
        permit(known(by, other))
    check_not_future(valid_from, at=at, field="valid_from")
    check_code(composition, ListKey.COMPOSITION, at=valid_from, field="composition")
    members = [(person, relation), *others]
    if len({member.pk for member, _relation in members}) < len(members):
        raise CaseError(_("La stessa persona compare due volte nel nucleo."))
    for other, _relation in others:
        _refuse_elsewhere(other, {person.body_id})
    with recorded("cases.open_family_unit", by=by, at=at) as trace:
        unit = FamilyUnit.objects.create(
            composition=composition, comune_id=person.comune_id, ambito_id=person.ambito_id, valid_from=valid_from
        )
        trace.touches(unit)
        for member, member_relation in members:
            check_code(member_relation, ListKey.RELATION, at=valid_from, field="relation")
            row = FamilyMembership.objects.create(
                unit=unit, person=member, relation=member_relation, valid_from=valid_from
            )
            trace.touches(row, member)
    return unit


def add_family_member(
    *, by: Actor, at: datetime, unit: FamilyUnit, person: Person, relation: Code, valid_from: date
) -> FamilyMembership:
    """Add a person to a family unit from a day on.

    Raises:
        NotAllowedError: the actor may write about none of the unit's members, or may not see the person.
        CaseError: the unit has ended, the person is already in it, or only another body knows the person.
    """
    permit(may_change(by, unit) and known(by, person))
    check_not_future(valid_from, at=at, field="valid_from")
    check_code(relation, ListKey.RELATION, at=valid_from, field="relation")
    with recorded("cases.add_family_member", by=by, at=at) as trace:
        row = lock(FamilyUnit, unit.pk)
        check_order(row.valid_from, valid_from, field="valid_from")
        if row.valid_to is not None:
            raise CaseError(_("Questo nucleo è chiuso."))
        if row.memberships.filter(person=person, valid_to__isnull=True).exists():
            raise CaseError(_("Questa persona fa già parte del nucleo."), field="person")
        _refuse_elsewhere(person, {member.person.body_id for member in row.memberships.select_related("person")})
        membership = FamilyMembership.objects.create(unit=row, person=person, relation=relation, valid_from=valid_from)
        trace.touches(row, membership, person)
    return membership


def end_family_member(
    *, by: Actor, at: datetime, membership: FamilyMembership, version: int, valid_to: date
) -> FamilyMembership:
    """End a person's time in a family unit; `valid_to` is the last day.

    Raises:
        NotAllowedError: the actor may write about none of the unit's members.
        ConflictError: somebody saved meanwhile.
        CaseError: already ended, or before it began.
    """
    permit(may_change(by, membership.unit))
    check_not_future(valid_to, at=at, field="valid_to")
    with recorded("cases.end_family_member", by=by, at=at) as trace:
        row = lock(FamilyMembership, membership.pk, version=version)
        if row.valid_to is not None:
            raise CaseError(_("Questa persona è già uscita dal nucleo."))
        check_order(row.valid_from, valid_to, field="valid_to")
        row.valid_to = valid_to
        row.version += 1
        row.save()
        trace.touches(row, row.person, fields=["valid_to"])
    return row


def close_family_unit(*, by: Actor, at: datetime, unit: FamilyUnit, version: int, valid_to: date) -> FamilyUnit:
    """End a family unit and every membership still open in it; `valid_to` is the last day of both.

    Memberships that begin after that day keep one day: they end when they begin.

    Raises:
        NotAllowedError: the actor may write about none of the unit's members.
        ConflictError: somebody saved meanwhile.
        CaseError: already closed, or before it began.
    """
    permit(may_change(by, unit))
    check_not_future(valid_to, at=at, field="valid_to")
    with recorded("cases.close_family_unit", by=by, at=at) as trace:
        row = lock(FamilyUnit, unit.pk, version=version)
        if row.valid_to is not None:
            raise CaseError(_("Questo nucleo è già chiuso."))
        check_order(row.valid_from, valid_to, field="valid_to")
        for membership in row.memberships.filter(valid_to__isnull=True).select_for_update():
            membership.valid_to = max(valid_to, membership.valid_from)
            membership.version += 1
            membership.save()
            trace.touches(membership)
        row.valid_to = valid_to
        row.version += 1
        row.save()
        trace.touches(row, fields=["valid_to"])
    return row


def _refuse_elsewhere(person: Person, bodies: set[int]) -> None:
    """Who works for two bodies does not tell the colleagues of one whom the other knows."""
    if person.body_id not in bodies:
        raise CaseError(_("Questa persona è nota a un altro ente: registrala prima nel tuo servizio."))


def known(by: Actor, person: Person) -> bool:
    """Whether the actor may see the person, or find them."""
    return (
        Person.objects.visible_to(by).filter(pk=person.pk).exists()
        or Person.objects.searchable_by(by).filter(pk=person.pk).exists()
    )


def may_change(by: Actor, unit: FamilyUnit) -> bool:
    """Whether the actor may write about somebody of the unit."""
    members = Person.objects.current().filter(family_memberships__unit=unit)
    return any(rules.can_edit_person(by, member) for member in members)
