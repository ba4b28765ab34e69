# SPDX-License-Identifier: EUPL-1.2
"""Prints of a record, models of letters, and the letters made of them.

A letter is a document of the record (`cases.Document`) like any other; `Letter` says of which model it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code, Document
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class RecordPrintQuerySet(AuditedQuerySet["RecordPrint"]):
    """Prints."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, while one may open the record: what is printed is what the one who printed it reads."""
        if actor.actor_id is None:
            return self.none()
        return self.filter(asked_by_id=actor.actor_id, case_file__in=CaseFile.objects.visible_to(actor))


class RecordPrint(AuditedModel):
    """A print of some chapters of a record, for a declared purpose. A long one is made by a job and kept for a day."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="prints")
    purpose = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("motivo"))
    chapters: models.JSONField[list[str], list[str]] = models.JSONField(_("parti"), default=list)
    since = models.DateField(_("dal"), null=True, blank=True)
    until = models.DateField(_("al"), null=True, blank=True)
    asked_at = models.DateTimeField(_("chiesta il"), editable=False)
    asked_by_id = models.BigIntegerField(null=True, editable=False)
    asked_by_name = models.CharField(_("chiesta da"), max_length=160)
    job_id = models.BigIntegerField(null=True, editable=False)

    objects = RecordPrintQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("purpose", "asked_at", "asked_by_id", "asked_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "chapters", "since", "until", "job_id"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="record_print_dates_ordered",
            )
        ]

    def __str__(self) -> str:
        return f"print {self.pk}"


class PrintVolume(AuditedModel):
    """One file of a long print that is ready: there is one, or as many as the print is long."""

    record_print = models.ForeignKey(RecordPrint, on_delete=models.PROTECT, related_name="volumes")
    number = models.PositiveSmallIntegerField(_("volume"))
    stored_file_id = models.BigIntegerField(editable=False)

    objects = AuditedQuerySet["PrintVolume"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "record_print": Privacy.LINK,
        **dict.fromkeys(("id", "number", "stored_file_id"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["record_print", "number"], name="print_volume_number_once")
        ]

    def __str__(self) -> str:
        return f"volume {self.number} of print {self.record_print_id}"


class LetterTemplateQuerySet(AuditedQuerySet["LetterTemplate"]):
    """Models of letters."""

    def in_use(self) -> Self:
        """Those not retired."""
        return self.filter(retired_at__isnull=True)

    def offered_in(self, ambito_id: int) -> Self:
        """Those that came with Ordito, and those of an Ambito."""
        return self.in_use().filter(Q(ambito_id=ambito_id) | Q(ambito__isnull=True))


class LetterTemplate(AuditedModel):
    """A letter or report laid out in a word processor, with fields in double braces; of an Ambito, or of Ordito itself.

    `stored_file_id` is the file of the current `version`; the files of earlier versions stay, named by the same owner.
    """

    title = models.CharField(_("nome"), max_length=120)
    kind = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("tipo di documento"))
    ambito = models.ForeignKey(
        Territory, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ambito")
    )
    stored_file_id = models.BigIntegerField(null=True, editable=False)
    key = models.CharField(max_length=40, blank=True, editable=False)
    """Which of Ordito's own it is; empty for those of an Ambito."""
    changed_at = models.DateTimeField(_("aggiornato il"), editable=False)
    changed_by_name = models.CharField(_("aggiornato da"), max_length=160)
    retired_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = LetterTemplateQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("title", "kind", "ambito"), Privacy.PUBLIC),
        **dict.fromkeys(("changed_at", "changed_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "key", "stored_file_id", "retired_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="letter_template_key_once"),
            models.CheckConstraint(
                condition=Q(key="") ^ Q(ambito__isnull=True), name="letter_template_of_ambito_or_house"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(AuditedModel):
    """Of which model, in which version, a document was made; `form_key` tells a form sent twice."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="letter")
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="letters")
    template_version = models.PositiveIntegerField(_("versione del modello"))
    form_key = models.UUIDField(unique=True, editable=False)

    objects = AuditedQuerySet["Letter"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "document": Privacy.LINK,
        "template": Privacy.PUBLIC,
        **dict.fromkeys(("id", "template_version", "form_key"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"letter {self.pk}"
