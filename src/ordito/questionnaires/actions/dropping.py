# SPDX-License-Identifier: EUPL-1.2
"""Answers that were begun and will never be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.files.actions import discard_file
from ordito.questionnaires.models import Draft, DraftFile, SubmissionFile

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


def drop_drafts(*, owner_kind: str, owner_ids: Collection[int], at: datetime) -> None:
    """Delete the open drafts of some owners with their answers and files, within the caller's action.

    What was sent stays, and so do its files.
    """
    drafts = Draft.objects.open().filter(owner_kind=owner_kind, owner_id__in=owner_ids)
    for row in DraftFile.objects.filter(draft__in=drafts).select_related("file"):
        if not SubmissionFile.objects.filter(file=row.file).exists():
            discard_file(row.file, at=at)
    drafts.delete()
