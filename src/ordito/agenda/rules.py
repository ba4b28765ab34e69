# SPDX-License-Identifier: EUPL-1.2
"""Who may write in the agenda of a record, and from which state an appointment goes to which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.agenda.enums import AppointmentState
from ordito.cases.enums import Part
from ordito.cases.rules import can_write_diary, can_write_part

if TYPE_CHECKING:
    from ordito.agenda.models import Appointment
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

STEPS = {
    "hold": (AppointmentState.PLANNED, AppointmentState.MISSED),
    "miss": (AppointmentState.PLANNED, AppointmentState.HELD),
    "cancel": (AppointmentState.PLANNED,),
    "plan_again": (AppointmentState.HELD, AppointmentState.MISSED, AppointmentState.CANCELLED),
}
"""From which states each step starts: pages ask it which buttons to show, actions whether they may."""


def can_write_agenda(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom the agenda is shared to be written."""
    return can_write_part(actor, case_file, Part.AGENDA)


def steps_of(appointment: Appointment) -> frozenset[str]:
    """The steps that an appointment may take; one whose entry stands in the diary was held, and remains so."""
    if appointment.diary_entry_id is not None:
        return frozenset()
    return frozenset(name for name, sources in STEPS.items() if appointment.state in sources)


def tellable(appointment: Appointment) -> bool:
    """Whether a diary entry may tell it: one that was neither missed nor cancelled, and is not told already."""
    alive = appointment.state in {AppointmentState.PLANNED, AppointmentState.HELD}
    return alive and appointment.diary_entry_id is None


def can_tell_in_diary(actor: Actor, appointment: Appointment) -> bool:
    """Whoever writes both in the agenda and in the diary of the record."""
    record = appointment.case_file
    return tellable(appointment) and can_write_agenda(actor, record) and can_write_diary(actor, record)
