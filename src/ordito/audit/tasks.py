# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from ordito.audit.engine.locks import lock_chain
from ordito.audit.models import ChainLink, Seal
from ordito.audit.queries import (
    GENESIS,
    LATE,
    SAFE_HORIZON,
    last_chained_id,
    next_digest,
    seal_code,
    unchained,
    verify_chain,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

logger = logging.getLogger(__name__)
BATCH = 5000
SHOWN_PROBLEMS = 20


def seal_audit(_progress: Callable[[int, int], None] | None = None, *, now: datetime | None = None) -> dict[str, int]:
    """Chain what lies behind the safe horizon and seal the days that are over; counts the new links.

    Safe to run twice and at once: the end of the chain is read and prolonged by one run at a time, and links are
    numbered by hand, so that two runs could not both write the same one.
    """
    now = now or timezone.now()
    made = 0
    while True:
        with transaction.atomic():
            lock_chain(connection)
            last = ChainLink.objects.order_by("-pk").first()
            number, digest = (last.pk, last.digest) if last else (0, GENESIS)
            links = []
            for entry in unchained(now - SAFE_HORIZON, after_id=last_chained_id() - LATE)[:BATCH]:
                number, digest = number + 1, next_digest(digest, entry)
                links.append(ChainLink(pk=number, entry_id=entry.pk, digest=digest))
            ChainLink.objects.bulk_create(links)
            _seal_yesterday(now)
        made += len(links)
        if len(links) < BATCH:
            return {"links": made}


def _seal_yesterday(now: datetime) -> None:
    """Once a day, write where the chain ended."""
    day = timezone.localdate(now) - timedelta(days=1)
    last = ChainLink.objects.order_by("-pk").first()
    if last and not Seal.objects.filter(day=day).exists():
        code = seal_code(day.isoformat(), last.digest)
        Seal.objects.create(day=day, last_link_id=last.pk, digest=last.digest, code=code)


def verify_audit(progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Check the whole log; the verdict is on the job's row, where the audit page reads it."""
    verdict = verify_chain(before=timezone.now() - SAFE_HORIZON, progress=progress)
    if not verdict.sound:
        logger.error("The audit log was altered: %s problems", verdict.problem_count)
    return {
        "sound": verdict.sound,
        "links": verdict.links,
        "waiting": verdict.waiting,
        "problem_count": verdict.problem_count,
        "problems": list(verdict.problems[:SHOWN_PROBLEMS]),
    }
