# SPDX-License-Identifier: EUPL-1.2
"""Indicators that come as text: what they would do, what they do, what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.core.access import NotAllowedError, SystemActor
from ordito.indicators.actions import Came, bring_in, comment_on, edit_indicator, load_shipped, look_at
from ordito.indicators.actions.sharing import SHIPPED
from ordito.indicators.engine.definition import Definition
from ordito.indicators.engine.exchange import Entry, read_text, write_text
from ordito.indicators.engine.model import Measure
from ordito.indicators.enums import IndicatorState, Origin
from ordito.indicators.models import Indicator
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.checks import blocking
from ordito.indicators.queries.exchange import entries_of
from tests.factories.accounts import make_user
from tests.factories.indicators import make_indicator
from tests.records import text_of

if TYPE_CHECKING:
    from ordito.accounts.models import User

HOUSE = SystemActor("prova")
PERSONS = Definition("takings", Measure.PERSONS)
ENTRY = Entry(code="arrivato", name="Arrivato", question="Quante?", definition=PERSONS, unit="persone")


@pytest.fixture
def regional(db: None) -> User:
    return make_user(role=REGIONAL_OFFICER)


def _bring(*entries: Entry) -> list[Came]:
    return [one.came for one in bring_in(entries=entries, source="Altra Regione", by=HOUSE, at=timezone.now())]


@pytest.mark.usefixtures("db")
def test_a_new_one_is_a_proposal_with_a_draft() -> None:
    assert _bring(ENTRY) == [Came.NEW]
    row = Indicator.objects.get(code="arrivato")
    assert (row.state, row.origin_text, row.current) == (IndicatorState.PROPOSED, "Altra Regione", None)
    assert row.versions.get().recipe == PERSONS
    assert _bring(ENTRY) == [Came.SAME]


@pytest.mark.usefixtures("db")
def test_one_in_use_is_changed_only_by_a_draft() -> None:
    row = make_indicator("arrivato", name="Arrivato")
    changed = replace(ENTRY, definition=replace(PERSONS, age_to=17))
    [arrival] = look_at([changed])
    assert (arrival.came, arrival.recipe) == (Came.CHANGED, True)
    assert _bring(changed) == [Came.CHANGED]
    row = Indicator.objects.get(pk=row.pk)
    assert row.recipe == PERSONS
    draft = row.versions.get(in_use_from=None)
    assert (draft.recipe.age_to, draft.breaks_series, draft.changes) == (
        17, True, "Definizione ricevuta: Altra Regione."
    )  # fmt: skip
    assert _bring(changed) == [Came.SAME]


@pytest.mark.usefixtures("db")
def test_what_may_be_looked_at_breaks_no_series() -> None:
    row = make_indicator("arrivato", name="Arrivato")
    _bring(replace(ENTRY, definition=replace(PERSONS, breakdowns=("genere",))))
    assert not row.versions.get(in_use_from=None).breaks_series


@pytest.mark.usefixtures("db")
def test_a_retired_one_stays_retired() -> None:
    row = make_indicator("arrivato", state=IndicatorState.RETIRED)
    assert _bring(replace(ENTRY, question="Altra?")) == [Came.RETIRED]
    row.refresh_from_db()
    assert (row.state, row.question) == (IndicatorState.RETIRED, "Quante?")


@pytest.mark.usefixtures("db")
def test_only_who_manages_brings_in() -> None:
    with pytest.raises(NotAllowedError):
        bring_in(entries=[ENTRY], source="x", by=make_user(role=SOCIAL_WORKER), at=timezone.now())


@pytest.mark.usefixtures("db")
def test_the_shipped_set_is_in_use_once_and_leaves_what_people_changed() -> None:
    entries = read_text(SHIPPED.read_text(encoding="utf-8"))
    call_command("load_indicators", verbosity=0)
    assert Indicator.objects.in_use().count() == len(entries)
    assert {one.number for row in Indicator.objects.all() for one in row.versions.all()} == {1}
    assert load_shipped(by=HOUSE, at=timezone.now()).loaded == 0
    row = Indicator.objects.get(code="minori_in_carico")
    comment_on(indicator=row, text="Sì", form_key=uuid4(), by=HOUSE, at=timezone.now())
    edit_indicator(indicator=row, values={"question": "Altra?"}, version=row.version, by=HOUSE, at=timezone.now())
    assert load_shipped(by=HOUSE, at=timezone.now()).loaded == 0
    row.refresh_from_db()
    assert row.question == "Altra?"


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("own", [{"origin": Origin.LAB}, {"origin": Origin.CATALOGUE, "proposed_by_id": 7}])
def test_the_shipped_set_leaves_what_somebody_proposed_under_the_same_code(own: dict[str, Any]) -> None:
    make_indicator("servizi_attivi", state=IndicatorState.DISCUSSED, **own)
    out = StringIO()
    call_command("load_indicators", stdout=out)
    assert "Non caricato: «servizi_attivi»" in out.getvalue()
    row = Indicator.objects.get(code="servizi_attivi")
    assert (row.state, row.question, row.versions.count()) == (IndicatorState.DISCUSSED, "Quante?", 0)
    assert Indicator.objects.in_use().exists()


@pytest.mark.usefixtures("db")
def test_the_shipped_set_counts_only_what_apps_declare() -> None:
    offered = catalogue()
    found = {
        entry.code: [
            problem.text for problem in blocking(entry.definition, offered) if "non esiste" not in problem.text
        ]
        for entry in read_text(SHIPPED.read_text(encoding="utf-8"))
    }
    assert not {code: texts for code, texts in found.items() if texts}


@pytest.mark.usefixtures("db")
def test_what_leaves_comes_back_the_same() -> None:
    call_command("load_indicators", verbosity=0)
    text = write_text(entries_of(Indicator.objects.all()))
    assert {one.came for one in look_at(read_text(text))} == {Came.SAME}


def test_the_page_shows_first_and_does_when_asked_again(regional: User) -> None:
    client, page = Client(), reverse("indicators:import_indicators")
    client.force_login(regional)
    text = write_text(
        [ENTRY, replace(ENTRY, code="strano", name="Strano", definition=replace(PERSONS, dataset="luna"))]
    )
    file = SimpleUploadedFile("indicatori.yaml", text.encode())
    answer = client.post(page, {"file": file, "source": "Altra Regione"})
    assert "nuovo: entra come proposta" in text_of(answer)
    assert "I dati «luna» non ci sono" in text_of(answer)
    assert not Indicator.objects.filter(code="arrivato").exists()
    assert client.post(page, {"text": text, "source": "Altra Regione", "conferma": "1"}).status_code == 302
    assert Indicator.objects.filter(code="arrivato").exists()
    exported = client.get(reverse("indicators:export_indicators"), {"q": "Arrivato"})
    assert read_text(exported.content.decode()) == [ENTRY]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Scegli un file, oppure incolla il testo."),
        ({"text": "ciao"}, "non è un elenco di indicatori"),
        ({"text": "ordito_indicators: 1\nindicators: [{code: a, nome: b}]"}, "Indicatore 1 a: «nome» non è una voce"),
    ],
)
def test_a_wrong_text_is_refused_with_the_place(regional: User, sent: dict[str, str], said: str) -> None:
    client = Client()
    client.force_login(regional)
    answer = client.post(reverse("indicators:import_indicators"), sent | {"source": "Altra Regione"})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert sent.get("text", "") in text_of(answer)
