# SPDX-License-Identifier: EUPL-1.2
"""A working day: a session that ends while one writes, a print for the court, a form without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.models import DiaryEntry
from ordito.core.fields import open_text
from tests.browser import PHONE
from tests.factories.accounts import PASSWORD
from tests.factories.cases import make_diary_entry, make_record

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LONG = "\n".join(f"{number}. La madre racconta come è andata la settimana." for number in range(1, 41))


def test_session_that_ends_in_a_long_text_loses_nothing(visit: Visit, world: World) -> None:
    record = make_record(world.place, worker=world.worker).case_file
    page = visit(world.worker, width=PHONE)
    main = page.get_by_role("main")
    page.goto(f"/cartelle/{record.pk}/diario/scrivi/")
    main.get_by_label("Tipo").select_option(label="Visita domiciliare")
    with page.expect_response(lambda answer: "bozza" in answer.url and answer.ok):
        main.get_by_label("Testo").fill(LONG)
    page.wait_for_function("() => !document.querySelector('main form').matches('[data-dirty]')")
    Session.objects.all().delete()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/cartelle/{record.pk}/diario/scrivi/")
    enter(page, world)
    expect(main.get_by_label("Testo")).to_have_value(LONG)
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_text("Voce aggiunta al diario.")).to_be_visible()
    assert open_text(DiaryEntry.objects.get(), "text").replace("\r\n", "\n") == LONG


def enter(page: Page, world: World) -> None:
    """Log in again, where the login asks for it."""
    page.get_by_label("Nome utente").fill(world.worker.username)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Accedi").click()
    page.wait_for_url(lambda url: "/accesso/" not in url)


def test_print_of_the_diary_for_a_purpose(visit: Visit, world: World) -> None:
    record = make_record(world.place, worker=world.worker).case_file
    make_diary_entry(record, author=world.worker)
    page = visit(world.worker)
    main = page.get_by_role("main")
    page.goto(f"/cartelle/{record.pk}/stampa/")
    main.get_by_role("button", name="Stampa", exact=True).click()
    expect(main.get_by_role("alert").first).to_be_visible()
    main.get_by_label("Motivo della stampa").select_option(label="Richiesta dell’autorità giudiziaria")
    with page.expect_download() as waiting:
        main.get_by_role("button", name="Stampa", exact=True).click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-")
    assert "Zanzotti" not in waiting.value.suggested_filename
    assert Entry.objects.filter(kind=Kind.PRINT, actor_id=world.worker.pk).exists()


def test_diary_without_scripts(visit: Visit, world: World) -> None:
    record = make_record(world.place, worker=world.worker).case_file
    page = visit(world.worker, width=PHONE, scripts=False)
    main = page.get_by_role("main")
    page.goto(f"/cartelle/{record.pk}/diario/scrivi/")
    main.get_by_label("Tipo").select_option(label="Visita domiciliare")
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_role("alert").first).to_be_visible()
    main.get_by_label("Testo").fill("Visita breve, tutto bene.")
    main.get_by_role("button", name="Pubblica nel diario").click()
    expect(main.get_by_text("Visita breve, tutto bene.").first).to_be_visible()
    assert DiaryEntry.objects.count() == 1
