# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import ADMINISTRATOR, AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.cases.actions import CaseError, ConflictError, LikelyDuplicateError, edit_person, register_person
from ordito.cases.enums import ListKey
from ordito.cases.models import Person, SearchToken
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, code, make_case_file, make_person, make_place, make_record, make_worker

if TYPE_CHECKING:
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db
CODE = "RSSMRA85T10A562S"


def _register(place: Place, by: Any, **values: Any) -> Person:
    given = {"surname": "Rossi", "name": "Mario", "comune": place.comune, "body": place.body, **values}
    return register_person(by=by, at=NOW, **given)


def test_registered_person_is_sealed_and_reads_back() -> None:
    place = make_place()
    worker = make_worker(place)
    person = _register(
        place,
        worker,
        surname="  Dell'Aquila ",
        name="Niccolò",
        fiscal_code=" rssmra85t10a562s",
        street="Via Inventata 7",
        birth_date=date(1985, 12, 10),
        sex="M",
        citizenship=code(ListKey.CITIZENSHIP, "italian"),
    )
    stored = Person.objects.get(pk=person.pk)
    assert stored.full_name() == "Dell'Aquila Niccolò"
    assert open_text(stored, "fiscal_code") == CODE
    assert open_text(stored, "street") == "Via Inventata 7"
    assert open_text(stored, "phone") == ""
    assert (stored.ambito_id, stored.comune_id, stored.body_id) == (place.ambito.pk, place.comune.pk, place.body.pk)
    raw = b"|".join(bytes(getattr(stored, name)) for name in ("surname", "name", "fiscal_code", "street"))
    assert not any(planted in raw for planted in (b"Aquila", b"Niccol", b"RSSMRA", b"Inventata"))


def test_registration_is_audited_without_values() -> None:
    place = make_place()
    worker = make_worker(place)
    person = _register(place, worker, fiscal_code=CODE, street="Via Inventata 7")
    entry = Entry.objects.get(action="cases.register_person")
    assert entry.objects_touched == {"cases.person": [person.pk]}
    assert entry.fields_changed == ["fiscal_code", "name", "street", "surname"]
    assert entry.actor_id == worker.pk
    shown = f"{entry.detail} {entry.objects_touched} {entry.fields_changed}"
    assert "Rossi" not in shown
    assert CODE not in shown


@pytest.mark.parametrize("role", [AMBITO_OFFICER, ADMINISTRATOR])
def test_role_that_follows_no_cases_cannot_register(role: Any) -> None:
    place = make_place()
    with pytest.raises(NotAllowedError):
        _register(place, make_user(role=role, territory=place.comune))


def test_worker_of_another_comune_cannot_register_here() -> None:
    place, elsewhere = make_place(), make_place()
    with pytest.raises(NotAllowedError):
        _register(place, make_worker(elsewhere))
    assert not Person.objects.exists()


def test_membership_without_place_gives_nothing() -> None:
    with pytest.raises(NotAllowedError):
        _register(make_place(), make_user(role=SOCIAL_WORKER))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"surname": "  "}, "surname"),
        ({"fiscal_code": "RSSMRA85T10A562T"}, "fiscal_code"),
        ({"birth_date": date(2099, 1, 1)}, "birth_date"),
        ({"birth_date": date(2000, 1, 2), "deceased_on": date(2000, 1, 1)}, "deceased_on"),
    ],
)
def test_bad_data_names_the_field_and_writes_nothing(values: dict[str, Any], field: str) -> None:
    place = make_place()
    with pytest.raises(CaseError) as raised:
        _register(place, make_worker(place), **values)
    assert raised.value.field == field
    assert not Person.objects.exists()
    assert not Entry.objects.filter(action="cases.register_person").exists()


def test_code_of_another_list_is_refused() -> None:
    place = make_place()
    with pytest.raises(CaseError) as raised:
        _register(place, make_worker(place), citizenship=code(ListKey.MODE, "consensual"))
    assert raised.value.field == "citizenship"


