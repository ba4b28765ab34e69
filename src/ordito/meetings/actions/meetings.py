# SPDX-License-Identifier: EUPL-1.2
"""Putting meetings in the calendar, and closing them; how they change is in `changes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.core.access import permit
from ordito.core.fields import uuid7
from ordito.core.repeats import once_more
from ordito.meetings import rules
from ordito.meetings.actions.errors import MeetingError, TakenError, lock
from ordito.meetings.engine.spans import BreakError, spans_of
from ordito.meetings.enums import MeetingKind, MeetingState, Visibility
from ordito.meetings.models import Meeting
from ordito.meetings.queries.taken import taken_words
from ordito.meetings.rules import Move

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import Model

    from ordito.core.access import Actor
    from ordito.meetings.models import Room, Venue
    from ordito.territory.models import Organisation, Territory

NAMED = 3
"""Of many taken days, so many are named."""


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


@once_more
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
    permit(rules.can_organise_for(by, **where(plan)))
    check_plan(plan)
    if form_key is not None and (known := Meeting.objects.filter(form_key=form_key).first()):
        return known
    with recorded("meetings.schedule_meeting", by=by, at=at) as trace:
        check_taken([(plan, ())], anyway=anyway)
        row = new_row(plan, by=by, at=at, owner=owner, form_key=form_key)
        row.state = MeetingState.DRAFT if draft else MeetingState.SCHEDULED
        row.save()
        trace.touches(row)
    return row


def announce_meeting(*, by: Actor, at: datetime, meeting: Meeting, version: int | None = None) -> Meeting:
    """Put a draft in the calendar."""
    return _step(meeting, Move.ANNOUNCE, MeetingState.SCHEDULED, by=by, at=at, version=version)


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


def check_taken(plans: Sequence[tuple[Plan, Collection[int]]], *, but: Collection[int] = (), anyway: bool) -> None:
    """No room and nobody taken at the times of some plans, each with the ids of its professionals, unless known.

    `but` are meetings that do not count. Of several plans the day is said, and of many only the first ones.

    Raises:
        TakenError: who and what is taken.
    """
    if anyway:
        return
    found: list[str] = []
    for plan, people in plans:
        taken = taken_words(plan.starts_at, plan.ends_at, room=plan.room, professionals=people, but=but)
        day = f"{timezone.localtime(plan.starts_at):%d/%m/%Y}, " if len(plans) > 1 else ""
        found.extend(f"{day}{words}" for words in taken)
    if len(plans) > 1 and len(found) > NAMED:
        found[NAMED:] = [_("e altri %(number)s") % {"number": len(found) - NAMED}]
    if found:
        raise TakenError(found)


def new_row(plan: Plan, *, by: Actor, at: datetime, owner: Model | None, form_key: UUID | None) -> Meeting:
    """A meeting as a plan has it, not saved."""
    row = Meeting(created_at=at, created_by_name=by.actor_name[:160], updated_at=at, form_key=form_key or uuid7())
    if owner is not None:
        row.owner_kind = owner._meta.label_lower  # noqa: SLF001 - public API of the framework
        row.owner_id = owner.pk
    put(row, plan)
    return row


def agreed(row: Meeting) -> Plan:
    """What is agreed of a meeting as it stands."""
    return Plan(**{name: getattr(row, name) for name in Plan.__dataclass_fields__})


def columns(plan: Plan) -> dict[str, Any]:
    """A plan as the columns of a meeting."""
    values = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    return values | {"breaks": [list(pause) for pause in plan.breaks], "title": plan.title.strip()}


def put(row: Meeting, plan: Plan) -> None:
    """Make a meeting what a plan says; not saved."""
    for name, value in columns(plan).items():
        setattr(row, name, value)
    row.minutes = sum(block.minutes for block in row.blocks)


def where(plan: Plan) -> dict[str, int | None]:
    """The ids of the body and the place of a plan, as rules ask for them."""
    return {"organiser_id": plan.organiser.pk, "territory_id": plan.territory.pk if plan.territory else None}


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
        check_step(row, move)
        row.state, row.reason = state, ""
        saved(row, at=at)
        trace.touches(row, fields=["state"])
    return row


def check_step(row: Meeting, move: Move) -> None:
    """A move may start where the meeting stands.

    Raises:
        MeetingError: it may not.
    """
    if row.state not in rules.STEPS[move]:
        words = _("Non si può più fare: l’incontro è %(state)s.")
        raise MeetingError(words % {"state": row.get_state_display()})


def saved(row: Meeting, *, at: datetime) -> None:
    """Save a change that calendars must take over."""
    row.version += 1
    row.sequence += 1
    row.updated_at = at
    row.save()
