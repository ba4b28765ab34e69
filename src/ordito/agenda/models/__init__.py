# SPDX-License-Identifier: EUPL-1.2
"""Tables of the agenda of the case, and of the calendars that workers subscribe to."""

from __future__ import annotations

from ordito.agenda.models.appointments import Appointment, AppointmentMove, AppointmentPerson, AppointmentStaff
from ordito.agenda.models.feeds import CalendarFeed

__all__ = ["Appointment", "AppointmentMove", "AppointmentPerson", "AppointmentStaff", "CalendarFeed"]
