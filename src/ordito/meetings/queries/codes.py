# SPDX-License-Identifier: EUPL-1.2
"""The codes of a meeting that phones read: the one on the screen, another every minute, and the one on paper."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from uuid import UUID

import qrcode
from django.core.signing import BadSignature, Signer
from qrcode.image.svg import SvgPathImage

from ordito.meetings.enums import CodeTrouble
from ordito.meetings.models import Meeting
from ordito.meetings.queries.calendar import whole

if TYPE_CHECKING:
    from datetime import datetime

PRINTED = Signer(salt="meetings.check-in", sep=".")
TURNING = Signer(salt="meetings.check-in.screen", sep=".")
READ = Signer(salt="meetings.check-in.read", sep=".")

MINUTE = 60
SHOWN = 2
"""Minutes for which a code of the screen is taken after that in which it was shown."""
TYPING = 15
"""Minutes that somebody has to write who they are once their phone has read a code."""


@dataclass(frozen=True)
class Scanned:
    """What a code says: its meeting, None when the code is not ours; and why it is not taken now."""

    meeting: Meeting | None
    trouble: CodeTrouble | None = None


def turning_token(meeting: Meeting, now: datetime) -> str:
    """What stands in the code of the screen in this minute: it cannot be made without our key, nor sent on for long."""
    return TURNING.sign(_dated(meeting, now))


def printed_token(meeting: Meeting) -> str:
    """What stands in the code to be printed: it stays the same, and counts only where the meeting takes one."""
    return PRINTED.sign(meeting.uid.hex)


def read_token(meeting: Meeting, now: datetime) -> str:
    """What the page of somebody who read a good code carries, so that they may take their time to say who they are."""
    return READ.sign(_dated(meeting, now))


def scanned(token: str, now: datetime) -> Scanned:
    """What a code says."""
    try:
        uid, minute = _undated(TURNING, token)
    except BadSignature:
        return _printed(token)
    meeting = _meeting(uid)
    old = meeting is not None and not _within(minute, now, SHOWN)
    return Scanned(meeting, CodeTrouble.EXPIRED if old else None)


def was_read(meeting: Meeting, token: str, now: datetime) -> bool:
    """Whether a page comes from a code of this meeting that was good a little while ago."""
    try:
        uid, minute = _undated(READ, token)
    except BadSignature:
        return False
    return uid == meeting.uid.hex and _within(minute, now, TYPING)


def drawn(address: str) -> str:
    """The code as an SVG, in base 64 for a picture of the page."""
    picture = BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, box_size=8, border=2).save(picture)
    return base64.b64encode(picture.getvalue()).decode()


def _printed(token: str) -> Scanned:
    try:
        meeting = _meeting(PRINTED.unsign(token))
    except BadSignature:
        return Scanned(None)
    refused = meeting is not None and not meeting.printed_code
    return Scanned(meeting, CodeTrouble.PRINTED if refused else None)


def _meeting(uid: str) -> Meeting | None:
    return whole(Meeting.objects.filter(uid=UUID(hex=uid))).first()


def _dated(meeting: Meeting, now: datetime) -> str:
    return f"{meeting.uid.hex}.{_minute(now)}"


def _undated(signer: Signer, token: str) -> tuple[str, int]:
    uid, _dot, minute = signer.unsign(token).partition(".")
    return uid, int(minute)


def _within(minute: int, now: datetime, minutes: int) -> bool:
    return 0 <= _minute(now) - minute <= minutes


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // MINUTE
