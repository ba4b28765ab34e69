# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of cases through the whole way in: upload, columns, dry run, writing, undoing."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.actions import edit_person
from ordito.cases.enums import CaseFileState, Protection
from ordito.cases.models import CaseFile, DiaryEntry, Intervention, Person, TakingInCharge
from ordito.cases.queries.people import find_people
from ordito.cases.queries.spreadsheet import CASES
from ordito.core.declare import ImportedObject
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.imports.actions import map_columns, start_undo, start_writing, upload_file
from ordito.imports.enums import BatchState
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from tests.factories.accounts import make_user
from tests.factories.cases import (
    NOW,
    Place,
    make_case_file,
    make_codes,
    make_person,
    make_place,
    make_taking,
    make_worker,
    staff,
)
from tests.factories.territory import make_organisation, make_service_type, make_territory

if TYPE_CHECKING:
    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
CODE = "RSSMRA85T10A562S"
HEADINGS = (
    "Cognome;Nome;C.F.;Nato il;Sesso;Residenza;Data apertura;Data chiusura;Motivo;Assistente sociale;Servizio;Note"
)


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


def _ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _batch(officer: User, place: Place, *rows: str, headings: str = HEADINGS, encoding: str = "cp1252") -> ImportBatch:
    content = "\r\n".join([headings, *rows]).encode(encoding)
    batch = upload_file(
        stream=BytesIO(content), name="casi.csv", target=CASES, territory=place.ambito, by=officer, at=NOW
    )
    suggested = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=CASES, mapping=suggested, by=officer, at=NOW)
    check_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


def _write(officer: User, batch: ImportBatch) -> ImportBatch:
    start_writing(batch=batch, repeat_confirmed=True, by=officer, at=NOW)
    write_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    return batch


def _problems(batch: ImportBatch) -> set[tuple[int, str]]:
    return set(Finding.objects.filter(batch=batch).values_list("row", "code"))


def test_usual_mess_comes_in_as_a_person_would_expect(place: Place, officer: User) -> None:
    worker = make_worker(place)
    named = f"{staff(worker).name} {staff(worker).surname}".upper()
    batch = _batch(
        officer,
        place,
        f"ROSSI;Mario;{CODE.lower()};10/12/1985;M;Roccainventata;3/2/24;;Disoccupazione, sfratto;{named};ADE;Già nota",
        f"Rossi;Mario;{CODE};10-12-1985;maschio;ROCCAINVENTATA;03/02/2024;;;;CD;",
        "D'Alò;Nicolò;;5/6/2015;M;roccainventata;1/9/2022;30/06/2023;handicap;Ignota;;",
        "D'ALO';NICOLO';;05/06/2015;M;Roccainventata;10.01.2025;;trascuratezza;;;",
    )
    assert batch.rows_refused == 0, _problems(batch)
    assert (4, "worker_unknown") in _problems(batch)
    _write(officer, batch)

    rossi, dalo = Person.objects.order_by("pk")
    assert rossi.full_name() == "ROSSI Mario"
    assert (dalo.full_name(), dalo.birth_date, dalo.sex) == ("D'Alò Nicolò", date(2015, 6, 5), "M")
    taking = TakingInCharge.objects.get(case_file__person=rossi)
    assert (taking.opened_on, taking.closed_on, taking.worker_id) == (date(2024, 2, 3), None, worker.professional_id)
    assert set(taking.reasons.values_list("reason__code", flat=True)) == {"employment", "housing"}
    assert set(taking.interventions.values_list("service_type__code", flat=True)) == {"ADE", "CD"}
    assert open_text(DiaryEntry.objects.get(), "text") == "Già nota"
    periods = TakingInCharge.objects.filter(case_file__person=dalo).order_by("opened_on")
    assert list(periods.values_list("opened_on", "closed_on")) == [
        (date(2022, 9, 1), date(2023, 6, 30)),
        (date(2025, 1, 10), None),
    ]
    assert set(periods[0].reasons.values_list("reason__code", flat=True)) == {"disability"}
    assert set(CaseFile.objects.values_list("state", flat=True)) == {CaseFileState.IN_CHARGE}
    assert [found.person for found in find_people(make_worker(place), "dalo nicolo", at=NOW)] == [dalo]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Rossi;Mario;RSSMRA85T10A562T;10/12/1985;M;Roccainventata;3/2/24;;;;;", "fiscal_code_wrong"),
        ("Rossi;Mario;;10/12/1985;M;Roccainventata;3/2/24;1/1/2024;;;;", "closed_before_opened"),
        ("Rossi;Mario;;10/12/2025;M;Roccainventata;3/2/24;;;;;", "opened_before_birth"),
        ("Rossi;Mario;;10/12/1985;M;;3/2/24;;;;;", "no_comune"),
        ("Rossi;Mario;;10/12/1985;M;Altrove Inventato;3/2/24;;;;;", "comune_elsewhere"),
        ("Rossi;Mario;;10/12/2099;M;Roccainventata;3/2/24;;;;;", "date_too_late"),
        (";Mario;;10/12/1985;M;Roccainventata;3/2/24;;;;;", "missing"),
    ],
)
def test_row_that_cannot_be_is_refused_with_its_reason(place: Place, officer: User, row: str, code: str) -> None:
    make_territory("Altrove Inventato", parent=make_place().ambito)
    batch = _batch(officer, place, row, "Verdi;Ugo;;1/1/2010;M;Roccainventata;3/2/24;;;;;")
    assert (batch.rows_refused, batch.rows_accepted) == (1, 1)
    assert (2, code) in _problems(batch)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (f"Bianchi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;;", "fiscal_code_surname"),
        (f"Rossi;Mario;{CODE};10/12/1986;M;Roccainventata;3/2/24;;;;;", "fiscal_code_birth_date"),
        (f"Rossi;Mario;{CODE};10/12/1985;F;Roccainventata;3/2/24;;;;;", "fiscal_code_sex"),
        ("Rossi;Mario;;;M;Roccainventata;3/2/24;;;;;", "no_birth_date"),
    ],
)
def test_row_that_looks_odd_comes_in_with_a_warning(place: Place, officer: User, row: str, code: str) -> None:
    batch = _batch(officer, place, row)
    assert (batch.rows_refused, batch.rows_accepted) == (0, 1)
    assert (2, code) in _problems(batch)
    _write(officer, batch)
    assert Person.objects.count() == 1


