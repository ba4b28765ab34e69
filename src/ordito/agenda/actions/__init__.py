# SPDX-License-Identifier: EUPL-1.2
"""Every write of the agenda. The one that says what it does not allow, or what is wrong, leaves nothing written."""

from __future__ import annotations

from ordito.agenda.actions.feeds import open_feed, revoke_feed
from ordito.agenda.actions.outcomes import cancel, hold, miss, plan_again, tell_in_diary
from ordito.agenda.actions.planning import Agreed, BusyError, edit_appointment, plan_appointments

__all__ = [
    "Agreed",
    "BusyError",
    "cancel",
    "edit_appointment",
    "hold",
    "miss",
    "open_feed",
    "plan_again",
    "plan_appointments",
    "revoke_feed",
    "tell_in_diary",
]
