# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import CaseFile, Code
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.stewardship.enums import NoteKind
from ordito.stewardship.models.requests import DataRequest, WholeRecordQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.cases.models import Person


class RecordNoteQuerySet(WholeRecordQuerySet["RecordNote"]):
    """Notes of the person."""

    def shown(self, day: date) -> Self:
        """Those that stand beside the record on a day."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class RecordNote(AuditedModel):
    """The person's own version, shown beside a part of the record (GDPR, articles 16 and 21): nothing is overwritten.

    `part` is the key of the tab beside which it stands. What the service decided of it stands with it.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="person_notes")
    request = models.ForeignKey(
        DataRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="notes", verbose_name=_("richiesta")
    )
    kind = models.CharField(_("tipo"), max_length=10, choices=NoteKind.choices)
    part = models.SlugField(_("accanto a quale parte"), max_length=40)
    words = SealedField(_("la versione della persona"))
    given_on = models.DateField(_("data il"))
    decision = models.ForeignKey(
        Code,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decisione"),
    )
    decided_on = models.DateField(_("decisa il"), null=True, blank=True)
    why = SealedField(_("perché"))
    ended_on = models.DateField(_("tolta il"), null=True, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("scritta il"), editable=False)
    written_by_name = models.CharField(_("scritta da"), max_length=160)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RecordNoteQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "request"), Privacy.LINK),
        **dict.fromkeys(("kind", "part", "decision"), Privacy.SENSITIVE),
        **dict.fromkeys(("given_on", "decided_on", "ended_on"), Privacy.PERSONAL),
        **dict.fromkeys(("words", "why"), Privacy.NARRATIVE),
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("given_on")), name="record_note_dates_ordered"
            ),
            models.CheckConstraint(
                condition=Q(decision__isnull=True, decided_on__isnull=True)
                | Q(decision__isnull=False, decided_on__isnull=False),
                name="record_note_decision_has_date",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["case_file", "part"], name="record_note_beside")]

    def __str__(self) -> str:
        return f"note {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
