# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ordito.accounts.roles import AMBITO_OFFICER, SOCIAL_WORKER
from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.files.actions import read_whole
from ordito.imports.engine.reading import read_table
from ordito.imports.enums import BatchState
from ordito.imports.models import ImportBatch, WrittenObject
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from ordito.jobs.models import Job, JobState
from ordito.territory.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.territory import make_ambito
from tests.imports.bodies import GOOD, TOUCHED, mapped, sheet, uploaded
from tests.imports.engine.sheets import xlsx

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.territory.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client: Client, officer: User) -> Client:
    """The officer's browser."""
    client.force_login(officer)
    return client


def url(name: str, *arguments: Any) -> str:
    return reverse(f"imports:{name}", args=arguments)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def checked(by: User, place: Territory, content: bytes = b"") -> ImportBatch:
    batch = mapped(by, place, content)
    check_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()
    return batch


def send(page: Client, place: Territory, content: bytes, name: str = "enti.xlsx") -> Any:
    file = SimpleUploadedFile(name, content)
    return page.post(url("upload"), {"target": "bodies", "territory": place.pk, "file": file})


def test_whole_way_from_the_file_to_the_undo(page: Client, officer: User, ambito: Territory) -> None:
    answer = send(page, ambito, sheet())
    batch = ImportBatch.objects.get()
    assert answer.headers["Location"] == url("columns", batch.pk)
    shown = page.get(url("columns", batch.pk))
    assert 'name="column_0"' in text(shown)
    assert "Cooperativa Alfa" in text(shown)
    answer = page.post(url("columns", batch.pk), {"column_0": "name", "column_1": "since", "column_2": "kind"})
    assert answer.headers["Location"] == url("detail", batch.pk)
    assert url("progress", batch.pk) in text(page.get(url("detail", batch.pk)))
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    shown = page.get(url("detail", batch.pk))
    assert "alcune righe non possono entrare" in text(shown)
    assert url("refused", batch.pk, "xlsx") in text(shown)
    assert "Entrano 3 righe" in text(page.get(url("start", batch.pk)))
    answer = page.post(url("start", batch.pk))
    assert answer.headers["Location"] == url("detail", batch.pk)
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    assert "Sono entrate 3 righe" in text(page.get(url("detail", batch.pk)))
    with writing():
        Organisation.objects.filter(name="Gamma").update(email=TOUCHED)
    shown = page.get(url("undo", batch.pk))
    assert "2 elementi vengono annullati" in text(shown)
    assert "1 elemento resta" in text(shown)
    assert "ha già un indirizzo" in text(shown)
    page.post(url("undo", batch.pk))
    undo_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    shown = page.get(url("detail", batch.pk))
    assert "tranne quello che qualcuno ha toccato" in text(shown)
    assert "Gamma" in text(shown)
    assert set(Organisation.objects.values_list("name", flat=True)) == {"Gamma"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vuoto"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(40), "immagine"),
        (b"%PDF-1.7", "PDF"),
        (b"MZ\x90\x00" + bytes(80), "programma"),
        (b"<html><table></table></html>", "pagina web"),
        (xlsx([("Nome", "Data")]), "non c’è nessuna riga"),
        (b"PK\x03\x04 rotto", "danneggiato"),
    ],
)
def test_upload_of_a_wrong_file_says_why_in_words(page: Client, ambito: Territory, content: bytes, said: str) -> None:
    answer = send(page, ambito, content)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not ImportBatch.objects.exists()


def test_upload_offers_only_places_where_one_imports(page: Client, ambito: Territory) -> None:
    other = make_ambito("Ambito altrui")
    assert "Ambito altrui" not in text(page.get(url("upload")))
    assert send(page, other, sheet()).status_code == 422


def test_columns_without_a_required_field_are_refused_with_the_form(
    page: Client, officer: User, ambito: Territory
) -> None:
    batch = uploaded(officer, ambito)
    answer = page.post(url("columns", batch.pk), {"column_1": "since"})
    assert answer.status_code == 422
    assert "Manca la colonna per: Denominazione" in text(answer)


def test_reading_of_the_columns_is_logged(page: Client, officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito)
    page.get(url("columns", batch.pk))
    entry = Entry.objects.get(action="imports.columns")
    assert (entry.kind, entry.objects_touched) == ("read", {"imports.importbatch": [batch.pk]})


