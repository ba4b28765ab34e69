# SPDX-License-Identifier: EUPL-1.2
"""Answers of the last round in the words of this one, and checks in the questionnaires' language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from benchmarks.questionnaires.books import choices, question
from ordito.campaigns import actions
from ordito.campaigns.models import WarningRule
from ordito.campaigns.queries.answers import Bridge, bridge, previous_values, shown_beside, values_of
from ordito.campaigns.queries.warnings import RuleRefusedError, compiled, fired, names_in
from ordito.core.declare import AnswerOwner, declared
from ordito.questionnaires.enums import Continuity
from ordito.questionnaires.queries.changes import Declared
from ordito.questionnaires.queries.forms import form_of
from tests.factories.campaigns import Scene, campaign_values, make_campaign, make_scene, return_of, send
from tests.factories.questionnaires import make_version, small

if TYPE_CHECKING:
    from ordito.campaigns.models import Campaign
    from ordito.questionnaires.models import QuestionnaireVersion

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def owner() -> AnswerOwner:
    return next(one for one in declared(AnswerOwner) if one.kind == "campaigns.return")


def next_year(scene: Scene, first: Campaign, version: QuestionnaireVersion) -> Campaign:
    year = timezone.localdate().year + 1
    values = campaign_values(scene, version, previous=first, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31))
    campaign = actions.create_campaign(values=values, by=scene.regional, at=timezone.now())
    return actions.open_campaign(campaign=campaign, by=scene.regional, at=timezone.now())


FIRST = {"/data/nome": "Lana", "/data/posti": "12", "/data/aperto": "si", "/data/canali": "sportello telefono"}


def changed(first: QuestionnaireVersion, declared_changes: dict[str, Declared]) -> QuestionnaireVersion:
    """A second version: the numbers ask something else, two choices are one now, one question is new."""
    survey = [
        question("text", "nome", "Nome del servizio", required="yes"),
        question("integer", "posti", "Posti autorizzati e accreditati"),
        question("select_one aperto", "aperto", "È aperto?"),
        question("select_multiple canale", "canali", "Come si accede"),
        question("text", "nuova", "Una domanda nuova"),
    ]
    lists = [*choices("aperto", "si", "no"), *choices("canale", "contatto", "altro")]
    sheets = small(first.questionnaire.form_id, version="v2", survey=survey, choices=lists)
    return make_version(sheets, questionnaire=first.questionnaire, changes=declared_changes)


def test_last_round_in_the_words_of_a_changed_questionnaire(scene: Scene) -> None:
    first = make_campaign(scene)
    send(return_of(first, scene.services[0]), scene.provider, FIRST)
    declarations = {
        "posti": Declared(Continuity.BREAK, {}, "Prima solo i posti autorizzati"),
        "canali": Declared(
            Continuity.EQUIVALENT, {"sportello": "contatto", "telefono": "contatto", "altro": "altro"}, ""
        ),
    }
    second = next_year(scene, first, changed(first.version, declarations))
    row = return_of(second, scene.services[0])
    before = previous_values(row)
    assert before["/data/nome"] == ["Lana"]
    assert before["/data/canali"] == ["contatto"]
    assert "/data/posti" not in before
    assert "/data/nuova" not in before
    assert shown_beside(row)["/data/aperto"] == "si"


def test_nothing_stands_beside_without_a_last_round(scene: Scene) -> None:
    first = make_campaign(scene)
    row = return_of(first, scene.services[0])
    assert previous_values(row) == {}
    second = next_year(scene, first, first.version)
    assert previous_values(return_of(second, scene.services[0])) == {}


def test_bridge_between_questionnaires_that_have_nothing_in_common() -> None:
    one, other = make_version(), make_version()
    assert bridge(one, other) == Bridge({}, {})


def test_repeats_have_nothing_beside(scene: Scene) -> None:
    first = make_campaign(scene)
    send(return_of(first, scene.services[0]), scene.provider, FIRST | {"/data/sede[1]/via": "Via del Filo"})
    row = return_of(next_year(scene, first, first.version), scene.services[0])
    assert previous_values(row)["/data/sede/via"] == ["Via del Filo"]
    assert "/data/sede/via" not in shown_beside(row)
    assert owner().previous(row.pk) == shown_beside(row)


@pytest.mark.parametrize(
    ("expression", "now", "before", "held"),
    [
        ("${posti} > 10", {"posti": ["12"]}, {}, True),
        ("${posti} > 10", {"posti": ["9"]}, {}, False),
        ("${posti} > 10", {}, {}, False),
        ("${posti} > ${posti_prev} * 2", {"posti": ["30"]}, {"posti": ["10"]}, True),
        ("${posti} > ${posti_prev} * 2", {"posti": ["30"]}, {}, False),
        ("${posti} != ${posti_prev}", {"posti": ["30"]}, {"posti": ["10"]}, True),
        ("selected(${canali}, 'altro')", {"canali": ["telefono altro"]}, {}, True),
        ("count(${via}) = 2", {"via": ["a", "b"]}, {}, True),
        ("${nome} = '${posti}'", {"nome": ["${posti}"], "posti": ["1"]}, {}, True),
        ("${nome} = ''", {"nome": [""]}, {}, True),
        ("count(3)", {}, {}, False),
    ],
)
def test_check_on_answers(
    expression: str, now: dict[str, list[str]], before: dict[str, list[str]], *, held: bool
) -> None:
    form = form_of(make_version())
    paths = {name: path for path, name in names_in(form).items()}
    rule = WarningRule(name="prova", expression=expression, text="x")
    found = fired(
        [rule],
        form,
        {paths[name]: texts for name, texts in now.items()},
        {paths[name]: texts for name, texts in before.items()},
        at=AT,
    )
    assert found == ([rule] if held else [])


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("", "Scrivi la condizione"),
        ("${a} > 1", "non c’è una domanda di nome «a»"),
        ("${x_prev_prev} > 1", "«x_prev_prev»"),
        ("${x} > 'aperto", "senza la sua coppia"),
        ("${x} >", "finisce a metà"),
        ("inventata(${x})", "«inventata» non esiste"),
        ("(" * 200 + "1" + ")" * 200, "non è scritta in modo corretto"),
    ],
)
def test_check_that_cannot_be_read_says_why(expression: str, message: str) -> None:
    with pytest.raises(RuleRefusedError, match=message.replace("(", r"\(")):
        compiled(expression, ["x"])


def test_values_of_many_answers_cost_one_query(scene: Scene, django_assert_num_queries: Any) -> None:
    campaign = make_campaign(scene)
    sent = [
        send(return_of(campaign, service), who, FIRST).pk
        for service, who in zip(scene.services, (scene.provider, scene.other_provider), strict=True)
    ]
    with django_assert_num_queries(1):
        found = values_of(sent)
    assert [found[pk]["/data/posti"] for pk in sent] == [["12"], ["12"]]


# --- what answers are for ---------------------------------------------------------------------------------------------


def test_owner_of_answers(scene: Scene) -> None:
    campaign = make_campaign(scene)
    row = return_of(campaign, scene.services[0])
    assert owner().name(row.pk) == f"Centro Lana – Centri famiglie ({campaign.period_label})"
    assert owner().url(row.pk).endswith(f"/{row.public_id}/")
    assert "Rispondi per tutte le sedi." in owner().notes(row.pk)
    assert [one["pk"] for one in owner().visible(scene.provider)] == [row.pk]
    assert [one.owner_id for one in owner().assignments(scene.provider)] == [row.pk]
    assert list(owner().assignments(scene.officer)) == []
    assert owner().find(scene.provider, " centro lana ") == row.pk
    assert owner().find(scene.provider, "Centro Seta") is None
    assert owner().find(scene.other_provider, "Centro Lana") is None


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("provider", True), ("officer", True), ("regional", False), ("other_provider", False), ("other_officer", False)],
)
def test_who_may_fill(scene: Scene, who: str, *, allowed: bool) -> None:
    row = return_of(make_campaign(scene), scene.services[0])
    assert owner().may_fill(scene.everybody[who], row.pk) is allowed
    assert owner().may_fill(scene.everybody[who], 0) is False
