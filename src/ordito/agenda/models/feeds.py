# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class CalendarFeedQuerySet(AuditedQuerySet["CalendarFeed"]):
    """Addresses of calendars."""

    def open(self) -> Self:
        """Those not revoked."""
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user=actor.actor_id or 0)


class CalendarFeed(AuditedModel):
    """The secret address from which a worker's own calendar reads their appointments, until they revoke it.

    Only the SHA-256 of the secret is kept: who reads the table cannot read the calendar.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creato il"), editable=False)
    revoked_at = models.DateTimeField(_("revocato il"), null=True, blank=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "digest"), Privacy.TECHNICAL),
        **dict.fromkeys(("user", "created_at", "revoked_at"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="calendar_feed_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
