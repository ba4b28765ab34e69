# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.campaigns.actions.campaigns import finish_opening
from ordito.campaigns.actions.reminders import run_plans
from ordito.core.access import SystemActor

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def open_campaign(progress: Progress, *, campaign_id: int) -> dict[str, int]:
    """Make the returns of a large campaign."""
    asked = finish_opening(campaign_id=campaign_id, by=SystemActor("apertura delle rilevazioni"), at=timezone.now())
    progress(asked, asked)
    return {"returns": asked}


def remind(progress: Progress) -> dict[str, int]:
    """Take the steps of the plans of reminders that are due; the same step never asks twice."""
    return run_plans(by=SystemActor("piano dei solleciti"), at=timezone.now(), progress=progress)
