# SPDX-License-Identifier: EUPL-1.2
"""Tables that say less than another one: what is offered before cells are hidden, and when a table may not leave."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ordito.indicators.enums import PlaceLevel
from ordito.releases.enums import Breakdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.releases.engine.frozen import Wanted

ABOVE = {
    PlaceLevel.COMUNE: PlaceLevel.AMBITO,
    PlaceLevel.AMBITO: PlaceLevel.PROVINCE,
    PlaceLevel.PROVINCE: PlaceLevel.REGION,
}
SIMPLER = {
    Breakdown.AGE: (Breakdown.BROAD_AGE,),
    Breakdown.GENDER_AGE: (Breakdown.BROAD_AGE, Breakdown.GENDER),
}


def coarser(wanted: Wanted) -> Iterator[Wanted]:
    """One step coarser each: broader ages, then larger places, then the year of a quarter, then no breakdown."""
    breakdown, level = Breakdown(wanted.breakdown), PlaceLevel(wanted.level)
    for simpler in SIMPLER.get(breakdown, ()):
        yield replace(wanted, breakdown=simpler.value)
    if level in ABOVE and wanted.place_id is None:
        yield replace(wanted, level=ABOVE[level].value)
    if wanted.period.quarter is not None:
        yield replace(wanted, period=wanted.period.whole_year())
    if breakdown:
        yield replace(wanted, breakdown="")
