# SPDX-License-Identifier: EUPL-1.2
"""What the home says of editions and of plans, to whom, and how many questions it asks the database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.training.actions import plans as plan_actions
from ordito.training.queries import cards
from tests.factories.training import STARTS, School, make_school

if TYPE_CHECKING:
    from ordito.core.access import Actor

pytestmark = pytest.mark.django_db
TODAY = STARTS - timedelta(days=20)


@pytest.fixture
def school() -> School:
    return make_school()


def lines(actor: Actor, today: date = TODAY) -> list[tuple[str, bool]]:
    content = cards.editions(actor, today)
    return [] if content is None else [(str(item.detail), item.late) for item in content.items]


def test_who_manages_reads_what_begins_and_what_is_to_close(school: School) -> None:
    course = school.course()
    coming = school.edition(course, name="Che viene", seats=1)
    school.edition(course, name="Lontana", starts_on=STARTS + timedelta(days=40), ends_on=STARTS + timedelta(days=41))
    school.edition(course, name="In preparazione", opened=False)
    school.enrol(coming)
    school.enrol(coming)
    assert lines(school.manager) == [("dal 06/10/2026, posti presi: 1 su 1, 1 in lista d’attesa", False)]
    after = coming.ends_on + timedelta(days=1)
    assert lines(school.manager, after)[0] == ("finita il 13/10/2026, da chiudere", True)


def test_a_tutor_reads_the_own_ones_and_others_nothing(school: School) -> None:
    school.edition(tutor=None)
    assert lines(school.tutor) == []
    school.edition()
    assert [late for _, late in lines(school.tutor)] == [False]
    assert lines(school.provider) == lines(school.worker) == []


def test_home_asks_the_same_however_many_editions(school: School, django_assert_num_queries: Any) -> None:
    course = school.course()
    for more in (1, 2):
        for _ in range(more):
            school.edition(course)
        with django_assert_num_queries(1):
            assert lines(school.manager)


def test_plans_are_shown_while_they_take_comments(school: School) -> None:
    plan = school.plan()
    assert cards.plans(school.worker, TODAY) is None
    plan_actions.share_plan(plan=plan, comments_until=date(2026, 9, 16), by=school.manager, at=school.now)
    content = cards.plans(school.worker, TODAY)
    assert content is not None
    assert [(item.text, item.detail) for item in content.items] == [(str(plan), "fino al 16/09/2026")]
    assert cards.plans(school.worker, TODAY + timedelta(days=1)) is None
