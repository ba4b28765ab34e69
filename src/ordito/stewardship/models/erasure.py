# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, Privacy
from ordito.stewardship.models.requests import DataRequest, WholeRecordQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping


class ErasureQuerySet(WholeRecordQuerySet["Erasure"]):
    """Erasures."""

    path = "request__case_file"


class Erasure(AuditedModel):
    """A text of the record that was erased because the person asked (GDPR, article 17): which, never what it said.

    `kind` is the label of its model, `row_id` and `field` find it; `whole`: all of it, else some words were covered.
    """

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="erasures")
    kind = models.CharField(max_length=80)
    row_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    whole = models.BooleanField(_("tutto il testo"))
    erased_at = models.DateTimeField(_("cancellato il"), editable=False)
    erased_by_name = models.CharField(_("cancellato da"), max_length=160)

    objects = ErasureQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "request": Privacy.LINK,
        **dict.fromkeys(("id", "kind", "row_id", "field", "whole"), Privacy.TECHNICAL),
        **dict.fromkeys(("erased_at", "erased_by_name"), Privacy.STAFF),
    }

    def __str__(self) -> str:
        return f"erasure of {self.kind} {self.row_id}"
