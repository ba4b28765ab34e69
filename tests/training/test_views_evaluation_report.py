# SPDX-License-Identifier: EUPL-1.2
"""The report: closed questionnaires, enough people, whole blocks; learning in pairs; texts for who manages."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ordito.audit.models import Entry
from ordito.core.models import writing
from ordito.indicators.enums import Audience
from ordito.indicators.models import DisclosurePolicy
from ordito.training.enums import EditionState, EvaluationLevel, PlanState
from ordito.training.models import PlanLine, TrainingPlan
from tests.factories.evaluation import (
    Classroom,
    answer,
    answer_all,
    close,
    enrol,
    make_classroom,
    make_edition,
    make_evaluation,
    quiz_form,
    satisfaction_form,
)
from tests.factories.questionnaires import make_version

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.questionnaires.models import QuestionnaireVersion
    from ordito.training.models import Edition

pytestmark = pytest.mark.django_db
URL = "/formazione/valutazione/"
FEW = "un’edizione con meno di 5 risposte non è compresa"


@pytest.fixture(autouse=True)
def _no_tries_yet() -> None:
    cache.clear()


@pytest.fixture
def room() -> Classroom:
    return make_classroom()


@pytest.fixture
def version() -> QuestionnaireVersion:
    return make_version(satisfaction_form())


def read(user: User, **query: object) -> str:
    """The report's page, without what stands between words."""
    browser = Client()
    browser.force_login(user)
    page = browser.get(URL, {name: str(value) for name, value in query.items()})
    assert page.status_code == 200
    return " ".join(page.content.decode().split())


def asked(edition: Edition, version: QuestionnaireVersion, grades: list[int]) -> None:
    """An edition of which so many people answered, closed."""
    enrol(edition, 10)
    evaluation = make_evaluation(edition, version=version)
    answer_all(evaluation, grades, modo="aula", consiglio="Più esempi")
    close(evaluation)


def test_manager_reads_rates_distributions_and_means(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [5, 5, 4, 4, 2, 1])
    text = read(room.manager, edizione=room.editions[0].pk)
    assert "60,0 %" in text  # six of ten
    assert "6 risposte, media 3,5, mediana 4" in text
    assert "33,3 %" in text
    assert "Leggi le risposte aperte" in text
    assert "Per territorio" not in text


def test_course_is_the_sum_of_its_blocks_and_compares_territories(
    room: Classroom, version: QuestionnaireVersion
) -> None:
    asked(room.editions[0], version, [5, 5, 4, 4, 2])
    asked(room.editions[1], version, [1, 1, 1, 1, 1, 1])
    text = read(room.manager, corso=room.course.pk)
    assert "11 risposte, media 2,36, mediana 1" in text
    assert "Ambito Uno" in text
    assert "Ambito Due" in text
    assert "55,0 %" in text  # eleven of twenty


def test_few_answers_are_neither_shown_nor_told_by_a_difference(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [5, 5, 4, 4, 2])
    asked(room.editions[1], version, [1, 1, 1])
    alone = read(room.manager, edizione=room.editions[1].pk)
    assert "Non si mostra: hanno risposto in meno di 5, o nessuno." in alone
    assert "meno di 5" in alone
    assert ", media " not in alone
    course = read(room.manager, corso=room.course.pk)
    assert "5 risposte, media 4, mediana 4" in course
    assert FEW in course
    third = make_edition(room.course, room.ambiti[1])
    asked(third, version, [3, 3])
    assert "10 risposte, media 2,9, mediana 3" in read(room.manager, corso=room.course.pk)
    assert "Non si mostra" in read(room.manager, edizione=third.pk)


def test_threshold_is_that_of_the_statistics(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [5, 5, 4])
    assert "Non si mostra" in read(room.manager, edizione=room.editions[0].pk)
    with writing():
        DisclosurePolicy.objects.update_or_create(audience=Audience.NETWORK, defaults={"threshold": 3})
    assert "3 risposte, media 4,67" in read(room.manager, edizione=room.editions[0].pk)


def test_nobody_is_not_few(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [])
    text = read(room.manager, edizione=room.editions[0].pk)
    assert 'data-label="Hanno risposto">0</td>' in text


def test_open_questionnaire_is_not_read(room: Classroom, version: QuestionnaireVersion) -> None:
    answer_all(make_evaluation(room.editions[0], version=version), [5] * 6)
    text = read(room.manager, edizione=room.editions[0].pk)
    assert "Ancora niente da leggere" in text
    assert ", media " not in text


def test_plan_and_year_gather_courses(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [5] * 5)
    with writing():
        plan = TrainingPlan.objects.create(
            title="Piano di prova", year=2026, organiser=room.body, territory=room.region, state=PlanState.SHARED
        )
        room.course.plan_line = PlanLine.objects.create(plan=plan, title="Linea", hours=16, form_key=uuid4())
        room.course.save()
    assert "5 risposte" in read(room.manager, piano=plan.pk)
    assert "5 risposte" in read(room.manager, anno=room.editions[0].starts_on.year)
    assert "Scegli di che cosa" in read(room.manager, anno="1999")