def test_file_read_otherwise_by_hand(page: Client, officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito, "a,b;c\né,1;2\n".encode("cp1252"), "x.csv")
    shown = text(page.get(url("columns", batch.pk)))
    assert 'name="separator"' in shown
    assert 'name="sheet"' not in shown
    answer = page.post(url("reading", batch.pk), {"header_row": "1", "encoding": "mac_roman", "separator": ","})
    assert answer.headers["Location"] == url("columns", batch.pk)
    batch.refresh_from_db()
    assert batch.reading["columns"] == ["a", "b;c"]
    assert batch.reading["preview"] == [["È", "1;2"]]
    answer = page.post(url("reading", batch.pk), {"header_row": "99", "encoding": "utf-8", "separator": ","})
    assert answer.status_code == 422
    assert "riga con i nomi delle colonne" in text(answer)


def test_problems_by_row_and_column_and_their_filter(page: Client, officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    shown = text(page.get(url("problems", batch.pk)))
    assert "data vuota del foglio elettronico" in shown.lower()
    assert "forse intendevi «Comune»" in shown
    filtered = text(page.get(url("problems", batch.pk), {"tipo": "0:missing"}))
    assert filtered.count("<tr>") == 2
    assert "Manca, ed è obbligatorio" in filtered


def test_problems_in_pages_by_key(page: Client, officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito, sheet([("", f"01/01/20{year:02}", "", "x") for year in range(10, 26)] * 4))
    first = page.get(url("problems", batch.pk))
    assert "dopo=" in first.context["page"].next_url
    second = page.get(first.context["page"].next_url)
    rows = [line.row for line in (*first.context["lines"], *second.context["lines"])]
    assert rows == sorted(rows)
    assert len(rows) == len(first.context["lines"]) + len(second.context["lines"]) > 50


def test_refused_rows_are_sent_as_a_file_and_logged(page: Client, officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    for form in ("xlsx", "csv"):
        answer = page.get(url("refused", batch.pk, form))
        assert (
            answer.headers["Content-Disposition"]
            == f'attachment; filename="righe-rifiutate-{batch.pk}-dati-inventati.{form}"'
        )
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert read_table(answer.content).row_count == 3
    assert Entry.objects.filter(action="imports.refused_file", kind="export").count() == 2


def test_refused_rows_are_not_there_without_any_or_without_the_file(
    page: Client, officer: User, ambito: Territory
) -> None:
    sound = checked(officer, ambito, sheet(GOOD))
    assert page.get(url("refused", sound.pk, "xlsx")).status_code == 404
    batch = checked(officer, ambito)
    assert batch.file is not None
    batch.file.path.unlink()
    assert page.get(url("refused", batch.pk, "xlsx")).status_code == 404


def test_same_file_is_told_and_must_be_confirmed(page: Client, officer: User, ambito: Territory) -> None:
    first = checked(officer, ambito)
    page.post(url("start", first.pk))
    write_rows(ignore, batch_id=first.pk, by_id=officer.pk)
    with writing():
        Organisation.objects.all().delete()
    assert first.file is not None
    again = checked(officer, ambito, read_whole(first.file))
    assert "già stato importato" in text(page.get(url("detail", again.pk)))
    answer = page.post(url("start", again.pk))
    assert answer.status_code == 422
    assert page.post(url("start", again.pk), {"repeat_confirmed": "on"}).status_code == 302
    again.refresh_from_db()
    assert again.state == BatchState.RUNNING


def test_progress_is_a_fragment_that_asks_again_until_the_work_is_over(
    page: Client, officer: User, ambito: Territory
) -> None:
    batch = mapped(officer, ambito)
    Job.objects.update(done=3, total=6)
    answer = page.get(url("progress", batch.pk))
    assert "3 di 6" in text(answer)
    assert "<html" not in text(answer)
    assert "HX-Refresh" not in answer.headers
    check_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    assert page.get(url("progress", batch.pk)).headers["HX-Refresh"] == "true"


def test_interrupted_work_says_so_and_is_resumed(page: Client, officer: User, ambito: Territory) -> None:
    batch = mapped(officer, ambito)
    Job.objects.update(state=JobState.FAILED, message="Il lavoro si è fermato.")
    shown = text(page.get(url("detail", batch.pk)))
    assert "Il lavoro si è fermato." in shown
    assert "interrotta" in text(page.get(url("list")))
    page.post(url("resume", batch.pk))
    batch.refresh_from_db()
    assert Job.objects.latest("pk").state == JobState.QUEUED
    answer = page.post(url("resume", batch.pk), follow=True)
    assert "non è interrotto" in text(answer)


def test_discarding_asks_first(page: Client, officer: User, ambito: Territory) -> None:
    batch = uploaded(officer, ambito)
    assert "viene cancellato" in text(page.get(url("discard", batch.pk)))
    assert page.post(url("discard", batch.pk)).headers["Location"] == url("list")
    batch.refresh_from_db()
    assert batch.state == BatchState.DISCARDED
    assert page.get(url("detail", batch.pk)).status_code == 200
    assert page.get(url("problems", batch.pk)).status_code == 302


@pytest.mark.parametrize("name", ["start", "sheet"])
def test_page_left_open_of_an_import_that_was_discarded_leads_to_it(
    page: Client, officer: User, ambito: Territory, name: str
) -> None:
    batch = checked(officer, ambito)
    page.post(url("discard", batch.pk))
    assert page.post(url(name, batch.pk)).headers["Location"] == url("detail", batch.pk)


def test_list_shows_filters_and_says_what_to_do_when_empty(page: Client, officer: User, ambito: Territory) -> None:
    assert "Nessuna importazione" in text(page.get(url("list")))
    batch = checked(officer, ambito)
    assert url("detail", batch.pk) in text(page.get(url("list")))
    assert url("detail", batch.pk) not in text(page.get(url("list"), {"stato": "done"}))


def test_list_costs_the_same_with_one_and_three(
    page: Client, officer: User, ambito: Territory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    mapped(officer, ambito)
    page.get(url("list"))
    with django_assert_num_queries(6):
        page.get(url("list"))
    mapped(officer, ambito)
    mapped(officer, make_ambito_of(officer))
    with django_assert_num_queries(6):
        page.get(url("list"))


def make_ambito_of(user: User) -> Territory:
    from tests.factories.accounts import make_membership

    place = make_ambito()
    make_membership(user, role=AMBITO_OFFICER, territory=place)
    return place


PAGES = ("detail", "progress", "columns", "problems", "meanings", "start", "undo", "discard")


@pytest.mark.parametrize("name", PAGES)
def test_import_of_another_place_is_not_found(client: Client, officer: User, ambito: Territory, name: str) -> None:
    batch = checked(officer, ambito)
    client.force_login(make_user(role=AMBITO_OFFICER, territory=make_ambito()))
    assert client.get(url(name, batch.pk)).status_code == 404
    assert client.post(url("resume", batch.pk)).status_code == 404
    assert client.post(url("reading", batch.pk)).status_code == 404
    assert client.get(url("refused", batch.pk, "xlsx")).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_import_pages_are_for_those_who_import(client: Client, officer: User, ambito: Territory, name: str) -> None:
    batch = checked(officer, ambito)
    client.force_login(make_user(role=SOCIAL_WORKER, territory=ambito))
    assert client.get(url(name, batch.pk)).status_code == 403
    assert client.get(url("list")).status_code == 403


def test_colleague_of_the_same_place_goes_on_with_the_work(client: Client, officer: User, ambito: Territory) -> None:
    batch = checked(officer, ambito)
    colleague = make_user(role=AMBITO_OFFICER, territory=ambito)
    client.force_login(colleague)
    client.post(url("start", batch.pk))
    assert Job.objects.latest("pk").created_by_id == colleague.pk
    write_rows(ignore, batch_id=batch.pk, by_id=colleague.pk)
    assert WrittenObject.objects.count() == 3


@pytest.mark.parametrize("state", [BatchState.DONE, BatchState.UNDONE, BatchState.RUNNING])
def test_pages_out_of_their_time_lead_to_the_import(
    page: Client, officer: User, ambito: Territory, state: BatchState
) -> None:
    batch = checked(officer, ambito)
    with writing():
        ImportBatch.objects.update(state=state)
    for name in ("columns", "meanings", "start", "undo"):
        assert page.get(url(name, batch.pk)).headers["Location"] == url("detail", batch.pk)


def test_home_lists_imports_that_wait(page: Client, officer: User, ambito: Territory) -> None:
    mapped(officer, ambito)
    shown = text(page.get(reverse("portal:home")))
    assert "Importazioni in sospeso" in shown
    assert "Enti, Ambito di prova" in shown


def test_large_upload_is_refused_by_size_before_reading(
    page: Client, ambito: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from ordito.core.spreadsheets.limits import LIMITS

    monkeypatch.setattr("ordito.imports.forms.LIMITS", replace(LIMITS, file_size=1024 * 1024))
    answer = send(page, ambito, io.BytesIO(b"A;B\n" + b"1;2\n" * 300_000).getvalue(), "grande.csv")
    assert answer.status_code == 422
    assert "al massimo 1 MB" in text(answer)
