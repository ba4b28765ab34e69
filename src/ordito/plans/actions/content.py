# SPDX-License-Identifier: EUPL-1.2
"""What stands in a plan while nobody signed it: objectives, rows of the micro-plan, who takes part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Max
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.plans import rules
from ordito.plans.actions.checks import keep, tell, writable_plan
from ordito.plans.enums import Horizon, ListKey, ResponsibleKind
from ordito.plans.models import Objective, Participant, PlannedAction, Responsible, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.assessments.models import SubDimension
    from ordito.cases.models import Code, Person
    from ordito.core.access import Actor
    from ordito.territory.models import Professional, Service


Row = TypeVar("Row", Objective, PlannedAction)


@dataclass(frozen=True)
class Doer:
    """Who does what in a planned action: one of professional, family member, service, or a name alone."""

    professional: Professional | None = None
    person: Person | None = None
    service: Service | None = None
    name: str = ""
    does: str = ""

    @property
    def kind(self) -> ResponsibleKind:
        """Which of the four."""
        if self.professional:
            return ResponsibleKind.PROFESSIONAL
        if self.person:
            return ResponsibleKind.FAMILY
        return ResponsibleKind.SERVICE if self.service else ResponsibleKind.OTHER


@dataclass(frozen=True)
class ActionFacts:
    """What a row of the micro-plan says."""

    expected: str
    objective: Objective | None = None
    sub_dimension: SubDimension | None = None
    device: Code | None = None
    situation: str = ""
    doing: str = ""
    due_on: date | None = None
    check_on: date | None = None
    doers: Sequence[Doer] = ()


def add_objective(
    *, by: Actor, at: datetime, plan: SupportPlan, text: str, horizon: Horizon, due_on: date | None = None
) -> Objective:
    """Add an objective; the same one sent twice stands once.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: no text, a day before the plan begins, signed or agreed.
    """
    permit(rules.can_write_plan(by, plan))
    _check_text(text, field="text")
    with recorded("plans.add_objective", by=by, at=at) as trace:
        row = writable_plan(plan)
        check_order(row.starts_on, due_on, field="due_on")
        there = row.objectives.filter(removed_at__isnull=True, horizon=horizon)
        found = next((one for one in there if open_text(one, "text") == text.strip()), None)
        objective = found or Objective(plan=row, horizon=horizon, due_on=due_on, position=_next(row.objectives.all()))
        seal_texts(objective, text=text.strip())
        objective.save()
        keep(row, trace, at=at)
        trace.touches(objective)
    return objective


def edit_objective(
    *,
    by: Actor,
    at: datetime,
    objective: Objective,
    version: int,
    text: str,
    horizon: Horizon,
    due_on: date | None = None,
) -> Objective:
    """Change an objective of a plan that nobody signed.

    Raises:
        NotAllowedError: the actor does not write the plan.
        ConflictError: somebody saved meanwhile.
        CaseError: no text, a day before the plan begins, signed or agreed.
    """
    permit(rules.can_write_plan(by, objective.plan))
    _check_text(text, field="text")
    with recorded("plans.edit_objective", by=by, at=at) as trace:
        plan = writable_plan(objective.plan)
        row = _standing(lock(Objective, objective.pk, version=version))
        check_order(plan.starts_on, due_on, field="due_on")
        row.horizon, row.due_on = horizon, due_on
        seal_texts(row, text=text.strip())
        row.version += 1
        row.save()
        keep(plan, trace, at=at)
        trace.touches(row, fields=["text", "horizon", "due_on"])
    return row


def remove_objective(*, by: Actor, at: datetime, objective: Objective) -> None:
    """Take an objective out; rows of the micro-plan that were for it stay, for no objective.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: signed or agreed.
    """
    permit(rules.can_write_plan(by, objective.plan))
    with recorded("plans.remove_objective", by=by, at=at) as trace:
        plan = writable_plan(objective.plan)
        row = lock(Objective, objective.pk)
        row.removed_at = row.removed_at or at
        row.save()
        row.actions.update(objective=None)
        keep(plan, trace, at=at)
        trace.touches(row, fields=["removed_at"])


def add_action(*, by: Actor, at: datetime, plan: SupportPlan, facts: ActionFacts) -> PlannedAction:
    """Add a row to the micro-plan; the same one sent twice stands once.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: no expected result, days out of order, a code out of its list, signed or agreed.
    """
    permit(rules.can_write_plan(by, plan))
    _check_text(facts.expected, field="expected")
    with recorded("plans.add_action", by=by, at=at) as trace:
        row = writable_plan(plan)
        action = _same_action(row, facts) or PlannedAction(plan=row, position=_next(row.actions.all()))
        _fill(action, facts)
        tell(row, trace)
        trace.touches(action)
        keep(row, trace, at=at)
    return action


def edit_action(*, by: Actor, at: datetime, action: PlannedAction, version: int, facts: ActionFacts) -> PlannedAction:
    """Change a row of the micro-plan.

    Raises:
        NotAllowedError: the actor does not write the plan.
        ConflictError: somebody saved meanwhile.
        CaseError: as `add_action`.
    """
    permit(rules.can_write_plan(by, action.plan))
    _check_text(facts.expected, field="expected")
    with recorded("plans.edit_action", by=by, at=at) as trace:
        plan = writable_plan(action.plan)
        row = _standing(lock(PlannedAction, action.pk, version=version))
        row.version += 1
        _fill(row, facts)
        keep(plan, trace, at=at)
        trace.touches(row, fields=["objective", "sub_dimension", "device", "situation", "expected", "doing"])
        trace.fields.update(("due_on", "check_on", "responsibles"))
    return row


def remove_action(*, by: Actor, at: datetime, action: PlannedAction) -> None:
    """Take a row out of the micro-plan.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: signed or agreed.
    """
    permit(rules.can_write_plan(by, action.plan))
    with recorded("plans.remove_action", by=by, at=at) as trace:
        plan = writable_plan(action.plan)
        row = lock(PlannedAction, action.pk)
        row.removed_at = row.removed_at or at
        row.save()
        keep(plan, trace, at=at)
        trace.touches(row, fields=["removed_at"])


def add_participant(
    *, by: Actor, at: datetime, plan: SupportPlan, role: Code, professional: Professional | None = None, name: str = ""
) -> Participant:
    """Add somebody who takes part; the same one sent twice stands once.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: neither colleague nor name, a code out of its list, signed or agreed.
    """
    permit(rules.can_write_plan(by, plan))
    if professional is None and not name.strip():
        raise CaseError(_("Scegli l’operatore o scrivi il nome."), field="name")
    check_code(role, ListKey.PLAN_ROLE, at=plan.starts_on, field="role")
    with recorded("plans.add_participant", by=by, at=at) as trace:
        row = writable_plan(plan)
        there = row.participants.filter(removed_at__isnull=True, role=role, professional=professional)
        found = next((one for one in there if open_text(one, "name") == name.strip()), None)
        participant = found or Participant(plan=row, role=role, professional=professional)
        seal_texts(participant, name=name.strip())
        participant.save()
        keep(row, trace, at=at)
        trace.touches(participant)
    return participant


def remove_participant(*, by: Actor, at: datetime, participant: Participant) -> None:
    """Take somebody out of the plan.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: signed or agreed.
    """
    permit(rules.can_write_plan(by, participant.plan))
    with recorded("plans.remove_participant", by=by, at=at) as trace:
        plan = writable_plan(participant.plan)
        row = lock(Participant, participant.pk)
        row.removed_at = row.removed_at or at
        row.save()
        keep(plan, trace, at=at)
        trace.touches(row, fields=["removed_at"])


def _check_text(text: str, *, field: str) -> None:
    if not text.strip():
        raise CaseError(_("Scrivi il testo."), field=field)


def _standing(row: Row) -> Row:
    if row.removed_at is not None:
        raise CaseError(_("Nel frattempo qualcuno ha tolto questa riga."))
    return row


def _next(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(last=Max("position"))["last"] or 0) + 1


def _same_action(plan: SupportPlan, facts: ActionFacts) -> PlannedAction | None:
    there = plan.actions.filter(
        removed_at__isnull=True, sub_dimension=facts.sub_dimension, objective=facts.objective, device=facts.device
    )
    words = {"expected": facts.expected, "situation": facts.situation, "doing": facts.doing}
    return next((one for one in there if all(open_text(one, name) == words[name].strip() for name in words)), None)


def _fill(action: PlannedAction, facts: ActionFacts) -> None:
    check_code(facts.device, ListKey.DEVICE, at=action.plan.starts_on, field="device")
    check_order(action.plan.starts_on, facts.due_on, field="due_on")
    check_order(action.plan.starts_on, facts.check_on, field="check_on")
    if facts.objective is not None and facts.objective.plan_id != action.plan_id:
        raise CaseError(_("Scegli un obiettivo di questo progetto."), field="objective")
    action.objective, action.sub_dimension, action.device = facts.objective, facts.sub_dimension, facts.device
    action.due_on, action.check_on = facts.due_on, facts.check_on
    seal_texts(action, situation=facts.situation.strip(), expected=facts.expected.strip(), doing=facts.doing.strip())
    action.save()
    action.responsibles.all().delete()
    for doer in facts.doers:
        row = Responsible(
            action=action,
            kind=doer.kind,
            professional=doer.professional,
            person=doer.person,
            service=doer.service,
        )
        seal_texts(row, name=doer.name.strip(), does=doer.does.strip())
        row.save(force_insert=True)