def test_learning_is_the_change_in_the_same_people(room: Classroom) -> None:
    edition = room.editions[0]
    version = make_version(quiz_form())
    before, after = (
        make_evaluation(edition, level, version=version) for level in (EvaluationLevel.BEFORE, EvaluationLevel.AFTER)
    )
    for number in range(6):
        answer(before, {"uno": "si", "due": "si" if number < 3 else "no"}, own_code=f"codice{number}")
        answer(after, {"uno": "no", "due": "si"}, own_code=f"codice{number}")
    answer(before, {"uno": "no", "due": "si"}, own_code="senza la seconda")
    close(before, after)
    text = read(room.manager, edizione=edition.pk)
    assert "Punteggio della prova" in text
    assert "6 persone hanno risposto prima e dopo" in text
    assert "<strong>+1,5</strong>" in text
    assert "da +0,93 a +2,07" in text  # 1.5 ± 2.571 × 0.5477 / √6
    assert "apprendimento, prima" in text.lower()
    assert "Per cento prima" in text  # of the choices that are no numbers


def test_learning_waits_for_the_second_test(room: Classroom) -> None:
    version = make_version(quiz_form())
    before = make_evaluation(room.editions[0], EvaluationLevel.BEFORE, version=version)
    for number in range(5):
        answer(before, {"uno": "si", "due": "si"}, own_code=f"codice{number}")
    close(before)
    text = read(room.manager, edizione=room.editions[0].pk)
    assert "Punteggio della prova" in text
    assert "Media prima" not in text
    assert "Non si mostra" in text


def test_network_reads_figures_but_no_texts(room: Classroom, version: QuestionnaireVersion) -> None:
    asked(room.editions[0], version, [5] * 5)
    text = read(room.worker, edizione=room.editions[0].pk)
    assert "media 5" in text
    assert "Leggi le risposte aperte" not in text
    with writing():
        room.editions[0].state = EditionState.DRAFT
        room.editions[0].save()
    assert "media 5" not in read(room.worker, edizione=room.editions[0].pk)


def texts_url(version: QuestionnaireVersion) -> str:
    question = version.questions.get(name="consiglio").question_id
    return reverse("training:evaluation_texts", args=[question])


def test_texts_are_for_who_manages_and_their_reading_is_logged(
    room: Classroom, version: QuestionnaireVersion, enter: Callable[[User], Client]
) -> None:
    asked(room.editions[0], version, [5] * 5)
    url = texts_url(version)
    page = enter(room.manager).get(url, {"edizione": room.editions[0].pk})
    assert page.content.decode().count("Più esempi") == 5
    entry = Entry.objects.get(action="training.read_evaluation_texts")
    assert entry.detail == {"question": "consiglio", "answers": 5}
    assert enter(room.worker).get(url, {"edizione": room.editions[0].pk}).status_code == 403
    assert enter(room.manager).get(url).status_code == 404


def test_texts_of_few_are_not_listed(
    room: Classroom, version: QuestionnaireVersion, enter: Callable[[User], Client]
) -> None:
    asked(room.editions[0], version, [5] * 4)
    page = enter(room.manager).get(texts_url(version), {"edizione": room.editions[0].pk}).content.decode()
    assert "Più esempi" not in page
    assert "Hanno scritto in meno di 5" in page


def test_queries_do_not_grow_with_editions(
    room: Classroom, version: QuestionnaireVersion, django_assert_num_queries: DjangoAssertNumQueries,
    enter: Callable[[User], Client],
) -> None:  # fmt: skip
    asked(room.editions[0], version, [5] * 5)
    browser = enter(room.manager)
    browser.get(URL)
    with django_assert_num_queries(19):
        browser.get(URL, {"corso": room.course.pk})
    for edition in (room.editions[1], make_edition(room.course, room.ambiti[0])):
        asked(edition, version, [4] * 5)
    with django_assert_num_queries(19):
        browser.get(URL, {"corso": room.course.pk})


# --- files ------------------------------------------------------------------------------------------------------------


def test_files_say_what_the_page_says_and_hide_what_it_hides(
    room: Classroom, version: QuestionnaireVersion, client: Client
) -> None:
    asked(room.editions[0], version, [5, 5, 4, 4, 2])
    asked(room.editions[1], version, [1, 1, 1])
    client.force_login(room.manager)
    files = {kind: client.get(f"{URL}scarica/{kind}/", {"corso": room.course.pk}) for kind in ("csv", "xlsx", "pdf")}
    assert all(answer["Content-Disposition"].endswith(f'.{kind}"') for kind, answer in files.items())
    headings, *lines = list(csv.reader(StringIO(files["csv"].content.decode("utf-8-sig")), delimiter=";"))
    assert headings == ["Parte", "Domanda", "Tabella", "Voce", "Misura", "Valore"]
    found = {tuple(line[1:5]): line[5] for line in lines}
    assert found["Quanto ti è stato utile?", "In breve", "Tutte le risposte", "Media"] == "4,0"
    assert found["Quanto ti è stato utile?", "Risposte", "5 su 5", "Numero"] == "2"
    assert found["", "", "Soddisfazione, appena finito", "Hanno risposto"] == "5"
    sheet = CalamineWorkbook.from_filelike(BytesIO(files["xlsx"].content)).get_sheet_by_index(0).to_python()
    assert [row[:5] for row in sheet] == [headings[:5], *(line[:5] for line in lines)]
    assert 40.0 in {row[5] for row in sheet}
    assert b"/StructTreeRoot" in files["pdf"].content
    alone = client.get(f"{URL}scarica/csv/", {"edizione": room.editions[1].pk}).content.decode()
    assert "Non si mostra: hanno risposto in meno di 5" in alone
    assert "Media" not in alone
    assert Entry.objects.filter(action="training.export_evaluation").count() == 4


def test_no_file_of_nothing(room: Classroom, client: Client) -> None:
    client.force_login(room.manager)
    for address in ("scarica/csv/", f"scarica/docx/?corso={room.course.pk}", "scarica/pdf/?corso=0"):
        assert client.get(URL + address).status_code == 404