def test_same_fiscal_code_in_the_body_is_always_refused() -> None:
    place = make_place()
    worker = make_worker(place)
    first = _register(place, worker, fiscal_code=CODE)
    with pytest.raises(LikelyDuplicateError) as raised:
        _register(place, worker, surname="Altro", fiscal_code=CODE, surely_new=True)
    assert raised.value.person_ids == (first.pk,)


def test_same_fiscal_code_in_another_body_is_not_revealed_and_counts_as_one_person() -> None:
    ambito_place = make_place()
    other = make_place(ambito=ambito_place.ambito)
    first = _register(ambito_place, make_worker(ambito_place), fiscal_code=CODE)
    second = _register(other, make_worker(other), fiscal_code=CODE)
    assert first.link == second.link
    assert _register(other, make_worker(other), surname="Verdi", name="Ugo").link != first.link


def test_same_name_and_birth_asks_once_more() -> None:
    place = make_place()
    worker = make_worker(place)
    first = _register(place, worker, birth_date=date(2012, 5, 6))
    with pytest.raises(LikelyDuplicateError) as raised:
        _register(place, worker, surname="Rosi", birth_date=date(2012, 5, 6))
    assert raised.value.person_ids == (first.pk,)
    twin = _register(place, worker, surname="Rosi", birth_date=date(2012, 5, 6), surely_new=True)
    assert twin.pk != first.pk


def test_edit_changes_only_what_is_given_and_names_it_in_the_audit() -> None:
    place = make_place()
    worker = make_worker(place)
    person = make_person(place, street="Via Vecchia 1", phone="080 000")
    edited = edit_person(by=worker, at=NOW, person=person, version=1, street="Via Nuova 2", sex="M")
    assert open_text(edited, "street") == "Via Nuova 2"
    assert open_text(edited, "phone") == "080 000"
    assert edited.full_name() == "Zanzotti Ezechiele"
    assert edited.version == 2
    assert Entry.objects.get(action="cases.edit_person").fields_changed == ["street"]


def test_new_name_moves_the_search_tokens() -> None:
    place = make_place()
    worker = make_worker(place)
    person = make_person(place, "Zanzotti")
    before = set(SearchToken.objects.values_list("token", flat=True))
    edit_person(by=worker, at=NOW, person=person, version=1, surname="Quagliarulo")
    after = set(SearchToken.objects.values_list("token", flat=True))
    kept = before & after
    assert kept
    assert len(kept) < len(before)
    assert set(SearchToken.objects.values_list("person_id", flat=True)) == {person.pk}


def test_stale_version_is_refused_and_shows_what_stands() -> None:
    place = make_place()
    worker = make_worker(place)
    person = make_person(place)
    edit_person(by=worker, at=NOW, person=person, version=1, phone="111")
    with pytest.raises(ConflictError) as raised:
        edit_person(by=worker, at=NOW, person=person, version=1, phone="222")
    assert open_text(raised.value.current, "phone") == "111"
    assert open_text(Person.objects.get(pk=person.pk), "phone") == "111"


def test_code_of_another_person_cannot_be_taken() -> None:
    place = make_place()
    worker = make_worker(place)
    make_person(place, fiscal_code=CODE)
    other = make_person(place, "Verdi")
    with pytest.raises(CaseError) as raised:
        edit_person(by=worker, at=NOW, person=other, version=1, fiscal_code=CODE)
    assert raised.value.field == "fiscal_code"


def test_person_with_record_is_edited_only_by_who_follows_it() -> None:
    place = make_place()
    mine, colleague = make_worker(place), make_worker(place)
    person = make_record(place, worker=mine).case_file.person
    edit_person(by=mine, at=NOW, person=person, version=1, phone="111")
    with pytest.raises(NotAllowedError):
        edit_person(by=colleague, at=NOW, person=person, version=2, phone="222")


def test_destroyed_key_leaves_the_skeleton_only() -> None:
    person = make_person(make_place())
    make_case_file(person)
    person.wrapped_key = b""
    assert person.full_name() == "Dati scartati"
    assert open_text(person, "surname") == ""
    assert person.birth_date == date(2015, 3, 4)
