# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias
from uuid import uuid4

import numpy as np
from numpy.typing import NDArray

from ordito.core.access import SystemActor
from ordito.indicators.engine.model import Measure, Period
from ordito.indicators.enums import Audience, PlaceLevel
from ordito.releases import actions
from ordito.releases.engine.frozen import Wanted
from ordito.releases.enums import Protection
from ordito.releases.models import Release

if TYPE_CHECKING:
    from ordito.territory.models import Territory

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
SYSTEM = SystemActor("prova")
People: TypeAlias = NDArray[np.int64]
PEOPLE: People = np.array(
    [
        [[6, 7, 9], [8, 5, 7]],
        [[5, 9, 6], [7, 6, 1]],
        [[9, 9, 9], [9, 9, 9]],
        [[7, 8, 9], [9, 6, 7]],
        [[5, 5, 6], [6, 7, 8]],
        [[8, 6, 2], [7, 5, 9]],
    ]
)
"""Persons in charge by Comune, gender and age (under 6, 6 to 13, 14 to 17): two cells are small."""
GENDER_AGE = "genere-eta"
YEAR = Wanted(Measure.PERSONS, Period(2025), PlaceLevel.AMBITO.value, "genere")


def wanted(level: PlaceLevel = PlaceLevel.AMBITO, breakdown: str = "genere", **values: object) -> Wanted:
    """A table of persons in charge in 2025."""
    return Wanted(Measure.PERSONS, Period(2025), level.value, breakdown, **values)  # type: ignore[arg-type]  # of the test


def make_release(
    asked: Wanted = YEAR,
    *,
    audience: Audience = Audience.NETWORK,
    place: Territory | None = None,
    title: str = "Persone per genere",
    protection: Protection = Protection.SUPPRESSION,
) -> Release:
    """A table prepared and checked, not yet out."""
    values = actions.ReleaseValues(title, "Quante persone.", "Relazione annuale", audience, protection)
    row = actions.prepare(values, by=SYSTEM, at=NOW, wanted=asked, place=place, form_key=uuid4())
    actions.check(by=SYSTEM, at=NOW, release=row, progress=lambda _done, _total: None)
    return Release.objects.get(pk=row.pk)


def make_out(
    asked: Wanted = YEAR,
    *,
    audience: Audience = Audience.NETWORK,
    place: Territory | None = None,
    title: str = "Persone per genere",
    protection: Protection = Protection.SUPPRESSION,
) -> Release:
    """A table that left."""
    row = make_release(asked, audience=audience, place=place, title=title, protection=protection)
    return actions.let_out(by=SYSTEM, at=NOW, release=row)
