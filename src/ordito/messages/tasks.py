# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.messages import actions

if TYPE_CHECKING:
    from collections.abc import Callable


def deliver(progress: Callable[[int, int], None]) -> dict[str, int]:
    """Send the e-mails that are due; safe to run twice, also at the same time."""
    return actions.deliver(clock=timezone.now, progress=progress)
