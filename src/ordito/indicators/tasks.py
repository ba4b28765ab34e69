# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import SystemActor
from ordito.core.disk import is_full
from ordito.indicators.actions import extract_snapshot
from ordito.indicators.models import Indicator
from ordito.indicators.queries.warming import first_questions, warm
from ordito.jobs.actions import JobFailedError, clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.indicators.models import Snapshot
    from ordito.jobs.actions import Progress

logger = logging.getLogger(__name__)
READER = SystemActor("statistiche")


def extract(progress: Progress) -> dict[str, Any]:
    """Take and publish a snapshot, then prepare its first tables; run twice it takes two, and the later is in use."""
    steps, tables = 0, Indicator.objects.visible_to(READER).count()

    def reading(done: int, total: int) -> None:
        nonlocal steps
        steps = total
        progress(done, total + tables)

    try:
        snapshot = extract_snapshot(by=READER, at=clock(), progress=reading)
    except Exception as error:
        if not is_full(error):
            raise
        full = _("Lo spazio del sistema è esaurito: restano in uso le statistiche di prima. Avvisa chi lo gestisce.")
        raise JobFailedError(full) from error
    prepared = _prepare(snapshot, lambda done: progress(steps + done, steps + tables))
    return {"snapshot": snapshot.pk, "takings": snapshot.takings, "prepared": prepared}


def _prepare(snapshot: Snapshot, progress: Callable[[int], None]) -> bool:
    """Ask the first tables beforehand. The snapshot is in use by now: if this fails, its pages are only slower."""
    today = timezone.localdate(clock())
    try:
        warm(first_questions(snapshot, READER, today), snapshot, today, progress)
    except Exception:
        logger.exception("The first tables of snapshot %s were not prepared", snapshot.pk)
        return False
    return True
