# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.stewardship.actions import research
from ordito.stewardship.models import ResearchRelease

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress

HOUSE = SystemActor("copie per la ricerca")


def make_release(progress: Progress, *, release_id: int) -> dict[str, int]:
    """Make the table of a copy for research, as the decision that is written in it says; safe to run twice."""
    release = ResearchRelease.objects.get(pk=release_id)
    return research.make_release(by=HOUSE, at=timezone.now(), release=release, progress=progress)


def end_releases(_progress: Progress) -> dict[str, int]:
    """Every day: of copies whose time is over neither file nor key stays."""
    return {"ended": research.end_expired(by=HOUSE, at=timezone.now())}
