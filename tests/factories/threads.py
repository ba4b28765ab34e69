# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ordito.core.models import writing
from ordito.threads.enums import Relation
from ordito.threads.models import Thread

if TYPE_CHECKING:
    from django.db.models import Model

    from ordito.accounts.models import User


def make_thread(
    start: Model,
    end: Model,
    relation: Relation = Relation.MOTIVATES,
    *,
    note: str = "",
    by: User | None = None,
    at: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC),
) -> Thread:
    """A thread between two rows whose node kinds are their models' labels."""
    with writing():
        return Thread.objects.create(
            from_kind=start._meta.label_lower,
            from_id=start.pk,
            to_kind=end._meta.label_lower,
            to_id=end.pk,
            relation=relation,
            note=note,
            by=by,
            at=at,
        )
