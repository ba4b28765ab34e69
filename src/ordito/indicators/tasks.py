# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import SystemActor
from ordito.core.disk import is_full
from ordito.indicators.actions import extract_snapshot
from ordito.indicators.models import Indicator
from ordito.indicators.queries.warming import prepare
from ordito.jobs.actions import JobFailedError, clock

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress

READER = SystemActor("statistiche")


def extract(progress: Progress) -> dict[str, Any]:
    """Take and publish a snapshot, then prepare its first tables; run twice it takes two, and the later is in use."""
    return _publish(progress, whole=True)


def refresh(progress: Progress) -> dict[str, Any]:
    """The same, reading only what has changed since the snapshot in use."""
    return _publish(progress, whole=False)


def _publish(progress: Progress, *, whole: bool) -> dict[str, Any]:
    steps, tables = 0, Indicator.objects.visible_to(READER).by_takings().count()

    def reading(done: int, total: int) -> None:
        nonlocal steps
        steps = total
        progress(done, total + tables)

    try:
        snapshot = extract_snapshot(by=READER, at=clock(), progress=reading, whole=whole)
    except Exception as error:
        if not is_full(error):
            raise
        full = _("Lo spazio del sistema è esaurito: restano in uso le statistiche di prima. Avvisa chi lo gestisce.")
        raise JobFailedError(full) from error
    today = timezone.localdate(clock())
    prepared = prepare(snapshot, READER, today, lambda done: progress(steps + done, steps + tables))
    return {"snapshot": snapshot.pk, "takings": snapshot.takings, "prepared": prepared}
