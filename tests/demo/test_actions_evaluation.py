# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from demo.actions import evaluation
from demo.engine.programme import PATHS
from ordito.core.models import writing
from ordito.training.enums import EvaluationLevel
from ordito.training.models import Edition, Evaluation
from ordito.training.queries.evaluation_answers import asking
from ordito.training.queries.evaluation_report import section_of
from tests.factories.evaluation import enrol, make_classroom, make_edition
from tests.factories.territory import make_organisation


@pytest.mark.django_db
def test_editions_of_the_past_are_evaluated_once_and_read_at_every_level(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "LIKED", (5,))
    monkeypatch.setattr(evaluation, "TRIED", (5,))
    room = make_classroom()
    with writing():
        Edition.objects.all().delete()
        room.manager.username = "formazione"
        room.manager.save()
        room.course.title = PATHS[0].title
        room.course.save()
    edition = make_edition(room.course, room.region, ends_on=date(2025, 3, 1))
    enrol(edition, 7, organisation=make_organisation("Ente di prova", email="ente@example.org"))
    for _time in range(2):
        evaluation.load_evaluation(seed=1, at=timezone.now())
    asked = Evaluation.objects.values_list("level", "invited", "reminded")
    assert set(asked) == {
        ("satisfaction", 0, 0), ("before", 0, 0), ("after", 0, 0), ("person", 7, 1), ("service", 1, 1),
    }  # fmt: skip
    found = asking([edition], timezone.localdate())
    sections = {group.level: section_of(found, group) for group in found.groups}
    assert [line.answered for line in sections[EvaluationLevel.SATISFACTION].questions[:6]] == [5] * 6
    score = sections[EvaluationLevel.AFTER].questions[0]
    assert score.change is not None
    assert score.change.interval
    assert sections[EvaluationLevel.PERSON].questions[0].answered == 6
    assert sections[EvaluationLevel.SERVICE].questions[0].answered is None, "one body is too few"
