# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, Privacy
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from collections.abc import Mapping


class Briefing(AuditedModel):
    """A meeting in which a Comune was told how to load its records; a Comune may have several."""

    comune = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="briefings", verbose_name=_("Comune"))
    held_on = models.DateField(_("data dell'incontro"))
    people = models.PositiveSmallIntegerField(_("operatori presenti"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AuditedQuerySet["Briefing"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "id": Privacy.TECHNICAL,
        "comune": Privacy.PUBLIC,
        "held_on": Privacy.PUBLIC,
        "people": Privacy.PUBLIC,
        "note": Privacy.PUBLIC,
    }

    class Meta:
        indexes: ClassVar = [models.Index(fields=["comune", "-held_on"], name="briefing_comune")]

    def __str__(self) -> str:
        return f"briefing {self.pk}"
