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

READER = SystemActor("statistiche")


def extract(progress: Progress) -> dict[str, Any]:
    """Take and publish a snapshot; run twice it takes two, and the later is in use."""
    return _publish(progress, whole=True)


def refresh(progress: Progress) -> dict[str, Any]:
    """The same, reading only what has changed since the snapshot in use."""
    return _publish(progress, whole=False)


def _publish(progress: Progress, *, whole: bool) -> dict[str, Any]:
    try:
        snapshot = extract_snapshot(by=READER, at=clock(), progress=progress, whole=whole)
    except Exception as error:
        if not is_full(error):
            raise
        full = _("Lo spazio del sistema è esaurito: restano in uso le statistiche di prima. Avvisa chi lo gestisce.")
        raise JobFailedError(full) from error
    return {"snapshot": snapshot.pk, "takings": snapshot.takings}
