# SPDX-License-Identifier: EUPL-1.2
"""Who sends for an Ambito checks a period of SINBA: a record cannot go, is mended, and goes; then INPS answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.flows.engine.layout import Flow, layout_of
from ordito.flows.enums import ItemState
from ordito.flows.forms.sinba import ASSESSED
from ordito.flows.models import FlowItem, FlowRun
from ordito.jobs.models import Job, JobState
from ordito.jobs.tasks import run
from tests.factories.cases import make_record
from tests.factories.flows import make_sendable, make_sender

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from ordito.cases.models import CaseFile
    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAMESPACE = "{http://inps.it/Casellario}"


def finish_job(page: Page) -> None:
    """Let the work be done, and look at the page again."""
    run.func(Job.objects.get(state=JobState.QUEUED).pk)
    page.reload()


def check_period(page: Page) -> FlowRun:
    """The dry run of this year: nothing is sent by it."""
    page.goto(reverse("flows:sendings"))
    page.get_by_label("Flusso").select_option(value="sinba")
    page.get_by_role("button", name="Controlla").click()
    finish_job(page)
    return FlowRun.objects.latest("pk")


def lacking(world: World) -> CaseFile:
    """A record that lacks one answer alone: who is to weigh how the family stands has not done it."""
    make_sender(world.place)
    taking = make_record(world.place, worker=world.worker)
    sheet = make_sendable(world.place, taking)
    with writing():
        sheet.assessments.filter(subject="family").delete()
    return taking.case_file


def test_from_a_record_that_cannot_go_to_what_inps_answers(world: World, visit: Visit, tmp_path: Path) -> None:
    """The whole way, by the officer who sends and the worker who knows."""
    record = lacking(world)
    office = visit(world.officer)

    first = check_period(office)
    assert first.items.get().state == ItemState.BLOCKED
    expect(office.get_by_role("heading", name="Perché non si può inviare")).to_be_visible()
    row = office.get_by_role("row").filter(has_text=record.number)
    expect(row).to_contain_text("manca")
    assert record.person.full_name() not in office.content()

    mend(visit(world.worker), record)

    second = check_period(office)
    item = second.items.get()
    assert item.state == ItemState.READY
    assert not Entry.objects.filter(action__startswith="flows.", kind=Kind.EXPORT).exists(), "a check sends nothing"

    office.get_by_role("button", name="Prepara il file").click()
    finish_job(office)
    path = download(office, tmp_path)
    assert_holds_no_name(path, item, record)
    assert Entry.objects.filter(kind=Kind.EXPORT).exists()

    office.get_by_label("Inviato il").fill(f"{timezone.localdate():%d/%m/%Y}")
    office.get_by_role("button", name="Segna come inviato").click()
    office.get_by_label("Righe dell’esito").fill(f"{item.external_id};scartato;codice ente sconosciuto")
    office.get_by_role("button", name="Registra gli esiti").click()
    expect(office.get_by_text("codice ente sconosciuto")).to_be_visible()
    item.refresh_from_db()
    assert item.outcome_text == "codice ente sconosciuto"

    third = check_period(office)
    assert third.items.get().state == ItemState.READY, "what INPS refused goes again"


def mend(desk: Page, record: CaseFile) -> None:
    """The worker reads what is missing, answers, and sees that nothing is."""
    desk.goto(reverse("flows:sinba", args=[record.pk]))
    expect(desk.get_by_role("heading", name="Che cosa manca")).to_be_visible()
    desk.get_by_role("link", name="Scrivi valutazioni e risposte").click()
    asked = layout_of(Flow.SINBA).fields["SINBA"][ASSESSED["family"]].label
    desk.get_by_label(asked, exact=True).select_option(index=1)
    desk.get_by_role("button", name="Salva").click()
    expect(desk.get_by_text("pronto per l’invio")).to_be_visible()


def download(office: Page, folder: Path) -> Path:
    """The file, as it is handed to INPS."""
    with office.expect_download() as started:
        office.get_by_role("link", name=".xml").click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path


def assert_holds_no_name(path: Path, item: FlowItem, record: CaseFile) -> None:
    """Well formed, in the namespace, with the code that stands for the person and nothing that tells who it is."""
    text = path.read_text(encoding="utf-8")
    assert ET.fromstring(text).tag.startswith(NAMESPACE)  # noqa: S314 - our own file
    assert item.external_id in text
    for word in (record.person.full_name().split()[0], "Genoveffa", "Via Segreta"):
        assert word.lower() not in text.lower()
