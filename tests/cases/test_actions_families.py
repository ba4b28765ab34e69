# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.cases.actions import (
    CaseError,
    ConflictError,
    add_family_member,
    close_family_unit,
    end_family_member,
    open_family_unit,
)
from ordito.cases.enums import ListKey
from ordito.cases.models import FamilyMembership, FamilyUnit
from ordito.core.access import NotAllowedError
from tests.factories.cases import NOW, TODAY, code, make_person, make_place, make_record, make_worker

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import Code, Person

pytestmark = pytest.mark.django_db
START = date(2024, 5, 1)


def _relation(name: str) -> Code:
    return code(ListKey.RELATION, name)


def _open(by: User, person: Person, *others: Person, valid_from: date = START) -> FamilyUnit:
    return open_family_unit(
        by=by,
        at=NOW,
        person=person,
        relation=_relation("child"),
        composition=code(ListKey.COMPOSITION, "registry"),
        valid_from=valid_from,
        others=[(other, _relation("reference")) for other in others],
    )


def test_child_of_separated_parents_belongs_to_two_units() -> None:
    place = make_place()
    worker = make_worker(place)
    child = make_record(place, worker=worker).case_file.person
    mother, father = make_person(place, "Verdi"), make_person(place, "Neri")
    first, second = _open(worker, child, mother), _open(worker, child, father)
    assert set(child.family_memberships.values_list("unit_id", flat=True)) == {first.pk, second.pk}
    assert first.memberships.count() == 2


def test_member_is_added_once_and_ended_under_the_version() -> None:
    place = make_place()
    worker = make_worker(place)
    child = make_record(place, worker=worker).case_file.person
    unit = _open(worker, child)
    aunt = make_person(place, "Gialli")
    given = {"unit": unit, "person": aunt, "relation": _relation("uncle_aunt"), "valid_from": TODAY}
    membership = add_family_member(by=worker, at=NOW, **given)  # type: ignore[arg-type]
    with pytest.raises(CaseError):
        add_family_member(by=worker, at=NOW, **given)  # type: ignore[arg-type]
    ended = end_family_member(by=worker, at=NOW, membership=membership, version=1, valid_to=TODAY)
    assert ended.valid_to == TODAY
    with pytest.raises(ConflictError):
        end_family_member(by=worker, at=NOW, membership=membership, version=1, valid_to=TODAY)


def test_closing_a_unit_ends_every_membership() -> None:
    place = make_place()
    worker = make_worker(place)
    unit = _open(worker, make_record(place, worker=worker).case_file.person, make_person(place, "Verdi"))
    close_family_unit(by=worker, at=NOW, unit=unit, version=1, valid_to=date(2026, 3, 1))
    assert set(FamilyMembership.objects.values_list("valid_to", flat=True)) == {date(2026, 3, 1)}
    with pytest.raises(CaseError):
        close_family_unit(by=worker, at=NOW, unit=unit, version=2, valid_to=TODAY)


def test_colleague_who_follows_nobody_in_it_changes_nothing() -> None:
    place = make_place()
    worker, colleague = make_worker(place), make_worker(place)
    child = make_record(place, worker=worker).case_file.person
    unit = _open(worker, child)
    with pytest.raises(NotAllowedError):
        close_family_unit(by=colleague, at=NOW, unit=unit, version=1, valid_to=TODAY)
    with pytest.raises(NotAllowedError):
        _open(colleague, child)


def test_person_out_of_reach_cannot_be_put_in_a_unit() -> None:
    place, elsewhere = make_place(), make_place()
    worker = make_worker(place)
    child = make_record(place, worker=worker).case_file.person
    with pytest.raises(NotAllowedError):
        _open(worker, child, make_person(elsewhere))
    assert not FamilyUnit.objects.exists()


def test_same_person_twice_or_a_future_start_is_refused() -> None:
    place = make_place()
    worker = make_worker(place)
    child = make_record(place, worker=worker).case_file.person
    with pytest.raises(CaseError):
        _open(worker, child, child)
    with pytest.raises(CaseError):
        _open(worker, child, valid_from=date(2027, 1, 1))
    assert not FamilyUnit.objects.exists()
