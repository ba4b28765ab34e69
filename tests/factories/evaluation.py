# SPDX-License-Identifier: EUPL-1.2
"""Editions that are evaluated: people enrolled, questionnaires answered without names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.utils import timezone

from benchmarks.questionnaires.books import question, settings
from ordito.accounts.roles import CLASSROOM_TUTOR, SOCIAL_WORKER, TRAINING_MANAGER
from ordito.core.access import SystemActor
from ordito.core.models import writing
from ordito.meetings.models import ContactPerson
from ordito.questionnaires.actions.drafts import save_answers, submit_draft
from ordito.questionnaires.models import Draft
from ordito.territory.enums import TerritoryKind
from ordito.training.actions.evaluation import plan_evaluation
from ordito.training.actions.responding import OWNER, begin, respondent
from ordito.training.enums import CourseState, EditionState, EnrolmentSource, EnrolmentState, EvaluationLevel
from ordito.training.models import CertificateType, Course, Edition, Enrolment, Learner
from ordito.training.models.evaluation import Window
from tests.factories.accounts import make_user
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_ambito, make_organisation, make_territory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.questionnaires.books import Sheets
    from ordito.accounts.models import User
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.territory.models import Organisation, Territory
    from ordito.training.models import Evaluation, EvaluationResponse

HOUSE = SystemActor("prova")
_numbers = count(1)


def satisfaction_form() -> Sheets:
    """Five grades, a choice, and an open question."""
    return {
        "survey": [
            question("select_one grado", "utile", "Quanto ti è stato utile?", required="yes"),
            question("select_one modo", "modo", "Come preferisci imparare?"),
            question("text", "consiglio", "Che cosa cambieresti?"),
        ],
        "choices": [
            *({"list_name": "grado", "name": str(n), "label": f"{n} su 5"} for n in range(1, 6)),
            {"list_name": "modo", "name": "aula", "label": "In aula"},
            {"list_name": "modo", "name": "casa", "label": "Da casa"},
        ],
        "settings": settings(f"gradimento{next(_numbers)}", "Com’è andata", "1"),
    }


def quiz_form() -> Sheets:
    """Two questions with one right answer, and how many were right."""
    return {
        "survey": [
            question("select_one vero", "uno", "L’affido è un’adozione?", required="yes"),
            question("select_one vero", "due", "Il progetto si firma con la famiglia?", required="yes"),
            question(
                "calculate", "punteggio", "",
                calculation="if(${uno} = 'no', 1, 0) + if(${due} = 'si', 1, 0)",
            ),
        ],
        "choices": [
            {"list_name": "vero", "name": "si", "label": "Sì"},
            {"list_name": "vero", "name": "no", "label": "No"},
        ],
        "settings": settings(f"prova_corso{next(_numbers)}", "Che cosa sai", "1"),
    }  # fmt: skip


@dataclass
class Classroom:
    """A course of two editions in two Ambiti, and who stands around it."""

    region: Territory
    ambiti: list[Territory]
    body: Organisation
    course: Course
    editions: list[Edition]
    manager: User
    tutor: User
    worker: User


def make_course(body: Organisation, territory: Territory, **values: Any) -> Course:
    """A course in the catalogue."""
    with writing():
        kind = CertificateType.objects.get_or_create(code="prova", defaults={"name": "Attestato di prova"})[0]
        return Course.objects.create(
            **{
                "title": f"Leggere i bisogni {next(_numbers)}",
                "organiser": body,
                "territory": territory,
                "hours": 16,
                "certificate_type": kind,
                "state": CourseState.OFFERED,
                "form_key": uuid4(),
            }
            | values
        )


def make_edition(course: Course, territory: Territory, *, ends_on: date | None = None, **values: Any) -> Edition:
    """An open edition that ended a week ago, unless told otherwise."""
    last = ends_on or timezone.localdate() - timedelta(days=7)
    with writing():
        return Edition.objects.create(
            **{
                "course": course,
                "name": f"Edizione {next(_numbers)}",
                "organiser": course.organiser,
                "territory": territory,
                "seats": 30,
                "starts_on": last - timedelta(days=30),
                "ends_on": last,
                "state": EditionState.OPEN,
                "form_key": uuid4(),
            }
            | values
        )


def make_classroom() -> Classroom:
    """Two editions without questionnaires, of a course that the region's office manages."""
    region = make_territory("Regione di Prova", kind=TerritoryKind.REGION)
    ambiti = [make_ambito(f"Ambito {name}", parent=region) for name in ("Uno", "Due")]
    body = make_organisation("Ufficio formazione di prova")
    course = make_course(body, region)
    tutor = make_user(role=CLASSROOM_TUTOR, territory=region, professional=True, full_name="Tutor Inventata")
    return Classroom(
        region,
        ambiti,
        body,
        course,
        [make_edition(course, ambito, tutor=tutor.professional) for ambito in ambiti],
        manager=make_user(role=TRAINING_MANAGER, territory=region, full_name="Responsabile Inventata"),
        tutor=tutor,
        worker=make_user(role=SOCIAL_WORKER, territory=ambiti[0], full_name="Assistente Inventata"),
    )


