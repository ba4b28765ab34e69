# SPDX-License-Identifier: EUPL-1.2
"""The steps of an import in the browser, as journeys walk them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from ordito.jobs.models import Job, JobState
from ordito.jobs.tasks import run

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import World

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(page: Page, world: World, name: str, content: bytes) -> None:
    """From the list of imports to the columns."""
    page.goto("/importazioni/")
    page.get_by_role("link", name="Nuova importazione").first.click()
    page.get_by_label("Persone in carico, attuali e storiche").check()
    page.get_by_label("Territorio").select_option(label=str(world.place.ambito))
    page.get_by_label("File", exact=False).last.set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    page.get_by_role("button", name="Carica e leggi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Colonne del file")


def finish_job(page: Page) -> None:
    """Look at the bar while the work is under way, let it be done, and see the page move on by itself."""
    job = Job.objects.get(state=JobState.QUEUED)
    bar = page.get_by_role("progressbar")
    expect(bar).to_be_visible()
    Job.objects.filter(pk=job.pk).update(done=12, total=30)
    expect(page.get_by_text("12 di 30")).to_be_visible(timeout=10_000)
    run.func(job.pk)
    expect(bar).to_have_count(0, timeout=10_000)


def check(page: Page) -> None:
    """Try the rows with the columns as they stand on the page."""
    page.get_by_role("button", name="Prova l’importazione").click()
    finish_job(page)


def bring_in(page: Page) -> None:
    """Confirm, and wait for the rows."""
    page.get_by_role("link", name="Importa le righe accettate").click()
    page.get_by_role("button", name="Importa", exact=True).click()
    finish_job(page)
    expect(page.get_by_text("Importazione conclusa")).to_be_visible()


def figure(page: Page, label: str) -> str:
    """The figure above or below `label` in the row of tiles."""
    tile = page.locator(".figure-tile").filter(has_text=label)
    found = re.search(r"\d+", tile.inner_text())
    assert found is not None
    return found.group()
