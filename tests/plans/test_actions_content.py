# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ordito.cases.actions import CaseError, ConflictError
from ordito.core.access import NotAllowedError
from ordito.core.fields import open_text
from ordito.plans import actions
from ordito.plans.enums import Horizon, ListKey, PlanState, ResponsibleKind
from tests.factories.cases import NOW, code, staff
from tests.factories.plans import make_action, make_objective, make_plan, make_signature
from tests.factories.territory import make_service

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.plans.models import Objective, PlannedAction, SupportPlan
    from tests.records import House

pytestmark = pytest.mark.django_db


def add(house: House, plan: SupportPlan, **changes: Any) -> PlannedAction:
    values: dict[str, Any] = {"expected": "Arriva in orario.", "situation": "Arriva tardi."} | changes
    return actions.add_action(by=house.worker, at=NOW, plan=plan, facts=actions.ActionFacts(**values))


def objective(house: House, plan: SupportPlan, text: str, horizon: Horizon = Horizon.SHORT) -> Objective:
    return actions.add_objective(by=house.worker, at=NOW, plan=plan, text=text, horizon=horizon)


def test_objective_stands_once_and_in_order(house: House) -> None:
    plan = make_plan(house.record)
    first = objective(house, plan, "  Dormire.  ")
    assert objective(house, plan, "Dormire.") == first
    second = objective(house, plan, "Dormire.", Horizon.LONG)
    assert (first.position, second.position) == (1, 2)
    assert open_text(first, "text") == "Dormire."
    with pytest.raises(CaseError) as refused:
        objective(house, plan, "  ")
    assert refused.value.field == "text"


def test_objective_before_the_plan_is_refused(house: House) -> None:
    plan = make_plan(house.record)
    with pytest.raises(CaseError) as refused:
        actions.add_objective(
            by=house.worker,
            at=NOW,
            plan=plan,
            text="Ieri.",
            horizon=Horizon.SHORT,
            due_on=plan.starts_on - timedelta(days=1),
        )
    assert refused.value.field == "due_on"


def test_objective_changed_by_two_is_a_conflict(house: House) -> None:
    row = make_objective(make_plan(house.record))
    same: dict[str, Any] = {"by": house.worker, "at": NOW, "objective": row, "version": 1, "horizon": Horizon.MEDIUM}
    actions.edit_objective(**same, text="Prima.")
    with pytest.raises(ConflictError) as conflict:
        actions.edit_objective(**same, text="Dopo.")
    assert open_text(conflict.value.current, "text") == "Prima."


def test_objective_taken_out_leaves_its_rows(house: House) -> None:
    plan = make_plan(house.record)
    row = make_objective(plan)
    action = make_action(plan, objective=row)
    actions.remove_objective(by=house.worker, at=NOW, objective=row)
    action.refresh_from_db()
    assert (action.objective, action.removed_at) == (None, None)
    with pytest.raises(CaseError, match="tolto"):
        actions.edit_objective(by=house.worker, at=NOW, objective=row, version=1, text="Ancora.", horizon=Horizon.SHORT)


def test_row_says_who_does_what_the_family_too(house: House) -> None:
    plan = make_plan(house.record)
    service = make_service("ADE", holder=house.place.body, territory=house.place.comune)
    doers = [
        actions.Doer(person=house.record.person, does="Sveglia alle sette"),
        actions.Doer(professional=staff(house.worker), does="Parla con la scuola"),
        actions.Doer(service=service),
        actions.Doer(name="La vicina", does="Accompagna il martedì"),
    ]
    row = add(house, plan, device=code(ListKey.DEVICE, "home_education"), doers=doers)
    kinds = list(row.responsibles.order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        ResponsibleKind.FAMILY,
        ResponsibleKind.PROFESSIONAL,
        ResponsibleKind.SERVICE,
        ResponsibleKind.OTHER,
    ]
    assert open_text(row.responsibles.last(), "name") == "La vicina"  # type: ignore[arg-type]  # there are four
    assert b"vicina" not in bytes(row.responsibles.last().name)  # type: ignore[union-attr]  # the same
    assert add(house, plan, device=code(ListKey.DEVICE, "home_education"), doers=doers) == row
    assert row.responsibles.count() == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"expected": " "}, "expected"), ({"days": "due_on"}, "due_on"), ({"days": "check_on"}, "check_on")],
)
def test_row_that_makes_no_sense_is_refused(house: House, changes: dict[str, str], field: str) -> None:
    plan = make_plan(house.record)
    values: dict[str, Any] = dict(changes)
    if "days" in values:
        values = {values["days"]: plan.starts_on - timedelta(days=1)}
    with pytest.raises(CaseError) as refused:
        add(house, plan, **values)
    assert refused.value.field == field
    assert not plan.actions.exists()


def test_objective_of_another_plan_is_refused(house: House) -> None:
    other = make_objective(make_plan(house.record))
    with pytest.raises(CaseError) as refused:
        add(house, make_plan(house.record), objective=other)
    assert refused.value.field == "objective"


def test_row_changed_by_two_is_a_conflict_and_one_taken_out_is_said(house: House) -> None:
    row = make_action(make_plan(house.record))
    same: dict[str, Any] = {"by": house.worker, "at": NOW, "action": row}
    actions.edit_action(**same, version=1, facts=actions.ActionFacts("Prima."))
    with pytest.raises(ConflictError):
        actions.edit_action(**same, version=1, facts=actions.ActionFacts("Dopo."))
    actions.remove_action(**same)
    with pytest.raises(CaseError, match="tolto"):
        actions.edit_action(**same, version=2, facts=actions.ActionFacts("Dopo."))


def test_participant_is_a_colleague_or_a_name(house: House) -> None:
    plan = make_plan(house.record)
    same: dict[str, Any] = {"by": house.worker, "at": NOW, "plan": plan, "role": code(ListKey.PLAN_ROLE, "relative")}
    with pytest.raises(CaseError) as refused:
        actions.add_participant(**same)
    assert refused.value.field == "name"
    row = actions.add_participant(**same, name="Nonna Pina")
    assert actions.add_participant(**same, name="Nonna Pina") == row
    actions.remove_participant(by=house.worker, at=NOW, participant=row)
    assert not plan.participants.filter(removed_at__isnull=True).exists()


def test_signed_text_does_not_change(house: House) -> None:
    plan = make_plan(house.record, state=PlanState.SHARED)
    row, action = make_objective(plan), make_action(plan)
    make_signature(plan)
    for attempt in (
        lambda: objective(house, plan, "Altro."),
        lambda: add(house, plan, expected="Altro."),
        lambda: actions.remove_objective(by=house.worker, at=NOW, objective=row),
        lambda: actions.edit_action(
            by=house.worker, at=NOW, action=action, version=1, facts=actions.ActionFacts("Altro.")
        ),
        lambda: actions.discard_plan(by=house.worker, at=NOW, plan=plan),
    ):
        with pytest.raises(CaseError, match="firmato"):
            attempt()


def test_strangers_write_nothing(house: House, colleague: User, outsider: User, teammate: User) -> None:
    plan = make_plan(house.record)
    row = make_action(plan)
    for stranger in (colleague, outsider, teammate):
        with pytest.raises(NotAllowedError):
            actions.add_objective(by=stranger, at=NOW, plan=plan, text="x", horizon=Horizon.SHORT)
        with pytest.raises(NotAllowedError):
            actions.edit_action(by=stranger, at=NOW, action=row, version=1, facts=actions.ActionFacts("x"))
