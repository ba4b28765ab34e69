# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.plans import rules
from ordito.plans.actions.checks import keep, locked_plan, tell
from ordito.plans.enums import PlanState
from ordito.plans.models import RUNNING, PlannedAction, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import Model

    from ordito.core.access import Actor


def new_edition(*, by: Actor, at: datetime, plan: SupportPlan) -> SupportPlan:
    """Begin the next edition of a running plan as a draft that says the same; the old one stays whole and runs on.

    Asked twice, it is the draft already there. Sealed texts are copied as they lie: same person's key, same column.

    Raises:
        NotAllowedError: the actor does not write the plan.
        CaseError: the plan does not run.
    """
    permit(rules.can_write_plan(by, plan))
    with transaction.atomic():
        old = locked_plan(plan, states=set(RUNNING))
        there = SupportPlan.objects.current().filter(previous=old).first()
        return there or _begin(old, by=by, at=at)


def _begin(old: SupportPlan, *, by: Actor, at: datetime) -> SupportPlan:
    with recorded("plans.new_edition", by=by, at=at) as trace:
        new = _copied_head(old, by=by, at=at)
        for row in [*old.beneficiaries.all(), *old.participants.filter(removed_at__isnull=True)]:
            _copy(row, plan=new)
        _copy_content(old, new)
        old.state = PlanState.UNDER_REVIEW
        keep(old, trace, at=at)
        tell(new, trace)
    return new


def _copied_head(old: SupportPlan, *, by: Actor, at: datetime) -> SupportPlan:
    new = SupportPlan(
        case_file=old.case_file,
        taking=old.taking,
        kind=old.kind,
        scope=old.scope,
        title=old.title,
        reasons=old.reasons,
        starts_on=old.starts_on,
        ends_on=old.ends_on,
        next_review_on=old.next_review_on,
        responsible=old.responsible,
        provider=old.provider,
        edition=old.edition + 1,
        previous=old,
        created_at=at,
        created_by_name=by.actor_name,
        updated_at=at,
    )
    new.save(force_insert=True)
    return new


def _copy_content(old: SupportPlan, new: SupportPlan) -> None:
    objectives = _copied(old.objectives.filter(removed_at__isnull=True).order_by("position", "pk"), plan=new)
    for action in old.actions.filter(removed_at__isnull=True).order_by("position", "pk"):
        doers = list(action.responsibles.order_by("pk"))
        copied: PlannedAction = _copy(
            action, plan=new, objective=objectives.get(action.objective_id) if action.objective_id else None
        )
        for doer in doers:
            _copy(doer, action=copied)


def _copied(rows: Iterable[Any], **values: Model) -> dict[int, Any]:
    """Copies of rows, by the id of the row copied."""
    return {row.pk: _copy(row, **values) for row in list(rows)}


def _copy(row: Any, **values: Model | None) -> Any:
    row.pk = None
    row._state.adding = True  # noqa: SLF001 - how the framework's manual copies a row
    for name, value in values.items():
        setattr(row, name, value)
    if hasattr(row, "version"):
        row.version = 1
    row.save(force_insert=True)
    return row
