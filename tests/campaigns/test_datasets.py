# SPDX-License-Identifier: EUPL-1.2
"""Answers as a dataset: what was chosen and counted, over the versions of a questionnaire, and never a word of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from django.utils import timezone

from benchmarks.questionnaires.books import choices, question
from ordito.campaigns import actions
from ordito.campaigns.datasets import found
from ordito.campaigns.enums import UnitKind
from ordito.core.declare import About, ColumnRole
from ordito.core.models import writing
from ordito.indicators.actions import extract_snapshot
from ordito.indicators.engine.definition import Definition
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.engine.query import PLACE, By, Condition, Query
from ordito.indicators.engine.store import Store
from ordito.indicators.enums import Audience
from ordito.indicators.models import Snapshot
from ordito.indicators.queries.catalogue import catalogue
from ordito.indicators.queries.checks import blocking
from ordito.indicators.queries.cubes import count
from ordito.indicators.queries.noise import noise_for, shown_in
from ordito.indicators.queries.snapshots import folder_of
from ordito.questionnaires import actions as questionnaires
from ordito.questionnaires.enums import Continuity
from ordito.questionnaires.queries.changes import Declared
from ordito.questionnaires.queries.extracts import column_name
from ordito.releases.queries.data import facets_of
from ordito.releases.queries.offers import subjects, why_not
from ordito.territory.enums import Hierarchy
from ordito.territory.models import TerritoryLink
from tests.factories.campaigns import HOUSE, Scene, make_campaign, make_scene, return_of, send
from tests.factories.cases import make_place, make_record
from tests.factories.questionnaires import make_version, small
from tests.factories.territory import make_professional

if TYPE_CHECKING:
    from ordito.campaigns.models import Campaign, Return
    from ordito.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db
NAME = "answers_scheda"
SECRETS = ("Ermelinda Semerinarocca", "Via delle Ortensie 77", "2011-04-05", "SPNRLN12C44F205X")
FIRST = [
    question("text", "nome", "Nome del servizio"),
    question("integer", "posti", "Posti"),
    question("select_one aperto", "aperto", "È aperto?"),
    question("select_multiple canale", "canali", "Come si accede"),
    question("integer", "telefono", "Telefono"),
    question("date", "nata", "Data di nascita"),
    question("calculate", "chi", calculation="concat(${nome}, ' ', ${nata})"),
    question("calculate", "doppi", calculation="${posti} * 2"),
    question("begin_repeat", "sede", "Sede"),
    question("text", "via", "Via"),
    question("integer", "stanze", "Stanze"),
    question("end_repeat", ""),
]
LISTS = [*choices("aperto", "si", "no"), *choices("canale", "sportello", "telefono")]
ANSWERS = {
    "/data/nome": SECRETS[0],
    "/data/posti": "12",
    "/data/aperto": "si",
    "/data/canali": "sportello",
    "/data/telefono": "3339998887",
    "/data/nata": SECRETS[2],
    "/data/sede[1]/via": SECRETS[1],
    "/data/sede[1]/stanze": "7",
}


def first_version() -> QuestionnaireVersion:
    return make_version(small("scheda", title="Scheda", survey=FIRST, choices=LISTS))


def second_version(first: QuestionnaireVersion) -> QuestionnaireVersion:
    """The choice is worded anew, places are counted otherwise, and a question is asked no more while another begins."""
    survey = [
        question("integer", "posti", "Posti autorizzati"),
        question("select_one aperto", "aperto", "È aperto oggi?"),
        question("integer", "volontari", "Volontari"),
    ]
    sheets = small("scheda", version="2", title="Scheda", survey=survey, choices=choices("aperto", "sempre", "mai"))
    changes = {
        "posti": Declared(Continuity.BREAK),
        "aperto": Declared(Continuity.EQUIVALENT, {"si": "sempre", "no": "mai"}),
    }
    return make_version(sheets, questionnaire=first.questionnaire, changes=changes)


def sent(scene: Scene, campaign: Campaign, number: int = 0, **answers: str) -> Return:
    row = return_of(campaign, scene.services[number])
    send(row, HOUSE, ANSWERS | {f"/data/{name}": value for name, value in answers.items()} if answers else ANSWERS)
    return row


def extracted(*, whole: bool = True) -> Store:
    if not Snapshot.objects.exists():
        make_record(make_place())
    return Store(folder_of(extract_snapshot(by=HOUSE, at=timezone.now() + timedelta(seconds=1), whole=whole)))


def column(store: Store, name: str) -> list[Any]:
    return list(store.read(NAME, [name])[name].to_pylist())


def test_choices_and_numbers_are_columns_and_nothing_that_tells_of_somebody_is_in_a_file() -> None:
    scene = make_scene()
    sent(scene, make_campaign(scene, version=first_version()))
    (dataset,) = found()
    assert dataset.name == NAME
    assert str(dataset.label) == "Risposte: Scheda"
    assert dataset.about == About.THINGS
    labels = {one.name: str(one.label) for one in dataset.columns if one.name.startswith("q_")}
    assert labels == {
        "q_posti": "Posti",
        "q_aperto": "È aperto?",
        "q_canali__sportello": "Come si accede: Sportello",
        "q_canali__telefono": "Come si accede: Telefono",
        "q_telefono": "Telefono",
        "q_chi": "chi",
        "q_doppi": "doppi",
    }
    store = extracted()
    told = {name: column(store, name) for name in labels}
    assert told == {
        "q_posti": [12_000],
        "q_aperto": ["si"],
        "q_canali__sportello": ["1"],
        "q_canali__telefono": ["0"],
        "q_telefono": [None],
        "q_chi": [None],
        "q_doppi": [24_000],
    }
    assert column(store, "place") == [scene.comuni[0].code]
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    text = b"\n".join([
        *(path.read_bytes() for path in files),
        *(repr(pq.read_table(path).to_pydict()).encode() for path in files if path.suffix == ".parquet"),
    ]).lower()  # fmt: skip
    for secret in (*SECRETS, "3339998887", scene.services[0].name):
        assert secret.lower().encode() not in text
    assert b"posti" in text


def test_older_rounds_read_as_the_last_version_says_them_from_where_the_series_goes_on() -> None:
    scene, first = make_scene(), first_version()
    year = timezone.localdate().year
    days = date(year - 1, 1, 1), date(year - 1, 12, 31)
    sent(scene, make_campaign(scene, version=first, starts_on=days[0], ends_on=days[1]))
    second = second_version(first)
    campaign = make_campaign(scene, version=second)
    row = return_of(campaign, scene.services[0])
    send(row, HOUSE, {"/data/posti": "30", "/data/aperto": "mai", "/data/volontari": "4"})
    (dataset,) = found()
    columns = {one.name: one for one in dataset.columns}
    store = extracted()
    assert sorted(column(store, "q_aperto")) == ["mai", "sempre"], "the words of the last version"
    assert column(store, "q_posti").count(None) == 1, "the first round counted other places"
    assert (columns["q_posti"].since, columns["q_volontari"].since) == (date(year, 1, 1), date(year, 1, 1))
    assert columns["q_aperto"].since is None
    assert "«Come si accede: Sportello»" not in str(columns["q_canali__sportello"].retired)
    assert str(columns["q_canali__sportello"].retired).startswith("La domanda «Come si accede» non c’è più")
    assert str(columns["q_doppi"].retired) == (
        "La domanda «doppi» non c’è più nel questionario «Scheda»: scegline un’altra."
    )
    snapshot = Snapshot.objects.published()
    assert snapshot is not None
    periods = (Period(year - 1), Period(year))
    told = count(snapshot, Query(NAME, Measure.SUM, periods, (), (), "q_posti"))
    assert [one.text for one in told.breaks] == [
        f"«Posti autorizzati» si rileva dal 01/01/{year}: prima non ci sono risposte."
    ]
    assert told.cube.query.of_people


def test_a_recipe_that_names_a_question_asked_no_more_is_refused_with_the_reason() -> None:
    scene, first = make_scene(), first_version()
    sent(scene, make_campaign(scene, version=first))
    offered = catalogue()
    where = [{"dimension": "q_canali__sportello", "codes": ["1"]}]
    recipes = [
        Definition.from_data({"dataset": NAME, "measure": "opened", "where": where}),
        Definition.from_data({"dataset": NAME, "measure": "sum", "column": "q_doppi"}),
    ]
    assert not any(blocking(recipe, offered) for recipe in recipes)
    second_version(first)
    for recipe, label in zip(recipes, ("Come si accede", "doppi"), strict=True):
        assert [problem.text for problem in blocking(recipe, catalogue())] == [
            f"La domanda «{label}» non c’è più nel questionario «Scheda»: scegline un’altra."
        ]


def test_answers_sent_back_count_no_more_and_a_new_version_reads_all_again() -> None:
    scene, first = make_scene(), first_version()
    campaign = make_campaign(scene, version=first)
    rows = [sent(scene, campaign, number) for number in range(2)]
    assert extracted().facts(NAME).rows == 2
    actions.send_back(row=rows[0], comments={}, reason="Da rivedere", by=HOUSE, at=timezone.now())
    store = extracted(whole=False)
    assert (store.manifest.layers, store.facts(NAME).rows) == (2, 1)
    second_version(first)
    store = extracted(whole=False)
    assert column(store, "q_aperto") == ["sempre"]
    whole = extracted()
    assert whole.digest(NAME) == store.digest(NAME)


def test_an_ambito_answers_from_its_lead_comune_and_a_professional_as_a_worker() -> None:
    scene, version = make_scene(), first_version()
    with writing():
        TerritoryLink.objects.filter(parent=scene.ambiti[0]).update(is_lead=True)
    campaign = make_campaign(scene, version=version, unit_kind=UnitKind.AMBITO, service_types=[], levels=["ambito"])
    row = campaign.returns.select_related("campaign__version").get(territory=scene.ambiti[0])
    send(row, HOUSE, ANSWERS)
    worker = make_professional(organisation=scene.bodies[1])
    asked = make_campaign(scene, version=version, unit_kind=UnitKind.PROFESSIONAL, service_types=[], levels=["ambito"])
    send(asked.returns.select_related("campaign__version").get(professional=worker), HOUSE, ANSWERS)
    told = {one.name: one for one in found()}
    assert {name: one.about for name, one in told.items()} == {
        f"{NAME}_ambiti": About.THINGS,
        f"{NAME}_operatori": About.STAFF,
    }
    (line,) = told[f"{NAME}_ambiti"].rows()
    assert line[1] == scene.comuni[0].code
    (line,) = told[f"{NAME}_operatori"].rows()
    assert line[1:3] == (worker.pk, scene.comuni[1].code)
    roles = {name: {column.name: column.role for column in one.columns}["q_aperto"] for name, one in told.items()}
    assert roles == {f"{NAME}_ambiti": ColumnRole.DIMENSION, f"{NAME}_operatori": ColumnRole.SENSITIVE}


def test_what_professionals_chose_is_not_told_of_few_and_leaves_in_no_table() -> None:
    scene, version = make_scene(), first_version()
    worker = make_professional(organisation=scene.bodies[1])
    asked = make_campaign(scene, version=version, unit_kind=UnitKind.PROFESSIONAL, service_types=[], levels=["ambito"])
    send(asked.returns.select_related("campaign__version").get(professional=worker), HOUSE, ANSWERS)
    extracted()
    snapshot = Snapshot.objects.published()
    assert snapshot is not None
    name, noise = f"{NAME}_operatori", noise_for(Audience.NETWORK, snapshot)
    periods = (Period(timezone.localdate().year),)
    every = count(snapshot, Query(name, Measure.PERSONS, periods, (By(PLACE, "ambito"),))).cube
    assert shown_in(every, noise)[every.at(0, "*")] == 1, "how many answered is told"
    broken_down = Query(name, Measure.PERSONS, periods, (By("q_aperto"),))
    filtered = Query(name, Measure.OPENED, periods, (), (Condition(By("q_aperto"), ("si",)),))
    for query in (broken_down, filtered):
        assert np.isnan(shown_in(count(snapshot, query).cube, noise)).all()
    keys = [subject.key for _label, several in subjects(()) for subject in several]
    assert not any(name in key for key in keys)
    assert why_not(Definition(name, Measure.PERSONS)) == "Sono risposte di operatori: le loro tabelle non escono."


def test_how_many_services_gave_an_answer_that_counts_people_is_told_with_noise_and_leaves_in_no_table() -> None:
    scene = make_scene()
    survey = [question("select_one seguiti", "seguiti", "Minori seguiti"), question("integer", "euro", "Euro")]
    bands = choices("seguiti", "a", "b")
    bands[0]["label"], bands[1]["label"] = "Da 1 a 2", "3 o più"
    version = make_version(small("scheda", title="Scheda", survey=survey, choices=bands))
    send(return_of(make_campaign(scene, version=version), scene.services[0]), HOUSE, {"/data/seguiti": "a"})
    extracted()
    snapshot = Snapshot.objects.published()
    assert snapshot is not None
    periods, noise = (Period(timezone.localdate().year),), noise_for(Audience.NETWORK, snapshot)
    every = Query(NAME, Measure.OPENED, periods)
    broken_down = Query(NAME, Measure.OPENED, periods, (By("q_seguiti"),))
    filtered = Query(NAME, Measure.OPENED, periods, (), (Condition(By("q_seguiti"), ("a",)),))

    def seen(query: Query) -> set[float]:
        return {float(cell) for cell in shown_in(count(snapshot, query).cube, noise).ravel()}

    recipe = Definition.from_data(
        {"dataset": NAME, "measure": "opened", "where": [{"dimension": "q_seguiti", "codes": ["a"]}]}
    )
    assert seen(every) == {1}, "how many services answered is public"
    assert not seen(broken_down) & {1, 2}
    assert not seen(filtered) & {1, 2}
    assert "q_seguiti" not in facets_of(NAME)
    assert why_not(recipe).startswith("«Minori seguiti» conta persone")
    questionnaires.say_counting(version=version, key="seguiti", people=False, by=HOUSE, at=timezone.now())
    assert seen(broken_down) == {0, 1}, "its author says that it is of no people"
    assert "q_seguiti" in facets_of(NAME)
    assert why_not(recipe) == ""


def test_an_ambito_answered_from_the_comune_that_led_it_when_the_round_began() -> None:
    scene, version = make_scene(), first_version()
    year = timezone.localdate().year
    days = date(year - 1, 1, 1), date(year - 1, 12, 31)
    campaign = make_campaign(
        scene, version=version, unit_kind=UnitKind.AMBITO, service_types=[], levels=["ambito"], starts_on=days[0],
        ends_on=days[1],
    )  # fmt: skip
    send(campaign.returns.select_related("campaign__version").get(territory=scene.ambiti[0]), HOUSE, ANSWERS)
    with writing():
        TerritoryLink.objects.filter(parent=scene.ambiti[0]).update(is_lead=True, valid_to=date(year, 1, 1))
        TerritoryLink.objects.filter(parent=scene.ambiti[1], child=scene.comuni[1]).update(valid_to=date(year, 1, 1))
        TerritoryLink.objects.create(
            parent=scene.ambiti[0], child=scene.comuni[1], hierarchy=Hierarchy.AMBITO, is_lead=True,
            valid_from=date(year, 1, 2),
        )  # fmt: skip
    (dataset,) = found()
    (line,) = dataset.rows()
    assert line[1] == scene.comuni[0].code


def test_answers_are_counted_by_place_like_any_other_data() -> None:
    scene = make_scene()
    campaign = make_campaign(scene, version=first_version())
    for number, places in enumerate(("12", "20")):
        sent(scene, campaign, number, posti=places)
    extracted()
    snapshot = Snapshot.objects.published()
    assert snapshot is not None
    year = Period(timezone.localdate().year)
    cube = count(snapshot, Query(NAME, Measure.SUM, (year,), (By(PLACE, "ambito"),), (), "q_posti")).cube
    assert cube.value[cube.at(0, str(scene.ambiti[1].pk))] == 20
    assert cube.value[cube.at(0, "*")] == 32
    assert not cube.persons.any()


def test_columns_have_names_that_files_recipes_and_databases_take() -> None:
    assert column_name("posti") == "q_posti"
    long, strange = column_name("x" * 200), column_name('canali__a."b')
    assert (len(long), long[:8]) == (59, "q_xxxxxx")
    assert long != column_name("x" * 199)
    assert strange.startswith("q_canali__ab_")
    assert not {".", '"', "-"} & set(strange), "a dot and a dash stand between names"
    assert column_name("posti-letto").startswith("q_posti_letto_")
