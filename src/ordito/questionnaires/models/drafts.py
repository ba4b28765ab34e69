# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q

from ordito.core.fields import SealedField, uuid7
from ordito.core.models import Privacy
from ordito.files.models import StoredFile
from ordito.questionnaires.models.forms import QuestionnaireVersion
from ordito.questionnaires.models.scopes import open_text, owned, seal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts."""

    def visible_to(self, actor: Actor) -> Self:
        """Those for owners whose answers the actor may read."""
        return self.filter(owned(actor))

    def open(self) -> Self:
        """Those still being written."""
        return self.filter(closed_at__isnull=True)


class Draft(models.Model):
    """Answers being written, for one owner: saved as they are given, by whoever may fill.

    Not audited: it changes at every answer; opening and sending it are audited actions. `revision` grows with every
    saving, so that each answer tells at which one it was given.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="drafts")
    owner_kind = models.CharField(max_length=60)
    owner_id = models.BigIntegerField()
    revision = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=60, blank=True)
    created_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "created_by_id": Privacy.STAFF,
        **dict.fromkeys(("owner_kind", "owner_id"), Privacy.LINK),
        **dict.fromkeys(("id", "public_id", "version", "revision", "language"), Privacy.TECHNICAL),
        **dict.fromkeys(("created_at", "saved_at", "closed_at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id", "version"],
                condition=Q(closed_at__isnull=True),
                name="draft_one_open_for_owner",
            )
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class DraftAnswer(models.Model):
    """One answer of a draft, by its reference ("/data/visit[2]/name"), and who gave it last at which revision."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="answers")
    ref = models.CharField(max_length=500)
    sealed_value = SealedField()
    revision = models.PositiveIntegerField()
    saved_by_id = models.BigIntegerField(null=True)
    saved_by_name = models.CharField(max_length=160, blank=True)
    saved_at = models.DateTimeField()

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_value": Privacy.NARRATIVE,
        **dict.fromkeys(("saved_by_id", "saved_by_name", "saved_at"), Privacy.STAFF),
        **dict.fromkeys(("id", "draft", "ref", "revision"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "ref"], name="draft_answer_once")]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.ref}"

    @property
    def value(self) -> str:
        """What was answered, opened."""
        return open_text(self.sealed_value, self._place)

    @value.setter
    def value(self, text: str) -> None:
        self.sealed_value = seal_text(text, self._place)

    @property
    def _place(self) -> str:
        return f"questionnaires.draftanswer.sealed_value/{self.draft.public_id}{self.ref}"


class DraftFile(models.Model):
    """A file given as an answer of a draft; `name` is what the answer says, the file's own name is sealed with it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=100)  # made by us, tells nothing: "foto-1.jpg"
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("id", "draft", "name", "file"), Privacy.TECHNICAL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "name"], name="draft_file_name_unique")]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.name}"