def test_second_open_taking_of_a_person_is_refused(place: Place, officer: User) -> None:
    first = "Rossi;Mario;;10/12/1985;M;Roccainventata;3/2/24;;;;;"
    batch = _batch(officer, place, first, "Rossi;Mario;;10/12/1985;M;Roccainventata;4/2/24;;;;;")
    assert _problems(batch) >= {(3, "already_in_charge")}
    _write(officer, batch)
    again = _batch(officer, place, "Rossi;Mario;;10/12/1985;M;Roccainventata;5/2/24;;;;;")
    assert _problems(again) >= {(2, "person_alike"), (2, "already_in_charge")}
    assert again.rows_accepted == 0


def test_row_of_somebody_protected_is_left_to_be_written_by_hand(place: Place, officer: User) -> None:
    make_person(place, "Rossi", "Mara", fiscal_code=CODE, birth_date=date(1985, 12, 10), protection=Protection.ADDRESS)
    batch = _batch(officer, place, f"Rossi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;ADE;")
    assert (batch.rows_refused, batch.rows_accepted) == (1, 0)
    codes = {code for _row, code in _problems(batch)}
    assert "by_hand" in codes
    assert "person_known" not in codes


def test_somebody_already_there_gets_the_row_in_their_record(place: Place, officer: User) -> None:
    known = make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    batch = _batch(officer, place, f"Rossi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;ADE;")
    assert (2, "person_known") in _problems(batch)
    _write(officer, batch)
    assert TakingInCharge.objects.get().case_file.person_id == known.pk
    later = _batch(officer, place, f"Rossi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;CD;")
    _write(officer, later)
    assert TakingInCharge.objects.count() == 1
    assert Intervention.objects.count() == 2


def test_undo_annuls_all_but_what_was_touched_and_names_it_by_number(place: Place, officer: User) -> None:
    batch = _batch(
        officer,
        place,
        f"Rossi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;ADE;",
        "Verdi;Ugo;;1/1/2010;M;Roccainventata;3/2/24;;;;CD;",
    )
    _write(officer, batch)
    assert WrittenObject.objects.filter(batch=batch).count() == 8
    rossi = Person.objects.order_by("pk")[0]
    coordinator = make_user(role="service_coordinator", territory=place.comune)
    edit_person(by=coordinator, at=NOW, person=rossi, version=1, phone="080")
    things = [ImportedObject(row.kind, row.object_id) for row in WrittenObject.objects.filter(batch=batch)]
    kept = CASES.touched(things, by=officer, batch_id=batch.pk)
    assert [(thing.kind, thing.object_id) for thing in kept] == [("cases.person", str(rossi.pk))]
    assert kept[0].name == "Persona della cartella 2024/000001"
    assert "Rossi" not in kept[0].name
    start_undo(batch=batch, by=officer, at=NOW)
    undo_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    assert list(Person.objects.current()) == [rossi]
    assert not TakingInCharge.objects.current().exists()
    assert not Intervention.objects.current().exists()


def test_notes_go_with_the_import_that_brought_them_unless_corrected_since(place: Place, officer: User) -> None:
    worker = make_worker(place)
    known = make_person(place, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    make_taking(make_case_file(known), worker=staff(worker), opened_on=date(2024, 2, 3))
    batch = _batch(
        officer,
        place,
        f"Rossi;Mario;{CODE};10/12/1985;M;Roccainventata;3/2/24;;;;ADE;Nota sulla nota",
        "Verdi;Ugo;;1/1/2010;M;Roccainventata;3/2/24;;;;CD;Va via con la persona",
        "Bianchi;Lia;;1/1/2011;F;Roccainventata;3/2/24;;;;CD;Corretta da qualcuno",
    )
    _write(officer, batch)
    assert DiaryEntry.objects.current().count() == 3
    corrected = DiaryEntry.objects.get(case_file__person__birth_date=date(2011, 1, 1))
    with writing():
        DiaryEntry.objects.filter(pk=corrected.pk).update(version=2)
    start_undo(batch=batch, by=officer, at=NOW)
    undo_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    assert list(DiaryEntry.objects.current()) == [corrected]
    assert set(Person.objects.current()) == {known, corrected.case_file.person}


def test_reading_and_checking_ask_the_database_by_chunk_not_by_row(
    place: Place, officer: User, django_assert_max_num_queries: Any
) -> None:
    rows = [f"Cognome{n:03};Nome;;1/1/20{n % 20:02};M;Roccainventata;3/2/24;;;;ADE;" for n in range(60)]
    with django_assert_max_num_queries(110):
        batch = _batch(officer, place, *rows)
    assert batch.rows_accepted == 60
    with django_assert_max_num_queries(110):
        _write(officer, batch)
    assert Person.objects.count() == 60
