# SPDX-License-Identifier: EUPL-1.2
"""What the rows of this part of a record have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.models import AuditedModel, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = TypeVar("Row", bound=models.Model)


class EmploymentQuerySet(PartQuerySet[Row]):
    """Rows of a record's path to work."""

    part = Part.EMPLOYMENT

    def current(self) -> Self:
        """Rows that were not annulled as written by mistake."""
        return self.filter(annulled_at__isnull=True)


class EmploymentRow(AuditedModel):
    """A row that somebody writes: when, by whom, whether it stands.

    `form_key` comes from the page of the form: the same form posted twice finds the row that it wrote.
    """

    form_key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    base_privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"


def code_field(label: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """An entry of a code list."""
    return models.ForeignKey("cases.Code", on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def maybe_code(label: Any) -> models.ForeignKey[Any, Any]:
    """An entry of a code list, or none."""
    return code_field(label, null=True, blank=True)
