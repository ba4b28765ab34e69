# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from ordito.core.models import writing
from ordito.indicators.enums import IndicatorState
from ordito.indicators.models import Indicator, IndicatorVersion, Uptake

if TYPE_CHECKING:
    from ordito.territory.models import Organisation, Territory

THEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
PERSONS = {"dataset": "takings", "measure": "persons"}


def make_indicator(
    code: str,
    *,
    state: IndicatorState = IndicatorState.IN_USE,
    definition: dict[str, Any] | None = None,
    **values: Any,
) -> Indicator:
    """An indicator in a state, with its version 1 when it is in use or retired; one that is there stays as it is."""
    with writing():
        row, made = Indicator.objects.get_or_create(
            code=code,
            defaults={
                "name": code.replace("_", " ").capitalize(),
                "question": "Quante?",
                "unit": "persone",
                "proposed_at": THEN,
                "proposed_by_name": "Prova Proponente",
            }
            | values,
        )
        if made and state in {IndicatorState.IN_USE, IndicatorState.RETIRED}:
            row.current = IndicatorVersion.objects.create(
                indicator=row, number=1, definition=definition or PERSONS, by_name="Prova", at=THEN, in_use_from=THEN
            )
        if made:
            row.state = state
            row.save()
    return row


def make_uptake(
    indicator: Indicator, *, territory: Territory | None = None, organisation: Organisation | None = None
) -> Uptake:
    """A place or a body that has taken up the version in use."""
    if indicator.current is None:
        raise ValueError("only what is in use is taken up")
    with writing():
        return Uptake.objects.create(
            indicator=indicator,
            taken_version=indicator.current,
            territory=territory,
            organisation=organisation,
            on=date(2026, 3, 1),
            note="Delibera n. 12",
            by_name="Prova Referente",
        )
