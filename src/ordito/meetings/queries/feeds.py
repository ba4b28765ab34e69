# SPDX-License-Identifier: EUPL-1.2
"""What calendars subscribed to from outside get: a person's own, of a place, of an owner, and the public one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ordito.meetings.engine.calendars import Event, Series, calendar
from ordito.meetings.engine.recurrence import occurrences
from ordito.meetings.enums import MeetingState, Visibility
from ordito.meetings.models import FeedToken, Meeting, Room, Venue

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from ordito.accounts.models import User

BACK = timedelta(days=366)
"""Meetings that ended longer ago are left out, unless their series goes on."""
KEPT = 3600
COLUMNS = (
    "uid", "sequence", "updated_at", "starts_at", "ends_at", "title", "description", "state", "visibility",
    "remote_url", "recurrence_at", "series__uid", "series__rule", "series__starts_at", "venue__name",
    "venue__address", "venue__municipality__name", "room__name", "pk",
)  # fmt: skip


def digest_of(secret: str) -> str:
    """What is kept of the secret of an address."""
    return sha256(secret.encode()).hexdigest()


def user_of(secret: str) -> User | None:
    """Whose calendar the secret opens; nobody's when it was revoked or the account was closed."""
    feeds = FeedToken.objects.open().filter(digest=digest_of(secret), user__is_active=True)
    found = feeds.select_related("user").first()
    return found.user if found else None


@dataclass(frozen=True)
class Feed:
    """A calendar for other programs: its name, its meetings, and the entity tag under which readers keep it."""

    name: str
    meetings: QuerySet[Meeting]
    tag: str

    def body(self) -> bytes:
        """The calendar whole, kept for an hour under its tag."""
        key = f"meetings-feed:{self.tag}"
        body: bytes | None = cache.get(key)
        if body is None:
            rows = list(self.meetings.order_by("starts_at", "pk").values_list(*COLUMNS))
            body = calendar(self.name, events_of(rows))
            cache.set(key, body, KEPT)
        return body


def feed_of(name: str, meetings: QuerySet[Meeting], *, now: datetime) -> Feed:
    """A calendar with its tag, which is the same as long as nothing that it says has changed. Drafts are never told.

    Every change of a meeting raises its version; names of venues and rooms are few and read whole. Three queries.
    """
    told = meetings.exclude(state=MeetingState.DRAFT).filter(Q(ends_at__gte=now - BACK) | Q(series__isnull=False))
    places = list(Venue.objects.order_by("pk").values_list("pk", "name", "address", "municipality__name"))
    rooms = list(Room.objects.order_by("pk").values_list("pk", "name"))
    versions = list(told.order_by("pk").values_list("pk", "version"))
    said = repr((name, settings.SITE_ADDRESS, places, rooms, versions))
    return Feed(name, told, sha256(said.encode()).hexdigest())


def events_of(lines: list[tuple[Any, ...]]) -> list[Event]:
    """The rows as events; the moments of each rule are worked out once."""
    series: dict[UUID, Series] = {}
    return [_event(dict(zip(COLUMNS, line, strict=True)), series) for line in lines]


def _event(row: dict[str, Any], known: dict[UUID, Series]) -> Event:
    return Event(
        uid=f"{row['uid']}@ordito",
        sequence=row["sequence"],
        changed_at=row["updated_at"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        summary=row["title"],
        description=row["description"],
        location=_place(row),
        url=_address(row),
        cancelled=row["state"] == MeetingState.CANCELLED,
        series=_series(row, known),
        recurrence_at=row["recurrence_at"],
    )


def _series(row: dict[str, Any], known: dict[UUID, Series]) -> Series | None:
    uid = row["series__uid"]
    if uid is None:
        return None
    if uid not in known:
        first = timezone.localtime(row["series__starts_at"])
        moments = tuple(occurrences(row["series__rule"], first))
        known[uid] = Series(f"{uid}@ordito", row["series__rule"], first, moments)
    return known[uid]


def _place(row: dict[str, Any]) -> str:
    parts = (row["venue__name"], row["room__name"], row["venue__address"], row["venue__municipality__name"])
    return ", ".join(part for part in parts if part) or row["remote_url"]


def _address(row: dict[str, Any]) -> str:
    if row["visibility"] == Visibility.PUBLIC:
        path = reverse("meetings:public_meeting", args=[row["uid"]])
    else:
        path = reverse("meetings:meeting", args=[row["pk"]])
    return f"{settings.SITE_ADDRESS}{path}"
