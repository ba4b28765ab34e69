# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_not_future, check_order, lock
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.plans import rules
from ordito.plans.actions.checks import PRESSED_TWICE, check_individual_alive, keep, locked_plan
from ordito.plans.models import MOST, RUNNING, Check, Objective, PlannedAction, PlanReview, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from ordito.core.access import Actor
    from ordito.plans.enums import Degree


@dataclass(frozen=True)
class Result:
    """How far one objective or action was reached; `attainment` from 0 to 10, of objectives only."""

    of: Objective | PlannedAction
    degree: Degree
    attainment: int | None = None
    why: str = ""


def hold_review(
    *,
    by: Actor,
    at: datetime,
    plan: SupportPlan,
    version: int,
    held_on: date,
    next_on: date | None,
    present: str,
    note: str,
    results: Sequence[Result],
) -> PlanReview:
    """Record a review of a running plan: how far each row was reached, what came out, when the next one is.

    The same review sent again within two minutes is the one already written.

    Raises:
        NotAllowedError: the actor does not write the plan.
        ConflictError: somebody saved meanwhile.
        CaseError: not running, a day in the future or before the beginning, nothing said, an attainment out of range.
    """
    permit(rules.can_write_plan(by, plan))
    check_not_future(held_on, at=at, field="held_on")
    check_individual_alive(plan, held_on, field="held_on")
    check_individual_alive(plan, next_on, field="next_on")
    check_order(plan.starts_on, held_on, field="held_on")
    check_order(held_on, next_on, field="next_on")
    _check_results(plan, results, note)
    review = PlanReview(plan=plan, held_on=held_on, next_on=next_on, written_at=at, written_by_name=by.actor_name)
    with transaction.atomic():
        lock(CaseFile, plan.case_file_id)
        found = _just_written(review, {"present": present, "note": note}, results)
        return found or _insert(review, version, {"present": present, "note": note}, results, by=by, at=at)


def _check_results(plan: SupportPlan, results: Sequence[Result], note: str) -> None:
    if not results and not note.strip():
        raise CaseError(_("Scrivi che cosa è emerso, o almeno quanto è stato raggiunto."), field="note")
    for result in results:
        if result.of.plan_id != plan.pk:
            raise CaseError(_("Una riga non è di questo progetto."))
        if result.attainment is not None and not 0 <= result.attainment <= MOST:
            raise CaseError(_("Scrivi un numero da 0 a 10."))


def _just_written(review: PlanReview, texts: dict[str, str], results: Sequence[Result]) -> PlanReview | None:
    """What the same writer recorded a moment ago for the same day in the same words; the record is locked."""
    recent = PlanReview.objects.filter(
        plan=review.plan,
        held_on=review.held_on,
        next_on=review.next_on,
        written_by_name=review.written_by_name,
        written_at__gt=review.written_at - PRESSED_TWICE,
    ).select_related("plan__case_file__person")
    said = sorted((type(one.of).__name__, one.of.pk, str(one.degree), one.why.strip()) for one in results)
    return next((one for one in recent if _texts(one) == _stripped(texts) and _said(one) == said), None)


def _texts(review: PlanReview) -> dict[str, str]:
    return {name: open_text(review, name) for name in ("present", "note")}


def _stripped(texts: dict[str, str]) -> dict[str, str]:
    return {name: text.strip() for name, text in texts.items()}


def _said(review: PlanReview) -> list[tuple[str, int | None, str, str]]:
    """What a review says of each row, in an order of its own."""
    checks = review.checks.select_related("plan__case_file__person")
    return sorted(
        (
            "Objective" if check.objective_id else "PlannedAction",
            check.objective_id or check.action_id,
            check.degree,
            open_text(check, "why"),
        )
        for check in checks
    )


def _insert(
    review: PlanReview, version: int, texts: dict[str, str], results: Sequence[Result], *, by: Actor, at: datetime
) -> PlanReview:
    with recorded("plans.hold_review", by=by, at=at) as trace:
        plan = locked_plan(review.plan, states=set(RUNNING), version=version)
        review.plan, review.due_on = plan, plan.next_review_on
        seal_texts(review, **_stripped(texts))
        review.save(force_insert=True)
        for result in results:
            _add_check(review, result)
        plan.next_review_on = review.next_on
        keep(plan, trace, at=at)
        trace.touches(review, fields=["next_review_on"])
        trace.notes(results=len(results))
    return review


def _add_check(review: PlanReview, result: Result) -> None:
    of_objective = isinstance(result.of, Objective)
    check = Check(
        plan=review.plan,
        review=review,
        objective=result.of if isinstance(result.of, Objective) else None,
        action=result.of if isinstance(result.of, PlannedAction) else None,
        on=review.held_on,
        degree=result.degree,
        attainment=result.attainment if of_objective else None,
        written_at=review.written_at,
        written_by_name=review.written_by_name,
    )
    seal_texts(check, why=result.why.strip())
    check.save(force_insert=True)
