# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Person
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class FactRevision(AuditedModel):
    """What a fact said before it was corrected or withdrawn, in the words of the page; nothing written is ever lost.

    Reached only through the fact, whose reader was let through.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("tipo di dato"), max_length=20)
    fact_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("versione"))
    text = SealedField(_("testo"))
    replaced_at = models.DateTimeField(_("sostituito il"))
    replaced_by_name = models.CharField(_("sostituito da"), max_length=160)

    objects = AuditedQuerySet["FactRevision"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.LINK,
        "text": Privacy.NARRATIVE,
        **dict.fromkeys(("replaced_at", "replaced_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "kind", "fact_id", "number"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "fact_id", "number"], name="fact_revision_unique")
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.kind} {self.fact_id}"

    @property
    def key_holder(self) -> Person:
        """The person it speaks of."""
        return self.person
