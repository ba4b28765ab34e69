# SPDX-License-Identifier: EUPL-1.2
"""Who sees which questionnaires and answers, as tables of cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction

from ordito.accounts.roles import AMBITO_OFFICER, PROVIDER, REGIONAL_OFFICER, SOCIAL_WORKER
from ordito.core.access import Verb, can
from ordito.core.models import UnauditedWriteError, writing
from ordito.questionnaires import actions
from ordito.questionnaires.models import (
    TRIES,
    Draft,
    DraftAnswer,
    FlatRow,
    Question,
    Questionnaire,
    QuestionnaireVersion,
    Submission,
    VersionQuestion,
)
from tests.factories.accounts import make_user
from tests.factories.questionnaires import AT, HOUSE, make_submission, make_version
from tests.factories.territory import make_ambito, make_organisation, make_territory
from tests.questionnaires.owners import KIND, declare_places

if TYPE_CHECKING:
    from ordito.core.access import Actor

pytestmark = pytest.mark.django_db


def names(rows: Any) -> set[str]:
    return {str(getattr(row, "questionnaire", row).description) for row in rows}


@pytest.fixture
def region() -> Any:
    """A region with an Ambito, and questionnaires of both and of no place, published and drafts."""
    region = make_territory("Regione")
    ambito = make_ambito("Ambito", parent=region)
    for place, name in ((region, "region"), (ambito, "ambito"), (None, "house")):
        for published in (True, False):
            version = make_version(territory=place, published=published)
            with writing():
                Questionnaire.objects.filter(pk=version.questionnaire_id).update(
                    description=f"{name} {'published' if published else 'draft'}"
                )
    return region, ambito


PUBLISHED = {"region published", "ambito published", "house published"}
DRAFTS = {"region draft", "ambito draft", "house draft"}


def test_drafts_are_of_who_designs_for_their_place(region: Any) -> None:
    whole, ambito = region
    cases: list[tuple[Actor, set[str]]] = [
        (make_user(role=REGIONAL_OFFICER, territory=whole), PUBLISHED | {"region draft", "ambito draft"}),
        (make_user(role=REGIONAL_OFFICER, territory=ambito), PUBLISHED | {"ambito draft"}),
        (make_user(role=REGIONAL_OFFICER), PUBLISHED | DRAFTS),
        (make_user(role=REGIONAL_OFFICER, organisation=make_organisation()), PUBLISHED),
        (make_user(role=AMBITO_OFFICER, territory=ambito), PUBLISHED),
        (make_user(role=SOCIAL_WORKER, territory=ambito), set()),
        (make_user(role=PROVIDER), set()),
        (make_user(), set()),
        (HOUSE, PUBLISHED | DRAFTS),
    ]
    for actor, expected in cases:
        assert names(Questionnaire.objects.visible_to(actor)) == expected
        assert names(QuestionnaireVersion.objects.visible_to(actor).select_related("questionnaire")) == expected
        questions = VersionQuestion.objects.visible_to(actor).values_list("version__questionnaire__description")
        assert {name for (name,) in questions} == {name for name in expected if name in PUBLISHED}
        keys = Question.objects.visible_to(actor).values_list("questionnaire__description", flat=True)
        assert set(keys) == expected & PUBLISHED


def test_designing_is_for_the_place_and_those_within_it(region: Any) -> None:
    whole, ambito = region
    by_name = {row.description: row for row in Questionnaire.objects.all()}
    of_region = make_user(role=REGIONAL_OFFICER, territory=whole)
    of_ambito = make_user(role=REGIONAL_OFFICER, territory=ambito)
    reader = make_user(role=AMBITO_OFFICER, territory=whole)
    verb = Verb.DESIGN_QUESTIONNAIRE
    cases = {
        "region published": (True, False, False),
        "ambito published": (True, True, False),
        "house published": (False, False, False),
    }
    for name, expected in cases.items():
        found = tuple(can(actor, verb, by_name[name]) for actor in (of_region, of_ambito, reader))
        assert found == expected, name
        assert can(reader, Verb.VIEW_QUESTIONNAIRES, by_name[name])


def test_discarded_drafts_are_seen_by_nobody() -> None:
    version = make_version(published=False)
    actions.discard_version(version=version, by=HOUSE, at=AT)
    assert not QuestionnaireVersion.objects.visible_to(make_user(role=REGIONAL_OFFICER)).exists()


def test_answers_are_of_who_reads_their_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    declare_places(monkeypatch)
    version = make_version()
    ambito, elsewhere = make_ambito(), make_ambito()
    own = make_submission(version, owner_kind=KIND, owner_id=ambito.pk)
    other = make_submission(version, owner_kind=KIND, owner_id=elsewhere.pk)
    tried = make_submission(version, owner_kind=TRIES, owner_id=version.pk)
    cases: list[tuple[Actor, set[Submission]]] = [
        (make_user(role=AMBITO_OFFICER, territory=ambito), {own}),
        (make_user(role=AMBITO_OFFICER, territory=make_ambito()), set()),
        (make_user(role=REGIONAL_OFFICER), {tried}),
        (make_user(role=PROVIDER), set()),
        (make_user(), set()),
        (HOUSE, {own, other, tried}),
    ]
    for actor, expected in cases:
        assert set(Submission.objects.visible_to(actor)) == expected
        assert {row.submission for row in FlatRow.objects.visible_to(actor)} == expected


def test_answers_of_an_owner_that_nobody_declares_are_seen_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as declared:
        declare_places(declared)
        ambito = make_ambito()
        make_submission(owner_kind=KIND, owner_id=ambito.pk)
    officer = make_user(role=AMBITO_OFFICER, territory=ambito)
    assert not Submission.objects.visible_to(officer).exists()
    assert not Submission.objects.visible_to(make_user(role=REGIONAL_OFFICER)).exists()


def test_answers_are_written_by_actions_only() -> None:
    submission = make_submission()
    with pytest.raises(UnauditedWriteError):
        submission.save()
    with pytest.raises(UnauditedWriteError):
        Submission.objects.update(state="valid")


def test_an_owner_has_one_open_draft_of_a_version() -> None:
    version = make_version()
    values = {"version": version, "owner_kind": TRIES, "owner_id": version.pk, "created_at": AT, "saved_at": AT}
    Draft.objects.create(**values, closed_at=AT)
    draft = Draft.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(**values)
    answer = DraftAnswer(draft=draft, ref="/data/nome", revision=1, saved_at=AT)
    answer.value = "Zafferano"
    answer.save()
    assert DraftAnswer.objects.get().value == "Zafferano"
    assert b"Zafferano" not in bytes(answer.sealed_value)
