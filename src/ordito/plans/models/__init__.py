# SPDX-License-Identifier: EUPL-1.2
"""Support plans: what is agreed, by whom, how far reached; and the family's own words.

Sealed columns are read with `core.fields.open_text(row, "field")`. `visible_to(actor)` is the only way to rows.
"""

from ordito.plans.models.content import Objective, PlannedAction, Responsible
from ordito.plans.models.follow_up import MOST, Check, PlanReview
from ordito.plans.models.plans import ALIVE, RUNNING, Participant, PlanBeneficiary, SupportPlan
from ordito.plans.models.signatures import PlanSignature
from ordito.plans.models.words import Words

__all__ = [
    "ALIVE",
    "MOST",
    "RUNNING",
    "Check",
    "Objective",
    "Participant",
    "PlanBeneficiary",
    "PlanReview",
    "PlanSignature",
    "PlannedAction",
    "Responsible",
    "SupportPlan",
    "Words",
]
