# SPDX-License-Identifier: EUPL-1.2
"""The spreadsheet of attendance through the whole way in: upload, columns, dry run, writing, undoing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import AMBITO_OFFICER
from ordito.cases.models import InterventionAttendance
from ordito.cases.queries.record_interventions import attendance_by_month
from ordito.core.declare import ImportTarget, declared
from ordito.core.fields import open_text
from ordito.imports.actions import map_columns, start_undo, start_writing, upload_file
from ordito.imports.models import Finding
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, make_intervention, make_place, make_record

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.imports.models import ImportBatch
    from tests.records import House

pytestmark = pytest.mark.django_db
HEADINGS = "Codice intervento;Cartella;Prestazione;Data;Ore;Accessi;Note"


def target() -> ImportTarget:
    return next(one for one in declared(ImportTarget) if one.key == "cases.attendance")


@pytest.fixture
def officer(house: House) -> User:
    """Who imports for the house's Ambito."""
    return make_user(role=AMBITO_OFFICER, territory=house.place.ambito)


def _ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def checked(officer: User, house: House, *rows: str) -> ImportBatch:
    content = "\r\n".join([HEADINGS, *rows]).encode()
    batch = upload_file(
        stream=BytesIO(content),
        name="presenze.csv",
        target=target(),
        territory=house.place.ambito,
        by=officer,
        at=NOW,
    )
    suggested = {int(column): name for column, name in batch.mapping.items()}
    map_columns(batch=batch, target=target(), mapping=suggested, by=officer, at=NOW)
    check_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


def written(officer: User, house: House, *rows: str) -> ImportBatch:
    batch = checked(officer, house, *rows)
    start_writing(batch=batch, repeat_confirmed=True, by=officer, at=NOW)
    write_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    return batch


def codes(batch: ImportBatch) -> set[tuple[int, str]]:
    return set(Finding.objects.filter(batch=batch).values_list("row", "code"))


def test_attendance_comes_in_by_code_or_by_record_and_goes_again(house: House, officer: User) -> None:
    row = make_intervention(house.taking)
    batch = written(
        officer,
        house,
        f"{row.public_code.lower()};;;02/03/2026;2,5;;Con la sorella",
        f";{house.record.number};;03/03/2026;;1;",
        f"{row.public_code};;;01/04/2026;3;;",
    )
    assert codes(batch) == set()
    assert [(one.month, one.days, one.hours, one.units) for one in attendance_by_month(row)] == [
        (date(2026, 4, 1), 1, Decimal(3), None),
        (date(2026, 3, 1), 2, Decimal("2.5"), Decimal(1)),
    ]
    first = InterventionAttendance.objects.get(day=date(2026, 3, 2))
    assert open_text(first, "note") == "Con la sorella"
    assert b"sorella" not in bytes(first.note)
    start_undo(batch=batch, by=officer, at=NOW)
    undo_rows(_ignore, batch_id=batch.pk, by_id=officer.pk)
    assert attendance_by_month(row) == []
    again = written(officer, house, f"{row.public_code};;;02/03/2026;2,5;;")
    assert codes(again) == set()
    assert InterventionAttendance.objects.filter(annulled_at=None).count() == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (";;;02/03/2026;2;;", "nothing_named"),
        ("SCONOSCIUTO12;;;02/03/2026;2;;", "intervention_unknown"),
        (";2026/999999;;02/03/2026;2;;", "intervention_unknown"),
        ("{code};;;02/01/2026;2;;", "outside_period"),
        ("{code};;;02/03/2026;;;", "no_amount"),
        ("{code};;;02/03/2026;25;;", "amount_impossible"),
        ("{code};;;02/03/2026;;-1;", "amount_impossible"),
    ],
)
def test_row_that_cannot_be_is_refused(house: House, officer: User, cells: str, code: str) -> None:
    row = make_intervention(house.taking)
    batch = checked(officer, house, cells.format(code=row.public_code))
    assert codes(batch) == {(2, code)}
    assert batch.rows_refused == 1


def test_two_interventions_of_a_record_are_told_by_their_kind(house: House, officer: User) -> None:
    make_intervention(house.taking)
    meals = make_intervention(house.taking, kind="meals")
    number = house.record.number
    batch = written(
        officer,
        house,
        f";{number};;02/03/2026;;1;",
        f";{number};Pasti o servizi di prossimità;03/03/2026;;1;",
    )
    assert codes(batch) == {(2, "intervention_ambiguous")}
    assert [one.intervention for one in InterventionAttendance.objects.all()] == [meals]


def test_month_sent_again_adds_only_what_is_new(house: House, officer: User) -> None:
    row = make_intervention(house.taking)
    line = f"{row.public_code};;;02/03/2026;2;;"
    written(officer, house, line)
    batch = written(officer, house, line, f"{row.public_code};;;03/03/2026;2;;", f"{row.public_code};;;03/03/2026;4;;")
    assert codes(batch) == {(2, "already_there"), (4, "twice")}
    assert InterventionAttendance.objects.count() == 2
    other = checked(officer, house, f"{row.public_code};;;02/03/2026;5;;")
    assert codes(other) == {(2, "differs")}


def test_intervention_of_another_place_is_unknown(house: House, officer: User) -> None:
    elsewhere = make_intervention(make_record(make_place()))
    batch = checked(officer, house, f"{elsewhere.public_code};;;02/03/2026;2;;")
    assert codes(batch) == {(2, "intervention_unknown")}
