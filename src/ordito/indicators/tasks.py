# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.core.access import SystemActor
from ordito.indicators.actions import extract_snapshot
from ordito.jobs.actions import clock

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def extract(progress: Progress) -> dict[str, Any]:
    """Take and publish a snapshot; run twice it takes two, and the later one is in use."""
    snapshot = extract_snapshot(by=SystemActor("statistiche"), at=clock(), progress=progress)
    return {"snapshot": snapshot.pk, "takings": snapshot.takings}
