# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER, SERVICE_COORDINATOR
from ordito.audit.models import Entry
from ordito.cases.enums import Protection
from ordito.cases.queries.asking import Asked, understand
from ordito.cases.queries.people import find_people
from ordito.core.access import NotAllowedError
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    TODAY,
    make_case_file,
    make_person,
    make_place,
    make_record,
    make_taking,
    make_worker,
    staff,
)

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from tests.factories.cases import Place

pytestmark = pytest.mark.django_db
CODE = "RSSMRA85T10A562S"
OTHERS = [
    ("Quagliarulo", "Assunta"),
    ("De Santis", "Chiara"),
    ("D'Alò", "Nicolò"),
    ("Scianatico", "Guglielmo"),
    ("El Amrani", "Mohamed"),
    ("Lorusso", "Maria Grazia"),
    ("Acquaviva", "Jacopo"),
    ("Chukwu", "Blessing"),
]


def _names(user: User, typed: str) -> list[str]:
    return [candidate.full_name for candidate in find_people(user, typed, at=NOW)]


@pytest.fixture
def place() -> Place:
    place = make_place()
    for surname, name in OTHERS:
        make_person(place, surname, name)
    return place


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Quagliarulo Assunta", "Quagliarulo Assunta"),
        ("assunta quagliarulo", "Quagliarulo Assunta"),
        ("QUAGLIARULO", "Quagliarulo Assunta"),
        ("quagl", "Quagliarulo Assunta"),
        ("qua ass", "Quagliarulo Assunta"),
        ("quagliarullo", "Quagliarulo Assunta"),
        ("quaglairulo", "Quagliarulo Assunta"),
        ("cuagliarulo", "Quagliarulo Assunta"),
        ("qagliarulo asunta", "Quagliarulo Assunta"),
        ("desantis", "De Santis Chiara"),
        ("de santis kiara", "De Santis Chiara"),
        ("dalo nicolo", "D'Alò Nicolò"),
        ("d'alo' nicolo'", "D'Alò Nicolò"),
        ("sianatico", "Scianatico Guglielmo"),
        ("scianatico gulielmo", "Scianatico Guglielmo"),
        ("elamrani", "El Amrani Mohamed"),
        ("muhammad el amrani", "El Amrani Mohamed"),
        ("lo russo grazia", "Lorusso Maria Grazia"),
        ("aquaviva iacopo", "Acquaviva Jacopo"),
        ("ciukwu", "Chukwu Blessing"),
    ],
)
def test_name_is_found_with_errors_first_of_all(place: Place, typed: str, expected: str) -> None:
    assert _names(make_worker(place), typed)[:1] == [expected]


@pytest.mark.parametrize("typed", ["", "   ", "Bevilacqua", "xxxxxxx", "12", "/", "'", "%", "quagliarulo giovanni"])
def test_who_is_not_there_is_not_invented(place: Place, typed: str) -> None:
    assert _names(make_worker(place), typed) == []


def test_exact_name_comes_before_a_similar_one() -> None:
    place = make_place()
    for surname in ("Rossini", "Rosso", "Rossi", "Russi"):
        make_person(place, surname, "Anna")
    assert _names(make_worker(place), "rossi anna")[0] == "Rossi Anna"
    assert set(_names(make_worker(place), "rossi anna")) == {"Rossi Anna", "Rossini Anna", "Rosso Anna", "Russi Anna"}


def test_fiscal_code_birth_date_and_record_number_find_too() -> None:
    place = make_place()
    worker = make_worker(place)
    person = make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    make_person(place, "Rossi", "Marta", birth_date=date(1990, 1, 1))
    record = make_case_file(person)
    for typed in (CODE, CODE.lower(), "10/12/1985", "rossi 10-12-85", record.number):
        assert _names(worker, typed) == ["Rossi Mario"], typed
    assert set(_names(worker, "rossi")) == {"Rossi Mario", "Rossi Marta"}
    assert _names(worker, "RSSMRA85T10A562T") == []


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        ("rossi mario", ["stesso cognome e nome"]),
        ("rossi", ["stesso cognome"]),
        ("mario", ["stesso nome"]),
        ("rosi mario", ["cognome simile", "stesso nome"]),
        ("ros", ["cognome che comincia così"]),
        ("rossi nato il 10/12/1985", ["stesso cognome", "nato lo stesso giorno"]),
        ("10 dicembre 1985", ["nato lo stesso giorno"]),
        (CODE, ["stesso codice fiscale"]),
        ("rossi 11/12/1985", ["stesso cognome"]),
    ],
)
def test_candidate_says_why(typed: str, reasons: list[str]) -> None:
    """A date that fits nobody may be the one thing mistyped: the name still finds, and says no more than it knows."""
    place = make_place()
    make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    (found,) = find_people(make_worker(place), typed, at=NOW)
    assert list(found.reasons) == reasons


