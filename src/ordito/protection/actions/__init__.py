# SPDX-License-Identifier: EUPL-1.2
"""Every write of a record's protection: rows are added, corrected and annulled alike; each has steps of its own.

Expected failures are `cases.actions.errors.CaseError`, as in the rest of the record.
"""

from ordito.protection.actions.care import end_placement, fill_card, move_foster, send_card
from ordito.protection.actions.care_values import FosterValues, LeaverValues, MeetingPlanValues, PlacementValues
from ordito.protection.actions.emergency import TermValues, change_clock_rule, end_emergency, mark_step
from ordito.protection.actions.measure_values import EmergencyValues, MeasureValues, ProceedingValues, ReportValues
from ordito.protection.actions.meetings import close_meeting, plan_meetings
from ordito.protection.actions.reports import drop_report, send_report
from ordito.protection.actions.returning import record_return
from ordito.protection.actions.rows import RowValues, add_row, annul_row, edit_row

__all__ = [
    "EmergencyValues",
    "FosterValues",
    "LeaverValues",
    "MeasureValues",
    "MeetingPlanValues",
    "PlacementValues",
    "ProceedingValues",
    "ReportValues",
    "RowValues",
    "TermValues",
    "add_row",
    "annul_row",
    "change_clock_rule",
    "close_meeting",
    "drop_report",
    "edit_row",
    "end_emergency",
    "end_placement",
    "fill_card",
    "mark_step",
    "move_foster",
    "plan_meetings",
    "record_return",
    "send_card",
    "send_report",
]
