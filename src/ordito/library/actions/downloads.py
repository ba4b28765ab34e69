# SPDX-License-Identifier: EUPL-1.2
"""Handing out versions of materials, with the log of who took what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.files.models import StoredFile
from ordito.library.models import MaterialVersion, PublicDownloads
from ordito.library.queries.materials import HAND_OUT

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor


def hand_out(*, by: Actor | None, at: datetime, version: MaterialVersion) -> StoredFile | str:
    """The file or the link of a version that was loaded through its rule; `by` None is somebody without an account.

    Who entered is written in the audit log by name; of others only the number of times of the day.
    """
    if by is not None:
        log_access(
            HAND_OUT,
            by=by,
            at=at,
            kind=Kind.READ,
            rows=[version.material, version],
            detail={"version": version.number},
        )
    else:
        _count(version, at=at)
    return version.link or StoredFile.objects.get(pk=version.stored_file_id or 0)


def _count(version: MaterialVersion, *, at: datetime) -> None:
    day = timezone.localdate(at)
    with transaction.atomic():
        PublicDownloads.objects.get_or_create(version=version, day=day)
        PublicDownloads.objects.filter(version=version, day=day).update(times=F("times") + 1)
