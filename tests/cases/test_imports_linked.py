# SPDX-License-Identifier: EUPL-1.2
"""People, takings in charge and interventions in files of their own, linked by number or fiscal code."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.enums import Protection
from ordito.cases.models import CaseFile, Intervention, Person, TakingInCharge
from ordito.cases.queries.spreadsheet import PEOPLE, SERVICES, TAKINGS
from ordito.core.declare import OnKnown
from tests.cases.importing import brought_in, checked, problems, taken_back
from tests.factories.accounts import make_user
from tests.factories.cases import Place, make_case_file, make_codes, make_person, make_place, make_taking
from tests.factories.territory import make_organisation, make_service_type, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
CODE = "RSSMRA85T10A562S"


@pytest.fixture
def place() -> Place:
    make_codes()
    make_service_type("ADE", "Assistenza domiciliare educativa")
    make_service_type("CD", "Centro socio-educativo diurno")
    ambito = make_place().ambito
    comune = make_territory("Roccainventata", parent=ambito)
    return Place(ambito, comune, make_organisation(seat=comune))


@pytest.fixture
def officer(place: Place) -> User:
    return make_user(role=AMBITO_OFFICER, territory=place.ambito)


ROSSI = f"71;Rossi;Mario;{CODE};10/12/1985;Roccainventata"
PEOPLE_ROWS = ("Id;Cognome;Nome;C.F.;Nato il;Comune", ROSSI, "72;Verdi;Ada;;1/1/2010;Roccainventata")
TAKING_ROWS = (
    "Id;Data apertura;Data chiusura;Motivo",
    "71;1/1/2020;31/12/2021;sfratto",
    "71;3/2/2024;;sfratto",
    "72;1/6/2025;;trascuratezza",
)
SERVICE_ROWS = (
    "Id;Servizio;Inizio servizio;Fine servizio",
    "71;ADE;1/2/2020;1/3/2020",
    "71;CD;1/3/2024;",
    "72;ADE;1/7/2025;",
)


def _all_in(officer: User, place: Place) -> None:
    brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    brought_in(officer, checked(officer, place, *TAKING_ROWS, target=TAKINGS))
    brought_in(officer, checked(officer, place, *SERVICE_ROWS, target=SERVICES))


def test_three_files_are_tied_by_the_number_of_the_person(place: Place, officer: User) -> None:
    brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    assert (Person.objects.count(), CaseFile.objects.count()) == (2, 0)
    brought_in(officer, checked(officer, place, *TAKING_ROWS, target=TAKINGS))
    rossi = Person.objects.order_by("pk")[0]
    days = TakingInCharge.objects.filter(case_file__person=rossi).order_by("opened_on")
    assert list(days.values_list("opened_on", "closed_on")) == [
        (date(2020, 1, 1), date(2021, 12, 31)),
        (date(2024, 2, 3), None),
    ]
    brought_in(officer, checked(officer, place, *SERVICE_ROWS, target=SERVICES))
    delivered = Intervention.objects.filter(taking__case_file__person=rossi).order_by("starts_on")
    assert list(delivered.values_list("taking__opened_on", "service_type__code")) == [
        (date(2020, 1, 1), "ADE"),
        (date(2024, 2, 3), "CD"),
    ]


def test_number_given_to_somebody_already_there_calls_them(place: Place, officer: User) -> None:
    known = make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    _all_in(officer, place)
    assert Person.objects.count() == 2
    assert TakingInCharge.objects.filter(case_file__person=known).count() == 2


def test_rows_may_name_the_fiscal_code_or_the_number_of_the_record(place: Place, officer: User) -> None:
    known = make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    record = make_case_file(known)
    make_taking(record, opened_on=date(2024, 2, 3))
    rows = ("N. cartella;C.F.;Servizio;Inizio servizio", f"{record.number};;ADE;1/3/2024", f";{CODE};CD;1/4/2024")
    brought_in(officer, checked(officer, place, *rows, target=SERVICES))
    assert set(Intervention.objects.values_list("service_type__code", flat=True)) == {"ADE", "CD"}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("99;ADE;1/3/2024;;", "person_unknown"),
        (";ADE;1/3/2024;;", "nobody_named"),
        ("71;;1/3/2024;;", "no_service"),
        ("71;ADE;1/3/2023;;", "no_taking"),
        ("71;ADE;1/3/2020;;4/4/2020", "no_taking"),
        ("71;ADE;1/2/2020;1/2/2022;", "service_outlasts"),
        ("2024/000999;ADE;1/3/2024;;", "person_unknown"),
    ],
)
def test_intervention_that_cannot_be_placed_says_why(place: Place, officer: User, row: str, code: str) -> None:
    brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    brought_in(officer, checked(officer, place, *TAKING_ROWS, target=TAKINGS))
    headings = "Id;Servizio;Inizio servizio;Fine servizio;Data apertura"
    batch = checked(officer, place, headings, row, "72;ADE;1/7/2025;;", target=SERVICES)
    assert (2, code) in problems(batch)
    assert batch.rows_accepted == (2 if code == "service_outlasts" else 1)


def test_second_open_taking_in_a_file_apart_is_refused(place: Place, officer: User) -> None:
    brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    batch = checked(officer, place, "Id;Data apertura", "71;1/1/2024", "71;1/2/2024", target=TAKINGS)
    assert (3, "already_in_charge") in problems(batch)


def test_people_of_other_places_and_protected_ones_are_not_found(place: Place, officer: User) -> None:
    elsewhere = make_place()
    other = make_user(role=AMBITO_OFFICER, territory=elsewhere.ambito)
    comune = elsewhere.comune.name
    rows = ("Id;Cognome;Nome;Nato il;Comune", f"71;Altrove;Ivo;1/1/2011;{comune}")
    brought_in(other, checked(other, elsewhere, *rows, target=PEOPLE))
    batch = checked(officer, place, "Id;Data apertura", "71;1/1/2024", target=TAKINGS)
    assert problems(batch) == {(2, "person_unknown")}
    make_person(place, "Rossi", "Mara", fiscal_code=CODE, protection=Protection.ADDRESS)
    batch = checked(officer, place, "C.F.;Data apertura", f"{CODE};1/1/2024", target=TAKINGS)
    assert problems(batch) == {(2, "by_hand")}


def test_numbers_of_an_undone_import_call_nobody(place: Place, officer: User) -> None:
    people = brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    taken_back(officer, people)
    assert not Person.objects.current().exists()
    batch = checked(officer, place, "Id;Data apertura", "71;1/1/2024", target=TAKINGS)
    assert problems(batch) == {(2, "person_unknown")}


def test_file_of_people_is_kept_where_takings_stand_on_it(place: Place, officer: User) -> None:
    people = brought_in(officer, checked(officer, place, *PEOPLE_ROWS, target=PEOPLE))
    takings = brought_in(officer, checked(officer, place, *TAKING_ROWS[:3], target=TAKINGS))
    taken_back(officer, people)
    assert Person.objects.current().count() == 1
    taken_back(officer, takings)
    assert not CaseFile.objects.current().exists()
    assert not TakingInCharge.objects.current().exists()


def test_rule_for_known_people_of_a_file_of_people(place: Place, officer: User) -> None:
    make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    batch = checked(officer, place, *PEOPLE_ROWS, target=PEOPLE, on_known=OnKnown.SKIP)
    assert problems(batch) >= {(2, "person_skipped")}
    assert batch.rows_accepted == 1
