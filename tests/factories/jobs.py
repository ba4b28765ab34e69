# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ordito.jobs.models import Job

if TYPE_CHECKING:
    from ordito.accounts.models import User


def make_job(*, by: User | None = None, label: str = "Lavoro di prova", **values: Any) -> Job:
    """A job as it is written, without handing it to a queue."""
    values.setdefault("created_at", datetime(2026, 3, 2, 9, tzinfo=UTC))
    values.setdefault("function", "tests.jobs.works.well")
    return Job.objects.create(label=label, created_by_id=by.pk if by else None, **values)
