# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import python_calamine

from ordito.accounts.models import Membership
from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER
from ordito.audit.models import Entry
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.files.actions import read_whole
from ordito.jobs.actions import JobFailedError
from ordito.questionnaires import actions, tasks
from ordito.questionnaires.enums import ExportForm
from ordito.questionnaires.models import Export
from ordito.questionnaires.queries.exporting import Options, tables_of
from tests.factories.accounts import make_user
from tests.factories.questionnaires import AT, make_submission, make_version
from tests.factories.territory import make_ambito
from tests.questionnaires.owners import KIND, declare_places

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db
FULL = {
    "/data/nome": "=Centro",
    "/data/posti": "12",
    "/data/aperto": "si",
    "/data/canali": "sportello altro",
    "/data/sede[1]/via": "Via Uno",
    "/data/sede[1]/dal": "2026-01-31",
}


@pytest.fixture
def officer(monkeypatch: pytest.MonkeyPatch) -> User:
    """Who may read and export the answers of an Ambito."""
    declare_places(monkeypatch)
    return make_user(role=AMBITO_OFFICER, territory=make_ambito("Ambito di Prova"))


def answered(officer: User, version: QuestionnaireVersion) -> None:
    """Three submissions that the officer may read, one with errors, and one that is not theirs."""
    own: dict[str, Any] = {"owner_kind": KIND, "owner_id": officer.grants[0].territory_id}
    make_submission(version, FULL, **own)
    make_submission(version, {"/data/nome": "Due", "/data/sede[1]/via": "Via Due"}, **own)
    make_submission(version, {"/data/posti": "999"}, **own)
    make_submission(version, {"/data/nome": "Altrui"}, owner_kind=KIND, owner_id=make_ambito().pk)
    make_submission(version, {"/data/nome": "Prova"})


def export(officer: User, version: QuestionnaireVersion, form: ExportForm, **options: Any) -> dict[str, bytes]:
    made = actions.start_export(version=version, form=form, options=Options(**options), by=officer, at=AT)
    assert tasks.write_export(lambda _done, _total: None, export_id=made.pk)["rows"] >= 1
    return {row.name: read_whole(row.file) for row in made.files.select_related("file").order_by("pk")}


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_workbook_has_a_sheet_for_each_repeat_and_the_meaning_of_the_columns(officer: User) -> None:
    version = make_version()
    answered(officer, version)
    [(name, content)] = export(officer, version, ExportForm.XLSX).items()
    assert name.startswith(f"{version.questionnaire.form_id}-v1")
    found = sheets_of(content)
    assert list(found) == ["risposte", "sede", "legenda"]
    heading, first, second = found["risposte"]
    assert heading[:6] == ["_index", "_id", "_oggetto", "_stato", "_inviate_il", "_inviate_da"]
    assert heading[6:] == [
        "Nome del servizio",
        "Posti",
        "È aperto?",
        "Come si accede",
        "Come si accede: Sportello",
        "Come si accede: Telefono",
        "Come si accede: Altro",
    ]
    assert (first[0], first[2], first[3]) == (1, "Ambito di Prova", "corrette")
    assert first[6:] == ["=Centro", 12, "Si", "Sportello; Altro", 1, 0, 1]
    assert second[6:] == ["Due", "", "", "", "", "", ""]
    assert found["sede"][0] == ["_index", "_parent_index", "_id", "Via", "Attiva dal"]
    assert [row[:2] + row[3:] for row in found["sede"][1:]] == [
        [1, 1, "Via Uno", date(2026, 1, 31)],
        [2, 2, "Via Due", ""],
    ]
    assert ["risposte", "È aperto?", "aperto", "È aperto?", "select_one", "si = Si; no = No"] in found["legenda"]


