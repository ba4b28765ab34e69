# SPDX-License-Identifier: EUPL-1.2
"""The training plan: written line by line, shared for comments, adopted and frozen, opened again as a next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.training import rules
from ordito.training.actions.errors import ConflictError, TrainingError, lock, put
from ordito.training.enums import PlanState
from ordito.training.models import PlanComment, PlanLine, PlannedEditions, PlanVersion, TrainingPlan
from ordito.training.queries.plans import content_of
from ordito.training.queries.speakers import speaks_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation
    from ordito.training.models import TrainingNeed


def create_plan(
    *, values: Mapping[str, Any], bodies: Sequence[Organisation] = (), by: Actor, at: datetime
) -> TrainingPlan:
    """Begin a plan; the same title in the same year by the same body is the same plan.

    Raises:
        NotAllowedError: `by` manages no training for that body or place.
    """
    permit(_may_make(by, values))
    with recorded("training.create_plan", by=by, at=at) as trace:
        same = {name: values[name] for name in ("title", "year", "organiser")}
        plan = TrainingPlan.objects.select_for_update().filter(**same).first() or TrainingPlan.objects.create(**values)
        plan.bodies.set(bodies)
        trace.touches(plan)
    return plan


def edit_plan(
    *,
    plan: TrainingPlan,
    values: Mapping[str, Any],
    bodies: Sequence[Organisation],
    version: int,
    by: Actor,
    at: datetime,
) -> TrainingPlan:
    """Correct what stands at the head of a plan.

    Raises:
        NotAllowedError: adopted, or not theirs.
        ConflictError: somebody saved first.
    """
    with recorded("training.edit_plan", by=by, at=at) as trace:
        row = lock(plan)
        permit(rules.can_write_plan(by, row) and _may_make(by, values))
        changed = put(row, values, version)
        if {body.pk for body in bodies} != set(row.bodies.values_list("pk", flat=True)):
            row.bodies.set(bodies)
            changed.append("bodies")
        trace.touches(row, fields=changed)
    return row


def save_line(
    *,
    plan: TrainingPlan,
    values: Mapping[str, Any],
    needs: Sequence[TrainingNeed],
    spread: Mapping[int, int],
    form_key: UUID,
    line: PlanLine | None = None,
    version: int = 1,
    by: Actor,
    at: datetime,
) -> PlanLine:
    """Write a line; `spread` gives the number of editions by the id of a place. One form, one line.

    Raises:
        NotAllowedError: the plan is adopted, or not theirs.
        ConflictError: somebody saved the line first.
    """
    with recorded("training.save_line", by=by, at=at) as trace:
        owner = lock(plan)
        permit(rules.can_write_plan(by, owner))
        if line is None:
            known = PlanLine.objects.filter(form_key=form_key).first()
            if known is not None:
                return known
            row = PlanLine.objects.create(plan=owner, form_key=form_key, position=owner.lines.count() + 1, **values)
        else:
            row = lock(line)
            if row.version != version:
                raise ConflictError(row)
            put(row, values, version)
        row.needs.set(needs)
        _spread(row, spread)
        trace.touches(owner, row, fields=values)
    return row


def _spread(line: PlanLine, spread: Mapping[int, int]) -> None:
    line.spread.all().delete()
    PlannedEditions.objects.bulk_create(
        PlannedEditions(line=line, territory_id=place, number=number) for place, number in spread.items() if number
    )


def remove_line(*, line: PlanLine, by: Actor, at: datetime) -> None:
    """Take a line out of a plan that is not adopted.

    Raises:
        NotAllowedError: the plan is adopted, or not theirs.
        TrainingError: a course is made of it.
    """
    with recorded("training.remove_line", by=by, at=at) as trace:
        plan = lock(line.plan)
        permit(rules.can_write_plan(by, plan))
        row = PlanLine.objects.select_for_update().filter(pk=line.pk).first()
        if row is None:
            return
        if row.courses.exists():
            raise TrainingError(_("Da questa linea è nato un corso: non si può togliere dal piano."))
        trace.touches(plan, row)
        row.spread.all().delete()
        row.needs.clear()
        row.delete()


def share_plan(*, plan: TrainingPlan, comments_until: date | None, by: Actor, at: datetime) -> TrainingPlan:
    """Show a plan to the network and ask for comments.

    Raises:
        NotAllowedError: adopted, or not theirs.
        TrainingError: it has no line yet, or the last day is over.
    """
    with recorded("training.share_plan", by=by, at=at) as trace:
        row = lock(plan)
        permit(rules.can_write_plan(by, row))
        if not row.lines.exists():
            raise TrainingError(_("Il piano è vuoto: aggiungi almeno una linea prima di aprirlo ai commenti."))
        if comments_until is not None and comments_until < rules.today_of(at):
            raise TrainingError(_("Questo giorno è già passato."), field="comments_until")
        row.state, row.comments_until = PlanState.SHARED, comments_until
        row.version += 1
        row.save()
        trace.touches(row, fields=["state"])
    return row


def comment_on_plan(*, plan: TrainingPlan, text: str, form_key: UUID, by: Actor, at: datetime) -> PlanComment:
    """Say something of a plan while it is open to comments; one form, one comment.

    Raises:
        TrainingError: it is not, or no longer.
    """
    with recorded("training.comment_on_plan", by=by, at=at) as trace:
        row = lock(plan)
        if not rules.can_comment(by, row, rules.today_of(at)):
            raise TrainingError(_("Il piano non è più aperto ai commenti."))
        comment, _made = PlanComment.objects.get_or_create(
            form_key=form_key,
            defaults={
                "plan": row,
                "text": text,
                "at": at,
                "by_id": by.actor_id,
                "by_name": by.actor_name[:160],
                "by_for": speaks_for(by),
            },
        )
        trace.touches(row, comment)
    return comment


def adopt_plan(*, plan: TrainingPlan, act: str, adopted_on: date, by: Actor, at: datetime) -> PlanVersion:
    """Adopt a shared plan: what it says now is kept for good as its next version.

    Raises:
        NotAllowedError: not shared, or not theirs to adopt.
        TrainingError: a day in the future.
    """
    with recorded("training.adopt_plan", by=by, at=at) as trace:
        row = lock(plan)
        if row.state == PlanState.ADOPTED and (last := row.versions.order_by("-number").first()):
            return last  # the same form sent twice
        permit(rules.can_adopt(by, row))
        if adopted_on > rules.today_of(at):
            raise TrainingError(_("La data è nel futuro: controlla l’anno."), field="adopted_on")
        made = PlanVersion.objects.create(
            plan=row,
            number=row.versions.count() + 1,
            content=content_of(row),
            act=act,
            adopted_on=adopted_on,
            at=at,
            by_id=by.actor_id,
            by_name=by.actor_name[:160],
        )
        row.state = PlanState.ADOPTED
        row.version += 1
        row.save()
        trace.touches(row, made, fields=["state"])
    return made


def reopen_plan(*, plan: TrainingPlan, by: Actor, at: datetime) -> TrainingPlan:
    """Begin the next version of an adopted plan; the adopted one stays readable as it is.

    Raises:
        NotAllowedError: not theirs to adopt.
    """
    with recorded("training.reopen_plan", by=by, at=at) as trace:
        row = lock(plan)
        permit(rules.can_reopen(by, row))
        if row.state == PlanState.ADOPTED:
            row.state, row.comments_until = PlanState.DRAFT, None
            row.version += 1
            row.save()
        trace.touches(row, fields=["state"])
    return row


def _may_make(by: Actor, values: Mapping[str, Any]) -> bool:
    return rules.can_manage_in(by, organiser_id=values["organiser"].pk, territory_id=values["territory"].pk)
