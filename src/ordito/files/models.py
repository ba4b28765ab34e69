# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import SystemActor
from ordito.core.crypto import open_sealed
from ordito.core.declare import Scope, declared
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    """Stored files."""

    def visible_to(self, actor: Actor) -> Self:
        """Files of owners that some app's `Scope` opens to the actor; of any other owner, none."""
        if isinstance(actor, SystemActor):
            return self
        reached = Q(pk__in=())
        for scope in declared(Scope):
            reached |= Q(owner_kind=scope.owner_kind, owner_id__in=scope.owner_ids(actor))
        return self.filter(reached)

    def present(self) -> Self:
        """Those whose bytes are still there."""
        return self.filter(discarded_at__isnull=True)


class StoredFile(models.Model):
    """A file whose bytes lie sealed outside the database; the app that owns it writes the audit of what it does."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    owner_kind = models.CharField(max_length=60)  # such as "imports.importbatch"
    owner_id = models.BigIntegerField()
    sealed_name = SealedField(_("nome"))  # names of files tell names of people
    kind = models.CharField(_("tipo"), max_length=10)  # by content, a key of `engine.kinds.KINDS`
    size = models.PositiveBigIntegerField(_("dimensione"))  # bytes before sealing
    sha256 = models.CharField(max_length=64)  # of the bytes before sealing
    stored_at = models.DateTimeField(_("caricato il"))
    stored_by_id = models.BigIntegerField(null=True)
    expires_at = models.DateTimeField(_("conservato fino al"), null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    objects = StoredFileQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_name": Privacy.IDENTITY,
        "stored_by_id": Privacy.STAFF,
        **dict.fromkeys(("owner_kind", "owner_id", "sha256"), Privacy.LINK),
        **dict.fromkeys(
            ("id", "public_id", "kind", "size", "stored_at", "expires_at", "discarded_at"), Privacy.TECHNICAL
        ),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["owner_kind", "owner_id", "sha256"], name="stored_file_owner"),
            models.Index(fields=["expires_at"], name="stored_file_expiry", condition=Q(discarded_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def path(self) -> Path:
        """Where the sealed bytes lie."""
        return path_of(self.public_id.hex)

    @property
    def name(self) -> str:
        """The name under which the person sent it."""
        return open_sealed(bytes(self.sealed_name), context=self.name_context).decode() if self.sealed_name else ""

    @property
    def name_context(self) -> bytes:
        """The place the name is bound to."""
        return f"files.storedfile.sealed_name/{self.public_id}".encode()


def path_of(name: str) -> Path:
    """Where the bytes of the file with this public id lie; folders by its last, random letters."""
    return Path(settings.FILES_ROOT) / name[-2:] / name
