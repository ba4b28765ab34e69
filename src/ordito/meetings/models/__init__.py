# SPDX-License-Identifier: EUPL-1.2
"""Meetings, where they are held, who takes part, how long they were there, what was written of them."""

from __future__ import annotations

from ordito.meetings.models.feeds import FeedToken
from ordito.meetings.models.meetings import LIVE, Meeting, MeetingMove, MeetingQuerySet, MeetingSeries
from ordito.meetings.models.minutes import AgendaItem, Decision, Minutes, OpenNode
from ordito.meetings.models.people import (
    KEEPERS,
    Attendance,
    ContactPerson,
    Participation,
    Passage,
    ReaderCard,
    SignInSheet,
)
from ordito.meetings.models.venues import Room, Venue

__all__ = [
    "KEEPERS",
    "LIVE",
    "AgendaItem",
    "Attendance",
    "ContactPerson",
    "Decision",
    "FeedToken",
    "Meeting",
    "MeetingMove",
    "MeetingQuerySet",
    "MeetingSeries",
    "Minutes",
    "OpenNode",
    "Participation",
    "Passage",
    "ReaderCard",
    "Room",
    "SignInSheet",
    "Venue",
]
