# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.models import Code, Document
from ordito.core.fields import SealedField
from ordito.core.models import AuditedModel, Privacy
from ordito.plans.enums import SignatureWay
from ordito.plans.models.plans import OfPlanQuerySet, SupportPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person


class PlanSignature(AuditedModel):
    """Somebody's signature under the text of a plan, tied to that text by its SHA-256 (`text_hash`).

    On the screen it is a simple electronic signature (Regulation EU 910/2014, art. 3 no. 10; d.lgs. 82/2005, art. 20):
    a court weighs it freely. A digitally signed file, or a scanned sheet with its protocol, stands as a document of
    the record. Voided, never removed, when the plan is opened again to be corrected.
    """

    plan = models.ForeignKey(SupportPlan, on_delete=models.PROTECT, related_name="signatures")
    signer_role = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="+", verbose_name=_("chi firma"))
    signer_name = SealedField(_("nome e cognome di chi firma"))
    way = models.CharField(_("modo"), max_length=8, choices=SignatureWay.choices)
    strokes = SealedField()
    present = SealedField(_("chi era presente"))
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    protocol_number = models.CharField(_("numero di protocollo"), max_length=40, blank=True)
    protocol_date = models.DateField(_("data di protocollo"), null=True, blank=True)
    text_hash = models.CharField(_("impronta del testo firmato"), max_length=64)
    signed_at = models.DateTimeField(_("firmato il"))
    collected_by_name = models.CharField(_("raccolta da"), max_length=160)
    voided_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OfPlanQuerySet["PlanSignature"].as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("plan", "document", "text_hash"), Privacy.LINK),
        "signer_role": Privacy.SENSITIVE,
        **dict.fromkeys(("signer_name", "strokes"), Privacy.IDENTITY),
        "present": Privacy.NARRATIVE,
        **dict.fromkeys(("way", "protocol_number", "protocol_date", "signed_at"), Privacy.PERSONAL),
        "collected_by_name": Privacy.STAFF,
        **dict.fromkeys(("id", "voided_at"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(way__in=(SignatureWay.DRAWN, SignatureWay.TYPED), document__isnull=True)
                | Q(way__in=(SignatureWay.DIGITAL, SignatureWay.PAPER), document__isnull=False),
                name="signature_on_file_has_its_document",
            ),
            models.CheckConstraint(
                condition=~Q(way=SignatureWay.PAPER) | (~Q(protocol_number="") & Q(protocol_date__isnull=False)),
                name="signature_on_paper_has_protocol",
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk} of plan {self.plan_id}"

    @property
    def key_holder(self) -> Person:
        """The person whose key seals the plan."""
        return self.plan.key_holder
