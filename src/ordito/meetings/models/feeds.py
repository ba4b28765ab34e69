# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class FeedTokenQuerySet(AuditedQuerySet["FeedToken"]):
    """Secret addresses of calendars."""

    def open(self) -> Self:
        """Those not revoked."""
        return self.filter(revoked_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user=actor.actor_id or 0)


class FeedToken(AuditedModel):
    """The secret with which a person's own calendar reads their meetings, until they revoke it; only its SHA-256."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("creato il"), editable=False)
    revoked_at = models.DateTimeField(_("revocato il"), null=True, blank=True, editable=False)

    objects = FeedTokenQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("id", "digest"), Privacy.TECHNICAL),
        **dict.fromkeys(("user", "created_at", "revoked_at"), Privacy.STAFF),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user"], condition=Q(revoked_at__isnull=True), name="feed_token_one_open")
        ]

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
