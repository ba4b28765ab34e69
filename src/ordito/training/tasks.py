# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.training.actions.invitations import run_follow_ups

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def invite_to_evaluations(progress: Progress) -> dict[str, int]:
    """Ask those whose follow-up has begun; nobody is asked twice."""
    return run_follow_ups(by=SystemActor("valutazione della formazione"), at=timezone.now(), progress=progress)
