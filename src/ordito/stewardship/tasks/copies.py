# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from ordito.accounts.models import User
from ordito.stewardship import actions
from ordito.stewardship.models import SubjectCopy

if TYPE_CHECKING:
    from ordito.jobs.actions import Progress


def draft_copy(progress: Progress, *, copy_id: int, by_id: int) -> dict[str, int]:
    """Draft a copy for the person, as who asked for it reads the record now; safe to run twice."""
    by = User.objects.get(pk=by_id)
    return {"passages": actions.draft_copy(by=by, copy=_copy(copy_id), clock=timezone.now, progress=progress)}


def pack_copy(progress: Progress, *, copy_id: int, by_id: int) -> dict[str, int]:
    """Pack a copy that was released; safe to run twice."""
    by = User.objects.get(pk=by_id)
    return {"bytes": actions.pack_copy(by=by, copy=_copy(copy_id), clock=timezone.now, progress=progress)}


def _copy(pk: int) -> SubjectCopy:
    return SubjectCopy.objects.select_related("request__case_file__person").get(pk=pk)
