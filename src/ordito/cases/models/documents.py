# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models.codes import Code
from ordito.cases.models.parts import readable
from ordito.cases.models.records import CaseFile
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person


class DocumentQuerySet(AuditedQuerySet["Document"]):
    """Documents."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of records followed, or shared with the actor in this part."""
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.filter(removed_at__isnull=True).filter(readable(actor, path="case_file", part=Part.DOCUMENTS))


class Document(AuditedModel):
    """A file in a record; the bytes are a stored, encrypted file of the `files` app."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="documents")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo"))
    title = SealedField(_("titolo"))
    stored_file_id = models.BigIntegerField(editable=False)
    dated = models.DateField(_("data del documento"), null=True, blank=True)
    added_at = models.DateTimeField(_("aggiunto il"), editable=False)
    added_by = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by_name = models.CharField(_("aggiunto da"), max_length=160)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DocumentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "title": Privacy.NARRATIVE,
        "dated": Privacy.PERSONAL,
        **dict.fromkeys(("added_at", "added_by", "added_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "stored_file_id", "removed_at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_file", "-added_at", "-id"], name="document_page")]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
