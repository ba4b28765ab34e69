# SPDX-License-Identifier: EUPL-1.2
"""A family moves to another Comune, which accepts it; whoever has no part in it finds nothing, and that is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.audit.enums import Kind
from ordito.audit.models import Entry
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile, TakingInCharge
from tests.factories.cases import make_intervention, make_place, make_record, make_worker
from tests.journeys.test_social_worker import option

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ordito.accounts.models import User
    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PRESENTATION = "Famiglia con un bambino di undici anni, si trasferisce a dicembre."


def test_handover_to_another_comune_that_accepts(visit: Visit, world: World) -> None:
    taking = make_record(world.place, worker=world.worker)
    make_intervention(taking)
    there = make_place(ambito=world.place.ambito)
    receiver = make_worker(there, full_name="Rita Riceve")
    record = taking.case_file
    sender_page = visit(world.worker)
    offer(sender_page, record, there.comune.name)
    stranger_finds_nothing(visit, world.colleague, record)
    mine = accept(visit(receiver), record)
    conclude(sender_page, record)

    record.refresh_from_db()
    assert record.state == CaseFileState.CLOSED
    taking.refresh_from_db()
    assert taking.closed_on is not None
    new = CaseFile.objects.get(pk=mine)
    assert new.body == there.body
    assert TakingInCharge.objects.get(case_file=new).worker == receiver.professional


def offer(page: Page, record: CaseFile, comune: str) -> None:
    """What the other body may read before it answers, and what it gets if it accepts."""
    main = page.get_by_role("main")
    page.goto(f"/cartelle/{record.pk}/")
    main.get_by_text("Tutte le parti").click()
    main.get_by_role("link", name="Invii e passaggi", exact=True).click()
    main.get_by_role("link", name="Passaggio di competenza").click()
    main.get_by_role("button", name="Offri il passaggio").click()
    expect(main.get_by_role("alert").first).to_be_visible()
    field = main.get_by_label("Comune che riceve")
    field.select_option(label=option(field, comune))
    reason = main.get_by_label("Motivo")
    reason.select_option(label=option(reason, "residenza"))
    main.get_by_label("Che cosa legge chi riceve").fill(PRESENTATION)
    main.get_by_role("button", name="Offri il passaggio").click()
    expect(main.get_by_text(PRESENTATION)).to_be_visible()


def stranger_finds_nothing(visit: Visit, stranger: User, record: CaseFile) -> None:
    """Whoever works elsewhere gets the same page as for a number that does not exist; the attempt is on record."""
    page = visit(stranger)
    for address in (
        f"/cartelle/{record.pk}/",
        f"/cartelle/{record.pk}/passaggi/",
        f"/cartelle/{record.pk}/valutazioni/",
    ):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404
        assert "Zanzotti" not in page.content()
    refused = Entry.objects.filter(kind=Kind.REFUSED, actor_id=stranger.pk)
    assert {tuple(entry.objects_touched["cases.casefile"]) for entry in refused} == {(record.pk,)}


def accept(page: Page, record: CaseFile) -> int:
    """Read what is offered, accept it and find the record it opens, whose number is given; the old one stays shut."""
    main = page.get_by_role("main")
    page.goto("/cartelle/passaggi/")
    expect(main.get_by_text("Zanzotti")).to_have_count(0)
    main.get_by_role("table").get_by_role("link").first.click()
    expect(main.get_by_text(PRESENTATION)).to_be_visible()
    main.get_by_role("button", name="Accetta").click()
    expect(main.get_by_text("Passaggio accettato")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zanzotti")
    mine = int(page.url.rstrip("/").rpartition("/")[2])
    answer = page.goto(f"/cartelle/{record.pk}/")
    assert answer is not None
    assert answer.status == 404
    return mine


def conclude(page: Page, record: CaseFile) -> None:
    """The body that passes the family on closes its own taking in charge, and not without an outcome."""
    main = page.get_by_role("main")
    page.goto(f"/cartelle/{record.pk}/passaggi/")
    main.get_by_role("link", name="Concludi il passaggio").click()
    main.get_by_role("button", name="Chiudi la presa in carico").click()
    expect(main.get_by_role("alert").first).to_be_visible()
    main.get_by_label("Esito").select_option(label="Situazione migliorata")
    main.get_by_role("button", name="Chiudi la presa in carico").click()
    expect(main.get_by_text("Passaggio concluso")).to_be_visible()
