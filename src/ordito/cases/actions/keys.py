# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.audit.actions import recorded
from ordito.cases.models import Contact, Person
from ordito.core import crypto
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

BATCH = 1_000


def rewrap_keys(*, by: Actor, at: datetime) -> int:
    """Put every data key under the current wrapping key of the ring; safe to run again. Returns how many moved.

    Run after `crypto.rotate_ring`; sealed values are not touched, because the data keys stay the same. A destroyed
    key stays destroyed. Thousand by thousand, each in a transaction of its own: an interruption loses nothing.

    Raises:
        NotAllowedError: only the house itself rotates keys (commands run as the system).
    """
    require(by, Verb.MANAGE_ACCOUNTS)
    return sum(_rewrap(model, by=by, at=at) for model in (Person, Contact))


def _rewrap(model: type[Person | Contact], *, by: Actor, at: datetime) -> int:
    objects: Any = model.objects
    moved, last = 0, 0
    while True:
        with recorded("cases.rewrap_keys", by=by, at=at) as trace:
            rows = list(objects.select_for_update().filter(pk__gt=last).order_by("pk")[:BATCH])
            if not rows:
                return moved
            changed = []
            for row in rows:
                before = bytes(row.wrapped_key)
                after = crypto.rewrap(before, owner=str(row.public_id)) if before else before
                if after != before:
                    row.wrapped_key = after
                    changed.append(row)
            objects.bulk_update(changed, ["wrapped_key"], batch_size=BATCH)
            trace.notes(kind=model._meta.label_lower, rows=len(changed))  # noqa: SLF001 - Django's public name
        moved += len(changed)
        last = rows[-1].pk
