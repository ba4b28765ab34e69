# SPDX-License-Identifier: EUPL-1.2
"""The secret address of a person's calendar: opened, replaced by a new one, revoked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from ordito.audit.actions import recorded
from ordito.core.access import Verb, require
from ordito.meetings.models import FeedToken
from ordito.meetings.queries.feeds import digest_of

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor

SECRET_BYTES = 32


def open_feed(*, by: Actor, at: datetime) -> str:
    """Make the actor's calendar address; one that was there stops working. Returns the secret, kept nowhere.

    Raises:
        NotAllowedError: the actor sees no calendar.
    """
    require(by, Verb.VIEW_MEETINGS)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with recorded("meetings.open_feed", by=by, at=at) as trace:
        old = list(FeedToken.objects.open().visible_to(by).select_for_update())
        _revoke(old, at=at)
        new = FeedToken.objects.create(user_id=by.actor_id or 0, digest=digest_of(secret), created_at=at)
        trace.touches(*old, new)
    return secret


def revoke_feed(*, by: Actor, at: datetime) -> bool:
    """Revoke the actor's calendar address; whether there was one."""
    with recorded("meetings.revoke_feed", by=by, at=at) as trace:
        open_ones = list(FeedToken.objects.open().visible_to(by).select_for_update())
        _revoke(open_ones, at=at)
        trace.touches(*open_ones)
    return bool(open_ones)


def _revoke(feeds: list[FeedToken], *, at: datetime) -> None:
    for feed in feeds:
        feed.revoked_at = at
        feed.save()
