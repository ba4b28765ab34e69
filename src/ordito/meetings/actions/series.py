# SPDX-License-Identifier: EUPL-1.2
"""Series: many meetings by one rule, each a row of its own that may be moved or cancelled alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.repeats import once_more
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError
from ordito.meetings.actions.meetings import check_plan, check_taken, new_row
from ordito.meetings.engine.recurrence import RuleError, occurrences
from ordito.meetings.enums import MeetingState
from ordito.meetings.models import Meeting, MeetingSeries

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.meetings.actions.meetings import Plan


@once_more
def schedule_series(
    *,
    by: Actor,
    at: datetime,
    plan: Plan,
    rule: str,
    owner: Model | None = None,
    form_key: UUID | None = None,
    anyway: bool = False,
) -> list[Meeting]:
    """Put a series in the calendar; `plan` is its first meeting and `rule` an RRULE that ends by COUNT.

    Raises:
        NotAllowedError, MeetingError, TakenError: as `schedule_meeting`; a rule that makes no series is a MeetingError.
    """
    organiser, territory = plan.organiser.pk, plan.territory.pk if plan.territory else None
    permit(rules.can_organise_for(by, organiser_id=organiser, territory_id=territory))
    check_plan(plan)
    if form_key is not None and (known := list(Meeting.objects.filter(form_key=form_key).order_by("number"))):
        return known
    plans = _plans(plan, rule)
    with recorded("meetings.schedule_series", by=by, at=at) as trace:
        check_taken([(one, ()) for one in plans], anyway=anyway)
        series = MeetingSeries.objects.create(
            rule=rule,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            created_at=at,
            created_by_name=by.actor_name[:160],
        )
        rows = [new_row(one, by=by, at=at, owner=owner, form_key=form_key) for one in plans]
        for number, row in enumerate(rows, start=1):
            row.series, row.recurrence_at, row.number = series, row.starts_at, number
            row.form_key = rows[0].form_key
            row.state = MeetingState.SCHEDULED
        made = Meeting.objects.bulk_create(rows)
        trace.touches(series, *made)
        trace.notes(meetings=len(made))
    return made


def _plans(plan: Plan, rule: str) -> list[Plan]:
    """The plan of each meeting: the same hours on the wall in Rome, whatever the clock does in between."""
    first, end = timezone.localtime(plan.starts_at), timezone.localtime(plan.ends_at)
    try:
        moments = occurrences(rule, first)
    except RuleError as error:
        words = _("Così la serie non è possibile: al massimo 150 incontri, in tre anni al più.")
        raise MeetingError(words, field="times") from error
    lasting = end.replace(tzinfo=None) - first.replace(tzinfo=None)
    return [replace(plan, starts_at=moment, ends_at=moment + lasting) for moment in moments]
