# SPDX-License-Identifier: EUPL-1.2
"""The log of writes and reads. No foreign keys out, so that it outlives every row it speaks of.

Entries are inserted in the transaction of what they record, unchained; a job chains them later
(`ChainLink`) and seals each day (`Seal`). Triggers refuse update and delete on all four tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.audit.enums import Kind
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Entry(models.Model):
    """One thing somebody did: who, when, what, on which rows, why. Never a value, only names of fields."""

    at = models.DateTimeField(_("quando"))
    kind = models.CharField(_("tipo"), max_length=10, choices=Kind.choices)
    action = models.CharField(_("azione"), max_length=80)
    actor_id = models.BigIntegerField(_("id della persona"), null=True, blank=True)
    actor_name = models.CharField(_("chi"), max_length=160)
    roles = models.CharField(_("ruoli"), max_length=200, blank=True)
    purpose = models.CharField(_("motivo"), max_length=200, blank=True)
    objects_touched = models.JSONField(_("oggetti"), default=dict)  # {"cases.person": [1, 2]}
    fields_changed = models.JSONField(_("campi"), default=list)
    detail = models.JSONField(_("dettagli"), default=dict)  # codes and counts only

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "at": Privacy.STAFF,
        "kind": Privacy.STAFF,
        "action": Privacy.STAFF,
        "actor_id": Privacy.STAFF,
        "actor_name": Privacy.STAFF,
        "roles": Privacy.STAFF,
        "purpose": Privacy.STAFF,
        "objects_touched": Privacy.LINK,
        "fields_changed": Privacy.TECHNICAL,
        "detail": Privacy.TECHNICAL,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at", "id"], name="audit_entry_at"),
            models.Index(fields=["actor_id", "at"], name="audit_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.action}"


class Subject(models.Model):
    """Index from an object to the entries that speak of it; derived from `Entry.objects_touched`."""

    entry_id = models.BigIntegerField()
    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "entry_id": Privacy.TECHNICAL,
        "kind": Privacy.TECHNICAL,
        "object_id": Privacy.LINK,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_id", "entry_id"], name="audit_subject_object"),
            models.Index(fields=["entry_id"], name="audit_subject_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.object_id} in {self.entry_id}"


class ChainLink(models.Model):
    """`digest` = SHA-256 of the previous link's digest and the entry's canonical text; numbered from 1, no gaps."""

    entry_id = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "entry_id": Privacy.TECHNICAL,
        "digest": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.id}: {self.entry_id}"


class Seal(models.Model):
    """The chain's end on a day, with a keyed code made outside the database: a rewritten chain cannot remake it."""

    day = models.DateField(unique=True)
    last_link_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    code = models.CharField(max_length=64)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "day": Privacy.TECHNICAL,
        "last_link_id": Privacy.TECHNICAL,
        "digest": Privacy.TECHNICAL,
        "code": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.day}"
