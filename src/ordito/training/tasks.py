# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.training.actions.certificates import make_papers
from ordito.training.actions.invitations import run_follow_ups
from ordito.training.actions.responding import drop_unsent_answers
from ordito.training.actions.upkeep import forget_requests
from ordito.training.models import Edition

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def invite_to_evaluations(progress: Progress) -> dict[str, int]:
    """Ask those whose follow-up has begun, remind them when it is time, and delete what was never sent."""
    by, at = SystemActor("valutazione della formazione"), timezone.now()
    return run_follow_ups(by=by, at=at, progress=progress) | {"dropped": drop_unsent_answers(by=by, at=at)}


def forget(_progress: Progress) -> dict[str, int]:
    """Delete what was asked from the public page and never confirmed."""
    return forget_requests(by=SystemActor("pulizia della formazione"), at=timezone.now())


def make_certificates(progress: Progress, *, edition_id: int, by_id: int | None) -> dict[str, int]:
    """Make the papers of the certificates of an edition that have none; safe to run twice."""
    by = User.objects.filter(pk=by_id or 0).first() or SystemActor("attestati")
    return make_papers(by=by, at=timezone.now(), edition=Edition.objects.get(pk=edition_id), progress=progress)
