# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.audit.queries import about
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import CaseFileState, Part
from ordito.cases.enums import ListKey as CaseListKey
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.core.models import writing
from ordito.plans import actions
from ordito.plans.enums import Horizon, ListKey, PlanScope, PlanState
from ordito.plans.models import SupportPlan
from tests.factories.accounts import make_user
from tests.factories.cases import NOW, TODAY, code, make_record, make_team_member
from tests.factories.plans import make_action, make_objective, make_plan, make_signature
from tests.factories.territory import make_organisation, make_professional

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from tests.records import House

pytestmark = pytest.mark.django_db


def facts(**changes: Any) -> actions.PlanFacts:
    kind = code(ListKey.PLAN_KIND, "framework")
    values: dict[str, Any] = {"kind": kind, "starts_on": TODAY, "title": "Insieme", "reasons": "La scuola."}
    return actions.PlanFacts(**values | changes)


def start(house: House, **changes: Any) -> SupportPlan:
    return actions.start_plan(
        by=house.worker, at=NOW, case_file=house.record, taking=house.taking, facts=facts(**changes)
    )


def sibling_of(house: House) -> Any:
    return make_record(house.place, worker=house.worker, surname="Zanzotti").case_file


def test_plan_begins_as_a_sealed_draft(house: House) -> None:
    plan = SupportPlan.objects.get(pk=start(house, ends_on=TODAY + timedelta(days=365)).pk)
    assert (plan.state, plan.edition, plan.frozen) == (PlanState.DRAFT, 1, False)
    assert (open_text(plan, "title"), open_text(plan, "reasons")) == ("Insieme", "La scuola.")
    assert b"scuola" not in bytes(plan.reasons)
    assert [place.case_file for place in plan.beneficiaries.all()] == [house.record]
    assert about("cases.casefile", house.record.pk).filter(action="plans.start_plan").count() == 1


def test_same_form_twice_begins_one_plan(house: House) -> None:
    assert start(house).pk == start(house).pk
    assert start(house, title="Un altro").pk != start(house).pk


def test_family_shares_one_plan_and_both_records_tell_of_it(house: House) -> None:
    sibling = sibling_of(house)
    plan = start(house, scope=PlanScope.FAMILY, others=[sibling])
    assert {place.case_file_id for place in plan.beneficiaries.all()} == {house.record.pk, sibling.pk}
    assert about("cases.casefile", sibling.pk).filter(action="plans.start_plan").exists()
    actions.edit_plan(by=house.worker, at=NOW, plan=plan, version=1, facts=facts())
    assert [place.case_file for place in plan.beneficiaries.all()] == [house.record]
    assert about("cases.casefile", sibling.pk).filter(action="plans.edit_plan").exists()


def test_record_of_somebody_else_cannot_be_added(house: House, colleague: User) -> None:
    stranger = make_record(house.place, worker=colleague).case_file
    with pytest.raises(NotAllowedError):
        start(house, scope=PlanScope.FAMILY, others=[stranger])


