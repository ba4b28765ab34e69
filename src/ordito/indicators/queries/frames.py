# SPDX-License-Identifier: EUPL-1.2
"""The axes that counts are read on: places as they stood on a day, genders, bands of ages; and the residents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from ordito.core.asked import once
from ordito.indicators.engine.counts import AgeBands, Frame
from ordito.indicators.engine.model import Axis, IntArray, Level, Period
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.models import AgeBand
from ordito.indicators.queries.snapshots import SEXES, comuni, mart_of
from ordito.territory.enums import Sex, TerritoryKind
from ordito.territory.models import Territory
from ordito.territory.queries import DEFAULT_BANDS, first_region, groups_of_comuni, residents_by_band
from ordito.territory.queries import AgeBand as PlainBand

if TYPE_CHECKING:
    from datetime import date

    from ordito.indicators.models import Snapshot

WHOLE = "tutti"
BANDS, BROAD, MAJORITY = "fasce", "eta", "maggiore"
GENDER = "genere"
ADULT = 18
GROUPED = ((PlaceLevel.AMBITO, TerritoryKind.AMBITO), (PlaceLevel.PROVINCE, TerritoryKind.PROVINCE))


@dataclass(frozen=True, eq=False)
class Ground:
    """What a figure stands on: the frame of its counts, the Comuni behind its base codes, and the day of places."""

    frame: Frame
    comuni: list[Territory]
    day: date
    bands: tuple[PlainBand, ...]

    @property
    def axes(self) -> tuple[Axis, Axis, Axis]:
        """Places, genders, ages."""
        return self.frame.axes

    def residents(self) -> IntArray:
        """Residents by base codes; unknown gender and age have none."""
        position = {comune.pk: number for number, comune in enumerate(self.comuni)}
        cells = np.zeros((len(self.comuni), len(SEXES), len(self.bands) + 1), dtype=np.int64)
        for place, found in residents_by_band(position, self.bands, self.day).items():
            for (sex, band), number in found.items():
                cells[position[place], SEXES.index(sex), band] = number
        return cells


def ground_of(snapshot: Snapshot, period: Period, today: date) -> Ground:
    """The ground of a period: places as they stood on its last day, or stand today when it has not ended."""
    day = min(period.last, today)
    places = comuni()
    bands = age_bands()
    axes = (place_axis(places, day), gender_axis(), age_axis(bands))
    lower = AgeBands(tuple(band.first for band, _opens in bands))
    return Ground(Frame(mart_of(snapshot, places), axes, lower), places, day, tuple(band for band, _opens in bands))


@once
def age_bands() -> list[tuple[PlainBand, bool]]:
    """Bands in use and whether each opens a broader one; the default ones until some are set."""
    rows = list(AgeBand.objects.order_by("first").values_list("first", "opens_broad"))
    if not rows:
        broad = {0, 6, 14, 18}
        return [(band, band.first in broad) for band in DEFAULT_BANDS]
    ends = [first - 1 for first, _opens in rows[1:]]
    return [(PlainBand(first, last), opens) for (first, opens), last in zip(rows, [*ends, None], strict=True)]


def place_axis(places: list[Territory], day: date) -> Axis:
    """Comuni, Ambiti, Province, the whole; a Comune in no Ambito on the day falls in a group that says so."""
    base = Level(
        PlaceLevel.COMUNE.value,
        tuple(str(place.pk) for place in places),
        tuple(place.name for place in places),
        np.arange(len(places)),
    )
    levels = [base]
    for level, kind in GROUPED:
        groups = groups_of_comuni(kind, day)
        found = Territory.objects.filter(pk__in=set(groups.values())).order_by("name", "pk")
        codes = {place.pk: number for number, place in enumerate(found)}
        names = [place.name for place in found]
        numbers = [codes.get(groups.get(place.pk, 0), len(codes)) for place in places]
        if len(codes) in numbers:
            names.append(_("Non assegnati"))
        keys = (*map(str, codes), *(["0"] if len(names) > len(codes) else []))
        levels.append(Level(level.value, keys, tuple(names), np.asarray(numbers, dtype=np.int64)))
    region = first_region()
    whole = (str(region.pk), region.name) if region else ("", _("Tutto il territorio"))
    levels.append(Level(PlaceLevel.REGION.value, (whole[0],), (whole[1],), np.zeros(len(places), dtype=np.int64)))
    return Axis("luogo", tuple(levels))


def gender_axis() -> Axis:
    """Female, male, not stated; everybody."""
    names = {Sex.FEMALE.value: _("Femmine"), Sex.MALE.value: _("Maschi"), "": _("Non indicato")}
    base = Level(GENDER, SEXES, tuple(names[code] for code in SEXES), np.arange(len(SEXES)))
    return Axis(GENDER, (base, _whole(len(SEXES))))


def age_axis(bands: list[tuple[PlainBand, bool]]) -> Axis:
    """Bands, broader bands, minors and adults, everybody; the last group of each is "age not known"."""
    plain = [band for band, _opens in bands]
    unknown = _("Età non nota")
    size = len(plain) + 1
    codes = (*(str(band.first) for band in plain), "")
    labels = (*(band.label for band in plain), unknown)
    levels = [Level(BANDS, codes, labels, np.arange(size))]
    opening = [number for number, (_band, opens) in enumerate(bands) if opens or number == 0]
    groups = np.searchsorted(opening, np.arange(len(plain)), side="right") - 1
    broad = [
        PlainBand(plain[start].first, plain[end - 1].last)
        for start, end in zip(opening, [*opening[1:], len(plain)], strict=True)
    ]
    levels.append(_grouped(BROAD, broad, groups, unknown))
    if any(band.first == ADULT for band in plain):
        older = np.asarray([int(band.first >= ADULT) for band in plain])
        both = [PlainBand(0, ADULT - 1), PlainBand(ADULT, None)]
        levels.append(_grouped(MAJORITY, both, older, unknown, telling=False))
    return Axis("eta", (*levels, _whole(size, telling=False)))


def _grouped(name: str, bands: list[PlainBand], groups: IntArray, unknown: str, *, telling: bool = True) -> Level:
    return Level(
        name,
        (*(str(band.first) for band in bands), ""),
        (*(band.label for band in bands), unknown),
        np.append(groups, len(bands)),
        telling,
    )


def _whole(size: int, *, telling: bool = True) -> Level:
    return Level(WHOLE, (WHOLE,), (_("Totale"),), np.zeros(size, dtype=np.int64), telling)
