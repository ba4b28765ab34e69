# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import Any

import pytest

from benchmarks.questionnaires.books import choices, question
from ordito.files.models import StoredFile
from ordito.questionnaires import actions
from ordito.questionnaires.actions import Declared
from ordito.questionnaires.enums import Continuity
from ordito.questionnaires.models import Question, VersionQuestion
from ordito.questionnaires.queries.changes import comparison_of
from tests.factories.questionnaires import AT, HOUSE, make_version, small

pytestmark = pytest.mark.django_db
FIRST = [
    question("text", "nome", "Nome del servizio"),
    question("select_one orario", "orario", "Orario di apertura"),
    question("integer", "posti", "Posti autorizzati"),
]
LISTS = choices("orario", "mattina", "sera")


def changed() -> dict[str, Any]:
    """The same, with a choice renamed, a question renamed and a new one."""
    survey = [
        question("text", "nome", "Nome del servizio"),
        question("select_one orario", "orario", "Orario di apertura"),
        question("integer", "capienza", "Posti autorizzati"),
        question("text", "note", "Osservazioni"),
    ]
    return {"survey": survey, "choices": choices("orario", "mattina", "notte")}


def test_first_version_gives_every_question_its_key() -> None:
    version = make_version()
    rows = VersionQuestion.objects.filter(version=version).select_related("question").order_by("place")
    assert [(row.question.key, row.path, row.kind, row.change) for row in rows] == [
        ("nome", "/data/nome", "text", "first"),
        ("posti", "/data/posti", "integer", "first"),
        ("aperto", "/data/aperto", "select_one", "first"),
        ("canali", "/data/canali", "select_multiple", "first"),
        ("via", "/data/sede/via", "text", "first"),
        ("dal", "/data/sede/dal", "date", "first"),
    ]
    assert rows[2].choices == [["si", "Si"], ["no", "No"]]


def test_changes_are_to_be_declared_and_keys_go_on() -> None:
    first = make_version(small("csf", survey=FIRST, choices=LISTS))
    second = make_version(small("csf", version="2", **changed()), questionnaire=first.questionnaire, published=False)
    comparison = comparison_of(second)
    assert [line.key for line in comparison.lines if line.to_declare] == ["orario"]
    assert [line.key for line in comparison.added] == ["capienza", "note"]
    assert [row.question.key for row in comparison.removed] == ["posti"]
    with pytest.raises(actions.UndeclaredChangesError) as caught:
        actions.publish_version(version=second, changes={}, by=HOUSE, at=AT)
    assert caught.value.keys == ("orario",)
    assert not second.questions.exists()
    declared = {
        "orario": Declared(Continuity.EQUIVALENT, {"sera": "notte"}, "cambia solo il nome"),
        "capienza": Declared(Continuity.SAME, continues="posti"),
    }
    actions.publish_version(version=second, changes=declared, by=HOUSE, at=AT)
    rows = {row.path: row for row in second.questions.select_related("question")}
    assert {row.question.key: row.change for row in rows.values()} == {
        "nome": "same",
        "orario": "equivalent",
        "posti": "same",
        "note": "first",
    }
    assert rows["/data/capienza"].question.key == "posti"
    assert rows["/data/orario"].mapping == {"sera": "notte"}
    assert rows["/data/orario"].note == "cambia solo il nome"
    assert Question.objects.filter(questionnaire=first.questionnaire).count() == 4


def test_questions_of_one_name_in_two_groups_get_two_keys() -> None:
    survey = [
        question("begin_group", "prima", "Prima"),
        question("integer", "ore", "Ore"),
        question("end_group", ""),
        question("begin_group", "dopo", "Dopo"),
        question("integer", "ore", "Ore"),
        question("end_group", ""),
    ]
    version = make_version(small(survey=survey))
    assert set(version.questions.values_list("question__key", "path")) == {
        ("ore", "/data/prima/ore"),
        ("dopo-ore", "/data/dopo/ore"),
    }


def test_version_text_is_published_once() -> None:
    first = make_version(small("csf"))
    again = make_version(small("csf"), questionnaire=first.questionnaire, published=False)
    with pytest.raises(actions.QuestionnaireRefusedError, match="La versione «1» è già pubblicata"):
        actions.publish_version(version=again, changes={}, by=HOUSE, at=AT)


def test_life_of_a_version() -> None:
    version = make_version(published=False)
    with pytest.raises(actions.QuestionnaireRefusedError):
        actions.retire_version(version=version, by=HOUSE, at=AT)
    actions.publish_version(version=version, changes={}, by=HOUSE, at=AT)
    for act in (actions.discard_version, actions.publish_version):
        with pytest.raises(actions.QuestionnaireRefusedError):
            act(version=version, by=HOUSE, at=AT, **({"changes": {}} if act is actions.publish_version else {}))
    actions.retire_version(version=version, by=HOUSE, at=AT)
    version.refresh_from_db()
    assert (version.state, version.published_at, version.retired_at) == ("retired", AT, AT)


def test_discarded_draft_loses_its_files() -> None:
    version = make_version(published=False)
    actions.discard_version(version=version, by=HOUSE, at=AT)
    version.refresh_from_db()
    assert version.state == "discarded"
    assert not StoredFile.objects.present().exists()
