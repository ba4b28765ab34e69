# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from ordito.core.access import SystemActor
from ordito.core.disk import is_full
from ordito.indicators.actions import extract_snapshot
from ordito.jobs.actions import JobFailedError, clock

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def extract(progress: Progress) -> dict[str, Any]:
    """Take and publish a snapshot; run twice it takes two, and the later one is in use."""
    try:
        snapshot = extract_snapshot(by=SystemActor("statistiche"), at=clock(), progress=progress)
    except Exception as error:
        if not is_full(error):
            raise
        full = _("Lo spazio del sistema è esaurito: restano in uso le statistiche di prima. Avvisa chi lo gestisce.")
        raise JobFailedError(full) from error
    return {"snapshot": snapshot.pk, "takings": snapshot.takings}
