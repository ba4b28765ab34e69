# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.core.access import SystemActor
from ordito.stewardship.actions.wiping import carry_out
from ordito.stewardship.models import Discard

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def carry_out_discard(progress: Progress, *, discard_id: int) -> dict[str, int]:
    """Discard the records of a signed list; run again, it goes on where it was.

    The house does it, under the signature that the list bears: who signed may have left in the meantime.
    """
    discard = Discard.objects.get(pk=discard_id)
    return carry_out(by=SystemActor("scarto"), discard=discard, clock=timezone.now, progress=progress)
