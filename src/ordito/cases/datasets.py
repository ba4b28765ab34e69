# SPDX-License-Identifier: EUPL-1.2
"""The extracts of the social record for `indicators`: one row a taking in charge, an intervention, a reason.

`person` is `Person.link`, the same number in the rows of one person wherever the fiscal code is known; the extraction
replaces it by a keyed pseudonym. Places are codes of Comuni; the engine rolls them up. Nothing here names anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ordito.cases.enums import ListKey
from ordito.cases.models import Code, Intervention, TakingInCharge, TakingReason
from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.territory.models import Organisation, ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet


def _modes() -> Mapping[str, str]:
    return dict(Code.objects.of(ListKey.MODE).values_list("code", "label"))


def _reasons() -> Mapping[str, str]:
    return dict(Code.objects.of(ListKey.REASON).values_list("code", "label"))


def _service_types() -> Mapping[str, str]:
    return dict(ServiceType.objects.values_list("code", "name"))


def _bodies() -> Mapping[str, str]:
    return {str(pk): name for pk, name in Organisation.objects.values_list("pk", "name")}


PERSON = (
    Column("person", ColumnRole.PSEUDONYM, "number", _("Persona")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune che ha in carico")),
    Column("sex", ColumnRole.DIMENSION, "code", _("Sesso")),
    Column("birth_date", ColumnRole.MEASURE, "date", _("Data di nascita")),
)
TAKING = (
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Al")),
    Column("mode", ColumnRole.SENSITIVE, "code", _("Modalità"), _modes),
    Column("body", ColumnRole.DIMENSION, "number", _("Ente titolare"), _bodies),
    Column("outcome", ColumnRole.SENSITIVE, "code", _("Esito")),
    Column("closure_reason", ColumnRole.SENSITIVE, "code", _("Motivo di chiusura")),
)
REASON = (
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("reason", ColumnRole.SENSITIVE, "code", _("Motivo"), _reasons),
    Column("main", ColumnRole.DIMENSION, "number", _("Motivo principale")),
)
INTERVENTION = (
    Column("taking", ColumnRole.PSEUDONYM, "number", _("Presa in carico")),
    Column("kind", ColumnRole.SENSITIVE, "code", _("Intervento")),
    Column("service_type", ColumnRole.SENSITIVE, "code", _("Tipo di servizio"), _service_types),
    Column("provider", ColumnRole.DIMENSION, "number", _("Ente gestore")),
    Column("starts_on", ColumnRole.MEASURE, "date", _("Dal")),
    Column("ends_on", ColumnRole.MEASURE, "date", _("Al")),
)


def takings() -> QuerySet[TakingInCharge, Any]:
    """Takings in charge that stand, in records that stand."""
    rows = TakingInCharge.objects.current().filter(case_file__annulled_at__isnull=True)
    return rows.order_by("pk").values_list(
        "case_file__person__link",
        "case_file__comune__code",
        "case_file__person__sex",
        "case_file__person__birth_date",
        "pk",
        "opened_on",
        "closed_on",
        "mode__code",
        "body_id",
        "outcome__code",
        "closure_reason__code",
    )


def reasons() -> QuerySet[TakingReason, Any]:
    """The reasons of the takings in charge that stand."""
    rows = TakingReason.objects.filter(taking__annulled_at__isnull=True, taking__case_file__annulled_at__isnull=True)
    return rows.order_by("pk").values_list("taking_id", "reason__code", "main")


def interventions() -> QuerySet[Intervention, Any]:
    """The interventions delivered that stand, of takings in charge that stand; what is only asked for is not one."""
    rows = Intervention.objects.delivered().filter(
        taking__annulled_at__isnull=True, taking__case_file__annulled_at__isnull=True
    )
    return rows.order_by("pk").values_list(
        "taking_id", "kind__code", "service_type__code", "provider_id", "starts_on", "ends_on"
    )


DATASETS = (
    Dataset("takings", _("Prese in carico"), PERSON + TAKING, takings),
    Dataset("taking_reasons", _("Motivi delle prese in carico"), REASON, reasons),
    Dataset("interventions", _("Interventi"), INTERVENTION, interventions),
)
