# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models

from ordito.campaigns.models.campaigns import Campaign
from ordito.core.crypto import open_sealed, seal
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.core.access import Actor


class ReportSnapshotQuerySet(AuditedQuerySet["ReportSnapshot"]):
    """Reports that were computed."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of visible campaigns; `key` also says whose returns they count, and a page asks for its own."""
        return self.filter(campaign__in=Campaign.objects.visible_to(actor))


class ReportSnapshot(AuditedModel):
    """The figures of a campaign's report, kept because they open every answer.

    `key` names the returns and the breakdown that were asked for, `stamp` the answers they were made from: another
    stamp makes them old. Sealed like the answers, which a group of one would repeat.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="reports")
    key = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64)
    sealed_figures = SealedField()
    made_at = models.DateTimeField()

    objects = ReportSnapshotQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sealed_figures": Privacy.NARRATIVE,
        **dict.fromkeys(("id", "campaign", "key", "stamp", "made_at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "key"], name="report_snapshot_once")]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.key[:8]}"

    @property
    def figures(self) -> dict[str, Any]:
        """The figures, opened: see `queries.report_figures`."""
        return dict(json.loads(open_sealed(bytes(self.sealed_figures), context=self._place)))

    @figures.setter
    def figures(self, value: Mapping[str, Any]) -> None:
        self.sealed_figures = seal(json.dumps(value, ensure_ascii=False).encode(), context=self._place)

    @property
    def _place(self) -> bytes:
        return f"campaigns.reportsnapshot.sealed_figures/{self.campaign_id}/{self.key}".encode()
