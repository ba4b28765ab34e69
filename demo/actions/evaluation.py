# SPDX-License-Identifier: EUPL-1.2
"""What the first path of the demonstration was worth: liked, learned, used months later; nobody's name anywhere."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from demo.actions.certificates import noon
from demo.engine import quiz
from demo.engine.programme import PATHS
from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.indicators.models import Indicator
from ordito.questionnaires.actions import publish_version, upload_workbook
from ordito.questionnaires.actions.drafts import save_answers, submit_draft
from ordito.questionnaires.models import Draft
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory
from ordito.training.actions.evaluation import choose_indicator, plan_evaluation
from ordito.training.actions.evaluation_forms import load_evaluation_forms
from ordito.training.actions.invitations import SECRET, invite, remind
from ordito.training.actions.responding import OWNER, begin
from ordito.training.engine.months import months_after
from ordito.training.enums import EvaluationLevel
from ordito.training.models import Edition, Evaluation
from ordito.training.models.evaluation import Window
from ordito.training.queries.evaluation import first_letters_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from ordito.questionnaires.models import QuestionnaireVersion

    Said = dict[str, str]

NOBODY = SystemActor("risposta anonima")
UPKEEP = SystemActor("valutazione della formazione")
LIKED = (9, 11, 8, 3, 10)
"""So many people answered in each edition, right after; the fourth has too few to be read alone."""
TRIED = (11, 9)
"""So many people took the test in the first editions, before and after."""
FORTNIGHT, MONTH = timedelta(days=15), timedelta(days=30)
MONTHS = 6
SILENT = 4
"""One in so many does not answer months later."""
GRADES = (2, 3, 3, 4, 4, 4, 5, 5)
ASKED = ("serve", "chiaro", "confronto", "tempo", "organizzazione", "complesso")
ADVICE = (
    "Più esempi presi dai nostri servizi.",
    "Un incontro in più sul lavoro con le scuole.",
    "Meno diapositive e più lavoro in gruppo.",
    "",
)
EXAMPLES = ("Scrivo il progetto insieme ai genitori.", "Usiamo la stessa scheda con la cooperativa.", "")
OBSTACLES = ("tempo", "organizzazione", "colleghi", "altri_servizi", "nessuno")
CHANGES = ("strumenti", "riunioni", "famiglie", "altri_servizi")
INDICATORS = 2


@dataclass(frozen=True)
class Office:
    """Who evaluates, with which questionnaires by their identifier, and what is said by chance."""

    by: User
    forms: dict[str, QuestionnaireVersion]
    random: Random


def load_evaluation(*, seed: int, at: datetime) -> None:
    """Evaluate the editions of the first path; nothing when it is done, or when they are not there."""
    rows = Edition.objects.filter(course__title=PATHS[0].title).select_related("course", "territory", "venue")
    editions = list(rows.order_by("starts_on", "pk")[: len(LIKED)])
    if not editions or Evaluation.objects.exists():
        return
    random = Random(f"{seed}/evaluation")  # noqa: S311 - invented data
    office = Office(User.objects.get(username="formazione"), _forms(at), random)
    for edition, number in zip(editions, LIKED, strict=False):
        _like(office, edition, number)
        _follow_up(office, edition, EvaluationLevel.PERSON, "corso_lavoro_persona", _of_person)
        _follow_up(office, edition, EvaluationLevel.SERVICE, "corso_lavoro_servizio", _of_service)
    for edition, number in zip(editions, TRIED, strict=False):
        _learn(office, edition, number)
    before, after = editions[0].starts_on.year - 1, editions[0].ends_on.year
    for indicator in Indicator.objects.in_use().order_by("position", "pk")[:INDICATORS]:
        choose_indicator(
            edition=editions[0], indicator=indicator, year_before=before, year_after=after, by=office.by, at=at
        )


def _forms(at: datetime) -> dict[str, QuestionnaireVersion]:
    """The questionnaires that come with Ordito and a test, published, by their identifier."""
    by = SystemActor("dimostrazione")
    region = Territory.objects.get(kind=TerritoryKind.REGION)
    test = upload_workbook(
        stream=io.BytesIO(quiz.quiz()),
        name=f"{quiz.FORM_ID}.xlsx",
        questionnaire=None,
        territory=region,
        by=by,
        at=at,
    )
    versions = [*load_evaluation_forms(territory=region, by=by, at=at), test]
    for version in versions:
        publish_version(version=version, changes={}, by=by, at=at)
    return {version.questionnaire.form_id: version for version in versions}


def _plan(office: Office, edition: Edition, level: EvaluationLevel, window: Window) -> Evaluation:
    return plan_evaluation(edition=edition, level=level, window=window, by=office.by, at=noon(window.opens_on))


def _like(office: Office, edition: Edition, number: int) -> None:
    window = Window(office.forms["corso_gradimento"], edition.ends_on, edition.ends_on + FORTNIGHT)
    row = _plan(office, edition, EvaluationLevel.SATISFACTION, window)
    for _person in range(number):
        said = _grades(office.random, ASKED) | {"cambiare": office.random.choice(ADVICE)}
        _answer(row, said)


def _learn(office: Office, edition: Edition, number: int) -> None:
    """The same test by the same people, before and after."""
    form = office.forms[quiz.FORM_ID]
    first = Window(form, edition.starts_on - FORTNIGHT, edition.starts_on)
    second = Window(form, edition.ends_on, edition.ends_on + MONTH)
    for level, window, known in (
        (EvaluationLevel.BEFORE, first, quiz.KNOWN_BEFORE),
        (EvaluationLevel.AFTER, second, quiz.KNOWN_AFTER),
    ):
        row = _plan(office, edition, level, window)
        for person in range(number):
            _answer(row, quiz.judged(office.random, known), own_code=f"PROVA{person}")


def _follow_up(
    office: Office, edition: Edition, level: EvaluationLevel, form: str, say: Callable[[Random], Said]
) -> None:
    """Half a year later: the letters leave, most are answered, a reminder goes to all."""
    opens_on = months_after(edition.ends_on, MONTHS)
    row = _plan(office, edition, level, Window(office.forms[form], opens_on, opens_on + MONTH, reminders=1))
    row = invite(evaluation=row, by=UPKEEP, at=noon(opens_on))
    for number, letter in enumerate(first_letters_of(row), start=1):
        if number % SILENT:
            _answer(row, say(office.random), secret=SECRET.findall(letter.body)[-1])
    remind(evaluation=row, by=UPKEEP, at=noon(opens_on + timedelta(days=row.remind_after)))


def _of_person(random: Random) -> Said:
    return {
        "usato": str(random.choice((2, 3, 3, 4, 4))),
        **_grades(random, ("modo", "famiglie", "servizi")),
        "ostacoli": random.choice(OBSTACLES),
        "esempio": random.choice(EXAMPLES),
    }


def _of_service(random: Random) -> Said:
    return {
        **_grades(random, ("condiviso", "modo")),
        "cambiamenti": " ".join(random.sample(CHANGES, 2)),
        "ostacoli": random.choice(OBSTACLES),
    }


def _grades(random: Random, names: Sequence[str]) -> Said:
    return {name: str(random.choice(GRADES)) for name in names}


def _answer(row: Evaluation, said: Said, *, secret: str = "", own_code: str = "") -> None:
    """Somebody answers on the day after the first."""
    at = min(noon(row.opens_on + timedelta(days=1)), noon(row.closes_on))
    _secret, sheet = begin(evaluation=row, secret=secret, own_code=own_code, by=NOBODY, at=at)
    draft = Draft.objects.select_related("version").get(owner_kind=OWNER, owner_id=sheet.pk)
    answers = {f"/data/{name}": text for name, text in said.items() if text}
    save_answers(draft=draft, answers=answers, by=NOBODY, at=at)
    submit_draft(draft=draft, by=NOBODY, at=at)
