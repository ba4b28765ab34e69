# SPDX-License-Identifier: EUPL-1.2
"""What the worker calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.accounts.models import User
from ordito.papers.actions import finish_print
from ordito.papers.models import RecordPrint

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def make_print(progress: Progress, *, print_id: int, by_id: int) -> dict[str, int]:
    """Make a long print of a record, as the person who asked for it reads it now; safe to run twice."""
    by = User.objects.get(pk=by_id)
    row = RecordPrint.objects.select_related("purpose").get(pk=print_id)
    return finish_print(by=by, row=row, clock=timezone.now, progress=progress)
