# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.core.access import SystemActor
from ordito.jobs.actions import clock
from ordito.releases import actions
from ordito.releases.models import Release

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress

HOUSE = SystemActor("pubblicazioni")


def check(progress: Progress, *, release_id: int) -> dict[str, str]:
    """Attack a table before it leaves; run twice it does so once."""
    release = Release.objects.get(pk=release_id)
    return actions.check(by=HOUSE, at=clock(), release=release, progress=progress)
