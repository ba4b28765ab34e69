# SPDX-License-Identifier: EUPL-1.2
"""How an edition is evaluated: questionnaires given, their days, addresses and codes, indicators of the place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from ordito.accounts.roles import TRAINING_MANAGER
from ordito.core.access import NotAllowedError
from ordito.core.models import writing
from ordito.training.actions.evaluation import change_window, make_codes
from ordito.training.engine.months import months_after
from ordito.training.enums import EditionState, EvaluationLevel
from ordito.training.models import Evaluation, EvaluationIndicator, EvaluationToken
from tests.factories.accounts import make_user
from tests.factories.evaluation import (
    HOUSE,
    Classroom,
    answer_all,
    close,
    enrol,
    make_classroom,
    make_edition,
    make_evaluation,
    quiz_form,
    satisfaction_form,
)
from tests.factories.indicators import make_indicator
from tests.factories.questionnaires import make_version
from tests.factories.territory import make_organisation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User

pytestmark = pytest.mark.django_db
REMINDING = {"reminders": "2", "remind_after": "10"}


@pytest.fixture
def room() -> Classroom:
    return make_classroom()


def page_url(room: Classroom) -> str:
    return reverse("training:evaluation", args=[room.editions[0].pk])


def add_url(room: Classroom, level: EvaluationLevel) -> str:
    return reverse("training:evaluation_add", args=[room.editions[0].pk, level.value])


def test_manager_gives_an_edition_a_questionnaire(room: Classroom, enter: Callable[[User], Client]) -> None:
    browser, version = enter(room.manager), make_version(satisfaction_form())
    url = add_url(room, EvaluationLevel.SATISFACTION)
    edition = room.editions[0]
    assert f'value="{edition.ends_on:%d/%m/%Y}"' in browser.get(url).content.decode()
    typed = {"questionnaire": version.pk, "opens_on": "2026-01-01", "closes_on": "2099-12-31"}
    for _press in range(2):
        assert browser.post(url, typed)["Location"] == page_url(room)
    row = Evaluation.objects.get()
    assert (row.edition, row.level, row.questionnaire) == (edition, "satisfaction", version)
    text = browser.get(page_url(room)).content.decode()
    assert "Com’è andata" in text
    assert "Indirizzo e codice QR" in text
    other = browser.post(url, typed | {"closes_on": "2098-12-31"})
    assert other.status_code == 422
    assert "ha già un questionario" in other.content.decode()


@pytest.mark.parametrize(
    ("opens", "closes", "said"),
    [("2026-02-01", "2026-01-01", "viene prima"), ("2020-01-01", "2020-02-01", "già passato"), ("", "boh", "data")],
)
def test_days_that_make_no_sense(
    room: Classroom, enter: Callable[[User], Client], opens: str, closes: str, said: str
) -> None:
    typed = {"questionnaire": make_version(satisfaction_form()).pk, "opens_on": opens, "closes_on": closes}
    page = enter(room.manager).post(add_url(room, EvaluationLevel.SATISFACTION), typed)
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Evaluation.objects.exists()


def test_follow_up_is_so_many_months_after_the_end(room: Classroom, enter: Callable[[User], Client]) -> None:
    typed = {"questionnaire": make_version(satisfaction_form()).pk, "months": "6", "days": "30", **REMINDING}
    enter(room.manager).post(add_url(room, EvaluationLevel.PERSON), typed)
    row = Evaluation.objects.get()
    assert row.opens_on == months_after(room.editions[0].ends_on, 6)
    assert row.closes_on - row.opens_on == timedelta(days=30)
    assert (row.reminders, row.remind_after) == (2, 10)
    url = reverse("training:evaluation_days", args=[row.pk])
    changed = {"opens_on": f"{row.opens_on}", "closes_on": f"{row.closes_on}", "version": row.version}
    enter(room.manager).post(url, changed | {"reminders": "0", "remind_after": "7"})
    row.refresh_from_db()
    assert (row.reminders, row.remind_after) == (0, 7)


def test_one_form_plans_all_editions_of_a_course_each_in_its_days(
    room: Classroom, enter: Callable[[User], Client]
) -> None:
    here, other = room.editions
    later, over, off = (
        make_edition(room.course, room.region, ends_on=here.ends_on + timedelta(days=days)) for days in (20, -400, 30)
    )
    make_evaluation(other, EvaluationLevel.PERSON)
    with writing():
        type(off).objects.filter(pk=off.pk).update(state=EditionState.CANCELLED)
    typed = {"questionnaire": make_version(satisfaction_form()).pk, "months": "6", "days": "30", **REMINDING}
    url = add_url(room, EvaluationLevel.PERSON)
    page = enter(room.manager).post(url, typed | {"everywhere": "on"}, follow=True).content.decode()
    assert "Aggiunto anche a un’altra edizione." in page
    assert "2 edizioni restano come sono." in page
    row = Evaluation.objects.get(edition=later)
    assert (row.opens_on, row.reminders) == (months_after(later.ends_on, 6), 2)
    assert not Evaluation.objects.filter(edition__in=[over, off]).exists()


def test_test_at_the_end_asks_the_same_questions(room: Classroom, enter: Callable[[User], Client]) -> None:
    version = make_version(quiz_form())
    make_evaluation(room.editions[0], EvaluationLevel.BEFORE, version=version)
    typed = {"questionnaire": make_version(quiz_form()).pk, "opens_on": "2026-01-01", "closes_on": "2099-12-31"}
    url, browser = add_url(room, EvaluationLevel.AFTER), enter(room.manager)
    page = browser.post(url, typed)
    assert page.status_code == 422
    assert "le stesse domande" in page.content.decode()
    assert browser.post(url, typed | {"questionnaire": version.pk}).status_code == 302


def test_cancelled_edition_is_not_evaluated(room: Classroom, enter: Callable[[User], Client]) -> None:
    with writing():
        room.editions[0].state = EditionState.CANCELLED
        room.editions[0].save()
    typed = {"questionnaire": make_version(satisfaction_form()).pk, "months": "6", "days": "30", **REMINDING}
    page = enter(room.manager).post(add_url(room, EvaluationLevel.PERSON), typed)
    assert "è stata annullata" in page.content.decode()


def test_days_change_until_it_is_closed(room: Classroom, enter: Callable[[User], Client]) -> None:
    row, browser = make_evaluation(room.editions[0]), enter(room.manager)
    url = reverse("training:evaluation_days", args=[row.pk])
    typed = {"opens_on": f"{row.opens_on}", "closes_on": "2099-01-01", "version": row.version}
    assert browser.post(url, typed).status_code == 302
    stale = browser.post(url, typed | {"closes_on": "2099-02-02"})
    assert stale.status_code == 422
    assert "01/01/2099" in stale.content.decode()
    close(row)
    row.refresh_from_db()
    late = browser.post(url, typed | {"version": row.version})
    assert "non cambiano più" in late.content.decode()


def test_questionnaire_is_taken_away_until_somebody_begins(room: Classroom, enter: Callable[[User], Client]) -> None:
    one, other = (make_evaluation(edition) for edition in room.editions)
    answer_all(other, [5])
    browser = enter(room.manager)
    make_codes(evaluation=one, number=2, by=HOUSE, at=timezone.now())
    for row in (one, other):
        assert browser.post(reverse("training:evaluation_drop", args=[row.pk])).status_code == 302
    assert list(Evaluation.objects.all()) == [other]


def test_tutor_hands_out_address_and_codes_but_plans_nothing(room: Classroom, enter: Callable[[User], Client]) -> None:
    row, browser = make_evaluation(room.editions[0]), enter(room.tutor)
    door = browser.get(reverse("training:evaluation_door", args=[row.pk])).content.decode()
    assert row.key in door
    assert "data:image/svg+xml;base64," in door
    url = reverse("training:evaluation_codes", args=[row.pk])
    assert browser.get(url).status_code == 200
    made = browser.post(url, {"number": "3"})
    assert made.content.decode().count("<code>") == 3
    assert "no-store" in made["Cache-Control"]
    assert EvaluationToken.objects.count() == 3
    text = browser.get(page_url(room)).content.decode()
    assert "Aggiungi un questionario" not in text
    assert browser.get(add_url(room, EvaluationLevel.AFTER)).status_code == 403
    with pytest.raises(NotAllowedError):
        change_window(
            evaluation=row, opens_on=row.opens_on, closes_on=row.opens_on, version=1, by=room.tutor, at=timezone.now()
        )


@pytest.mark.parametrize(
    ("number", "said"), [("0", "maggiore o uguale"), ("301", "minore o uguale"), ("tre", "numero")]
)
def test_codes_are_as_many_as_make_sense(
    room: Classroom, enter: Callable[[User], Client], number: str, said: str
) -> None:
    row = make_evaluation(room.editions[0])
    page = enter(room.manager).post(reverse("training:evaluation_codes", args=[row.pk]), {"number": number})
    assert page.status_code == 422
    assert said in page.content.decode()


def test_codes_have_an_end_over_several_times(room: Classroom, enter: Callable[[User], Client]) -> None:
    row, browser = make_evaluation(room.editions[0]), enter(room.manager)
    url = reverse("training:evaluation_codes", args=[row.pk])
    browser.post(url, {"number": "299"})
    page = browser.post(url, {"number": "2"})
    assert page.status_code == 422
    assert "ancora 1" in page.content.decode()


def test_indicator_of_the_place_is_chosen_and_taken_away(room: Classroom, enter: Callable[[User], Client]) -> None:
    indicator, browser = make_indicator("ascolto"), enter(room.manager)
    ours, other = (make_organisation(f"Ente {name}") for name in ("delle persone", "di altri"))
    enrol(room.editions[0], 1, organisation=ours)
    url = reverse("training:evaluation_indicator", args=[room.editions[0].pk])
    assert "Ambito Uno" in browser.get(url).content.decode()
    typed = {"indicator": indicator.pk, "year_before": "2025", "year_after": "2025"}
    page = browser.post(url, typed)
    assert page.status_code == 422
    assert "deve seguire" in page.content.decode()
    typed["year_after"] = "2027"
    assert "non si divide per ente" in browser.post(url, typed | {"body": ours.pk}).content.decode()
    assert browser.post(url, typed | {"body": other.pk}).status_code == 422, "nobody there was taught"
    assert browser.post(url, typed).status_code == 302
    chosen = EvaluationIndicator.objects.get()
    assert indicator.name in browser.get(page_url(room)).content.decode()
    report = browser.get(reverse("training:evaluation_report"), {"edizione": room.editions[0].pk})
    assert "Le statistiche non sono ancora state preparate" in report.content.decode()
    assert browser.post(reverse("training:evaluation_indicator_drop", args=[chosen.pk])).status_code == 302
    assert not EvaluationIndicator.objects.exists()


def test_who_manages_elsewhere_finds_nothing(room: Classroom, enter: Callable[[User], Client]) -> None:
    row = make_evaluation(room.editions[0])
    elsewhere = make_user(role=TRAINING_MANAGER, organisation=make_organisation("Altro ente"))
    for name, pk in (("evaluation", room.editions[0].pk), ("evaluation_days", row.pk), ("evaluation_codes", row.pk)):
        assert enter(elsewhere).get(reverse(f"training:{name}", args=[pk])).status_code == 404
    assert enter(room.worker).get(page_url(room)).status_code == 403


def test_few_answers_are_not_counted_out_loud(room: Classroom, enter: Callable[[User], Client]) -> None:
    enrol(room.editions[0], 8)
    answer_all(make_evaluation(room.editions[0]), [5, 4])
    assert "meno di 5 su 8" in enter(room.manager).get(page_url(room)).content.decode()


def test_queries_do_not_grow_with_questionnaires(
    room: Classroom,
    enter: Callable[[User], Client],
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    browser, version = enter(room.manager), make_version(quiz_form())
    make_evaluation(room.editions[0], version=version)
    browser.get(page_url(room))
    with django_assert_num_queries(11):
        browser.get(page_url(room))
    for level in (EvaluationLevel.BEFORE, EvaluationLevel.PERSON):
        make_evaluation(room.editions[0], level, version=version)
    with django_assert_num_queries(11):
        browser.get(page_url(room))


def test_pages_of_course_and_edition_lead_here(room: Classroom, enter: Callable[[User], Client]) -> None:
    edition, report = room.editions[0], reverse("training:evaluation_report")
    course_page = enter(room.worker).get(reverse("training:course", args=[room.course.pk])).content.decode()
    assert f"{report}?corso={room.course.pk}" in course_page
    own = enter(room.tutor).get(reverse("training:edition", args=[edition.pk])).content.decode()
    assert page_url(room) in own
    others = enter(room.worker).get(reverse("training:edition", args=[edition.pk])).content.decode()
    assert f"{report}?edizione={edition.pk}" in others
    assert page_url(room) not in others
