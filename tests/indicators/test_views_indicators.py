# SPDX-License-Identifier: EUPL-1.2
"""The pages of an indicator, from the proposal to the retirement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertNumQueries

from ordito.accounts.roles import AMBITO_OFFICER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.core.models import writing
from ordito.indicators.enums import IndicatorState
from ordito.indicators.models import Indicator, IndicatorComment, Uptake
from ordito.territory.enums import TerritoryKind
from tests.factories.accounts import make_user
from tests.factories.indicators import make_indicator, make_uptake
from tests.factories.territory import make_organisation, make_territory
from tests.records import text_of

if TYPE_CHECKING:
    from ordito.territory.models import Territory

PROPOSAL = {
    "name": "Giorni di attesa",
    "question": "Quanto si aspetta?",
    "why": "Le famiglie lo chiedono.",
    "origin": "focus_group",
    "origin_text": "Focus group di marzo",
}
LIST_QUERIES, PAGE_QUERIES = 4, 13
PERSONS = {"measure": "persons", "over": "nothing", "per": "1", "version": "1"}


@dataclass(frozen=True)
class Network:
    """Who meets around an indicator."""

    ambito: Territory
    worker: Client
    officer: Client
    manager: Client
    stranger: Client


@pytest.fixture
def network(db: None) -> Network:
    ambito = make_territory("Ambito di Prova", kind=TerritoryKind.AMBITO)
    region = make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    return Network(
        ambito,
        _entered(make_user(role=SOCIAL_WORKER, territory=ambito)),
        _entered(make_user(role=AMBITO_OFFICER, territory=ambito)),
        _entered(make_user(role=REGIONAL_OFFICER, territory=region)),
        _entered(make_user()),
    )


def _entered(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _url(name: str, *args: object) -> str:
    return reverse(f"indicators:{name}", args=args)


def test_the_whole_life(network: Network) -> None:
    assert network.worker.post(_url("propose"), PROPOSAL).status_code == 302
    row = Indicator.objects.get(name="Giorni di attesa")
    assert (row.code, row.proposed_for, row.state) == ("giorni_di_attesa", "Ambito di Prova", "proposed")
    network.officer.post(_url("comment", row.pk), {"text": "Serve anche a noi.", "form_key": str(uuid4())})
    row.refresh_from_db()
    assert row.state == IndicatorState.DISCUSSED
    assert network.manager.post(_url("define", row.pk), PERSONS).status_code == 302
    assert network.manager.post(_url("put_in_use", row.pk), {"version": "2"}).status_code == 302
    row.refresh_from_db()
    assert row.state == IndicatorState.IN_USE
    taken = {"who": f"luogo-{network.ambito.pk}", "on": "1/3/2026", "note": "Delibera n. 12"}
    assert network.officer.post(_url("take_up", row.pk), taken).status_code == 302
    text = text_of(network.officer.get(_url("indicator", row.pk)))
    assert "il 01/03/2026, versione 1" in text
    assert "Serve anche a noi." in text
    changed = PERSONS | {"measure": "opened", "changes": "Si contano gli avvii", "version": "2", "breaks_series": "on"}
    assert network.manager.post(_url("define", row.pk), changed).status_code == 302
    assert network.manager.post(_url("put_in_use", row.pk), {"version": "3"}).status_code == 302
    shown = network.manager.get(_url("retire", row.pk)).context["form"].initial
    assert (
        network.manager.post(_url("retire", row.pk), shown | {"because": "Sostituito da un altro"}).status_code == 302
    )
    text = text_of(network.worker.get(_url("indicator", row.pk)))
    assert "Sostituito da un altro" in text
    assert "Si contano gli avvii" in text
    assert "serie interrotta" in text


def test_the_first_version_stays_as_it_was_when_the_next_is_in_use(network: Network) -> None:
    row = make_indicator("uno")
    make_uptake(row, territory=network.ambito)
    changed = PERSONS | {"measure": "open", "changes": "Altro"}
    network.manager.post(_url("define", row.pk), changed)
    row.refresh_from_db()
    assert row.recipe.measure == "persons"  # a draft changes no figure
    network.manager.post(_url("put_in_use", row.pk), {"version": "2"})
    assert list(row.versions.order_by("number").values_list("definition__measure", flat=True)) == ["persons", "open"]
    assert row.versions.get(number=1).in_use_until is not None
    again = {"who": f"luogo-{network.ambito.pk}", "on": "5/3/2026"}
    assert network.officer.post(_url("take_up", row.pk), again).status_code == 302
    assert list(row.uptakes.order_by("pk").values_list("taken_version__number", "withdrawn_because")) == [
        (1, "Recepita la versione seguente."),
        (2, ""),
    ]


def test_a_proposal_is_not_used_before_it_is_discussed(network: Network) -> None:
    row = make_indicator("uno", state=IndicatorState.PROPOSED)
    network.manager.post(_url("define", row.pk), PERSONS)
    text = text_of(network.manager.post(_url("put_in_use", row.pk), {"version": "2"}, follow=True))
    assert "Prima va discusso" in text
    row.refresh_from_db()
    assert row.state == IndicatorState.PROPOSED


def test_the_same_form_sent_twice_writes_once(network: Network) -> None:
    row = make_indicator("uno")
    key = str(uuid4())
    for _time in range(2):
        assert network.manager.post(_url("define", row.pk), PERSONS | {"changes": "Prova"}).status_code == 302
        network.worker.post(_url("comment", row.pk), {"text": "Sì", "form_key": key})
        network.worker.post(_url("propose"), PROPOSAL)
    assert IndicatorComment.objects.count() == 1
    assert row.versions.count() == 2
    assert Indicator.objects.filter(name=PROPOSAL["name"]).count() == 1


def test_a_name_that_is_there_is_refused_and_nothing_typed_is_lost(network: Network) -> None:
    make_indicator("altro", name="giorni di ATTESA")
    answer = network.worker.post(_url("propose"), PROPOSAL)
    assert answer.status_code == 422
    assert "C’è già un indicatore con questo nome" in text_of(answer)
    assert "Le famiglie lo chiedono." in text_of(answer)


def test_who_saves_second_sees_what_was_saved_first(network: Network) -> None:
    row = make_indicator("uno", question="Quante?")
    card = {"name": "Uno", "origin": "person", "direction": "neither", "version": "1", "unit": "persone"}
    assert network.manager.post(_url("edit", row.pk), card | {"question": "Mia?"}).status_code == 302
    answer = network.manager.post(_url("edit", row.pk), card | {"question": "Tua?"})
    assert answer.status_code == 422
    assert "A quale domanda risponde: «Mia?»" in text_of(answer)
    assert 'value="Tua?"' in text_of(answer)
    assert network.manager.post(_url("edit", row.pk), card | {"question": "Tua?", "version": "2"}).status_code == 302


def test_two_drafts_at_once_show_the_other_one(network: Network) -> None:
    row = make_indicator("uno")
    mine = PERSONS | {"changes": "Mio"}
    assert network.manager.post(_url("define", row.pk), mine | {"measure": "open"}).status_code == 302
    answer = network.manager.post(_url("define", row.pk), mine)
    assert answer.status_code == 422
    assert "quante erano aperte alla fine del periodo" in text_of(answer)
    assert network.manager.post(_url("define", row.pk), mine | {"version": "2"}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"changes": ""}, "Scrivi che cosa cambia"),
        ({"over": "whole"}, "Una cosa divisa per sé stessa"),
        ({"over": "whole", "solo-genere": ["F"]}, ""),
        ({"over": "whole", "solo-genere": ["F"], "kept": ["genere"]}, "Nel totale possono valere solo alcune"),
        ({"over": "other"}, "Manca «over.measure»"),
        ({"measure": "duration", "over": "residents"}, "Una media non si divide"),
        ({"age_from": "11", "age_to": "5"}, "più bassa della minima"),
        ({"solo-genere": ["Z"]}, "Scegli un"),
    ],
)
def test_the_builder_says_what_is_wrong_at_its_field(network: Network, changed: dict[str, Any], said: str) -> None:
    row = make_indicator("uno")
    sent = PERSONS | {"changes": "Prova"} | changed
    answer = network.manager.post(_url("define", row.pk), sent)
    if said.startswith("Una cosa"):  # it may be saved as a draft, and not put in use
        answer = network.manager.get(_url("indicator", row.pk))
        assert said in text_of(answer)
    else:
        assert answer.status_code == (422 if said else 302)
        assert said in text_of(answer)


def test_the_builder_asks_for_the_data_first_and_then_offers_what_they_have(network: Network) -> None:
    first = network.manager.get(_url("new"))
    assert "form" not in first.context
    assert "solo-genere" not in text_of(first)
    answer = network.manager.get(_url("new"), {"dati": "taking_reasons"})
    offered = {field.html_name for field, _chosen in answer.context["form"].conditions}
    assert {"solo-genere", "solo-reason"} <= offered
    assert "solo-mode" not in offered
    assert "Mediane e somme" in text_of(answer)
    assert network.manager.get(_url("new"), {"dati": "niente"}).status_code == 200


def test_the_builder_tries_a_recipe_without_saving_it(network: Network) -> None:
    sent = PERSONS | {"prova": "1", "over": "residents", "per": "1000", "age_to": "17", "solo-genere": ["F"]}
    answer = network.manager.post(_url("new"), sent, headers={"HX-Request": "true"})
    text = text_of(answer)
    assert "<html" not in text
    assert "Genere: " in text
    assert "ogni 1.000 residenti delle stesse età" in text
    assert "Non ci sono residenti di queste età" in text
    assert "prossimo aggiornamento" in text
    assert "<html" in text_of(network.manager.post(_url("new"), sent))
    assert not Indicator.objects.filter(state=IndicatorState.PROPOSED).exists()


def test_a_new_indicator_is_proposed_with_its_draft(network: Network) -> None:
    sent = PERSONS | {"version": "0", "name": "Nuovo", "question": "Quante?"}
    assert network.manager.post(_url("new") + "?dati=interventions", sent).status_code == 302
    row = Indicator.objects.get(code="nuovo")
    assert row.versions.get().definition["dataset"] == "interventions"
    assert row.versions.get().in_use_from is None
    assert network.manager.post(_url("new"), sent | {"question": "Altro?"}).status_code == 422


def test_a_place_takes_up_and_takes_back_for_itself_alone(network: Network) -> None:
    row = make_indicator("uno")
    other = make_uptake(row, organisation=make_organisation("Ente Altrove"))
    wrong = {"who": f"ente-{other.organisation_id}", "on": "1/3/2026"}
    assert network.officer.post(_url("take_up", row.pk), wrong).status_code == 422
    right = {"who": f"luogo-{network.ambito.pk}", "on": "1/3/2026"}
    assert network.officer.post(_url("take_up", row.pk), right | {"on": "1/3/2999"}).status_code == 422
    assert network.officer.post(_url("take_up", row.pk), right).status_code == 302
    assert network.officer.post(_url("take_up", row.pk), right).status_code == 302  # the same form sent twice
    assert Uptake.objects.filter(territory=network.ambito).count() == 1
    assert network.officer.post(_url("take_up", row.pk), right | {"on": "2/3/2026"}).status_code == 422
    assert network.officer.post(_url("withdraw", row.pk, other.pk), {"because": "Non serve"}).status_code == 403
    mine = Uptake.objects.get(territory=network.ambito)
    assert network.officer.post(_url("withdraw", row.pk, mine.pk), {"because": ""}).status_code == 422
    assert network.officer.post(_url("withdraw", row.pk, mine.pk), {"because": "Non serve più"}).status_code == 302
    assert "Non serve più" in text_of(network.worker.get(_url("indicator", row.pk)))
    assert network.officer.get(_url("withdraw", row.pk, mine.pk)).status_code == 404


def test_who_may_not_is_refused(network: Network) -> None:
    row = make_indicator("uno")
    pages = [("define", row.pk), ("put_in_use", row.pk), ("retire", row.pk), ("discard", row.pk), ("edit", row.pk)]
    for name, pk in pages:
        assert network.officer.get(_url(name, pk)).status_code == 403, name
    for name in ("new", "import_indicators"):
        assert network.officer.get(_url(name)).status_code == 403, name
    assert network.worker.get(_url("take_up", row.pk)).status_code == 403
    for name in ("list", "propose", "export_indicators"):
        assert network.stranger.get(_url(name)).status_code == 403, name
    assert network.stranger.get(_url("indicator", row.pk)).status_code == 403
    assert network.worker.get(_url("indicator", 999_999)).status_code == 404


def test_a_proposer_corrects_the_proposal_until_it_is_discussed(network: Network) -> None:
    network.worker.post(_url("propose"), PROPOSAL)
    row = Indicator.objects.get(name=PROPOSAL["name"])
    assert network.worker.get(_url("edit", row.pk)).status_code == 200
    assert network.officer.get(_url("edit", row.pk)).status_code == 403
    network.officer.post(_url("comment", row.pk), {"text": "Sì", "form_key": str(uuid4())})
    assert network.worker.get(_url("edit", row.pk)).status_code == 403


def test_a_retired_indicator_takes_no_more(network: Network) -> None:
    row = make_indicator("uno", state=IndicatorState.RETIRED)
    answer = network.worker.post(_url("comment", row.pk), {"text": "Ancora?", "form_key": str(uuid4())})
    assert answer.status_code == 422
    assert "Ancora?" in text_of(answer)
    assert network.manager.get(_url("define", row.pk)).status_code == 403
    assert not Indicator.objects.in_use().filter(pk=row.pk).exists()


def test_the_draft_can_be_given_up(network: Network) -> None:
    row = make_indicator("uno")
    network.manager.post(_url("define", row.pk), PERSONS | {"changes": "Prova"})
    assert "Che cosa cambia: Prova" in text_of(network.manager.get(_url("discard", row.pk)))
    assert network.manager.post(_url("discard", row.pk)).status_code == 422
    assert row.versions.count() == 2
    for _time in range(2):  # the same form sent twice
        assert network.manager.post(_url("discard", row.pk), {"version": "2"}).status_code == 302
    assert row.versions.count() == 1
    assert "Non c’è nessuna bozza." in text_of(network.manager.get(_url("discard", row.pk)))


@pytest.mark.parametrize("decision", ["put_in_use", "discard"])
def test_a_draft_saved_meanwhile_is_shown_before_it_is_decided(network: Network, decision: str) -> None:
    row = make_indicator("uno")
    network.manager.post(_url("define", row.pk), PERSONS | {"changes": "Quella letta"})
    shown = network.manager.get(_url(decision, row.pk))
    assert "persone, ognuna contata una volta sola" in text_of(shown)
    read = {"version": str(shown.context["form"].initial["version"])}
    network.manager.post(
        _url("define", row.pk), PERSONS | {"measure": "open", "changes": "Quella nuova", "version": "2"}
    )
    answer = network.manager.post(_url(decision, row.pk), read)
    assert answer.status_code == 422
    assert "La bozza non è più quella che hai letto" in text_of(answer)
    assert "Quella nuova" in text_of(answer)
    assert row.versions.get(in_use_from=None).number == 2
    assert b'name="version" value="3"' in answer.content
    assert network.manager.post(_url(decision, row.pk), {"version": "3"}).status_code == 302
    assert not row.versions.filter(in_use_from=None).exists()


def test_a_draft_saved_meanwhile_is_not_lost_with_an_indicator_that_is_retired(network: Network) -> None:
    row = make_indicator("uno")
    read = network.manager.get(_url("retire", row.pk)).context["form"].initial
    network.manager.post(_url("define", row.pk), PERSONS | {"changes": "Quella nuova"})
    answer = network.manager.post(_url("retire", row.pk), read | {"because": "Non serve più"})
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Nel frattempo qualcun altro ha salvato questo indicatore" in text
    assert "La bozza della versione 2, scritta da" in text
    assert "Non serve più" in answer.content.decode()
    assert row.versions.count() == 2
    assert b'name="version" value="2"' in answer.content
    again = {"because": "Non serve più", "version": "2"}
    assert network.manager.post(_url("retire", row.pk), again).status_code == 302
    assert row.versions.count() == 1
    row.refresh_from_db()
    assert row.state == IndicatorState.RETIRED


def test_the_list_finds_by_words_and_state(network: Network) -> None:
    make_indicator("uno", name="Attese lunghe", state=IndicatorState.PROPOSED)
    text = text_of(network.worker.get(_url("list"), {"q": "attese", "stato": "proposed"}))
    assert "Attese lunghe" in text
    assert "Minori in carico" not in text
    assert "Nessun indicatore trovato" in text_of(network.worker.get(_url("list"), {"q": "zzz"}))


def test_the_list_takes_a_constant_number_of_queries(network: Network) -> None:
    network.worker.get(_url("list"))  # the first answer of a session writes it
    for number in range(3):
        with assertNumQueries(LIST_QUERIES):
            network.worker.get(_url("list"))
        make_indicator(f"numero_{number}")


def test_the_page_takes_a_constant_number_of_queries(network: Network) -> None:
    row = make_indicator("uno")
    network.worker.get(_url("indicator", row.pk))  # the first answer of a session writes it
    for number in range(3):
        with assertNumQueries(PAGE_QUERIES):
            network.worker.get(_url("indicator", row.pk))
        make_uptake(row, organisation=make_organisation(f"Ente {number}"))
        with writing():
            IndicatorComment.objects.create(
                indicator=row, text="Sì", at=row.proposed_at, by_name="Prova", form_key=uuid4()
            )
