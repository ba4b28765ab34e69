# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from ordito.accounts.models import User
from ordito.campaigns.actions.campaigns import finish_opening
from ordito.campaigns.actions.reminders import run_plans
from ordito.campaigns.actions.reports import filter_of
from ordito.campaigns.actions.reports import make_report as compute
from ordito.campaigns.models import Campaign
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


def make_report(progress: Progress, *, campaign_id: int, by_id: int, **chosen: Any) -> dict[str, int]:
    """Compute a report as far as the person who asked for it sees; run twice, it computes the same."""
    by = User.objects.get(pk=by_id)
    campaign = Campaign.objects.visible_to(by).select_related("version").filter(pk=campaign_id).first()
    if campaign is None:  # it is no longer theirs to see
        return {}
    at = timezone.now()
    snapshot = compute(campaign=campaign, chosen=filter_of(**chosen), by=by, at=at, progress=progress)
    return {"report": snapshot.pk}
