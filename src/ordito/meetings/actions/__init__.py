# SPDX-License-Identifier: EUPL-1.2
"""Every write of the calendar, the register and the minutes."""

from __future__ import annotations

from ordito.meetings.actions.attendance import (
    CellError,
    endorse_sheet,
    import_log,
    make_sheet,
    record_minutes_attended,
)
from ordito.meetings.actions.changes import cancel_meeting, edit_meeting, move_meeting
from ordito.meetings.actions.door import check_in, check_out, know_card, pass_card, set_door
from ordito.meetings.actions.errors import ConflictError, MeetingError, TakenError
from ordito.meetings.actions.feeds import open_feed, revoke_feed
from ordito.meetings.actions.meetings import (
    Plan,
    announce_meeting,
    hold_meeting,
    reopen_meeting,
    schedule_meeting,
)
from ordito.meetings.actions.minutes import (
    DecisionText,
    ItemText,
    NodeText,
    Written,
    approve_minutes,
    attach_file,
    publish_minutes,
    remove_file,
    reopen_minutes,
    replace_file,
    tick_decision,
    write_minutes,
)
from ordito.meetings.actions.people import (
    Contact,
    answer_invitation,
    change_role,
    count_people,
    invite,
    invite_contact,
    known_contact,
    remove,
)
from ordito.meetings.actions.series import schedule_series
from ordito.meetings.actions.venues import save_venue

__all__ = [
    "CellError",
    "ConflictError",
    "Contact",
    "DecisionText",
    "ItemText",
    "MeetingError",
    "NodeText",
    "Plan",
    "TakenError",
    "Written",
    "announce_meeting",
    "answer_invitation",
    "approve_minutes",
    "attach_file",
    "cancel_meeting",
    "change_role",
    "check_in",
    "check_out",
    "count_people",
    "edit_meeting",
    "endorse_sheet",
    "hold_meeting",
    "import_log",
    "invite",
    "invite_contact",
    "know_card",
    "known_contact",
    "make_sheet",
    "move_meeting",
    "open_feed",
    "pass_card",
    "publish_minutes",
    "record_minutes_attended",
    "remove",
    "remove_file",
    "reopen_meeting",
    "reopen_minutes",
    "replace_file",
    "revoke_feed",
    "save_venue",
    "schedule_meeting",
    "schedule_series",
    "set_door",
    "tick_decision",
    "write_minutes",
]
