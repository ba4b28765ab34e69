# SPDX-License-Identifier: EUPL-1.2
"""The code that an intervention has in a classification on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from ordito.cases.models import Classification, ClassificationMapping

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from ordito.cases.models import Intervention

INPS = "inps_prestazioni"
"""The scheme of INPS's own service codes, which the national flows want: imported by whoever has the official table."""


def codes_in(scheme: str, interventions: Iterable[Intervention], *, on: date) -> dict[int, str]:
    """Codes by the intervention's id; what nothing stands for is absent. One query, whatever the number.

    The kind of intervention decides before the type of service. Where two items stand for the same thing, nothing is
    chosen in silence: the intervention is absent too.
    """
    mappings = ClassificationMapping.objects.filter(
        item__classification__in=Classification.objects.at(on).filter(scheme=scheme), other__isnull=True
    ).values_list("kind_id", "service_type_id", "item__code")
    kinds: dict[int, set[str]] = {}
    types: dict[int, set[str]] = {}
    for kind, service_type, code in mappings:
        if kind is not None:
            kinds.setdefault(kind, set()).add(code)
        elif service_type is not None:
            types.setdefault(service_type, set()).add(code)
    found = {}
    for row in interventions:
        codes = kinds.get(row.kind_id or 0) or types.get(row.service_type_id or 0) or set()
        if len(codes) == 1:
            found[row.pk] = next(iter(codes))
    return found


def inps_code_of(intervention: Intervention, *, on: date) -> str | None:
    """INPS's code of the service on a day; None when the table does not say it, or says it twice."""
    return codes_in(INPS, [intervention], on=on).get(intervention.pk)


def classifications() -> QuerySet[Classification]:
    """Every version of every scheme, with how many items it has (`size`)."""
    return Classification.objects.annotate(size=Count("items")).order_by("label", "-valid_from", "pk")
