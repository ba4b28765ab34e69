# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.actions import CaseError, ConflictError
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.plans import actions
from ordito.plans.enums import Degree, PlanState
from tests.factories.cases import NOW, TODAY
from tests.factories.plans import make_action, make_objective, make_plan

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.plans.models import PlanReview, SupportPlan
    from tests.records import House

pytestmark = pytest.mark.django_db
DUE = TODAY - timedelta(days=9)
NEXT = TODAY + timedelta(days=90)


def running(house: House) -> SupportPlan:
    return make_plan(house.record, state=PlanState.AGREED, next_review_on=DUE)


def review(house: House, plan: SupportPlan, **changes: Any) -> PlanReview:
    values: dict[str, Any] = {
        "version": 1,
        "held_on": TODAY,
        "next_on": NEXT,
        "present": "La mamma",
        "note": "Va meglio.",
        "results": (),
    } | changes
    return actions.hold_review(by=house.worker, at=NOW, plan=plan, **values)


def test_review_says_how_far_each_row_was_reached(house: House) -> None:
    plan = running(house)
    objective, action = make_objective(plan), make_action(plan)
    results = [
        actions.Result(objective, Degree.REACHED, attainment=8, why="Ci va da solo."),
        actions.Result(action, Degree.PARTLY),
    ]
    row = review(house, plan, results=results)
    plan.refresh_from_db()
    assert (row.due_on, row.next_on, plan.next_review_on, plan.version) == (DUE, NEXT, NEXT, 2)
    check = objective.checks.get()
    assert (check.degree, check.attainment, check.on, check.review) == (Degree.REACHED, 8, TODAY, row)
    assert open_text(check, "why") == "Ci va da solo."
    assert action.checks.get().attainment is None


def test_same_review_twice_stands_once(house: House) -> None:
    plan = running(house)
    assert review(house, plan) == review(house, plan)
    assert plan.reviews.count() == 1


def test_two_reviews_at_once_are_a_conflict(house: House) -> None:
    plan = running(house)
    review(house, plan)
    with pytest.raises(ConflictError):
        review(house, plan, note="Un’altra cosa.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "held_on"),
        ({"held_on": TODAY.replace(year=2025)}, "held_on"),
        ({"next_on": TODAY - timedelta(days=1)}, "next_on"),
        ({"note": " "}, "note"),
    ],
)
def test_review_that_makes_no_sense_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        review(house, running(house), **changes)
    assert refused.value.field == field


def test_result_out_of_range_or_of_another_plan_is_refused(house: House) -> None:
    plan = running(house)
    own, foreign = make_objective(plan), make_objective(running(house))
    with pytest.raises(CaseError, match="da 0 a 10"):
        review(house, plan, results=[actions.Result(own, Degree.REACHED, attainment=11)])
    with pytest.raises(CaseError, match="non è di questo progetto"):
        review(house, plan, results=[actions.Result(foreign, Degree.REACHED)])


def test_draft_is_not_reviewed_and_strangers_review_nothing(house: House, colleague: User, teammate: User) -> None:
    with pytest.raises(CaseError, match="bozza"):
        review(house, make_plan(house.record))
    plan = running(house)
    for stranger in (colleague, teammate):
        with pytest.raises(NotAllowedError):
            actions.hold_review(
                by=stranger, at=NOW, plan=plan, version=1, held_on=TODAY, next_on=None, present="", note="x", results=()
            )
