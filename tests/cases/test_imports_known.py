# SPDX-License-Identifier: EUPL-1.2
"""Rows about somebody who is already there, and several rows of one person."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.enums import Protection
from ordito.cases.models import Intervention, Person, TakingInCharge
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


HEADINGS = "Cognome;Nome;C.F.;Nato il;Residenza;Data apertura;Data chiusura;Servizio;N. fascicolo"
ROW = f"Rossi;Mario;{CODE};10/12/1985;Roccainventata;3/2/24;;ADE;"
NAMED = "Rossi;Mario;;10/12/1985;Roccainventata;3/2/24;;ADE;"


def _known(place: Place, *, code: str = CODE) -> Person:
    return make_person(place, "Rossi", "Mario", fiscal_code=code, birth_date=date(1985, 12, 10))


@pytest.mark.parametrize(
    ("row", "rule", "code"),
    [
        (ROW, OnKnown.ATTACH, "person_known"),
        (ROW, OnKnown.SKIP, "person_skipped"),
        (ROW, OnKnown.NEW, "same_code"),
        (NAMED, OnKnown.ATTACH, "person_alike"),
        (NAMED, OnKnown.SKIP, "person_skipped"),
        (NAMED, OnKnown.NEW, "person_new"),
    ],
)
def test_rule_of_the_file_decides_about_somebody_already_there(
    place: Place, officer: User, row: str, rule: OnKnown, code: str
) -> None:
    known = _known(place)
    batch = checked(officer, place, HEADINGS, row, on_known=rule)
    assert (2, code) in problems(batch)
    assert batch.rows_accepted == int(code not in {"person_skipped", "same_code"})
    if batch.rows_accepted:
        brought_in(officer, batch)
        attached = TakingInCharge.objects.get().case_file.person == known
        assert (attached, Person.objects.count()) == ((True, 1) if rule is OnKnown.ATTACH else (False, 2))


def test_new_person_of_several_rows_is_one(place: Place, officer: User) -> None:
    _known(place)
    rows = [NAMED, NAMED.replace("ADE", "CD"), NAMED.replace("3/2/24;", "3/2/23;1/1/24")]
    batch = brought_in(officer, checked(officer, place, HEADINGS, *rows, on_known=OnKnown.NEW))
    assert Person.objects.filter(import_batch=batch.pk).count() == 1
    assert TakingInCharge.objects.filter(case_file__person__import_batch=batch.pk).count() == 2


def test_code_of_a_row_finds_the_person_known_without_one(place: Place, officer: User) -> None:
    known = _known(place, code="")
    batch = checked(officer, place, HEADINGS, ROW)
    assert (2, "person_alike") in problems(batch)
    brought_in(officer, batch)
    assert TakingInCharge.objects.get().case_file.person == known


def test_another_code_is_another_person(place: Place, officer: User) -> None:
    _known(place, code="RSSMRA85T10F839D")
    batch = brought_in(officer, checked(officer, place, HEADINGS, ROW))
    assert Person.objects.filter(import_batch=batch.pk).count() == 1


def test_two_people_alike_are_nobody_an_import_may_choose(place: Place, officer: User) -> None:
    _known(place)
    _known(place, code="")
    assert (2, "by_hand") in problems(checked(officer, place, HEADINGS, NAMED))


def test_somebody_held_elsewhere_by_the_same_body_is_never_told(place: Place, officer: User) -> None:
    elsewhere = make_place()
    outside = Place(elsewhere.ambito, elsewhere.comune, place.body)
    make_person(outside, "Rossi", "Mario", fiscal_code=CODE, birth_date=date(1985, 12, 10))
    protected = make_person(
        place, "Bianchi", "Ada", birth_date=date(2010, 1, 1), protection=Protection.ADDRESS, fiscal_code=""
    )
    batch = checked(officer, place, HEADINGS, ROW, "Bianchi;Ada;;1/1/2010;Roccainventata;3/2/24;;ADE;")
    assert {row for row, code in problems(batch) if code == "by_hand"} == {2, 3}
    assert protected.version == 1


def test_rows_of_one_person_are_one_though_only_the_first_has_all(place: Place, officer: User) -> None:
    batch = checked(
        officer,
        place,
        HEADINGS,
        f"Rossi;Mario;{CODE};10/12/1985;Roccainventata;3/2/24;;ADE;71",
        "ROSSI;MARIO;;;Roccainventata;3/2/24;;CD;71",
        "Rossi;Mario;;10/12/1985;Roccainventata;1/1/20;1/1/21;ADE;",
        "Rossi;Mario;;;Roccainventata;1/1/20;1/1/21;CD;",
        "Rossi;Lucia;;;Roccainventata;1/1/20;1/1/21;CD;71",
    )
    assert batch.rows_refused == 0, problems(batch)
    brought_in(officer, batch)
    mario = Person.objects.order_by("pk")[0]
    assert Person.objects.count() == 2
    assert TakingInCharge.objects.filter(case_file__person=mario).count() == 2
    assert Intervention.objects.filter(taking__case_file__person=mario).count() == 4


def test_name_alone_apart_from_the_other_rows_is_another_person(place: Place, officer: User) -> None:
    batch = checked(
        officer,
        place,
        HEADINGS,
        ROW,
        "Verdi;Ugo;;1/1/2010;Roccainventata;3/2/24;;ADE;",
        "Rossi;Mario;;;Roccainventata;3/2/24;;CD;",
    )
    brought_in(officer, batch)
    assert Person.objects.count() == 3


def test_rows_of_one_person_in_two_chunks_are_one_person(
    place: Place, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ordito.imports.actions.work.CHUNK", 1)
    _known(place)
    rows = [NAMED, NAMED.replace("ADE", "CD")]
    batch = brought_in(officer, checked(officer, place, HEADINGS, *rows, on_known=OnKnown.NEW))
    assert Person.objects.filter(import_batch=batch.pk).count() == 1
    assert Intervention.objects.count() == 2


def test_service_begun_after_the_closure_is_refused(place: Place, officer: User) -> None:
    headings = "Cognome;Nome;Nato il;Residenza;Data apertura;Data chiusura;Servizio;Inizio servizio"
    batch = checked(officer, place, headings, "Rossi;Ada;1/1/2010;Roccainventata;1/1/20;1/1/21;ADE;2/2/22")
    assert (2, "service_after_closed") in problems(batch)


def test_undo_takes_back_what_was_added_to_somebody_and_leaves_the_rest(place: Place, officer: User) -> None:
    known = _known(place)
    before = make_taking(make_case_file(known), opened_on=date(2024, 2, 3))
    batch = brought_in(
        officer,
        checked(officer, place, HEADINGS, ROW, ROW.replace("3/2/24;", "1/1/20;1/1/21"), ROW.replace("ADE", "CD")),
    )
    assert Intervention.objects.current().count() == 3
    taken_back(officer, batch)
    assert list(Person.objects.current()) == [known]
    assert list(TakingInCharge.objects.current()) == [before]
    assert not Intervention.objects.current().exists()
