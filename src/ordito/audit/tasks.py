# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from ordito.audit.models import ChainLink, Seal
from ordito.audit.queries import GENESIS, next_digest, seal_code, unchained

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

# An entry younger than this may still have an older neighbour inside an open transaction.
SAFE_HORIZON = timedelta(minutes=5)
BATCH = 5000


def seal_audit(_progress: Callable[[int, int], None] | None = None, *, now: datetime | None = None) -> dict[str, int]:
    """Chain what lies behind the safe horizon and seal the days that are over; counts the new links.

    Safe to run twice and at once: the unique entry of each link makes the second run fail and roll back.
    """
    now = now or timezone.now()
    made = 0
    while True:
        with transaction.atomic():
            last = ChainLink.objects.order_by("-pk").first()
            digest = last.digest if last else GENESIS
            links = []
            for entry in unchained(now - SAFE_HORIZON)[:BATCH]:
                digest = next_digest(digest, entry)
                links.append(ChainLink(entry_id=entry.pk, digest=digest))
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
