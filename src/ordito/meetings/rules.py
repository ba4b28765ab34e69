# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with a meeting, from which state to which, and when one may check in."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.core.access import Verb, can
from ordito.meetings.enums import MeetingKind, MeetingState, MinutesState
from ordito.meetings.models.reach import reach_of

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.meetings.models import Meeting, Minutes

BEFORE, AFTER = timedelta(minutes=30), timedelta(minutes=30)
"""How long before the start and after the end of a meeting one may check in."""
GRACE = 10
"""Minutes of delay that a check-in does not count."""
ATTENDANCE_ONLY = frozenset({MeetingKind.SUPERVISION})
"""Kinds of which only who was there is kept: no description, no minutes, no files."""


class Move(StrEnum):
    """What may happen to a meeting."""

    ANNOUNCE = "announce"
    MOVE = "move"
    CANCEL = "cancel"
    HOLD = "hold"
    REOPEN = "reopen"


S = MeetingState
STEPS: dict[Move, frozenset[MeetingState]] = {
    Move.ANNOUNCE: frozenset({S.DRAFT}),
    Move.MOVE: frozenset({S.DRAFT, S.SCHEDULED, S.MOVED}),
    Move.CANCEL: frozenset({S.DRAFT, S.SCHEDULED, S.MOVED}),
    Move.HOLD: frozenset({S.SCHEDULED, S.MOVED}),
    Move.REOPEN: frozenset({S.HELD, S.CANCELLED}),
}
"""From which states each move starts; to where is in the actions."""


def allowed_moves(meeting: Meeting) -> frozenset[Move]:
    """What may happen to it where it stands."""
    return frozenset(move for move, sources in STEPS.items() if meeting.state in sources)


def moves_of(meeting: Meeting, *, organises: bool, keeps: bool) -> frozenset[Move]:
    """What somebody may do with it: who organises everything, who keeps the register says that it was held."""
    found = allowed_moves(meeting)
    return found if organises else found & {Move.HOLD} if keeps else frozenset()


def can_organise_for(actor: Actor, *, organiser_id: int | None, territory_id: int | None) -> bool:
    """Whether the actor organises for a body, or in a place."""
    return reach_of(actor, Verb.ORGANISE_MEETINGS).covers(territory_id=territory_id, organiser_id=organiser_id)


def can_organise(actor: Actor, meeting: Meeting) -> bool:
    """Write, move, cancel it, and say who takes part."""
    return can(actor, Verb.ORGANISE_MEETINGS, meeting)


def can_keep_register(actor: Actor, meeting: Meeting) -> bool:
    """Write who was there: who organises it, leads it, or what its owner says."""
    return can(actor, Verb.KEEP_REGISTER, meeting)


def keeps_content(kind: str) -> bool:
    """Whether anything of what is said at meetings of a kind may be written; at a supervision, never."""
    return kind not in ATTENDANCE_ONLY


def can_write_minutes(actor: Actor, meeting: Meeting) -> bool:
    """Who organises it or keeps its register writes its minutes, where what is said may be written at all."""
    return keeps_content(meeting.kind) and (can_organise(actor, meeting) or can_keep_register(actor, meeting))


def can_publish(actor: Actor, meeting: Meeting) -> bool:
    """Let minutes leave the house."""
    return can(actor, Verb.PUBLISH_MINUTES, meeting)


def is_written(minutes: Minutes) -> bool:
    """Whether it may still be changed: not once it was approved."""
    return minutes.state == MinutesState.DRAFT


def takes_register(meeting: Meeting, now: datetime) -> bool:
    """Minutes attended are written from the day of the meeting on; never of a draft or a cancelled one."""
    told = meeting.state not in {S.DRAFT, S.CANCELLED}
    return told and now >= meeting.starts_at - BEFORE


def check_in_open(meeting: Meeting, now: datetime) -> bool:
    """Whether somebody may check in now."""
    told = meeting.state not in {S.DRAFT, S.CANCELLED}
    return told and meeting.starts_at - BEFORE <= now <= meeting.ends_at + AFTER
