# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from ordito.accounts.roles import TEAM_MEMBER
from ordito.cases.enums import Part
from ordito.cases.models import CaseFile
from ordito.cases.queries.record_header import record_header
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.core.paper import Facts, Grid, Prose
from ordito.plans.enums import Degree, PlanScope, PlanState
from ordito.plans.queries import due, story
from ordito.plans.queries.plan_list import plan_lines
from ordito.plans.queries.plan_page import plan_page
from tests.factories.accounts import make_user
from tests.factories.assessments import T1, make_assessment, sub
from tests.factories.cases import TODAY, make_record, make_taking, make_team_member
from tests.factories.plans import fill_plans, make_action, make_check, make_objective, make_plan
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

    from ordito.accounts.models import User
    from ordito.cases.queries.record_header import RecordHeader
    from tests.records import House

pytestmark = pytest.mark.django_db


def header(actor: User, record: CaseFile) -> RecordHeader:
    return record_header(actor, record, today=TODAY)


def test_last_score_stands_beside_the_row_for_who_reads_assessments(house: House) -> None:
    make_assessment(house.taking, at="t0", scores={"C1": 5})
    make_assessment(house.taking, at="t1", scores={"C1": 3})
    make_assessment(house.taking, at="t2", scores={"C2": 1})
    make_assessment(house.taking, at="other", scores={"C1": 6}, done=False)
    plan = make_plan(house.record)
    make_action(plan, sub_dimension=sub("C1"))
    page = plan_page(house.worker, header(house.worker, house.record), plan.pk)
    assert page is not None
    score = page.actions[0].score
    assert score is not None
    assert (score.value, score.time, score.held_on) == (3, "T1", T1)
    assert score.word
    body = make_organisation()
    professional = make_professional(organisation=body)
    make_team_member(house.taking, professional, body, reads=[Part.PLANS])
    reader = make_user(role=TEAM_MEMBER, organisation=body, professional=professional)
    page = plan_page(reader, header(reader, house.record), plan.pk)
    assert page is not None
    assert page.actions[0].score is None


def test_last_check_counts(house: House) -> None:
    plan = make_plan(house.record, state=PlanState.AGREED)
    objective = make_objective(plan)
    make_check(objective, Degree.REACHED, on=TODAY - timedelta(days=60))
    make_check(objective, Degree.NOT_REACHED, on=TODAY)
    page = plan_page(house.worker, header(house.worker, house.record), plan.pk)
    assert page is not None
    check = page.objectives[0].check
    assert check is not None
    assert (check.degree, page.reached) == (Degree.NOT_REACHED, 0)
    line = plan_lines(house.worker, header(house.worker, house.record))[0]
    assert (line.objectives, line.reached) == (1, 0)


def test_beneficiary_whose_record_is_closed_to_the_reader_has_no_name(house: House, colleague: User) -> None:
    theirs = make_record(house.place, worker=colleague, surname="Zuccherini").case_file
    plan = make_plan(house.record, theirs, scope=PlanScope.GROUP)
    page = plan_page(house.worker, header(house.worker, house.record), plan.pk)
    assert page is not None
    assert ([someone.case_file_id for someone in page.beneficiaries], page.hidden) == ([house.record.pk], 1)
    assert page.frozen_text == ""


def test_late_review_is_said_in_days(house: House) -> None:
    fill_plans(house.taking)
    content = due.due_reviews(house.worker, TODAY)
    assert [(item.late, str(item.detail)) for item in content.items] == [
        (True, "Progetto quadro, in ritardo di 9 giorni")
    ]
    assert house.record.person in content.named


def test_card_is_empty_for_who_follows_nothing(house: House, colleague: User) -> None:
    fill_plans(house.taking)
    content = due.due_reviews(colleague, TODAY)
    assert not content.items
    assert content.empty


@pytest.mark.parametrize("others", [0, 2])
def test_signs_of_the_board(house: House, django_assert_num_queries: DjangoAssertNumQueries, others: int) -> None:
    plan = make_plan(house.record, state=PlanState.AGREED, next_review_on=TODAY - timedelta(days=1))
    near = make_record(house.place, worker=house.worker).case_file
    make_plan(near, state=PlanState.AGREED, next_review_on=TODAY + timedelta(days=30))
    bare = [make_record(house.place, worker=house.worker).case_file.pk for _one in range(1 + others)]
    ids = [house.record.pk, near.pk, *bare]
    with django_assert_num_queries(2):
        assert set(due.without_plan(ids, TODAY)) == set(bare)
    with django_assert_num_queries(1):
        late = due.late_reviews(ids, TODAY)
    assert {pk: (item.late, str(item.detail)) for pk, item in late.items()} == {
        house.record.pk: (True, "in ritardo di un giorno")
    }
    with django_assert_num_queries(1):
        assert set(due.near_reviews(ids, TODAY)) == {near.pk}
    for sign, where in (
        (due.without_plan, due.is_without_plan),
        (due.late_reviews, due.has_late_review),
        (due.near_reviews, due.has_near_review),
    ):  # the database finds the same records
        assert set(CaseFile.objects.filter(where(TODAY)).values_list("pk", flat=True)) == set(sign(ids, TODAY))
    with writing():
        plan.state = PlanState.SUPERSEDED
        plan.save()
    assert house.record.pk in due.without_plan(ids, TODAY)


def test_nobody_waits_for_a_plan_who_is_not_in_charge(house: House) -> None:
    person_file = make_record(house.place).case_file
    with writing():
        person_file.takings.update(closed_on=TODAY)
    assert due.without_plan([person_file.pk], TODAY) == {}
    make_taking(person_file, opened_on=TODAY)
    assert set(due.without_plan([person_file.pk], TODAY)) == {person_file.pk}


def test_story_tells_plans_and_words(house: House) -> None:
    fill_plans(house.taking)
    record = header(house.worker, house.record)
    titles = [moment.title for moment in story.plan_moments(house.worker, record)]
    assert "Concordato: Crescere insieme" in titles
    assert "Verifica: Crescere insieme" in titles
    words = list(story.words_moments(house.worker, record))
    assert [(moment.kind, moment.detail) for moment in words] == [("words", "A casa della nonna dormo bene.")]
    assert words[0].written_on is not None


def test_print_has_rows_signatures_and_the_fingerprint(house: House) -> None:
    plan = fill_plans(house.taking)
    blocks = story.printed_plans(house.worker, header(house.worker, house.record))
    grids = [block for block in blocks if isinstance(block, Grid)]
    assert any("Prepara la cartella" in cell for grid in grids for row in grid.rows for cell in map(str, row))
    assert all(len(row) == len(grid.heads) for grid in grids for row in grid.rows)
    facts = [pair for block in blocks if isinstance(block, Facts) for pair in block.pairs]
    assert plan.frozen_hash in [value for _label, value in facts]
    assert any("elettronica semplice" in str(value) for _label, value in facts)
    prose = story.printed_words(house.worker, header(house.worker, house.record))
    assert [block.text for block in prose if isinstance(block, Prose)] == ["A casa della nonna dormo bene."]
    assert open_text(plan, "frozen_text")
