# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.core.fields import SealedField, uuid7
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.questionnaires.enums import SheetState
from ordito.questionnaires.models.forms import QuestionnaireVersion
from ordito.questionnaires.models.scopes import open_text, seal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class AnswerSheetQuerySet(AuditedQuerySet["AnswerSheet"]):
    """Spreadsheets of answers."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own: they may name anybody."""
        return self if isinstance(actor, SystemActor) else self.filter(created_by=actor.actor_id or 0)


class AnswerSheet(AuditedModel):
    """A filled template on its way in: tried first, then brought in; the file expires.

    `sealed_trial` is JSON of what the trial found: rows that may come in, problems by row and column.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="sheets")
    owner_kind = models.CharField(max_length=60)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    sealed_trial = SealedField()
    state = models.CharField(_("stato"), max_length=8, choices=SheetState.choices, default=SheetState.TRYING)
    job_id = models.BigIntegerField(null=True)
    rows_total = models.PositiveIntegerField(_("righe"), default=0)
    rows_refused = models.PositiveIntegerField(_("righe rifiutate"), default=0)
    rows_written = models.PositiveIntegerField(_("righe entrate"), default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("caricato il"))
    finished_at = models.DateTimeField(_("concluso il"), null=True)

    objects = AnswerSheetQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_trial": Privacy.NARRATIVE,
        "created_by": Privacy.STAFF,
        **dict.fromkeys(("id", "public_id", "version", "owner_kind", "file", "state", "job_id"), Privacy.TECHNICAL),
        **dict.fromkeys(("rows_total", "rows_refused", "rows_written"), Privacy.TECHNICAL),
        **dict.fromkeys(("created_at", "finished_at"), Privacy.TECHNICAL),
    }

    def __str__(self) -> str:
        return f"sheet {self.pk}"

    @property
    def trial(self) -> list[dict[str, Any]]:
        """What the trial found, opened."""
        text = open_text(self.sealed_trial, self._place)
        return list(json.loads(text)) if text else []

    @trial.setter
    def trial(self, value: list[dict[str, Any]]) -> None:
        self.sealed_trial = seal_text(json.dumps(value), self._place)

    @property
    def _place(self) -> str:
        return f"questionnaires.answersheet.sealed_trial/{self.public_id}"
