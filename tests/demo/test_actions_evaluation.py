# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from demo.actions import evaluation
from demo.engine.programme import PATHS
from ordito.core.models import writing
from ordito.training.models import Edition, Evaluation
from ordito.training.queries.evaluation_answers import asking
from ordito.training.queries.evaluation_report import section_of
from tests.factories.evaluation import make_classroom, make_edition


@pytest.mark.django_db
def test_editions_of_the_past_are_evaluated_once_and_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "LIKED", (5, 3))
    room = make_classroom()
    with writing():
        Edition.objects.all().delete()
        room.manager.username = "formazione"
        room.manager.save()
        room.course.title = PATHS[0].title
        room.course.save()
    first, second = (make_edition(room.course, room.region, ends_on=date(2025, month, 1)) for month in (3, 4))
    for _time in range(2):
        evaluation.load_evaluation(seed=1, at=timezone.now())
    assert Evaluation.objects.count() == 2
    found = asking([first, second], timezone.localdate())
    assert sum(found.answers.values()) == 8
    (liked,) = (section_of(found, group) for group in found.groups)
    assert [line.answered for line in liked.questions[:6]] == [5] * 6
