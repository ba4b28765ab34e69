# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.core.models import AuditedModel, AuditedQuerySet, DatedQuerySet, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping


class CodeList(AuditedModel):
    """A list of codes of the social record, such as the reasons of a taking in charge."""

    key = models.CharField(_("chiave"), max_length=40, unique=True)
    label = models.CharField(_("nome"), max_length=160)
    source = models.CharField(_("fonte"), max_length=240, blank=True)
    ordered_here = models.BooleanField(default=False, editable=False)
    """Whether this house gave its entries an order of their own, which the shipped files no longer change."""

    objects = AuditedQuerySet["CodeList"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("key", "label", "source"), Privacy.PUBLIC) | {
        "id": Privacy.TECHNICAL,
        "ordered_here": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return self.label


class CodeQuerySet(DatedQuerySet["Code"]):
    """Codes."""

    def of(self, key: str) -> Self:
        """The codes of one list, in the order in which a form shows them."""
        return self.filter(code_list__key=key).order_by("position", "id")


class Code(AuditedModel):
    """One entry of a list, valid between two dates (the last included); a code in use is ended, never removed."""

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(_("codice"), max_length=40)
    label = models.CharField(_("voce"), max_length=200)
    position = models.PositiveSmallIntegerField(_("ordine"), default=0)
    valid_from = models.DateField(_("valida dal"), null=True, blank=True)
    valid_to = models.DateField(_("valida fino al"), null=True, blank=True)
    edited_here = models.BooleanField(default=False, editable=False)
    """Whether this house added or changed the entry, which the shipped files then leave alone."""
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CodeQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(
        ("code_list", "code", "label", "position", "valid_from", "valid_to"), Privacy.PUBLIC
    ) | dict.fromkeys(("id", "edited_here", "version"), Privacy.TECHNICAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code_list", "code"], name="code_unique_in_list"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="code_dates_ordered",
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CodeAlias(AuditedModel):
    """Another wording of a code: an older official label, or what spreadsheets usually say. Kept folded too."""

    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="aliases")
    label = models.CharField(_("altra dicitura"), max_length=200)
    folded = models.CharField(_("forma per il confronto"), max_length=200, db_index=True)

    objects = AuditedQuerySet["CodeAlias"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = dict.fromkeys(("code", "label", "folded"), Privacy.PUBLIC) | {
        "id": Privacy.TECHNICAL
    }

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "folded"], name="code_alias_unique")]

    def __str__(self) -> str:
        return self.label
