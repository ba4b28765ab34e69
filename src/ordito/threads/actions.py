# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.accounts.models import User
from ordito.audit.actions import recorded
from ordito.core.access import NotAllowedError, permit
from ordito.threads.models import Thread
from ordito.threads.rules import can_link, can_see_end, can_unlink

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.threads.enums import Relation


class ThreadError(Exception):
    """The two things cannot be tied this way; the message is for the person at the form."""


def link_threads(
    *,
    by: Actor,
    at: datetime,
    start: tuple[str, int],
    end: tuple[str, int],
    relation: Relation,
    note: str = "",
) -> Thread:
    """Tie two things, each given by its node kind and id, in the direction from `start` to `end`.

    Raises:
        NotAllowedError: the verb is missing, or one of the two is not visible to `by`.
        ThreadError: the same thing twice, or a thread that is already there.
    """
    if not can_link(by, start, end):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    if start == end:
        raise ThreadError(_("Una cosa non si collega a sé stessa: scegline un’altra."))
    (from_kind, from_id), (to_kind, to_id) = start, end
    with recorded("threads.link", by=by, at=at) as trace:
        thread, made = Thread.objects.get_or_create(
            from_kind=from_kind,
            from_id=from_id,
            to_kind=to_kind,
            to_id=to_id,
            relation=relation,
            defaults={"note": note, "at": at, "by": by if isinstance(by, User) else None},
        )
        if not made:
            raise ThreadError(_("Questo collegamento c’è già."))
        trace.touches(thread)
        trace.touches_ids(from_kind, [from_id])
        trace.touches_ids(to_kind, [to_id])
        trace.notes(relation=relation.value)
    return thread


def tie_made(*, by: Actor, at: datetime, start: tuple[str, int], end: tuple[str, int], relation: Relation) -> Thread:
    """Tie what an action of an app has just made to what it comes from; a second time changes nothing.

    The app asks its own rule for what it makes: no right to tie anything else is needed. Inside that action.

    Raises:
        NotAllowedError: what it comes from is not visible to `by`.
    """
    permit(can_see_end(by, *start))
    (from_kind, from_id), (to_kind, to_id) = start, end
    with recorded("threads.link", by=by, at=at) as trace:
        thread, _made = Thread.objects.get_or_create(
            from_kind=from_kind,
            from_id=from_id,
            to_kind=to_kind,
            to_id=to_id,
            relation=relation,
            defaults={"at": at, "by": by if isinstance(by, User) else None},
        )
        trace.touches(thread)
        trace.touches_ids(from_kind, [from_id])
        trace.touches_ids(to_kind, [to_id])
        trace.notes(relation=relation.value)
    return thread


def unlink(*, by: Actor, at: datetime, thread: Thread) -> None:
    """Take a thread away; the audit log keeps what it tied."""
    if not can_unlink(by, thread):
        raise NotAllowedError(_("Non hai il permesso di fare questa operazione."))
    with transaction.atomic():
        locked = Thread.objects.select_for_update().filter(pk=thread.pk).first()
        if locked is None:  # somebody took it away a moment ago
            return
        with recorded("threads.unlink", by=by, at=at) as trace:
            trace.touches(locked)
            trace.touches_ids(locked.from_kind, [locked.from_id])
            trace.touches_ids(locked.to_kind, [locked.to_id])
            trace.notes(relation=locked.relation)
            locked.delete()
