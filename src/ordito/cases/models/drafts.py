# SPDX-License-Identifier: EUPL-1.2
"""What somebody is typing in a form of a record and has not saved; the diary has a draft of its own (`DiaryDraft`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models

from ordito.cases.models.records import CaseFile
from ordito.core.fields import SealedField
from ordito.core.models import Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models.people import Person
    from ordito.core.access import Actor


class FormDraftQuerySet(models.QuerySet["FormDraft"]):
    """Drafts of forms."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own, in the records that one may still open."""
        if actor.actor_id is None:
            return self.none()
        return self.filter(owner_id=actor.actor_id, case_file__in=CaseFile.objects.visible_to(actor))


class FormDraft(models.Model):
    """What one writer has typed in one form of a record: one for each writer and `place`, saved while they type.

    `place` is the address of the form's page, within this house. `typed` is all that the form holds, as a browser
    sends it. Not audited: it changes every few seconds, only its writer reads it, and saving the form is an audited
    action.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="form_drafts")
    owner_id = models.BigIntegerField()
    place = models.CharField(max_length=200)
    typed = SealedField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = FormDraftQuerySet.as_manager()
    texts: ClassVar = ("typed",)
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        "typed": Privacy.NARRATIVE,
        **dict.fromkeys(("owner_id", "saved_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "place", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_file", "owner_id", "place"], name="form_draft_one_for_writer")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk} of a form"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


class FormDraftRevision(models.Model):
    """What was typed earlier, so that text deleted by mistake comes back; goes with the draft, unaudited."""

    draft = models.ForeignKey(FormDraft, on_delete=models.CASCADE, related_name="revisions")
    typed = SealedField()
    saved_at = models.DateTimeField()

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "draft": Privacy.LINK,
        "typed": Privacy.NARRATIVE,
        "saved_at": Privacy.STAFF,
        "id": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"earlier text of draft {self.draft_id} of a form"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.draft.key_holder
