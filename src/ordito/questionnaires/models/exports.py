# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.accounts.models import User
from ordito.core.access import SystemActor
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.files.models import StoredFile
from ordito.questionnaires.enums import ExportForm
from ordito.questionnaires.models.forms import QuestionnaireVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class ExportQuerySet(AuditedQuerySet["Export"]):
    """Exports."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own: what stands in them was chosen by what its maker may read."""
        return self if isinstance(actor, SystemActor) else self.filter(created_by=actor.actor_id or 0)


class Export(AuditedModel):
    """Answers of a version on their way to a file, made by a job and kept for a few days."""

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="exports")
    form = models.CharField(_("formato"), max_length=8, choices=ExportForm.choices)
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField(_("schede"), default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("chiesta il"))
    finished_at = models.DateTimeField(_("pronta il"), null=True)

    objects = ExportQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "created_by": Privacy.STAFF,
        **dict.fromkeys(("id", "version", "form", "options", "job_id", "rows"), Privacy.TECHNICAL),
        **dict.fromkeys(("created_at", "finished_at"), Privacy.TECHNICAL),
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["version", "created_by", "-id"], name="export_page")]

    def __str__(self) -> str:
        return f"export {self.pk}"


class ExportFileQuerySet(AuditedQuerySet["ExportFile"]):
    """Files of exports."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's own exports."""
        return self.filter(export__in=Export.objects.visible_to(actor))


class ExportFile(AuditedModel):
    """A file of an export: one, or one for each table when the format holds one table only."""

    export = models.ForeignKey(Export, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("file"), max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")

    objects = ExportFileQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("id", "export", "name", "file"), Privacy.TECHNICAL)

    def __str__(self) -> str:
        return self.name