def test_parent_index_goes_on_over_the_batches(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.questionnaires.queries.exporting.SUBMISSIONS_AT_ONCE", 1)
    version = make_version()
    answered(officer, version)
    found = sheets_of(next(iter(export(officer, version, ExportForm.XLSX).values())))
    assert [row[:2] for row in found["sede"][1:]] == [[1, 1], [2, 2]]


def test_csv_is_one_file_for_each_repeat_without_formulas(officer: User) -> None:
    version = make_version()
    answered(officer, version)
    files = export(officer, version, ExportForm.CSV, labels=False, as_text=False)
    texts = {name: content.decode("utf-8-sig").splitlines() for name, content in files.items()}
    [main, place] = texts.values()
    assert main[0].endswith(";nome;posti;aperto;canali/sportello;canali/telefono;canali/altro")
    assert main[1].endswith(";'=Centro;12;si;1;0;1")
    assert place[1].endswith(";Via Uno;31/01/2026")
    assert len(main) == 3


def test_answers_with_errors_come_when_asked_for(officer: User) -> None:
    version = make_version()
    answered(officer, version)
    [main, _place] = export(officer, version, ExportForm.CSV, labels=False, with_errors=True).values()
    assert len(main.decode().splitlines()) == 4
    assert ";con errori;" in main.decode()


def test_spss_reads_the_columns_with_their_labels(officer: User) -> None:
    version = make_version()
    answered(officer, version)
    files = export(officer, version, ExportForm.SPSS, labels=False)
    assert [name.rsplit(".", 1)[1] for name in files] == ["sps", "csv", "sps", "csv"]
    [syntax, table] = [content.decode("utf-8-sig") for content in list(files.values())[:2]]
    assert "  posti 'Posti'" in syntax
    assert "VALUE LABELS aperto\n  'si' 'Si'\n  'no' 'No'" in syntax
    assert "VALUE LABELS canali.sportello\n  0 'No'\n  1 'Sì'" in syntax
    assert table.splitlines()[0].split(";")[:2] == ["index", "id"]
    named = [line.split()[0] for line in syntax.split("/VARIABLES=")[1].split("\n  .")[0].splitlines() if line.strip()]
    assert table.splitlines()[0].split(";") == named


def test_export_is_made_once_and_said_in_the_audit(officer: User) -> None:
    version = make_version()
    answered(officer, version)
    made = actions.start_export(version=version, form=ExportForm.CSV, options=Options(), by=officer, at=AT)
    for _time in range(2):
        tasks.write_export(lambda _done, _total: None, export_id=made.pk)
    made.refresh_from_db()
    assert (made.rows, made.files.count()) == (2, 2)
    entry = Entry.objects.get(action="questionnaires.write_export")
    assert (entry.kind, entry.detail) == ("export", {"submissions": 2, "form": "csv"})


def test_export_asks_the_permission_when_it_starts_and_when_it_is_made(officer: User) -> None:
    version = make_version()
    provider = make_user(role=PROVIDER)
    with pytest.raises(NotAllowedError):
        actions.start_export(version=version, form=ExportForm.CSV, options=Options(), by=provider, at=AT)
    made = actions.start_export(version=version, form=ExportForm.CSV, options=Options(), by=officer, at=AT)
    with writing():
        Membership.objects.all().update(role=PROVIDER.code)
    with pytest.raises(JobFailedError, match="Non hai più il permesso"):
        tasks.write_export(lambda _done, _total: None, export_id=made.pk)


def test_too_many_columns_are_refused_before_anything_is_made(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ordito.questionnaires.actions.exports.MOST_COLUMNS", 10)
    version = make_version()
    with pytest.raises(actions.QuestionnaireRefusedError, match="Le colonne sono troppe"):
        actions.start_export(version=version, form=ExportForm.XLSX, options=Options(), by=officer, at=AT)
    assert not Export.objects.exists()


def test_headings_are_each_once() -> None:
    version = make_version()
    for table in tables_of(version, Options()):
        headings = [column.heading for column in table.columns]
        assert len(headings) == len(set(headings))
