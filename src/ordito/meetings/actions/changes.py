# SPDX-License-Identifier: EUPL-1.2
"""Changing, moving and calling off meetings: one alone, or with others of its series."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, lock
from ordito.meetings.actions.meetings import (
    Plan,
    agreed,
    check_plan,
    check_step,
    check_taken,
    columns,
    put,
    saved,
    where,
)
from ordito.meetings.actions.notices import tell_participants
from ordito.meetings.enums import MeetingState, Scope
from ordito.meetings.models import Attendance, Meeting, MeetingMove, Minutes, Participation
from ordito.meetings.rules import Move

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from ordito.core.access import Actor

TIMES = frozenset({"starts_at", "ends_at"})


def edit_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    plan: Plan,
    scope: Scope | str = Scope.THIS,
    version: int | None = None,
    reason: str = "",
    anyway: bool = False,
) -> list[Meeting]:
    """Change a meeting that is still to come. Another time makes it moved: the old one is kept and people are told.

    With a wider `scope` what changes of this one changes of others of its series too (`_likewise`); those held, called
    off or organised by others stay. Returns the meetings that changed.

    Raises:
        ConflictError: somebody saved this one first.
        MeetingError: it was held or cancelled; the times make no sense; minutes attended would no longer fit.
        TakenError: the room or somebody is taken at a new time, and `anyway` was not said.
    """
    permit(rules.can_organise(by, meeting) and rules.can_organise_for(by, **where(plan)))
    check_plan(plan)
    with recorded("meetings.edit_meeting", by=by, at=at) as trace:
        first = lock(Meeting, meeting.pk, version=version)
        check_step(first, Move.MOVE)
        touched = _differences(first, plan)
        if not touched:
            return []
        others = _others(first, scope, Move.MOVE, by=by, at=at)
        plans = {first.pk: plan, **{row.pk: _likewise(row, first, plan, touched) for row in others}}
        changed = {row: names for row in (first, *others) if (names := _differences(row, plans[row.pk]))}
        _check_new_times(changed, plans, anyway=anyway)
        for row, names in changed.items():
            old = [_keep_old_date(row, by=by, at=at, reason=reason)] if TIMES & names else []
            _change(row, plans[row.pk], names, at=at)
            trace.touches(row, *old, fields=sorted(names))
        moved = [row for row, names in changed.items() if row.is_live and TIMES & names]
        tell_participants(moved, _("Incontro spostato: %(title)s"), by=by, at=at, reason=reason)
    return list(changed)


def move_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    scope: Scope | str = Scope.THIS,
    reason: str = "",
    version: int | None = None,
    anyway: bool = False,
) -> list[Meeting]:
    """Move a meeting to another time and leave the rest; raises as `edit_meeting`."""
    plan = replace(agreed(meeting), starts_at=starts_at, ends_at=ends_at)
    known: dict[str, Any] = {"scope": scope, "version": version, "reason": reason, "anyway": anyway}
    return edit_meeting(by=by, at=at, meeting=meeting, plan=plan, **known)


def cancel_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    reason: str,
    scope: Scope | str = Scope.THIS,
    version: int | None = None,
) -> list[Meeting]:
    """Call a meeting off, and others of its series as far as `scope` says, and tell who was to come.

    Raises:
        MeetingError: no reason, or it was held already.
    """
    if not reason.strip():
        raise MeetingError(_("Scrivi perché l’incontro è annullato: lo legge chi doveva venire."), field="reason")
    permit(rules.can_organise(by, meeting))
    with recorded("meetings.cancel_meeting", by=by, at=at) as trace:
        first = lock(Meeting, meeting.pk, version=version)
        check_step(first, Move.CANCEL)
        rows = [first, *_others(first, scope, Move.CANCEL, by=by, at=at)]
        for row in rows:
            row.state, row.reason = MeetingState.CANCELLED, reason.strip()
            saved(row, at=at)
            trace.touches(row, fields=["state", "reason"])
        tell_participants(rows, _("Incontro annullato: %(title)s"), by=by, at=at, reason=reason.strip())
    return rows


def _others(first: Meeting, scope: Scope | str, move: Move, *, by: Actor, at: datetime) -> list[Meeting]:
    """The other meetings of its series that go with it, locked, in the order in which the rule made them."""
    if first.series_id is None or scope == Scope.THIS:
        return []
    rows = Meeting.objects.with_it(first, scope, now=at).filter(state__in=rules.STEPS[move])
    locked = rows.select_for_update(of=("self",)).select_related("venue", "room", "organiser", "territory")
    return [row for row in locked.order_by("recurrence_at") if rules.can_organise(by, row)]


def _likewise(row: Meeting, first: Meeting, plan: Plan, touched: Collection[str]) -> Plan:
    """What becomes of another meeting of the series when `first` becomes `plan`.

    Days move as far, hours and all the rest become the same; what was not touched stays as it is.
    """
    values = {name: getattr(plan, name) for name in touched if name not in TIMES}
    if not TIMES & set(touched):
        return replace(agreed(row), **values)
    start, old, new = (timezone.localtime(moment) for moment in (row.starts_at, first.starts_at, plan.starts_at))
    day = start.date() + (new.date() - old.date())
    hour = new.time() if new.time() != old.time() else start.time()
    lasting, before, after = (_wall(one.starts_at, one.ends_at) for one in (row, first, plan))
    starts_at = timezone.make_aware(start.combine(day, hour))
    ends_at = timezone.make_aware(starts_at.replace(tzinfo=None) + (after if after != before else lasting))
    return replace(agreed(row), **values, starts_at=starts_at, ends_at=ends_at)


def _wall(starts_at: datetime, ends_at: datetime) -> Any:
    """How long it lasts on the wall in Rome, whatever the clock does in between."""
    start, end = (timezone.localtime(moment).replace(tzinfo=None) for moment in (starts_at, ends_at))
    return end - start


def _differences(row: Meeting, plan: Plan) -> set[str]:
    return {name for name, value in columns(plan).items() if getattr(row, name) != value}


def _check_new_times(changed: dict[Meeting, set[str]], plans: dict[int, Plan], *, anyway: bool) -> None:
    """Each plan makes sense, and where the time or the room is another one, nobody and nothing is taken.

    Meetings that move together are not in each other's way.
    """
    for row in changed:
        check_plan(plans[row.pk])
    new = [row for row, names in changed.items() if (TIMES | {"room"}) & names]
    people: dict[int, list[int]] = {row.pk: [] for row in new}
    there = Participation.objects.filter(meeting__in=people, professional__isnull=False)
    for meeting, professional in there.values_list("meeting_id", "professional_id"):
        people[meeting].append(professional)
    check_taken([(plans[pk], who) for pk, who in people.items()], but=people, anyway=anyway)


def _change(row: Meeting, plan: Plan, names: Collection[str], *, at: datetime) -> None:
    _check_kind(row, plan)
    put(row, plan)
    _check_attended(row, [block.minutes for block in row.blocks])
    row.state = MeetingState.MOVED if row.is_live and TIMES & set(names) else row.state
    saved(row, at=at)


def _check_kind(row: Meeting, plan: Plan) -> None:
    """A supervision stays one, and what has minutes never becomes one."""
    if plan.kind == row.kind or (rules.keeps_content(plan.kind) and rules.keeps_content(row.kind)):
        return
    if not rules.keeps_content(row.kind) or Minutes.objects.filter(meeting=row).exists():
        raise MeetingError(_("Questo incontro resta del tipo che ha."), field="kind")


def _check_attended(row: Meeting, lengths: Sequence[int]) -> None:
    """Minutes already written still fit the blocks of the meeting."""
    written = Attendance.objects.filter(participation__meeting=row).values_list("block", "minutes")
    if any(block >= len(lengths) or minutes > lengths[block] for block, minutes in written):
        words = _("Il registro ha già più minuti di quanti ne durerebbe l’incontro: correggi prima il registro.")
        raise MeetingError(words, field="until")


def _keep_old_date(row: Meeting, *, by: Actor, at: datetime, reason: str) -> MeetingMove:
    return MeetingMove.objects.create(
        meeting=row,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=reason.strip(),
        moved_at=at,
        moved_by_name=by.actor_name[:160],
    )
