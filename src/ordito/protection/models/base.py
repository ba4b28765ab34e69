# SPDX-License-Identifier: EUPL-1.2
"""What the rows of this part of a record have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, PartQuerySet
from ordito.core.models import AuditedModel, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person

Row = TypeVar("Row", bound=models.Model)


class ProtectionQuerySet(PartQuerySet[Row]):
    """Rows that stand at once in a record's protection."""

    part = Part.PROTECTION

    def current(self) -> Self:
        """Rows that were not annulled as written by mistake."""
        return self.filter(annulled_at__isnull=True)


class ProtectionRow(AuditedModel):
    """A row of a record's protection: when it was written, by whom, whether it stands.

    `form_key` comes from the page of the form: the same form posted twice finds the row that it wrote.
    """

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    form_key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    base_privacy: ClassVar[Mapping[str, Privacy]] = {
        "case_file": Privacy.LINK,
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.model_name} {self.pk}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person


def code_field(label: Any, **options: Any) -> models.ForeignKey[Any, Any]:
    """An entry of a code list."""
    return models.ForeignKey("cases.Code", on_delete=models.PROTECT, related_name="+", verbose_name=label, **options)


def maybe_code(label: Any) -> models.ForeignKey[Any, Any]:
    """An entry of a code list, or none."""
    return code_field(label, null=True, blank=True)


def protocol_number() -> models.CharField[Any, Any]:
    """The number under which the office's register of letters has it."""
    return models.CharField(_("numero di protocollo"), max_length=40, blank=True)


def protocol_date() -> models.DateField[Any, Any]:
    """The day of that number."""
    return models.DateField(_("data di protocollo"), null=True, blank=True)


def document_link() -> models.ForeignKey[Any, Any]:
    """The paper, among the documents of the record."""
    return models.ForeignKey(
        "cases.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("documento")
    )


PROTOCOL_PRIVACY: Mapping[str, Privacy] = dict.fromkeys(
    ("protocol_number", "protocol_date", "document"), Privacy.PERSONAL
)
