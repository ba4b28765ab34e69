# SPDX-License-Identifier: EUPL-1.2
"""Where a child lives out of their family, and the six-monthly cards of residential placements."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import PartQuerySet
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.protection.enums import Form
from ordito.protection.models.base import (
    PROTOCOL_PRIVACY,
    ProtectionQuerySet,
    ProtectionRow,
    code_field,
    document_link,
    maybe_code,
    protocol_date,
    protocol_number,
)
from ordito.protection.models.measures import ProtectiveMeasure
from ordito.territory.models import Service

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import CaseFile, Person


class OutOfHomePlacement(ProtectionRow):
    """A stay in a residential community or with relatives; foster families are `FosterCare`."""

    kind = code_field(_("tipo di collocamento"))
    character = maybe_code(_("carattere della struttura"))
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("struttura")
    )
    place = SealedField(_("luogo o persone"))
    form = models.CharField(_("forma"), max_length=10, choices=Form.choices)
    with_parent = models.BooleanField(_("insieme a un genitore"), default=False)
    reason = code_field(_("motivo"))
    measure = models.ForeignKey(
        ProtectiveMeasure,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name=_("provvedimento"),
    )
    starts_on = models.DateField(_("dal"))
    ends_on = models.DateField(_("al"), null=True, blank=True)
    outcome = maybe_code(_("esito"))
    note = SealedField(_("nota"))

    objects = ProtectionQuerySet["OutOfHomePlacement"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **ProtectionRow.base_privacy,
        "measure": Privacy.LINK,
        **dict.fromkeys(("kind", "character", "service", "form", "reason", "outcome"), Privacy.SENSITIVE),
        "with_parent": Privacy.SENSITIVE,
        **dict.fromkeys(("starts_on", "ends_on"), Privacy.PERSONAL),
        **dict.fromkeys(("place", "note"), Privacy.NARRATIVE),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="out_of_home_dates_ordered"
            ),
            models.UniqueConstraint(
                fields=["case_file"],
                condition=Q(ends_on__isnull=True, annulled_at__isnull=True),
                name="out_of_home_one_open",
            ),
        ]


class SemestralCardQuerySet(PartQuerySet["SemestralCard"]):
    """Six-monthly cards."""

    part = Part.PROTECTION
    path = "placement__case_file"


class SemestralCard(AuditedModel):
    """What the prosecutor is told every six months of a child in a community (L. 184/1983, art. 9, comma 2)."""

    placement = models.ForeignKey(OutOfHomePlacement, on_delete=models.PROTECT, related_name="cards")
    number = models.PositiveSmallIntegerField(_("semestre"))
    due_on = models.DateField(_("entro il"))
    parents = SealedField(_("residenza dei genitori"))
    relations = SealedField(_("rapporti con la famiglia"))
    condition = SealedField(_("condizioni psicofisiche"))
    school = SealedField(_("scuola e tempo libero"))
    prospects = SealedField(_("progetto e prospettive"))
    filled_at = models.DateTimeField(null=True, blank=True, editable=False)
    filled_by_name = models.CharField(max_length=160, blank=True, editable=False)
    sent_on = models.DateField(_("inviata il"), null=True, blank=True)
    protocol_number = protocol_number()
    protocol_date = protocol_date()
    document = document_link()
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SemestralCardQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        "placement": Privacy.LINK,
        **PROTOCOL_PRIVACY,
        **dict.fromkeys(("number", "due_on", "sent_on"), Privacy.PERSONAL),
        **dict.fromkeys(("parents", "relations", "condition", "school", "prospects"), Privacy.NARRATIVE),
        **dict.fromkeys(("filled_at", "filled_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["placement", "number"], name="semestral_card_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on"], condition=Q(sent_on__isnull=True), name="semestral_card_waiting")
        ]

    def __str__(self) -> str:
        return f"card {self.number} of {self.placement_id}"

    @property
    def case_file(self) -> CaseFile:
        """The record."""
        return self.placement.case_file

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.placement.key_holder
