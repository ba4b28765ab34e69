# SPDX-License-Identifier: EUPL-1.2
"""The extract of services for `indicators`: public facts of the network, no person in them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ordito.core.declare import Column, ColumnRole, Dataset
from ordito.territory.enums import ManagementForm
from ordito.territory.models import Service, ServiceType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

LONG_AGO = date(1970, 1, 1)
"""Since when a service is there of which nobody knows when it opened."""


def _types() -> Mapping[str, str]:
    return dict(ServiceType.objects.order_by("name", "pk").values_list("code", "name"))


SERVICE = (
    Column("row", ColumnRole.PSEUDONYM, "number", _("Servizio")),
    Column("comune", ColumnRole.DIMENSION, "code", _("Comune della sede")),
    Column("service_type", ColumnRole.DIMENSION, "code", _("Tipo di servizio"), _types),
    Column(
        "management",
        ColumnRole.DIMENSION,
        "code",
        _("Forma di gestione"),
        lambda: {code: str(label) for code, label in ManagementForm.choices},
    ),
    Column("opened_on", ColumnRole.MEASURE, "date", _("Attivo dal")),
    Column("closed_on", ColumnRole.MEASURE, "date", _("Attivo fino al")),
)


def services() -> QuerySet[Service, Any]:
    """Every service of the network, those that closed too."""
    opened = Coalesce("valid_from", Value(LONG_AGO))
    return Service.objects.order_by("pk").values_list(
        "pk", "territory__code", "service_type__code", "management", opened, "valid_to"
    )


DATASETS = (Dataset("services", _("Servizi"), SERVICE, services, row="row", begin="opened_on", end="closed_on"),)
