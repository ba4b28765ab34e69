# SPDX-License-Identifier: EUPL-1.2
"""The part of the small world in which people say, without a name, what an edition was worth."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from ordito.training.actions.evaluation import choose_indicator
from ordito.training.actions.responding import begin
from ordito.training.enums import EvaluationLevel
from ordito.training.models import Edition
from tests.factories.evaluation import (
    HOUSE,
    answer,
    answer_all,
    close,
    enrol,
    make_edition,
    make_evaluation,
    quiz_form,
    satisfaction_form,
)
from tests.factories.indicators import make_indicator
from tests.factories.questionnaires import make_version

EDITION = ("evaluation", "evaluation_indicator")
QUESTIONNAIRE = ("evaluation_days", "evaluation_door", "evaluation_codes")
ENDED = date(2025, 6, 30)  # the report of its year is walked


def evaluate(edition_id: int) -> dict[str, tuple[Any, ...]]:
    """Beside an edition another of its course, evaluated: read, being answered, and still to come."""
    course = Edition.objects.select_related("course__territory").get(pk=edition_id).course
    edition = make_edition(course, course.territory, ends_on=ENDED)
    enrol(edition, 6)
    liked, quiz = make_version(satisfaction_form()), make_version(quiz_form())
    read = make_evaluation(edition, version=liked)
    answer_all(read, [5, 4, 4, 3, 5], modo="aula", consiglio="Più esempi.")
    before, after = (
        make_evaluation(edition, level, version=quiz) for level in (EvaluationLevel.BEFORE, EvaluationLevel.AFTER)
    )
    for number in range(5):
        answer(before, {"uno": "si", "due": "no"}, own_code=f"codice{number}")
        answer(after, {"uno": "no", "due": "si"}, own_code=f"codice{number}")
    close(read, before, after)
    now = timezone.now()
    choose_indicator(
        edition=edition, indicator=make_indicator("dopo-il-corso"), year_before=2024, year_after=2026, by=HOUSE, at=now
    )
    asked = make_evaluation(make_edition(course, course.territory), version=liked)
    secret, _sheet = begin(evaluation=asked, at=now)
    return {
        **{f"training:{name}": (edition.pk,) for name in EDITION},
        **{f"training:{name}": (asked.pk,) for name in QUESTIONNAIRE},
        "training:evaluation_add": (edition.pk, EvaluationLevel.PERSON.value),
        "training:evaluation_download": ("csv",),
        "training:evaluation_texts": (liked.questions.get(name="consiglio").question_id,),
        "training:evaluation_link": (asked.key,),
        "training:evaluation_answer": (secret,),
        "training:evaluation_fill": (secret,),
    }