@pytest.mark.parametrize("protection", [Protection.ADDRESS, Protection.ADOPTION])
def test_protected_person_is_found_by_who_follows_the_record_alone(protection: Protection) -> None:
    place = make_place()
    worker, colleague = make_worker(place), make_worker(place)
    person = make_person(
        place, "Rossi", "Mara", fiscal_code=CODE, birth_date=date(1985, 12, 10), sex="F", protection=protection
    )
    record = make_case_file(person)
    make_taking(record, worker=staff(worker))
    for typed in ("rossi", "rosi", CODE, "10/12/1985", record.number):
        assert _names(colleague, typed) == [], typed
        assert _names(worker, typed) == ["Rossi Mara"], typed
    assert _names(make_worker(place, role=SERVICE_COORDINATOR), "rossi") == ["Rossi Mara"]


def test_people_of_other_services_are_never_found() -> None:
    place = make_place()
    neighbour = make_place(ambito=place.ambito)
    make_person(neighbour, "Rossi", "Mario", fiscal_code=CODE)
    worker = make_worker(place)
    for typed in ("rossi", "rosi", CODE, "04/03/2015"):
        assert _names(worker, typed) == [], typed
    assert _names(make_worker(neighbour), "rossi") == ["Rossi Mario"]


def test_membership_on_the_ambito_searches_its_comuni_and_no_other() -> None:
    place, elsewhere = make_place(), make_place()
    make_person(place, "Rossi", "Mario")
    make_person(elsewhere, "Rossi", "Altro")
    coordinator = make_user(role=SERVICE_COORDINATOR, territory=place.ambito)
    assert _names(coordinator, "rossi") == ["Rossi Mario"]


def test_membership_in_the_body_searches_its_people() -> None:
    place, elsewhere = make_place(), make_place()
    make_person(place, "Rossi", "Mario")
    make_person(elsewhere, "Rossi", "Altro")
    worker = make_user(role=SERVICE_COORDINATOR, organisation=place.body)
    assert _names(worker, "rosi") == ["Rossi Mario"]


def test_officer_without_records_may_not_search() -> None:
    place = make_place()
    with pytest.raises(NotAllowedError):
        find_people(make_user(role=AMBITO_OFFICER, territory=place.ambito), "rossi", at=NOW)


def test_result_says_whether_the_record_opens() -> None:
    place = make_place()
    mine, colleague = make_worker(place), make_worker(place)
    record = make_record(place, worker=mine).case_file
    make_person(place, "Zanzotti", "Senza Cartella")
    found = {candidate.full_name: candidate for candidate in find_people(colleague, "zanzotti", at=NOW)}
    assert not found["Zanzotti Ezechiele"].openable
    assert found["Zanzotti Ezechiele"].case_file == record
    assert found["Zanzotti Senza Cartella"].openable
    assert found["Zanzotti Senza Cartella"].case_file is None
    assert find_people(mine, "ezechiele", at=NOW)[0].openable


def test_search_is_logged_with_a_hash_and_who_was_shown() -> None:
    place = make_place()
    person = make_person(place, "Rossi", "Mario")
    worker = make_worker(place)
    find_people(worker, "Rossi", at=NOW)
    find_people(worker, " ROSSI ", at=NOW)
    find_people(worker, "bianchi", at=NOW)
    first, second, third = Entry.objects.filter(kind="search").order_by("pk")
    assert first.objects_touched == {"cases.person": [person.pk]}
    assert first.detail["found"] == 1
    assert "rossi" not in str(first.detail).lower()
    assert first.detail["query"] == second.detail["query"] != third.detail["query"]


def test_queries_do_not_grow_with_the_candidates(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    place = make_place()
    worker = make_worker(place)
    make_person(place, "Rossi", "Mario")
    find_people(worker, "rossi", at=NOW)
    with django_assert_num_queries(10):
        find_people(worker, "rossi", at=NOW)
    for number in range(3):
        make_person(place, "Rossi", f"Maria{number}")
    with django_assert_num_queries(10):
        find_people(worker, "rossi", at=NOW)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("Rossi Mario", Asked(("rossi", "mario"))),
        (f"{CODE.lower()} rossi", Asked(("rossi",), code=CODE)),
        ("00743110157", Asked((), code="00743110157")),
        ("2026/000123", Asked((), number=(2026, 123))),
        ("rossi 1/2/2010", Asked(("rossi",), birth_date=date(2010, 2, 1))),
        ("31/2/2010 rossi", Asked(("rossi",))),
        ("rossi mario nato il 1/2/2010", Asked(("rossi", "mario"), birth_date=date(2010, 2, 1))),
        ("nata l'8 marzo 2011 rossi", Asked(("rossi",), birth_date=date(2011, 3, 8))),
        ("Cartella n. 2026/000123", Asked((), number=(2026, 123))),
        ("C.F. RSS MRA 85T10 A562S", Asked((), code=CODE)),
        ("codice fiscale: rssmra85t10a562s", Asked((), code=CODE)),
        ("rssmraurtmlarsnl", Asked((), code="RSSMRAURTMLARSNL")),
        ("D'Alò", Asked(("dalo",))),
    ],
)
def test_what_is_typed_is_taken_apart(typed: str, asked: Asked) -> None:
    assert understand(typed, today=TODAY) == asked
