# SPDX-License-Identifier: EUPL-1.2
"""An assessment whose scores come from a questionnaire of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.questionnaires.books import choices, question
from ordito.assessments import actions
from ordito.assessments.engine.wording import OwnScale
from ordito.assessments.enums import AssessmentState, InstrumentKind, StrengthEnd
from ordito.assessments.models import Score, SubDimension
from ordito.assessments.queries.instruments import OWNER
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import Part
from ordito.core.access import NotAllowedError, SystemActor
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import Draft, QuestionnaireVersion, Submission
from ordito.questionnaires.queries.owners import owner_of
from tests.factories.assessments import make_assessment, viewpoint
from tests.factories.cases import NOW, make_team_member, staff
from tests.factories.questionnaires import instance_xml, make_submission, make_version, small
from tests.records import text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from ordito.accounts.models import User
    from ordito.assessments.models import Assessment, Instrument
    from tests.records import House

    Enter = Callable[[User], Client]

HOUSE = SystemActor("prova")
SURVEY = [
    question("select_one voto", "sonno", "Come dormi?"),
    question("integer", "amici", "Quanti amici hai?"),
    question("text", "perche", "Perché?"),
    question("calculate", "totale", "", calculation="number(${sonno}) + number(${amici})"),
]
ANSWERS = {"/data/sonno": "2", "/data/amici": "5", "/data/perche": "Mi piace il calcio."}


@pytest.fixture
def version(db: None) -> QuestionnaireVersion:
    """A questionnaire of a child, published."""
    return make_version(small("benessere", title="Come sto", survey=SURVEY, choices=choices("voto", "1", "2", "3")))


@pytest.fixture
def instrument(version: QuestionnaireVersion) -> Instrument:
    """Two scales: one answer, and a calculation; the child answers."""
    scales = [
        OwnScale(name, 0, 20, StrengthEnd.HIGH, [(0, 5, "Basso"), (6, 20, "Alto")]) for name in ("Amici", "Tutto")
    ]
    made = actions.add_instrument(
        by=HOUSE,
        at=NOW,
        name="Come sto",
        months=6,
        territory=None,
        scales=scales,
        questionnaire_version=version,
        viewpoint=viewpoint("child"),
    )
    asked = dict(version.questions.values_list("name", "question_id"))
    lines = dict(SubDimension.objects.filter(dimension__scheme=made.scheme).values_list("label", "pk"))
    questions = {lines["Amici"]: asked["amici"], lines["Tutto"]: asked["totale"]}
    return actions.set_questions(by=HOUSE, at=NOW, instrument=made, questions=questions)


@pytest.fixture
def row(house: House, instrument: Instrument) -> Assessment:
    """A draft that waits for answers."""
    return make_assessment(house.taking, instrument=instrument, done=False)


def send(row: Assessment, answers: dict[str, str] | None = None, **values: object) -> Submission:
    version = row.instrument.questionnaire_version
    return make_submission(version, answers or ANSWERS, owner_kind=OWNER, owner_id=row.pk, **values)  # type: ignore[arg-type]  # of the factory


def test_worker_opens_the_questionnaire_on_the_page_of_the_engine(house: House, enter: Enter, row: Assessment) -> None:
    client = enter(house.worker)
    answer = client.post(house.url("assessments:answers", row.pk))
    draft = Draft.objects.get()
    assert (draft.owner_kind, draft.owner_id) == (OWNER, row.pk)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Come dormi?" in text_of(page)
    assert "Zanzotti" not in text_of(page)


def test_checked_answers_become_scores_and_complete_it(house: House, enter: Enter, row: Assessment) -> None:
    send(row)
    row.refresh_from_db()
    scores = {score.sub_dimension.label: (score.value, score.viewpoint.code) for score in Score.objects.all()}
    assert scores == {"Amici": (5, "child"), "Tutto": (7, "child")}
    assert (row.state, row.main) == (AssessmentState.COMPLETED, True)
    page = text_of(enter(house.worker).get(house.url("assessments:assessment", row.pk)))
    assert "Mi piace il calcio." in page
    assert "Come dormi?" in page


def test_answers_from_a_device_count_once_they_are_checked(row: Assessment) -> None:
    submission = send(row, checked=False)
    row.refresh_from_db()
    assert row.state == AssessmentState.DRAFT
    submission.refresh_from_db()
    assert submission.state == SubmissionState.RECEIVED


def test_second_answers_to_a_completed_one_are_refused(row: Assessment) -> None:
    send(row)
    with pytest.raises(NotAcceptedError):
        send(row, {**ANSWERS, "/data/amici": "1"})
    assert Submission.objects.count() == 1
    assert Score.objects.filter(value=5).exists()


def test_answers_corrected_after_reopening_replace_those_before(house: House, row: Assessment) -> None:
    before = send(row)
    actions.reopen_assessment(by=house.worker, at=NOW, assessment=row)
    send(row, {**ANSWERS, "/data/amici": "1"})
    before.refresh_from_db()
    assert before.state == SubmissionState.WITHDRAWN
    assert set(Score.objects.values_list("value", flat=True)) == {1, 3}


def test_answer_off_the_scale_gives_no_score(row: Assessment) -> None:
    send(row, {**ANSWERS, "/data/amici": "99", "/data/sonno": "1"} | {"/data/amici": "20"})
    assert list(Score.objects.values_list("sub_dimension__label", "value")) == [("Amici", 20)]


def test_last_time_stands_beside_the_questions(house: House, instrument: Instrument, row: Assessment) -> None:
    send(row)
    later = make_assessment(house.taking, at="t1", instrument=instrument, done=False)
    assert owner_of(OWNER).previous(later.pk)["/data/amici"] == "5"
    assert owner_of(OWNER).previous(row.pk) == {}


def test_who_may_fill_and_read_is_who_keeps_the_part(
    house: House, row: Assessment, colleague: User, teammate: User, outsider: User
) -> None:
    owner = owner_of(OWNER)
    make_team_member(house.taking, staff(colleague), house.place.body, reads=(Part.ASSESSMENTS,))
    assert owner.may_fill(house.worker, row.pk)
    assert not any(owner.may_fill(user, row.pk) for user in (colleague, teammate, outsider))
    reading = [user for user in (house.worker, colleague, teammate, outsider) if owner.visible(user).exists()]
    assert reading == [house.worker, colleague]
    assert "Zanzotti" not in owner.name(row.pk)
    with pytest.raises(NotAllowedError):
        actions.start_answers(by=outsider, at=NOW, assessment=row)


def test_questionnaire_of_another_version_is_refused(row: Assessment) -> None:
    other = make_version(small("altro", survey=SURVEY, choices=choices("voto", "1", "2", "3")))
    with pytest.raises(NotAcceptedError, match="altro questionario"):
        make_submission(other, ANSWERS, owner_kind=OWNER, owner_id=row.pk)
    assert instance_xml(other, ANSWERS)


def test_question_of_another_questionnaire_gives_no_score(instrument: Instrument) -> None:
    other = make_version(small("estraneo"))
    line = SubDimension.objects.filter(dimension__scheme=instrument.scheme).first()
    assert line is not None
    question_id = other.questions.values_list("question_id", flat=True)[0]
    with pytest.raises(CaseError, match="non fa parte"):
        actions.set_questions(by=HOUSE, at=NOW, instrument=instrument, questions={line.pk: question_id})
    assert instrument.kind == InstrumentKind.QUESTIONNAIRE
