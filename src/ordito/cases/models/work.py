# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models.codes import Code
from ordito.cases.models.parts import readable
from ordito.cases.models.records import CaseFile, TakingInCharge
from ordito.core.access import Actor, Verb
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Organisation, Professional, Service, ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person


class InterventionQuerySet(AuditedQuerySet["Intervention"]):
    """Interventions."""

    def current(self) -> Self:
        """Rows that stand."""
        return self.filter(annulled_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Those of records followed, or shared with the actor in this part."""
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        return self.current().filter(readable(actor, path="taking__case_file", part=Part.INTERVENTIONS))


class Intervention(AuditedModel):
    """A service delivered: type, provider, period, quantity."""

    taking = models.ForeignKey(TakingInCharge, on_delete=models.PROTECT, related_name="interventions")
    kind = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intervento")
    )
    service_type = models.ForeignKey(
        ServiceType,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tipo di servizio"),
    )
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("servizio")
    )
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ente gestore")
    )
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), null=True, blank=True)
    end_reason = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("motivo della fine")
    )
    quantity = models.DecimalField(_("quantità"), max_digits=9, decimal_places=2, null=True, blank=True)
    unit = models.ForeignKey(
        Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unità di misura")
    )
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InterventionQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "taking": Privacy.LINK,
        **dict.fromkeys(("kind", "service_type", "service", "provider", "end_reason"), Privacy.SENSITIVE),
        **dict.fromkeys(("starts_on", "ends_on", "quantity", "unit"), Privacy.PERSONAL),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="intervention_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(kind__isnull=False) | Q(service_type__isnull=False), name="intervention_says_what"
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0), name="intervention_quantity_positive"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="intervention_batch")
        ]

    def __str__(self) -> str:
        return f"intervention {self.pk}"


class DiaryEntryQuerySet(AuditedQuerySet["DiaryEntry"]):
    """Diary entries."""

    def current(self) -> Self:
        """Entries that stand; those of an import that was undone do not."""
        return self.filter(annulled_at__isnull=True)

    def visible_to(self, actor: Actor) -> Self:
        """Those of records followed or shared in this part, for whoever may read narrative; one's own, always."""
        if not actor.holds(Verb.VIEW_RECORD):
            return self.none()
        own = Q(author_id=actor.actor_id, case_file__in=CaseFile.objects.visible_to(actor))
        return self.current().filter(readable(actor, path="case_file", part=Part.DIARY) | own)


class DiaryEntry(AuditedModel):
    """A dated narrative entry: when it happened and when it was written are two things."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="diary")
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo"))
    happened_on = models.DateField(_("accaduto il"))
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    title = SealedField(_("titolo"))
    text = SealedField(_("testo"))
    author_id = models.BigIntegerField(null=True, editable=False)
    author_name = models.CharField(_("scritto da"), max_length=160)
    import_batch = models.BigIntegerField(null=True, blank=True, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = DiaryEntryQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("author_id", "author_name", "written_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "import_batch", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["case_file", "-happened_on", "-id"], name="diary_page"),
            models.Index(fields=["import_batch"], condition=Q(import_batch__isnull=False), name="diary_batch"),
        ]

    def __str__(self) -> str:
        return f"diary entry {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class DiaryRevision(AuditedModel):
    """What an entry said before a correction: nothing written in a record is ever lost."""

    entry = models.ForeignKey(DiaryEntry, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("versione"))
    happened_on = models.DateField(_("accaduto il"))
    title = SealedField(_("titolo"))
    text = SealedField(_("testo"))
    replaced_at = models.DateTimeField(_("sostituito il"))
    replaced_by_name = models.CharField(_("sostituito da"), max_length=160)

    objects = AuditedQuerySet["DiaryRevision"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "entry": Privacy.LINK,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("replaced_at", "replaced_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "number"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "number"], name="diary_revision_unique")]

    def __str__(self) -> str:
        return f"revision {self.number} of {self.entry_id}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.entry.key_holder


class DiaryDraft(models.Model):
    """What somebody is writing and has not published: one for each record and writer, saved while they type.

    Not audited: it changes every few seconds, only its writer reads it, and publishing it is an audited action.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="drafts")
    owner_id = models.BigIntegerField()
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    happened_on = models.DateField(null=True, blank=True)
    title = SealedField()
    text = SealedField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "kind": Privacy.SENSITIVE,
        "happened_on": Privacy.PERSONAL,
        **dict.fromkeys(("title", "text"), Privacy.NARRATIVE),
        **dict.fromkeys(("owner_id", "saved_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case_file", "owner_id"], name="draft_one_for_writer")]

    def __str__(self) -> str:
        return f"draft {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


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
