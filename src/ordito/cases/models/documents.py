# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part, ProtocolDirection, SignatureSeen
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
    """A file in a record; the bytes are a stored, encrypted file of the `files` app.

    `stored_file_id` is the file of the current edition; every edition is a `DocumentVersion`.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="documents")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo"))
    title = SealedField(_("titolo"))
    stored_file_id = models.BigIntegerField(editable=False)
    dated = models.DateField(_("data del documento"), null=True, blank=True)
    added_at = models.DateTimeField(_("aggiunto il"), editable=False)
    added_by = models.ForeignKey(Professional, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    added_by_name = models.CharField(_("aggiunto da"), max_length=160)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    edition = models.PositiveIntegerField(_("versione"), default=1, editable=False)
    """The number of the current `DocumentVersion`."""
    version = models.PositiveIntegerField(default=1, editable=False)
    """Counts every change of the document, so that two people at once are noticed."""

    objects = DocumentQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "title": Privacy.NARRATIVE,
        "dated": Privacy.PERSONAL,
        **dict.fromkeys(("added_at", "added_by", "added_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "stored_file_id", "removed_at", "edition", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case_file", "-added_at", "-id"], name="document_page")]

    def __str__(self) -> str:
        return f"document {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class DocumentVersion(AuditedModel):
    """One state of a document's file; older ones stay readable.

    A number of the protocol register stands for these bytes and no others: the register itself keeps their digest
    (d.P.R. 445/2000, art. 53, c. 1, lett. f), so it is a version that is registered, not a document.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("versione"))
    stored_file_id = models.BigIntegerField(editable=False)
    sha256 = models.CharField(_("impronta SHA-256"), max_length=64, blank=True, editable=False)
    """Of the bytes as they came, in hexadecimal digits; empty when a file was gone before versions were kept."""
    signature = models.CharField(
        _("firma digitale"), max_length=3, choices=SignatureSeen.choices, blank=True, editable=False
    )
    """What was seen in the file; nobody verified it. Empty says nothing."""
    change = SealedField(_("che cosa cambia"))
    protocol_direction = models.CharField(_("verso"), max_length=3, choices=ProtocolDirection.choices, blank=True)
    protocol_number = models.CharField(_("numero di protocollo"), max_length=40, blank=True)
    protocol_date = models.DateField(_("data di protocollo"), null=True, blank=True)
    form_key = models.UUIDField(null=True, unique=True, editable=False)
    """Tells a form sent twice."""
    added_at = models.DateTimeField(_("aggiunta il"), editable=False)
    added_by_name = models.CharField(_("aggiunta da"), max_length=160)

    objects = AuditedQuerySet["DocumentVersion"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "document": Privacy.LINK,
        "sha256": Privacy.LINK,
        "change": Privacy.NARRATIVE,
        **dict.fromkeys(("protocol_direction", "protocol_number", "protocol_date"), Privacy.PERSONAL),
        **dict.fromkeys(("added_at", "added_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "number", "stored_file_id", "signature", "form_key"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_number_once"),
            models.CheckConstraint(
                condition=Q(protocol_direction="", protocol_number="", protocol_date__isnull=True)
                | (~Q(protocol_direction="") & ~Q(protocol_number="") & Q(protocol_date__isnull=False)),
                name="document_version_protocol_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of document {self.document_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.document.case_file.person
