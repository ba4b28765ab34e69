# SPDX-License-Identifier: EUPL-1.2
"""A social worker scores a child at two times, sees what changed, then writes a plan with the family and reviews it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Assessment, Score
from ordito.core.fields import open_text
from ordito.plans.enums import Degree, PlanState
from ordito.plans.models import Check, PlanSignature, SupportPlan
from tests.factories.assessments import mondo
from tests.factories.cases import make_record
from tests.journeys.test_social_worker import option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Locator, Page

    from tests.browser import Visit
    from tests.journeys.conftest import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEFORE = {"C1": 3, "C2": 6, "F1": 5, "E1": 5}
AFTER = {"C1": 3, "C2": 3, "F1": 4, "E1": 6}
GOAL = "Arrivare a scuola in orario ogni giorno."


def test_two_assessments_and_what_changed(visit: Visit, world: World) -> None:
    mondo()
    record = make_record(world.place, worker=world.worker).case_file
    page = visit(world.worker)
    page.goto(f"/cartelle/{record.pk}/")
    main = page.get_by_role("main")
    main.get_by_text("Tutte le parti").click()
    main.get_by_role("link", name="Valutazioni", exact=True).click()
    assess(page, main, "T0, all’inizio", "10/02/2026", BEFORE)
    main.get_by_role("link", name="Valutazioni", exact=True).click()
    assess(page, main, "T1, a metà percorso", "12/10/2026", AFTER)

    main.get_by_role("link", name="Valutazioni", exact=True).click()
    main.get_by_role("link", name="Guarda il cambiamento").click()
    expect(main.get_by_role("heading", name=re.compile("^Il cambiamento"))).to_be_visible()
    expect(main.locator("svg.radar")).to_have_count(3)  # the rows beside it say the same, so readers skip the drawing
    for name, change in (("C1", "stabile"), ("C2", "migliora di 3 punti"), ("E1", "peggiora di 1 punto")):
        expect(main.get_by_role("row", name=re.compile(f"^{name}"))).to_contain_text(change)
    assert Assessment.objects.filter(state=AssessmentState.COMPLETED).count() == len(("T0", "T1"))
    found = Score.objects.values_list("assessment__time__code", "sub_dimension__code", "value")
    assert sorted(found) == sorted(
        (time, name, value) for time, scores in (("t0", BEFORE), ("t1", AFTER)) for name, value in scores.items()
    )


def assess(page: Page, main: Locator, time: str, day: str, scores: Mapping[str, int]) -> None:
    """One assessment, its scores given with the keyboard alone."""
    main.get_by_role("link", name="Nuova valutazione").first.click()
    field = main.get_by_label("Strumento")
    field.select_option(label=option(field, "Mondo"))
    main.get_by_label("Tempo").select_option(label=time)
    main.get_by_label("Data della valutazione").fill(day)
    main.get_by_label("La famiglia ha partecipato?").select_option(label="Sì")
    main.get_by_role("button", name="Continua").click()
    for name, value in scores.items():
        steps = main.get_by_role("group", name=re.compile(rf"^{name}\b"))
        steps.get_by_role("radio", checked=True).focus()
        chosen = steps.get_by_role("radio", name=re.compile(rf"^{value}\b"))
        for _step in range(6):
            if chosen.is_checked():
                break
            page.keyboard.press("ArrowLeft")
        expect(chosen).to_be_checked()
    main.get_by_role("button", name="Salva e completa").focus()
    page.keyboard.press("Enter")
    expect(main.get_by_text("Valutazione completata.")).to_be_visible()


def test_plan_with_the_family_and_its_review(visit: Visit, world: World) -> None:
    record = make_record(world.place, worker=world.worker).case_file
    page = visit(world.worker)
    page.goto(f"/cartelle/{record.pk}/")
    main = page.get_by_role("main")
    write_plan(main)
    plan = SupportPlan.objects.get()
    agree(page, main)
    plan.refresh_from_db()
    assert plan.state == PlanState.AGREED
    assert open_text(PlanSignature.objects.get(), "signer_name") == "Zoraide Zanzotti"
    review(main)
    assert sorted(Check.objects.values_list("degree", flat=True)) == [Degree.PARTLY, Degree.REACHED]
    plan.refresh_from_db()
    assert str(plan.next_review_on) == "2027-03-15"


def write_plan(main: Locator) -> None:
    """A draft with an objective and a row in which the mother has her part."""
    main.get_by_role("link", name="Progetti", exact=True).click()
    main.get_by_role("link", name="Nuovo progetto").first.click()
    main.get_by_label("Tipo di progetto").select_option(label="Progetto quadro")
    main.get_by_role("button", name="Salva il progetto in bozza").click()
    main.get_by_role("link", name="Aggiungi un obiettivo").click()
    main.get_by_label("Termine").select_option(label="a breve termine")
    main.get_by_role("textbox", name="Obiettivo").fill(GOAL)
    main.get_by_role("button", name="Salva", exact=True).click()
    main.get_by_role("link", name="Aggiungi una riga").click()
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_role("alert").first).to_be_visible()
    main.get_by_label("Risultato atteso").fill("Entra in classe alle otto.")
    somebody = main.get_by_role("group", name="Persona 1")
    somebody.get_by_label("Oppure nome").fill("La mamma")
    somebody.get_by_label("Che cosa fa").fill("Prepara la cartella la sera")
    main.get_by_role("button", name="Salva", exact=True).click()
    expect(main.get_by_text("Prepara la cartella la sera").first).to_be_visible()


def agree(page: Page, main: Locator) -> None:
    """Shared, signed on the screen with a finger, agreed."""
    main.get_by_role("link", name="Segna come condiviso").click()
    main.get_by_role("button", name="Segna come condiviso").click()
    main.get_by_role("link", name="Firma sullo schermo").click()
    main.get_by_label("In che veste").select_option(label="Madre")
    main.get_by_label("Nome e cognome di chi firma").fill("Zoraide Zanzotti")
    main.get_by_label("Ho letto il progetto").check()
    box = main.get_by_role("img", name="Riquadro per la firma")
    box.scroll_into_view_if_needed()
    place = box.bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 20, place["y"] + 20)
    page.mouse.down()
    for step in (40, 60, 80):
        page.mouse.move(place["x"] + step, place["y"] + 20 + step / 4)
    page.mouse.up()
    main.get_by_role("button", name="Firma", exact=True).click()
    expect(main.get_by_text("Zoraide Zanzotti").first).to_be_visible()
    main.get_by_role("link", name="Segna come concordato").click()
    main.get_by_role("button", name="Segna come concordato").click()


def review(main: Locator) -> None:
    """How far each thing was reached, and when to look again."""
    main.get_by_role("link", name="Fai la verifica").first.click()
    objective = main.get_by_role("region", name=re.compile("^O1"))
    objective.get_by_role("radio", name="raggiunto", exact=True).check()
    row = main.get_by_role("region", name=re.compile("^R1"))
    row.get_by_role("radio", name="raggiunto in parte").check()
    row.get_by_label("Perché").fill("La sveglia non sempre suona.")
    main.get_by_label("Prossima verifica").fill("15/03/2027")
    main.get_by_role("button", name="Salva la verifica").click()
    expect(main.get_by_text("Verifica registrata.")).to_be_visible()
