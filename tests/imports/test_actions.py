# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import timezone

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.dates import format_date
from ordito.core.models import writing
from ordito.core.spreadsheets.problems import FileRefusedError
from ordito.files.actions import read_whole
from ordito.files.models import StoredFile
from ordito.imports.actions import (
    ImportRefusedError,
    MappingRefusedError,
    choose_reading,
    discard_import,
    map_columns,
    refused_file,
    start_undo,
    start_writing,
)
from ordito.imports.engine.reading import Choices, read_table
from ordito.imports.enums import BatchState, WrittenState
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.queries import problem_groups, same_file
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from ordito.jobs.actions import JobFailedError
from ordito.jobs.models import Job
from ordito.territory.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito, make_territory
from tests.imports.bodies import BODIES, GOOD, NOW, TOUCHED, mapped, sheet, uploaded
from tests.imports.engine.sheets import xlsx

if TYPE_CHECKING:
    from pytest_django import Settings

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def checked(by: User, place: Territory, content: bytes = b"") -> ImportBatch:
    batch = mapped(by, place, content)
    check_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()
    return batch


def imported(by: User, place: Territory, content: bytes = b"") -> ImportBatch:
    batch = checked(by, place, content)
    start_writing(batch=batch, repeat_confirmed=False, by=by, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()
    return batch


def bodies() -> set[str]:
    return set(Organisation.objects.values_list("name", flat=True))


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.rows_total, batch.rows_accepted, batch.rows_warned, batch.rows_refused


def test_upload_reads_keeps_and_suggests(officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito)
    assert batch.mapping == {"0": "name", "1": "since", "2": "kind"}
    assert batch.rows_total == 6
    assert batch.reading["choices"]["header_row"] == 3
    assert batch.reading["columns"] == ["Denominazione", "Attivo dal", "Tipo", "Note"]
    assert batch.reading["preview"][0] == ["Cooperativa Alfa", "01/02/2019", "", "x"]
    assert batch.file is not None
    assert batch.file.expires_at == NOW + timedelta(days=30)
    entry = Entry.objects.get(action="imports.upload_file")
    assert entry.objects_touched == {"imports.importbatch": [batch.pk]}
    assert not bodies()


def test_upload_of_what_is_no_table_leaves_nothing(officer: User, ambito: Territory) -> None:
    with pytest.raises(FileRefusedError):
        uploaded(officer, ambito, b"%PDF-1.7 finto")
    assert not ImportBatch.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("role", [SOCIAL_WORKER, AMBITO_OFFICER])
def test_upload_is_for_those_who_import_there(ambito: Territory, role: object) -> None:
    elsewhere = make_user(role=role, territory=make_ambito())  # type: ignore[arg-type]
    with pytest.raises(NotAllowedError):
        uploaded(elsewhere, ambito)


def test_mapping_without_a_required_field_or_with_one_twice_is_refused(officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito)
    for mapping, said in (
        ({1: "since"}, "Denominazione"),
        ({0: "name", 1: "name"}, "Denominazione"),
        ({0: "x"}, "manca"),
    ):
        with pytest.raises(MappingRefusedError, match="(?i)" + said):
            map_columns(batch=batch, target=BODIES, mapping=mapping, by=officer, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.UPLOADED


def test_check_finds_problems_by_row_and_column_and_writes_nothing(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    assert batch.state == BatchState.CHECKED
    assert counts(batch) == (6, 3, 1, 3)
    found = Finding.objects.order_by("row", "place").values_list("row", "place", "code", "warning")
    assert list(found) == [
        (6, 1, "no_date", True),
        (7, 0, "missing", False),
        (8, 1, "zero_date", False),
        (9, 1, "date_too_late", False),
        (9, 2, "unknown_choice", False),
    ]
    assert Finding.objects.get(code="unknown_choice").detail == {"suggestion": "Comune"}
    assert not bodies()
    assert not WrittenObject.objects.exists()


def test_problems_are_grouped_errors_first(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    groups = problem_groups(batch, BODIES, batch.reading["columns"])
    assert [(group.column, group.code, group.rows, group.first_row) for group in groups] == [
        ("Denominazione", "missing", 1, 7),
        ("Attivo dal", "date_too_late", 1, 9),
        ("Attivo dal", "zero_date", 1, 8),
        ("Tipo", "unknown_choice", 1, 9),
        ("Attivo dal", "no_date", 1, 6),
    ]


def test_nothing_personal_stands_in_plain_in_any_table(officer: User, ambito: Territory) -> None:
    secret = "Segretissimo"
    titled = xlsx([(secret,), (secret, "Denominazione"), *((row[3], row[0]) for row in GOOD)])
    assert checked(officer, ambito, titled).reading["columns"][0] == secret
    checked(officer, ambito, sheet([(f"{secret} Uno", secret, secret, secret), (secret, "", "", "")]))
    with connection.cursor() as cursor:
        for model in (ImportBatch, Finding, WrittenObject, StoredFile, Entry, Job):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 - names of our own tables
            assert secret not in repr(cursor.fetchall())


def test_import_brings_in_the_accepted_rows(officer: User, ambito: Territory) -> None:
    batch = imported(officer, ambito)
    assert batch.state == BatchState.DONE
    assert bodies() == {"Cooperativa Alfa", "Cooperativa Beta", "Gamma"}
    assert batch.written == 3
    assert counts(batch) == (6, 3, 1, 3)
    written = WrittenObject.objects.order_by("row").values_list("row", "state")
    assert list(written) == [(4, "written"), (5, "written"), (6, "written")]


def test_import_checks_again_what_changed_since_the_trial(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    imported(officer, ambito, sheet([GOOD[0]]))
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    batch.refresh_from_db()
    assert batch.written == 2
    assert counts(batch) == (6, 2, 1, 4)
    assert Finding.objects.filter(batch=batch, row=4).values_list("code", flat=True)[0] == "taken"


def test_identical_row_of_the_same_file_comes_in_once(officer: User, ambito: Territory) -> None:
    batch = imported(officer, ambito, sheet([GOOD[0], GOOD[1], GOOD[0]]))
    assert batch.written == 2
    assert list(Finding.objects.values_list("row", "place", "code")) == [(6, None, "repeated_row")]
    assert Finding.objects.get().detail == {"row": "4"}


def forget_bodies() -> None:
    with writing():
        Organisation.objects.all().delete()


def test_same_file_again_must_be_confirmed(officer: User, ambito: Territory) -> None:
    first = imported(officer, ambito)
    forget_bodies()
    again = checked(officer, ambito, first_content(first))
    assert same_file(again) == first
    with pytest.raises(ImportRefusedError, match="già stato importato"):
        start_writing(batch=again, repeat_confirmed=False, by=officer, at=NOW)
    start_writing(batch=again, repeat_confirmed=True, by=officer, at=NOW)
    write_rows(ignore, batch_id=again.pk, by_id=officer.pk)
    assert bodies() == {"Cooperativa Alfa", "Cooperativa Beta", "Gamma"}


def first_content(batch: ImportBatch) -> bytes:
    assert batch.file is not None
    return read_whole(batch.file)


def test_file_of_an_undone_import_is_not_the_same_again(officer: User, ambito: Territory) -> None:
    first = imported(officer, ambito)
    undone(first, officer)
    assert same_file(checked(officer, ambito, first_content(first))) is None


def undone(batch: ImportBatch, by: User) -> ImportBatch:
    start_undo(batch=batch, by=by, at=NOW)
    undo_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()
    return batch


def test_undo_takes_back_everything_untouched(officer: User, ambito: Territory) -> None:
    batch = undone(imported(officer, ambito), officer)
    assert batch.state == BatchState.UNDONE
    assert batch.undone_at is not None
    assert bodies() == set()
    assert set(WrittenObject.objects.values_list("state", flat=True)) == {WrittenState.ANNULLED}


def test_undo_keeps_what_somebody_touched(officer: User, ambito: Territory) -> None:
    batch = imported(officer, ambito)
    with writing():
        Organisation.objects.filter(name="Gamma").update(email=TOUCHED)
    undone(batch, officer)
    assert bodies() == {"Gamma"}
    assert sorted(WrittenObject.objects.values_list("row", "state")) == [
        (4, "annulled"), (5, "annulled"), (6, "kept"),
    ]  # fmt: skip


def test_undo_needs_something_written_and_its_own_verb(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    with pytest.raises(ImportRefusedError):
        start_undo(batch=batch, by=officer, at=NOW)
    with pytest.raises(NotAllowedError):
        start_undo(batch=batch, by=make_user(role=AMBITO_OFFICER, territory=make_ambito()), at=NOW)


def test_refused_rows_can_be_corrected_and_loaded_again(officer: User, ambito: Territory) -> None:
    batch = imported(officer, ambito)
    for form in ("xlsx", "csv"):
        table = read_table(refused_file(batch=batch, target=BODIES, form=form, by=officer, at=NOW))
        rows = list(table.rows())
        assert table.columns == ("Denominazione", "Attivo dal", "Tipo", "Note", "Riga del file", "Motivo del rifiuto")
        assert [str(row.cells[4]).removesuffix(".0") for row in rows] == ["7", "8", "9"]
        assert rows[0].cells[3] == "segreto"
        assert rows[2].cells[5] == (
            "Attivo dal: data nel futuro: al più tardi "
            f"{format_date(timezone.localdate())}; Tipo: voce non riconosciuta; forse intendevi «Comune»"
        )
    export = Entry.objects.filter(action="imports.refused_file", kind="export")
    assert export.count() == 2
    again = checked(officer, ambito, refused_file(batch=batch, target=BODIES, form="xlsx", by=officer, at=NOW))
    assert again.mapping == {"0": "name", "1": "since", "2": "kind"}
    assert again.rows_refused == 3


def test_reading_chosen_by_hand_starts_the_mapping_anew(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito, xlsx([("A", "B"), ("Denominazione", "Nota"), ("Alfa", "x")]))
    choose_reading(batch=batch, target=BODIES, choices=Choices("Foglio1", header_row=1), by=officer, at=NOW)
    batch.refresh_from_db()
    assert batch.state == BatchState.UPLOADED
    assert batch.reading["columns"] == ["A", "B"]
    assert batch.mapping == {}
    assert not Finding.objects.exists()
    with pytest.raises(FileRefusedError):
        choose_reading(batch=batch, target=BODIES, choices=Choices("Nessuno"), by=officer, at=NOW)


def test_mapping_of_the_same_headings_is_remembered(officer: User, ambito: Territory) -> None:
    headings = ("Chi", "Quando")
    first = uploaded(officer, ambito, sheet([("Alfa", "01/01/2020")], headings))
    map_columns(batch=first, target=BODIES, mapping={0: "name", 1: "since"}, by=officer, at=NOW)
    assert uploaded(officer, ambito, sheet([("Beta", "01/01/2020")], headings)).mapping == {"0": "name", "1": "since"}
    assert uploaded(officer, ambito, sheet([("Beta", "1")], ("Chi", "Cosa"))).mapping == {"0": "name"}
    assert uploaded(officer, ambito, sheet([("Beta", "1")], ("Ditta", "Cosa"))).mapping == {}


def test_discarded_import_loses_its_file(officer: User, ambito: Territory, settings: Settings) -> None:
    batch = checked(officer, ambito)
    discard_import(batch=batch, by=officer, at=NOW)
    batch.refresh_from_db()
    assert (batch.state, bytes(batch.sealed_reading)) == (BatchState.DISCARDED, b"")
    assert batch.file is not None
    assert batch.file.discarded_at == NOW
    with pytest.raises(ImportRefusedError):
        discard_import(batch=batch, by=officer, at=NOW)


@pytest.mark.parametrize("state", [BatchState.RUNNING, BatchState.DONE, BatchState.UNDOING, BatchState.UNDONE])
def test_started_import_cannot_be_changed_or_started_again(officer: User, ambito: Territory, state: BatchState) -> None:
    batch = checked(officer, ambito)
    with writing():
        ImportBatch.objects.update(state=state)
    batch.refresh_from_db()
    with pytest.raises(ImportRefusedError):
        map_columns(batch=batch, target=BODIES, mapping={0: "name"}, by=officer, at=NOW)
    with pytest.raises(ImportRefusedError):
        start_writing(batch=batch, repeat_confirmed=True, by=officer, at=NOW)
    with pytest.raises(ImportRefusedError):
        discard_import(batch=batch, by=officer, at=NOW)


def test_imports_are_visible_where_one_imports(officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito)
    comune = make_territory(parent=ambito)
    inner = make_user(role=AMBITO_OFFICER, territory=comune)
    below = uploaded(inner, comune)
    assert set(ImportBatch.objects.visible_to(officer)) == {batch, below}
    assert set(ImportBatch.objects.visible_to(inner)) == {below}
    assert not ImportBatch.objects.visible_to(make_user(role=AMBITO_OFFICER))  # on no place
    assert not ImportBatch.objects.visible_to(make_user(role=AMBITO_OFFICER, territory=make_ambito()))
    assert not ImportBatch.objects.visible_to(make_user(role=SOCIAL_WORKER, territory=ambito))
    assert set(StoredFile.objects.visible_to(inner)) == {below.file}


def test_expired_file_stops_the_work_with_a_sentence(officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    assert batch.file is not None
    batch.file.path.unlink()
    with pytest.raises(JobFailedError, match="non è più conservato"):
        write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    assert not bodies()
