# SPDX-License-Identifier: EUPL-1.2
"""Protected meetings: planned, held with what was observed, missed with why."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions import publish_entry
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.cases.actions.part_rows import check_open, check_standing
from ordito.cases.enums import ListKey as CasesListKey
from ordito.cases.models import CaseFile, Code
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.protection import rules
from ordito.protection.actions.changing import changing
from ordito.protection.engine.clock import ROME
from ordito.protection.enums import ListKey, MeetingState
from ordito.protection.models import ProtectedMeeting, ProtectedMeetingPlan

if TYPE_CHECKING:
    from ordito.cases.models import DiaryEntry
    from ordito.core.access import Actor

DIARY_KIND = "observation"
MOST_AT_ONCE = 26
"""Half a year of weekly meetings."""


def plan_meetings(
    *, by: Actor, at: datetime, plan: ProtectedMeetingPlan, first_at: datetime, times: int = 1, weeks: int = 1
) -> list[ProtectedMeeting]:
    """Plan `times` meetings, each `weeks` weeks after the one before, at the same hour; those already there stay.

    Raises:
        NotAllowedError: the actor may not write this part of the record.
        CaseError: the meetings are suspended or over, or too many at once.
    """
    permit(rules.can_write_protection(by, plan.case_file))
    if not 1 <= times <= MOST_AT_ONCE:
        raise CaseError(_("Da 1 a 26 incontri alla volta."), field="times")
    with recorded("protection.plan_meetings", by=by, at=at) as trace:
        record = lock(CaseFile, plan.case_file_id)
        row = lock(ProtectedMeetingPlan, plan.pk)
        check_open(record)
        check_standing(row)
        if row.suspended_on is not None:
            raise CaseError(_("Gli incontri sono sospesi: togli prima la sospensione."))
        moments = [_weeks_later(first_at, number * weeks) for number in range(times)]
        check_order(row.starts_on, timezone.localdate(first_at), field="day")
        if row.ends_on is not None and timezone.localdate(moments[-1]) > row.ends_on:
            raise CaseError(_("L’ultimo incontro viene dopo la fine del programma."), field="times")
        there = set(row.meetings.filter(planned_at__in=moments).values_list("planned_at", flat=True))
        made = [ProtectedMeeting.objects.create(plan=row, planned_at=when) for when in moments if when not in there]
        trace.touches(*made, row, record)
    return made


def _weeks_later(moment: datetime, weeks: int) -> datetime:
    """The same hour of the wall clock."""
    local = moment.astimezone(ROME)
    return datetime.combine(local.date() + timedelta(weeks=weeks), local.time(), ROME)


def close_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: ProtectedMeeting,
    version: int,
    state: MeetingState,
    observation: str = "",
    missed_reason: Code | None = None,
    to_diary: bool = False,
) -> ProtectedMeeting:
    """Write that a meeting was held and what was observed, or that it was not and why; again, to correct it.

    With `to_diary` the observation becomes an entry of the diary as well, once.

    Raises:
        NotAllowedError: the actor may not write this part of the record, or its diary.
        ConflictError: somebody saved meanwhile.
        CaseError: it has not come yet; no observation, or no reason.
    """
    observation = observation.strip()
    _check_told(state, observation, missed_reason)
    fields = ["state", "observation", "missed_reason"]
    with (
        transaction.atomic(),
        changing("protection.close_meeting", meeting, by=by, at=at, version=version, fields=fields) as (row, _trace),
    ):
        if state == MeetingState.HELD and row.planned_at > at:
            raise CaseError(_("Questo incontro è nel futuro."), field="state")
        day = timezone.localdate(row.planned_at)
        check_code(missed_reason, ListKey.MEETING_MISSED, at=day, field="missed_reason")
        row.state, row.missed_reason, row.observed_by_name = state, missed_reason, by.actor_name
        seal_texts(row, observation=observation)
        if to_diary and observation and row.diary_entry_id is None:
            row.diary_entry = _in_diary(row, observation, by=by, at=at)
    return row


def _check_told(state: MeetingState, observation: str, missed_reason: Code | None) -> None:
    if state == MeetingState.HELD and not observation:
        raise CaseError(_("Scrivi che cosa hai osservato."), field="observation")
    if (state == MeetingState.MISSED) != (missed_reason is not None):
        raise CaseError(_("Il motivo si scrive se l’incontro non si è svolto, e solo allora."), field="missed_reason")


def _in_diary(row: ProtectedMeeting, observation: str, *, by: Actor, at: datetime) -> DiaryEntry:
    return publish_entry(
        by=by,
        at=at,
        case_file=row.case_file,
        kind=Code.objects.get(code_list__key=CasesListKey.DIARY_KIND, code=DIARY_KIND),
        happened_on=min(timezone.localdate(row.planned_at), timezone.localdate(at)),
        title=_("Incontro protetto"),
        text=observation,
    )
