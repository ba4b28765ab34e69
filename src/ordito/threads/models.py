# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.access import Actor, Verb
from ordito.core.declare import Node, declared
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.threads.enums import Relation

if TYPE_CHECKING:
    from collections.abc import Mapping


class ThreadQuerySet(AuditedQuerySet["Thread"]):
    """Threads."""

    def touching(self, kind: str, object_id: int) -> Self:
        """Threads that begin or end at one thing."""
        return self.filter(Q(from_kind=kind, from_id=object_id) | Q(to_kind=kind, to_id=object_id))

    def visible_to(self, actor: Actor) -> Self:
        """Threads of which at least one end is visible: the other may be one that `actor` only knows to be there."""
        if not actor.holds(Verb.VIEW_THREADS):
            return self.none()
        seen = Q(pk__in=())
        for node in declared(Node):
            ids = node.visible(actor).values("pk")
            seen |= Q(from_kind=node.kind, from_id__in=ids) | Q(to_kind=node.kind, to_id__in=ids)
        return self.filter(seen)


class Thread(AuditedModel):
    """A typed link between two things of the loop, each named by the kind of its declared `Node` and its id.

    Links between sibling apps are threads, never foreign keys.
    """

    from_kind = models.CharField(max_length=60)
    from_id = models.BigIntegerField()
    to_kind = models.CharField(max_length=60)
    to_id = models.BigIntegerField()
    relation = models.CharField(_("relazione"), max_length=20, choices=Relation.choices)
    note = models.CharField(_("perché"), max_length=300, blank=True)  # about the link, no names of persons served
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,  # tied by the house itself
        related_name="+",
        verbose_name=_("collegato da"),
    )
    at = models.DateTimeField(_("collegato il"))

    objects = ThreadQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "from_kind": Privacy.TECHNICAL,
        "from_id": Privacy.LINK,
        "to_kind": Privacy.TECHNICAL,
        "to_id": Privacy.LINK,
        "relation": Privacy.TECHNICAL,
        "note": Privacy.TECHNICAL,
        "by": Privacy.STAFF,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["from_kind", "from_id", "to_kind", "to_id", "relation"], name="thread_unique"
            ),
            models.CheckConstraint(
                condition=~Q(from_kind=F("to_kind"), from_id=F("to_id")), name="thread_between_two_things"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["to_kind", "to_id"], name="thread_arrival")]

    def __str__(self) -> str:
        return f"{self.from_kind}:{self.from_id} {self.relation} {self.to_kind}:{self.to_id}"

    def end_beyond(self, kind: str, object_id: int) -> tuple[str, int]:
        """The other end, seen from one of the two."""
        if (self.from_kind, self.from_id) == (kind, object_id):
            return self.to_kind, self.to_id
        return self.from_kind, self.from_id
