# SPDX-License-Identifier: EUPL-1.2
"""The pages of an import in a real browser: no barriers at any width, and the way through them by role and label."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from ordito.core.models import writing
from ordito.imports.actions import start_undo, start_writing
from ordito.imports.models import ImportBatch
from ordito.imports.tasks import check_rows, undo_rows, write_rows
from ordito.jobs.models import Job, JobState
from ordito.territory.models import Organisation
from tests.browser import WIDTHS, barriers
from tests.factories.territory import make_organisation
from tests.imports.bodies import NOW, TOUCHED, mapped, sheet, uploaded

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ordito.accounts.models import User
    from ordito.territory.models import Territory
    from tests.browser import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def ignore(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


def finish_check(batch: ImportBatch, by: User) -> None:
    check_rows(ignore, batch_id=batch.pk, by_id=by.pk)
    batch.refresh_from_db()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(text)


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_have_no_barriers_on_the_whole_way(visit: Visit, officer: User, ambito: Territory, width: int) -> None:
    page = visit(officer, width=width)
    found: dict[str, list[str]] = {}

    def look(name: str, title: str, *arguments: int, step: str = "") -> None:
        answer = page.goto(reverse(f"imports:{name}", args=arguments))
        assert answer is not None
        assert answer.status == 200
        heading(page, title)
        found[name + step] = barriers(page)

    look("list", "Importazioni", step=" empty")
    look("upload", "Nuova importazione")
    open_batch = uploaded(officer, ambito)
    look("columns", "Colonne del file", open_batch.pk)
    page.get_by_text("Il file è stato letto male?").click()
    found["columns, reading"] = barriers(page)
    look("discard", "Elimina", open_batch.pk)
    make_organisation(name="Cooperativa Alfa")  # a row about somebody already there
    batch = mapped(officer, ambito)
    look("detail", "Enti", batch.pk, step=" checking")
    finish_check(batch, officer)
    look("detail", "Enti", batch.pk, step=" checked")
    look("problems", "Problemi", batch.pk)
    look("known", "Persone già presenti", batch.pk)
    expect(page.get_by_role("rowheader", name="Riga 4")).to_be_visible()
    look("start", "Importa", batch.pk)
    start_writing(batch=batch, repeat_confirmed=False, by=officer, at=NOW)
    Job.objects.update(state=JobState.FAILED)
    look("detail", "Enti", batch.pk, step=" interrupted")
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    look("detail", "Enti", batch.pk, step=" done")
    look("columns", "Colonne", uploaded(officer, ambito, sheet([("Zeta", "", "", "")])).pk, step=" other")
    with writing():
        Organisation.objects.filter(name="Gamma").update(email=TOUCHED)
    batch.refresh_from_db()
    look("undo", "Annulla", batch.pk)
    start_undo(batch=batch, by=officer, at=NOW)
    undo_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    look("detail", "Enti", batch.pk, step=" undone")
    look("list", "Importazioni")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("scripts", [True, False])
def test_officer_imports_corrects_and_undoes(
    visit: Visit,
    officer: User,
    ambito: Territory,
    scripts: bool,  # noqa: FBT001
) -> None:
    page = visit(officer, scripts=scripts)
    page.goto(reverse("imports:list"))
    page.get_by_role("link", name="Nuova importazione").first.click()
    page.get_by_label("Enti").check()
    page.get_by_label("Territorio").select_option(label="Ambito di prova")
    page.get_by_label("File", exact=False).last.set_input_files(
        {"name": "foto.xlsx", "mimeType": "application/octet-stream", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Carica e leggi").click()
    expect(page.get_by_role("alert")).to_contain_text("PDF")
    page.get_by_label("File", exact=False).last.set_input_files(
        {"name": "enti.xlsx", "mimeType": "application/octet-stream", "buffer": sheet()}
    )
    page.get_by_role("button", name="Carica e leggi").click()
    heading(page, "Colonne del file")
    page.get_by_label("Denominazione", exact=True).select_option(label="non importare")
    page.get_by_role("button", name="Prova l’importazione").click()
    expect(page.get_by_role("alert")).to_contain_text("Manca la colonna per: Denominazione")
    page.get_by_label("Denominazione", exact=True).select_option(label="Denominazione *")
    page.get_by_role("button", name="Prova l’importazione").click()
    batch = ImportBatch.objects.get()
    expect(page.get_by_role("progressbar")).to_be_visible()
    finish_check(batch, officer)
    if not scripts:
        page.reload()
    expect(page.get_by_text("alcune righe non possono entrare")).to_be_visible(timeout=10_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="foglio .xlsx").click()
    assert download.value.suggested_filename == f"righe-rifiutate-{batch.pk}-dati-inventati.xlsx"
    page.get_by_role("link", name="Importa le righe accettate").click()
    page.get_by_role("button", name="Importa", exact=True).click()
    write_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    page.goto(reverse("imports:detail", args=[batch.pk]))
    expect(page.get_by_text("Sono entrate 3 righe.")).to_be_visible()
    page.get_by_role("link", name="Annulla l’importazione").click()
    expect(page.get_by_text("3 elementi vengono annullati.")).to_be_visible()
    page.get_by_role("button", name="Annulla l’importazione").click()
    undo_rows(ignore, batch_id=batch.pk, by_id=officer.pk)
    page.goto(reverse("imports:detail", args=[batch.pk]))
    expect(page.get_by_text("Tutto quello che era entrato con questo file è stato tolto.")).to_be_visible()
