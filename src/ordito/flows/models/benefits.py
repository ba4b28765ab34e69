# SPDX-License-Identifier: EUPL-1.2
"""Benefits granted to a person, as the benefits flow has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import Part
from ordito.cases.models import CaseFile, Intervention, PartQuerySet
from ordito.core.models import AuditedModel, Privacy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.cases.models import Person

PERIODIC, OCCASIONAL = "1", "2"
AMOUNTS = ("amount", "monthly_amount", "body_share", "user_share", "health_share", "asked_share", "isee_limit")


class SocialBenefitQuerySet(PartQuerySet["SocialBenefit"]):
    """Benefits stand beside a record's interventions."""

    part = Part.INTERVENTIONS

    def current(self) -> Self:
        """Benefits that were not annulled."""
        return self.filter(annulled_at__isnull=True)


def _euros(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=10, decimal_places=2, null=True, blank=True)


class SocialBenefit(AuditedModel):
    """A benefit granted. Choices are codes of the benefits flow (`seeds/layout_codes.csv`)."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.PROTECT, related_name="+")
    intervention = models.ForeignKey(
        Intervention, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("intervento")
    )
    service_code = models.CharField(_("codice della prestazione"), max_length=10)
    name = models.CharField(_("denominazione"), max_length=200)
    request_number = models.CharField(_("protocollo della domanda"), max_length=32)
    means_test = models.CharField(_("prova dei mezzi"), max_length=1)
    character = models.CharField(_("periodica o occasionale"), max_length=1)
    starts_on = models.DateField(_("dal"), null=True, blank=True)
    ends_on = models.DateField(_("al"), null=True, blank=True)
    paid_on = models.DateField(_("erogata il"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("mesi di erogazione"), null=True, blank=True)
    amount = _euros(_("importo"))
    monthly_amount = _euros(_("importo mensile"))
    body_share = _euros(_("quota dell’ente"))
    user_share = _euros(_("quota della persona"))
    health_share = _euros(_("quota del servizio sanitario"))
    asked_share = _euros(_("quota richiesta"))
    isee_limit = _euros(_("soglia ISEE"))
    hours_month = models.PositiveSmallIntegerField(_("ore al mese"), null=True, blank=True)
    user_area = models.CharField(_("area di utenza"), max_length=1, blank=True)
    form_key = models.UUIDField(unique=True, editable=False)
    written_at = models.DateTimeField(_("scritto il"), editable=False)
    written_by_name = models.CharField(_("scritto da"), max_length=160, editable=False)
    annulled_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = SocialBenefitQuerySet.as_manager()
    privacy: ClassVar[Mapping[str, Privacy]] = {
        **dict.fromkeys(("case_file", "intervention"), Privacy.LINK),
        **dict.fromkeys(("service_code", "name", "request_number", "means_test", "character"), Privacy.SENSITIVE),
        **dict.fromkeys(("starts_on", "ends_on", "paid_on", "months"), Privacy.PERSONAL),
        **dict.fromkeys((*AMOUNTS, "hours_month", "user_area"), Privacy.SENSITIVE),
        **dict.fromkeys(("written_at", "written_by_name"), Privacy.STAFF),
        **dict.fromkeys(("id", "form_key", "annulled_at", "version"), Privacy.TECHNICAL),
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="social_benefit_dates_ordered",
            ),
            models.UniqueConstraint(
                fields=["case_file", "request_number", "service_code"],
                condition=Q(annulled_at__isnull=True),
                name="social_benefit_request_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_code} {self.name}"

    @property
    def key_holder(self) -> Person:
        """The person of the record."""
        return self.case_file.person
