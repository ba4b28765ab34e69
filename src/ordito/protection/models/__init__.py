# SPDX-License-Identifier: EUPL-1.2
from ordito.protection.models.base import ProtectionQuerySet, ProtectionRow
from ordito.protection.models.emergency import ClockRule, EmergencyPlacement, EmergencyStep
from ordito.protection.models.foster import CareLeaverProject, FosterCare, FosterStep
from ordito.protection.models.measures import MeasureContent, Proceeding, ProtectiveMeasure, ReportDue
from ordito.protection.models.meetings import ProtectedMeeting, ProtectedMeetingPlan
from ordito.protection.models.placements import OutOfHomePlacement, SemestralCard

__all__ = [
    "CareLeaverProject",
    "ClockRule",
    "EmergencyPlacement",
    "EmergencyStep",
    "FosterCare",
    "FosterStep",
    "MeasureContent",
    "OutOfHomePlacement",
    "Proceeding",
    "ProtectedMeeting",
    "ProtectedMeetingPlan",
    "ProtectionQuerySet",
    "ProtectionRow",
    "ProtectiveMeasure",
    "ReportDue",
    "SemestralCard",
]
