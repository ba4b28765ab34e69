# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.files.actions import expire_files, sweep_orphans

if TYPE_CHECKING:
    from collections.abc import Callable


def expire(progress: Callable[[int, int], None]) -> dict[str, int]:  # noqa: ARG001 - the signature of a job
    """Discard files whose time is over, and bytes that belong to none."""
    now = timezone.now()
    return {"expired": expire_files(now=now), "orphans": sweep_orphans(now=now)}
