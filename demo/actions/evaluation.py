# SPDX-License-Identifier: EUPL-1.2
"""What people said of the first path of the demonstration right after it, without a name."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.utils import timezone

from demo.engine.programme import PATHS
from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.indicators.models import Indicator
from ordito.questionnaires.actions import publish_version
from ordito.questionnaires.actions.drafts import save_answers, submit_draft
from ordito.questionnaires.models import Draft
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory
from ordito.training.actions.evaluation import choose_indicator, plan_evaluation
from ordito.training.actions.evaluation_forms import load_evaluation_forms
from ordito.training.actions.responding import OWNER, begin
from ordito.training.enums import EvaluationLevel
from ordito.training.models import Edition, Evaluation
from ordito.training.models.evaluation import Window

if TYPE_CHECKING:
    from datetime import date

    from ordito.questionnaires.models import QuestionnaireVersion

NOBODY = SystemActor("risposta anonima")
LIKED = (9, 11, 8, 3, 10)
"""So many people answered in each edition, right after; the fourth has too few to be read alone."""
FORTNIGHT = timedelta(days=15)
GRADES = (2, 3, 3, 4, 4, 4, 5, 5)
ASKED = ("serve", "chiaro", "confronto", "tempo", "organizzazione", "complesso")
ADVICE = (
    "Più esempi presi dai nostri servizi.",
    "Un incontro in più sul lavoro con le scuole.",
    "Meno diapositive e più lavoro in gruppo.",
    "",
)


def load_evaluation(*, seed: int, at: datetime) -> None:
    """Evaluate the editions of the first path; nothing when it is done, or when they are not there."""
    rows = Edition.objects.filter(course__title=PATHS[0].title).select_related("course", "territory")
    editions = list(rows.order_by("starts_on", "pk")[: len(LIKED)])
    if not editions or Evaluation.objects.exists():
        return
    random = Random(f"{seed}/evaluation")  # noqa: S311 - invented data
    by, forms = User.objects.get(username="formazione"), _forms(at)
    for edition, number in zip(editions, LIKED, strict=False):
        liked = Window(forms["corso_gradimento"], edition.ends_on, edition.ends_on + FORTNIGHT)
        row = _plan(edition, EvaluationLevel.SATISFACTION, liked, by=by)
        _answers(row, number, random)
    if (indicator := Indicator.objects.in_use().order_by("position", "pk").first()) is not None:
        years = {"year_before": editions[0].starts_on.year - 1, "year_after": editions[0].ends_on.year}
        choose_indicator(edition=editions[0], indicator=indicator, **years, by=by, at=at)


def _forms(at: datetime) -> dict[str, QuestionnaireVersion]:
    """The questionnaires that come with Ordito, published, by their identifier."""
    by = SystemActor("dimostrazione")
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    versions = load_evaluation_forms(territory=region, by=by, at=at)
    for version in versions:
        publish_version(version=version, changes={}, by=by, at=at)
    return {version.questionnaire.form_id: version for version in versions}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def _plan(edition: Edition, level: EvaluationLevel, window: Window, *, by: User) -> Evaluation:
    return plan_evaluation(edition=edition, level=level, window=window, by=by, at=_noon(window.opens_on))


def _answers(row: Evaluation, number: int, random: Random) -> None:
    at = _noon(row.opens_on + timedelta(days=1))
    for _person in range(number):
        _secret, sheet = begin(evaluation=row, by=NOBODY, at=at)
        draft = Draft.objects.select_related("version").get(owner_kind=OWNER, owner_id=sheet.pk)
        said = {name: str(random.choice(GRADES)) for name in ASKED} | {"cambiare": random.choice(ADVICE)}
        answers = {f"/data/{name}": text for name, text in said.items() if text}
        save_answers(draft=draft, answers=answers, by=NOBODY, at=at)
        submit_draft(draft=draft, by=NOBODY, at=at)
