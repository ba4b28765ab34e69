# SPDX-License-Identifier: EUPL-1.2
from ordito.campaigns.models.campaigns import Campaign, WarningRule
from ordito.campaigns.models.history import Explanation, RegisterUpdate, ReturnComment, ReturnEvent, Signature
from ordito.campaigns.models.links import ReturnLink
from ordito.campaigns.models.reach import LinkActor, Reach, reach_of
from ordito.campaigns.models.reminders import ReminderPlan, ReminderSent
from ordito.campaigns.models.reports import ReportSnapshot
from ordito.campaigns.models.returns import Return

__all__ = [
    "Campaign",
    "Explanation",
    "LinkActor",
    "Reach",
    "RegisterUpdate",
    "ReminderPlan",
    "ReminderSent",
    "ReportSnapshot",
    "Return",
    "ReturnComment",
    "ReturnEvent",
    "ReturnLink",
    "Signature",
    "WarningRule",
    "reach_of",
]
