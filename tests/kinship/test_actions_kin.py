# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.models import Entry, Subject
from ordito.cases.actions.errors import CaseError, ConflictError
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.kinship import actions
from ordito.kinship.actions import KinToAdd, Known, Someone
from ordito.kinship.enums import Nature
from ordito.kinship.models import Kin, Relative
from tests.factories.cases import NOW, make_person, make_place, make_record
from tests.factories.kinship import make_kin, make_relative, make_unit

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import Person
    from tests.records import House


def add(house: House, *ties: KinToAdd, by: User | None = None) -> list[Kin]:
    return actions.add_kin(by=by or house.worker, at=NOW, case_file=house.record, ties=ties)


def me(house: House) -> Someone:
    return Someone(person_id=house.record.person_id)


def known(house: House, name: str = "Marta", **values: Any) -> Person:
    """Somebody in a unit with the person of the record."""
    values.setdefault("sex", "F")
    values.setdefault("birth_date", date(1985, 1, 1))
    person = make_person(house.place, "Inventata", name, **values)
    make_unit((person, "reference"), (house.record.person, "child"))
    return person


def test_a_name_becomes_a_parent_and_the_record_knows_it(house: House) -> None:
    kin = add(house, KinToAdd(Someone(name=" Ada  Finta ", sex="F", birth_year=1960), me(house), "natural"))[0]
    assert kin.second.person_id == house.record.person_id
    assert (kin.first.sex, kin.first.birth_year, kin.first.person_id) == ("F", 1960, None)
    entry = Entry.objects.get(action="kinship.add_kin")
    assert Subject.objects.filter(entry_id=entry.pk, kind="cases.casefile", object_id=house.record.pk).exists()
    assert b"Ada" not in bytes(kin.first.name)


def test_one_new_person_may_be_the_parent_of_two(house: House) -> None:
    brother = known(house, "Isidoro", sex="M", birth_date=date(2018, 1, 1))
    grandmother = Someone(name="Ada Finta")
    made = add(
        house,
        KinToAdd(grandmother, me(house), "natural"),
        KinToAdd(grandmother, Someone(person_id=brother.pk), "natural"),
    )
    assert len({kin.first_id for kin in made}) == 1


def test_sent_twice_it_is_written_once(house: House) -> None:
    tie = KinToAdd(Someone(name="Ada Finta"), me(house), "natural")
    add(house, tie)
    with pytest.raises(CaseError, match="c’è già") as caught:
        add(house, KinToAdd(Someone(name="ada finta"), me(house), "natural"))
    assert caught.value.field == "name"
    mother = known(house)
    add(house, KinToAdd(Someone(person_id=mother.pk), me(house), "natural"))
    with pytest.raises(CaseError, match="c’è già"):
        add(house, KinToAdd(Someone(person_id=mother.pk), me(house), "natural"))
    assert Kin.objects.count() == 2
    assert Relative.objects.filter(person=None).count() == 1


def test_nobody_becomes_their_own_ancestor(house: House) -> None:
    mother = known(house, birth_date=None)
    add(house, KinToAdd(Someone(person_id=mother.pk), me(house), "natural"))
    with pytest.raises(CaseError, match="antenati"):
        add(house, KinToAdd(me(house), Someone(person_id=mother.pk), "natural"))
    assert Kin.objects.count() == 1


def test_a_third_natural_parent_is_refused_and_an_adoptive_one_is_not(house: House) -> None:
    for name in ("Uno", "Due"):
        add(house, KinToAdd(Someone(name=name), me(house), "natural"))
    with pytest.raises(CaseError, match="due genitori naturali") as caught:
        add(house, KinToAdd(Someone(name="Tre"), me(house), "natural"))
    assert caught.value.field == "role"
    add(house, KinToAdd(Someone(name="Tre"), me(house), "adoptive"))


def test_a_parent_born_after_the_child_is_refused(house: House) -> None:
    with pytest.raises(CaseError, match="non è nato prima"):
        add(house, KinToAdd(Someone(name="Giovane", birth_year=2020), me(house), "natural"))


