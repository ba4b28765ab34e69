# SPDX-License-Identifier: EUPL-1.2
"""The secret address of a worker's calendar: opened, replaced by a new one, revoked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ordito.accounts.models import User
from ordito.agenda.models import CalendarFeed
from ordito.agenda.queries.feeds import digest_of
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import lock
from ordito.core.access import Verb, require

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

SECRET_BYTES = 32


def open_feed(*, by: Actor, at: datetime) -> str:
    """Make the actor's calendar address; one that was there stops working. Returns the secret, kept nowhere.

    Raises:
        NotAllowedError: the actor reads no records.
    """
    require(by, Verb.VIEW_RECORD)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with recorded("agenda.open_feed", by=by, at=at) as trace:
        user = lock(User, by.actor_id or 0)
        old = list(CalendarFeed.objects.open().filter(user=user))
        for feed in old:
            _revoke(feed, at=at)
        new = CalendarFeed.objects.create(user=user, digest=digest_of(secret), created_at=at)
        trace.touches(*old, new)
    return secret


def revoke_feed(*, by: Actor, at: datetime) -> bool:
    """Revoke the actor's calendar address; whether there was one."""
    feeds = CalendarFeed.objects.open().visible_to(by)
    if not feeds.exists():
        return False
    with recorded("agenda.revoke_feed", by=by, at=at) as trace:
        for feed in feeds.select_for_update():
            _revoke(feed, at=at)
            trace.touches(feed)
    return True


def _revoke(feed: CalendarFeed, *, at: datetime) -> None:
    feed.revoked_at = at
    feed.save()