def enrol(edition: Edition, number: int, **values: Any) -> list[Enrolment]:
    """So many people enrolled, none of the network, each with an address."""
    now = timezone.now()
    with writing():
        learners = []
        for one in (next(_numbers) for _ in range(number)):
            email = f"allieva{one}@example.org"
            contact = ContactPerson.objects.create(surname="Finta", name=f"Allieva {one}", email=email)
            learners.append(Learner.objects.create(contact=contact, key=email))
        return [
            Enrolment.objects.create(
                **{
                    "edition": edition,
                    "learner": learner,
                    "email": learner.email,
                    "state": EnrolmentState.ENROLLED,
                    "source": EnrolmentSource.OFFICE,
                    "asked_at": now,
                    "queued_at": now,
                }
                | values
            )
            for learner in learners
        ]


def make_evaluation(
    edition: Edition,
    level: EvaluationLevel = EvaluationLevel.SATISFACTION,
    *,
    version: QuestionnaireVersion | None = None,
    days: int = 10,
) -> Evaluation:
    """A questionnaire that opened yesterday and closes in so many days."""
    today = timezone.localdate()
    window = Window(
        version or make_version(satisfaction_form()), today - timedelta(days=1), today + timedelta(days=days)
    )
    return plan_evaluation(edition=edition, level=level, window=window, by=HOUSE, at=timezone.now())


def answer(
    evaluation: Evaluation, answers: Mapping[str, str], *, own_code: str = "", secret: str = ""
) -> EvaluationResponse:
    """One person answers, by the address of the edition or with the secret of a letter."""
    at = timezone.now()
    _secret, response = begin(evaluation=evaluation, own_code=own_code, secret=secret, at=at)
    draft = Draft.objects.get(owner_kind=OWNER, owner_id=response.pk)
    by = respondent(response.pk)
    save_answers(draft=draft, answers={f"/data/{name}": text for name, text in answers.items()}, by=by, at=at)
    submit_draft(draft=draft, by=by, at=at)
    response.refresh_from_db()
    return response


def answer_all(evaluation: Evaluation, grades: Sequence[int], **more: str) -> None:
    """So many people say how useful it was."""
    for grade in grades:
        answer(evaluation, {"utile": str(grade), **more})


def close(*evaluations: Evaluation, at: datetime | None = None) -> None:
    """Let questionnaires have closed yesterday, so that their figures are read."""
    day = timezone.localdate(at or timezone.now()) - timedelta(days=1)
    with writing():
        for evaluation in evaluations:
            type(evaluation).objects.filter(pk=evaluation.pk).update(opens_on=day - timedelta(days=9), closes_on=day)
