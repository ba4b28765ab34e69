# SPDX-License-Identifier: EUPL-1.2
"""Indicators as they leave in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.indicators.engine.exchange import Entry
from ordito.indicators.models import IndicatorVersion

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ordito.indicators.models import Indicator


def entries_of(rows: QuerySet[Indicator]) -> list[Entry]:
    """Those that are defined: by the version in use, or by the draft when none is. Two queries."""
    listed = list(rows.select_related("current").order_by("position", "pk"))
    drafts = IndicatorVersion.objects.filter(indicator__in=[row.pk for row in listed], in_use_from=None)
    by_indicator = {draft.indicator_id: draft for draft in drafts}
    found = []
    for row in listed:
        version = row.current or by_indicator.get(row.pk)
        if version is not None:
            found.append(_entry(row, version))
    return found


def _entry(row: Indicator, version: IndicatorVersion) -> Entry:
    return Entry(
        code=row.code,
        name=row.name,
        question=row.question,
        definition=version.recipe,
        why=row.why.replace("\r\n", "\n"),
        unit=row.unit,
        direction=row.direction,
        target=row.target,
        source=row.source,
        owner=row.owner,
    )
