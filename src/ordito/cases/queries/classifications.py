# SPDX-License-Identifier: EUPL-1.2
"""The code that an intervention has in a classification on a day."""

from __future__ import annotations

from dataclasses import dataclass
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
    ).select_related("item")
    kinds: dict[int, set[str]] = {}
    types: dict[int, set[str]] = {}
    for row in mappings:
        if row.kind_id is not None:
            kinds.setdefault(row.kind_id, set()).add(row.item.code)
        elif row.service_type_id is not None:
            types.setdefault(row.service_type_id, set()).add(row.item.code)
    found = {}
    for one in interventions:
        codes = kinds.get(one.kind_id or 0) or types.get(one.service_type_id or 0) or set()
        if len(codes) == 1:
            found[one.pk] = next(iter(codes))
    return found


def inps_code_of(intervention: Intervention, *, on: date) -> str | None:
    """INPS's code of the service on a day; None when the table does not say it, or says it twice."""
    return codes_in(INPS, [intervention], on=on).get(intervention.pk)


def classifications() -> QuerySet[Classification]:
    """Every version of every scheme, with how many items it has (`size`)."""
    return Classification.objects.annotate(size=Count("items")).order_by("label", "-valid_from", "pk")


@dataclass(frozen=True)
class ItemLine:
    """One item with what it stands for in words; `depth` counts those above it."""

    code: str
    label: str
    depth: int
    stands_for: str


def item_lines(classification: Classification) -> list[ItemLine]:
    """The items of a version in their order; two queries."""
    items = list(classification.items.order_by("position", "pk"))
    words: dict[int, list[str]] = {}
    mappings = ClassificationMapping.objects.filter(item__classification=classification).order_by("pk")
    for row in mappings.select_related("kind", "service_type", "other__classification"):
        found = row.kind or row.service_type or f"{row.other} ({row.other.classification.label})"  # type: ignore[union-attr]  # one of the three is there
        words.setdefault(row.item_id, []).append(str(found))
    above = {item.pk: item.parent_id for item in items}
    return [
        ItemLine(item.code, item.label, _depth(item.pk, above), ", ".join(words.get(item.pk, ()))) for item in items
    ]


def _depth(pk: int, above: dict[int, int | None]) -> int:
    """How many items stand above one; a table whose parents run in a circle ends too."""
    seen = {pk}
    parent = above[pk]
    while parent is not None and parent not in seen:
        seen.add(parent)
        parent = above[parent]
    return len(seen) - 1