def test_a_couple_that_changes_closes_what_it_was(house: House) -> None:
    mother, father = known(house), known(house, "Ubaldo", sex="M")
    ends = (Someone(person_id=father.pk), Someone(person_id=mother.pk))
    married = add(house, KinToAdd(*ends, Nature.MARRIED, valid_from=date(2010, 5, 1)))[0]
    with pytest.raises(CaseError) as caught:
        add(house, KinToAdd(*ends[::-1], Nature.SEPARATED))
    assert caught.value.field == "valid_from"
    day = date(2021, 9, 1)
    add(house, KinToAdd(*ends[::-1], Nature.SEPARATED, valid_from=day))
    married.refresh_from_db()
    assert married.valid_to == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": date(2090, 1, 1)}, "valid_from"),
        ({"valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)}, "valid_to"),
    ],
)
def test_impossible_dates_are_refused(house: House, values: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as caught:
        add(house, KinToAdd(Someone(name="Ada"), me(house), Nature.OTHER, words="madrina", **values))
    assert caught.value.field == field


def test_somebody_of_another_body_cannot_be_named(house: House) -> None:
    stranger = make_person(make_place(), "Lontana")
    with pytest.raises(CaseError, match="elenco"):
        add(house, KinToAdd(Someone(person_id=stranger.pk), me(house), "natural"))


def test_a_name_of_a_record_one_does_not_read_cannot_be_used(house: House, colleague: User) -> None:
    hidden = make_relative(make_record(house.place, worker=colleague).case_file, "Nascosta")
    with pytest.raises(CaseError, match="elenco"):
        add(house, KinToAdd(Someone(relative_id=hidden.pk), me(house), "natural"))


def test_only_who_writes_the_family_writes(house: House, colleague: User, outsider: User, teammate: User) -> None:
    kin = make_kin(house.record, "Ada", house.record.person)
    for other in (colleague, outsider, teammate):
        with pytest.raises(NotAllowedError):
            add(house, KinToAdd(Someone(name="Ada"), me(house), "natural"), by=other)
        with pytest.raises(NotAllowedError):
            actions.withdraw_row(by=other, at=NOW, row=kin, version=1)
        with pytest.raises(NotAllowedError):
            actions.end_row(by=other, at=NOW, row=kin, version=1, valid_to=date(2026, 1, 1))


def test_a_closed_record_is_not_written_to(house: House) -> None:
    kin = make_kin(house.record, "Ada", house.record.person)
    with writing():
        CaseFile.objects.filter(pk=house.record.pk).update(state=CaseFileState.CLOSED)
    with pytest.raises(CaseError, match="chiusa"):
        add(house, KinToAdd(Someone(name="Bea"), me(house), Nature.PARENT_ADOPTIVE))
    with pytest.raises(CaseError, match="chiusa"):
        actions.withdraw_row(by=house.worker, at=NOW, row=kin, version=1)
    assert Kin.objects.current().count() == 1


def test_a_row_ends_once_and_a_mistake_is_taken_back(house: House) -> None:
    kin = make_kin(house.record, "Ada", house.record.person, valid_from=date(2020, 1, 1))
    with pytest.raises(CaseError) as caught:
        actions.end_row(by=house.worker, at=NOW, row=kin, version=1, valid_to=date(2019, 1, 1))
    assert caught.value.field == "valid_to"
    ended = actions.end_row(by=house.worker, at=NOW, row=kin, version=1, valid_to=date(2026, 1, 1))
    with pytest.raises(ConflictError):
        actions.withdraw_row(by=house.worker, at=NOW, row=kin, version=1)
    actions.withdraw_row(by=house.worker, at=NOW, row=ended, version=ended.version)
    assert not Kin.objects.current().exists()
    assert Kin.objects.count() == 1


def test_a_tie_does_not_become_one_of_another_sort(house: House) -> None:
    kin = make_kin(house.record, "Ada", house.record.person)
    dates: dict[str, Any] = {"valid_from": None, "valid_to": None}
    with pytest.raises(CaseError) as caught:
        actions.edit_kin(by=house.worker, at=NOW, kin=kin, version=1, nature=Nature.MARRIED, **dates)
    assert caught.value.field == "nature"
    edited = actions.edit_kin(by=house.worker, at=NOW, kin=kin, version=1, nature=Nature.PARENT_ADOPTIVE, **dates)
    assert (edited.nature, edited.version) == ("adoptive", 2)


def test_a_registered_person_is_not_renamed_here(house: House) -> None:
    row = make_relative(house.record, house.record.person)
    values: dict[str, Any] = {"name": "Altro", "sex": "", "birth_year": None, "deceased": False}
    with pytest.raises(CaseError, match="registrata"):
        actions.edit_relative(by=house.worker, at=NOW, relative=row, version=1, known=Known(**values))