def test_beneficiary_of_a_colleague_stays_when_another_hand_edits(house: House, colleague: User) -> None:
    theirs = make_record(house.place, worker=colleague).case_file
    plan = make_plan(house.record, theirs, scope=PlanScope.FAMILY)
    actions.edit_plan(by=house.worker, at=NOW, plan=plan, version=1, facts=facts(scope=PlanScope.FAMILY))
    assert {place.case_file_id for place in plan.beneficiaries.all()} == {house.record.pk, theirs.pk}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
        ({"next_review_on": TODAY - timedelta(days=1)}, "next_review_on"),
        ({"scope": PlanScope.GROUP}, "numbers"),
    ],
)
def test_head_that_makes_no_sense_is_refused(house: House, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(CaseError) as refused:
        start(house, **changes)
    assert refused.value.field == field
    assert not SupportPlan.objects.exists()


def test_plan_for_one_person_has_no_other_records(house: House) -> None:
    with pytest.raises(CaseError) as refused:
        start(house, others=[sibling_of(house)])
    assert refused.value.field == "scope"


def test_code_of_another_list_is_refused(house: House) -> None:
    with pytest.raises(CaseError) as refused:
        start(house, kind=code(CaseListKey.MODE, "consensual"))
    assert refused.value.field == "kind"


def test_closed_record_takes_no_plan(house: House) -> None:
    with writing():
        house.record.state = CaseFileState.CLOSED
        house.record.save()
    with pytest.raises(CaseError, match="chiusa"):
        start(house)


def test_two_who_save_see_the_conflict(house: House) -> None:
    plan = start(house)
    actions.edit_plan(by=house.worker, at=NOW, plan=plan, version=1, facts=facts(title="Prima"))
    with pytest.raises(ConflictError) as conflict:
        actions.edit_plan(by=house.worker, at=NOW, plan=plan, version=1, facts=facts(title="Dopo"))
    assert open_text(conflict.value.current, "title") == "Prima"


def test_who_may_and_who_may_not(house: House, colleague: User, outsider: User, teammate: User) -> None:
    plan = start(house)
    for stranger in (colleague, outsider, teammate):
        with pytest.raises(NotAllowedError):
            actions.edit_plan(by=stranger, at=NOW, plan=plan, version=1, facts=facts())
        with pytest.raises(NotAllowedError):
            actions.share_plan(by=stranger, at=NOW, plan=plan, shared_on=TODAY)


def test_team_member_writes_when_plans_are_shared_to_be_written(house: House) -> None:
    from ordito.accounts.roles import TEAM_MEMBER

    body = make_organisation()
    educator = make_professional(organisation=body)
    make_team_member(house.taking, educator, body, writes=[Part.PLANS])
    user = make_user(role=TEAM_MEMBER, organisation=body, professional=educator)
    plan = actions.start_plan(by=user, at=NOW, case_file=house.record, taking=None, facts=facts())
    assert plan.created_by_name == user.actor_name


def test_only_a_plan_with_objectives_is_shared(house: House) -> None:
    plan = make_plan(house.record)
    with pytest.raises(CaseError, match="obiettivo"):
        actions.share_plan(by=house.worker, at=NOW, plan=plan, shared_on=TODAY)
    make_objective(plan)
    with pytest.raises(CaseError, match="futuro"):
        actions.share_plan(by=house.worker, at=NOW, plan=plan, shared_on=TODAY + timedelta(days=1))
    shared = actions.share_plan(by=house.worker, at=NOW, plan=plan, shared_on=TODAY)
    assert (shared.state, shared.shared_on) == (PlanState.SHARED, TODAY)
    with pytest.raises(CaseError, match="condiviso con la famiglia"):
        actions.share_plan(by=house.worker, at=NOW, plan=plan, shared_on=TODAY)


def test_running_plan_concludes_with_its_outcome(house: House) -> None:
    plan = make_plan(house.record, state=PlanState.AGREED, next_review_on=TODAY)
    with pytest.raises(CaseError) as refused:
        actions.conclude_plan(
            by=house.worker,
            at=NOW,
            plan=plan,
            concluded_on=date(2026, 1, 1),
            conclusion=code(ListKey.CONCLUSION, "reached"),
        )
    assert refused.value.field == "concluded_on"
    ended = actions.conclude_plan(
        by=house.worker,
        at=NOW,
        plan=plan,
        concluded_on=TODAY,
        conclusion=code(ListKey.CONCLUSION, "partly"),
        note="Ce l’hanno fatta.",
    )
    assert (ended.state, ended.next_review_on) == (PlanState.CONCLUDED, None)
    assert open_text(ended, "conclusion_note") == "Ce l’hanno fatta."


def test_new_edition_copies_and_the_old_one_stays_whole(house: House) -> None:
    old = make_plan(house.record, state=PlanState.SHARED)
    objective = make_objective(old, "Leggere insieme.", horizon=Horizon.LONG)
    make_action(old, "Un libro al mese.", objective=objective)
    make_signature(old)
    with writing():
        old.state = PlanState.AGREED
        old.save()
    text = open_text(old, "frozen_text")
    new = actions.new_edition(by=house.worker, at=NOW, plan=old)
    assert (new.edition, new.state, new.frozen, new.previous) == (2, PlanState.DRAFT, False, old)
    copied = new.objectives.get()
    row = new.actions.get()
    assert (open_text(copied, "text"), row.objective) == ("Leggere insieme.", copied)
    assert open_text(row.responsibles.get(), "name") == "La mamma"
    assert not new.signatures.exists()
    assert [place.case_file for place in new.beneficiaries.all()] == [house.record]
    old.refresh_from_db()
    assert (old.state, old.objectives.get(), open_text(old, "frozen_text")) == (PlanState.UNDER_REVIEW, objective, text)
    assert actions.new_edition(by=house.worker, at=NOW, plan=old) == new


def test_next_edition_takes_the_place_of_the_old_one(house: House) -> None:
    old = make_plan(house.record, state=PlanState.AGREED, next_review_on=TODAY)
    make_objective(old)
    new = actions.new_edition(by=house.worker, at=NOW, plan=old)
    with pytest.raises(CaseError, match="nuova versione"):
        actions.conclude_plan(
            by=house.worker, at=NOW, plan=old, concluded_on=TODAY, conclusion=code(ListKey.CONCLUSION, "other")
        )
    actions.share_plan(by=house.worker, at=NOW, plan=new, shared_on=TODAY)
    make_signature(SupportPlan.objects.get(pk=new.pk))
    actions.agree_plan(by=house.worker, at=NOW, plan=new, agreed_on=TODAY)
    old.refresh_from_db()
    assert (old.state, old.next_review_on) == (PlanState.SUPERSEDED, None)


def test_edition_thrown_away_lets_the_old_one_run_on(house: House) -> None:
    old = make_plan(house.record, state=PlanState.AGREED)
    new = actions.new_edition(by=house.worker, at=NOW, plan=old)
    actions.discard_plan(by=house.worker, at=NOW, plan=new)
    old.refresh_from_db()
    assert old.state == PlanState.AGREED
    assert not SupportPlan.objects.current().filter(pk=new.pk).exists()
    assert actions.new_edition(by=house.worker, at=NOW, plan=old) != new
    with pytest.raises(CaseError, match="buttata"):
        actions.edit_plan(by=house.worker, at=NOW, plan=new, version=new.version + 1, facts=facts())
