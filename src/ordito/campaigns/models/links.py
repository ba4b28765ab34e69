# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.campaigns.models.returns import Return
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ordito.core.access import Actor


class ReturnLinkQuerySet(AuditedQuerySet["ReturnLink"]):
    """Personal links."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible returns."""
        return self.filter(due__in=Return.objects.visible_to(actor))

    def usable(self, at: datetime) -> Self:
        """Neither expired nor taken back."""
        return self.filter(expires_at__gt=at, revoked_at__isnull=True)


class ReturnLink(AuditedModel):
    """A secret address with which somebody without an account fills one return; only the secret's digest is kept."""

    due = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(_("a chi"))
    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of 32 random bytes
    created_by_name = models.CharField(_("creato da"), max_length=160)
    created_at = models.DateTimeField(_("creato il"))
    expires_at = models.DateTimeField(_("scade il"))
    revoked_at = models.DateTimeField(_("revocato il"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("usato l’ultima volta"), null=True, blank=True)

    objects = ReturnLinkQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "email": Privacy.STAFF,
        "created_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "due", "digest", "created_at", "expires_at", "revoked_at"), Privacy.TECHNICAL),
        "last_used_at": Privacy.STAFF,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due", "-created_at"], name="return_link_page")]

    def __str__(self) -> str:
        return f"link {self.pk} → {self.due_id}"
