# SPDX-License-Identifier: EUPL-1.2
"""Scheduling, changing, moving, cancelling and closing meetings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.fields import uuid7
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, TakenError, lock
from ordito.meetings.actions.notices import tell_participants
from ordito.meetings.engine.spans import BreakError, spans_of
from ordito.meetings.enums import MeetingKind, MeetingState, Visibility
from ordito.meetings.models import Attendance, Meeting, MeetingMove, Minutes, Participation
from ordito.meetings.queries.taken import taken_words
from ordito.meetings.rules import Move

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.meetings.models import Room, Venue
    from ordito.territory.models import Organisation, Territory


@dataclass(frozen=True)
class Plan:
    """What is agreed of a meeting. Moments have their zone; `breaks` are minutes from the start (see `Meeting`)."""

    kind: MeetingKind | str
    title: str
    starts_at: datetime
    ends_at: datetime
    organiser: Organisation
    territory: Territory | None = None
    visibility: Visibility | str = Visibility.NETWORK
    description: str = ""
    breaks: Sequence[Sequence[int]] = ()
    venue: Venue | None = None
    room: Room | None = None
    remote_url: str = ""
    capacity: int | None = None


def schedule_meeting(
    *,
    by: Actor,
    at: datetime,
    plan: Plan,
    draft: bool = False,
    owner: Model | None = None,
    form_key: UUID | None = None,
    anyway: bool = False,
) -> Meeting:
    """Put a meeting in the calendar, or write its draft; the same form sent twice gives back the first one.

    `owner` is the thing it belongs to, of a kind declared as `MeetingOwner`; the owner's app has asked its own rule.

    Raises:
        NotAllowedError: the actor organises neither for that body nor in that place.
        MeetingError: the times make no sense.
        TakenError: the room is taken, and `anyway` was not said.
    """
    permit(rules.can_organise_for(by, **_where(plan)))
    check_plan(plan)
    if form_key is not None and (known := Meeting.objects.filter(form_key=form_key).first()):
        return known
    with recorded("meetings.schedule_meeting", by=by, at=at) as trace:
        check_taken(plan, people=(), but=None, anyway=anyway)
        row = new_row(plan, by=by, at=at, owner=owner, form_key=form_key)
        row.state = MeetingState.DRAFT if draft else MeetingState.SCHEDULED
        row.save()
        trace.touches(row)
    return row


def edit_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    plan: Plan,
    version: int | None = None,
    reason: str = "",
    anyway: bool = False,
) -> Meeting:
    """Change a meeting that is still to come. Another time makes it moved: the old one is kept and people are told.

    Raises:
        ConflictError: somebody saved it first.
        MeetingError: it was held or cancelled; the times make no sense; minutes attended would no longer fit.
        TakenError: the room or somebody is taken at the new time, and `anyway` was not said.
    """
    permit(rules.can_organise(by, meeting) and rules.can_organise_for(by, **_where(plan)))
    check_plan(plan)
    with recorded("meetings.edit_meeting", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk, version=version)
        _check_step(row, Move.MOVE)
        _check_kind(row, plan)
        changed = [name for name, value in _columns(plan).items() if getattr(row, name) != value]
        if not changed:
            return row
        moved = bool({"starts_at", "ends_at"} & set(changed))
        if moved or "room" in changed:
            check_taken(plan, people=_professionals(row), but=row.pk, anyway=anyway)
        if moved:
            trace.touches(_keep_old_date(row, by=by, at=at, reason=reason))
        _put(row, plan)
        _check_attended(row, [block.minutes for block in row.blocks])
        row.state = MeetingState.MOVED if moved and row.is_live else row.state
        _saved(row, at=at)
        trace.touches(row, fields=changed)
        if moved and row.is_live:
            tell_participants(row, _("Incontro spostato: %(title)s"), by=by, at=at, reason=reason)
    return row


def move_meeting(
    *,
    by: Actor,
    at: datetime,
    meeting: Meeting,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    version: int | None = None,
    anyway: bool = False,
) -> Meeting:
    """Move a meeting to another time and leave the rest; raises as `edit_meeting`."""
    values = {**_agreed(meeting), "starts_at": starts_at, "ends_at": ends_at}
    return edit_meeting(
        by=by, at=at, meeting=meeting, plan=Plan(**values), version=version, reason=reason, anyway=anyway
    )


def announce_meeting(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Meeting:
    """Put a draft in the calendar."""
    return _step(meeting, Move.ANNOUNCE, MeetingState.SCHEDULED, by=by, at=at, version=version)


def cancel_meeting(
    *, by: Actor, at: datetime, meeting: Meeting, reason: str, version: int | None = None, following: bool = False
) -> list[Meeting]:
    """Call a meeting off and tell who was to come.

    With `following`, also those after it in its series, as far as the actor organises them.

    Raises:
        MeetingError: no reason, or it was held already.
    """
    if not reason.strip():
        raise MeetingError(_("Scrivi perché l’incontro è annullato: lo legge chi doveva venire."), field="reason")
    permit(rules.can_organise(by, meeting))
    with recorded("meetings.cancel_meeting", by=by, at=at) as trace:
        first = lock(Meeting, meeting.pk, version=version)
        _check_step(first, Move.CANCEL)
        later = _following(first) if following else []
        rows = [first, *(row for row in later if rules.can_organise(by, row))]
        for row in rows:
            row.state, row.reason = MeetingState.CANCELLED, reason.strip()
            _saved(row, at=at)
            trace.touches(row, fields=["state", "reason"])
            tell_participants(row, _("Incontro annullato: %(title)s"), by=by, at=at, reason=reason.strip())
    return rows


def hold_meeting(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Meeting:
    """Say that it took place.

    Raises:
        MeetingError: it has not begun.
    """
    if at < meeting.starts_at:
        raise MeetingError(_("L’incontro non è ancora cominciato: non si può segnare come svolto."))
    return _step(meeting, Move.HOLD, MeetingState.HELD, by=by, at=at, version=version, keeps=True)


def reopen_meeting(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Meeting:
    """Put back in programme what was closed or cancelled by mistake."""
    state = MeetingState.MOVED if meeting.moves.exists() else MeetingState.SCHEDULED
    return _step(meeting, Move.REOPEN, state, by=by, at=at, version=version)


def check_plan(plan: Plan) -> None:
    """Times that make sense, breaks inside, a room of the venue, a place or an address.

    Raises:
        MeetingError: with the field that is wrong.
    """
    if plan.ends_at <= plan.starts_at:
        raise MeetingError(_("La fine viene dopo l’inizio."), field="until")
    try:
        spans_of(plan.starts_at, plan.ends_at, plan.breaks)
    except BreakError as error:
        words = _("La pausa deve stare dentro l’incontro, dopo l’inizio e prima della fine.")
        raise MeetingError(words, field="break_start") from error
    _check_content(plan)
    if plan.room is not None and plan.room.venue_id != getattr(plan.venue, "pk", None):
        raise MeetingError(_("Questa sala non è della sede scelta."), field="room")


def _check_content(plan: Plan) -> None:
    if rules.keeps_content(plan.kind):
        return
    if plan.description.strip():
        words = _("Di una supervisione si registra solo chi c’era: lascia vuoto.")
        raise MeetingError(words, field="description")
    if plan.visibility != Visibility.PARTICIPANTS:
        raise MeetingError(_("Una supervisione la vede solo chi partecipa."), field="visibility")


def _check_kind(row: Meeting, plan: Plan) -> None:
    """A supervision stays one, and what has minutes never becomes one."""
    if plan.kind == row.kind or (rules.keeps_content(plan.kind) and rules.keeps_content(row.kind)):
        return
    if not rules.keeps_content(row.kind) or Minutes.objects.filter(meeting=row).exists():
        raise MeetingError(_("Questo incontro resta del tipo che ha."), field="kind")


def check_taken(plan: Plan, *, people: Sequence[int], but: int | None, anyway: bool) -> None:
    """Nobody and no room taken at that time, unless that is known.

    Raises:
        TakenError: who and what is taken.
    """
    if anyway:
        return
    taken = taken_words(plan.starts_at, plan.ends_at, room=plan.room, professionals=people, but=but)
    if taken:
        raise TakenError(taken)


def new_row(plan: Plan, *, by: Actor, at: datetime, owner: Model | None, form_key: UUID | None) -> Meeting:
    """A meeting as a plan has it, not saved."""
    row = Meeting(created_at=at, created_by_name=by.actor_name[:160], updated_at=at, form_key=form_key or uuid7())
    if owner is not None:
        row.owner_kind = owner._meta.label_lower  # noqa: SLF001 - public API of the framework
        row.owner_id = owner.pk
    _put(row, plan)
    return row


def _agreed(row: Meeting) -> dict[str, Any]:
    names = Plan.__dataclass_fields__
    return {name: getattr(row, name) for name in names}


def _columns(plan: Plan) -> dict[str, Any]:
    values = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    return values | {"breaks": [list(pause) for pause in plan.breaks], "title": plan.title.strip()}


def _put(row: Meeting, plan: Plan) -> None:
    for name, value in _columns(plan).items():
        setattr(row, name, value)
    row.minutes = sum(block.minutes for block in row.blocks)


def _check_attended(row: Meeting, lengths: Sequence[int]) -> None:
    """Minutes already written still fit the blocks of the meeting."""
    written = Attendance.objects.filter(participation__meeting=row).values_list("block", "minutes")
    if any(block >= len(lengths) or minutes > lengths[block] for block, minutes in written):
        words = _("Il registro ha già più minuti di quanti ne durerebbe l’incontro: correggi prima il registro.")
        raise MeetingError(words, field="until")


def _where(plan: Plan) -> dict[str, int | None]:
    return {"organiser_id": plan.organiser.pk, "territory_id": plan.territory.pk if plan.territory else None}


def _professionals(row: Meeting) -> list[int]:
    people = Participation.objects.filter(meeting=row, professional__isnull=False)
    return list(people.values_list("professional_id", flat=True))


def _keep_old_date(row: Meeting, *, by: Actor, at: datetime, reason: str) -> MeetingMove:
    return MeetingMove.objects.create(
        meeting=row,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=reason.strip(),
        moved_at=at,
        moved_by_name=by.actor_name[:160],
    )


def _following(row: Meeting) -> list[Meeting]:
    if row.series_id is None:
        return []
    rows = Meeting.objects.filter(series=row.series_id, recurrence_at__gt=row.recurrence_at)
    return list(rows.filter(state__in=rules.STEPS[Move.CANCEL]).select_for_update().order_by("recurrence_at"))


def _step(
    meeting: Meeting,
    move: Move,
    state: MeetingState,
    *,
    by: Actor,
    at: datetime,
    version: int | None,
    keeps: bool = False,
) -> Meeting:
    permit(rules.can_organise(by, meeting) or (keeps and rules.can_keep_register(by, meeting)))
    with recorded(f"meetings.{move}_meeting", by=by, at=at) as trace:
        row = lock(Meeting, meeting.pk, version=version)
        _check_step(row, move)
        row.state, row.reason = state, ""
        _saved(row, at=at)
        trace.touches(row, fields=["state"])
    return row


def _check_step(row: Meeting, move: Move) -> None:
    if row.state not in rules.STEPS[move]:
        words = _("Non si può più fare: l’incontro è %(state)s.")
        raise MeetingError(words % {"state": row.get_state_display()})


def _saved(row: Meeting, *, at: datetime) -> None:
    row.version += 1
    row.sequence += 1
    row.updated_at = at
    row.save()
