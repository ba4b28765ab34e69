# SPDX-License-Identifier: EUPL-1.2
"""Residents of places by age and sex: the denominators of every rate. Public figures, never about somebody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Max, Sum, Value, When
from django.utils.translation import gettext as _

from ordito.core.asked import once
from ordito.territory.enums import Sex
from ordito.territory.models import Population
from ordito.territory.queries.hierarchies import comuni_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from ordito.core.models import AuditedQuerySet

OLDEST = 100


@dataclass(frozen=True)
class AgeBand:
    """Completed ages from `first` to `last`, both included; `last` None is no upper end."""

    first: int
    last: int | None

    @property
    def label(self) -> str:
        """In words: `3–5`, `21 e più`."""
        return _("%(age)s e più") % {"age": self.first} if self.last is None else f"{self.first}–{self.last}"

    def __contains__(self, age: int) -> bool:
        return self.first <= age and (self.last is None or age <= self.last)


DEFAULT_BANDS = tuple(
    AgeBand(first, last) for first, last in ((0, 2), (3, 5), (6, 10), (11, 13), (14, 17), (18, 20), (21, None))
)
MINORS = range(18)


@dataclass(frozen=True)
class PopulationRow:
    """Residents of one band of ages."""

    label: str
    female: int
    male: int

    @property
    def total(self) -> int:
        """Both sexes."""
        return self.female + self.male


@dataclass(frozen=True)
class PopulationTable:
    """Residents of a place on 1 January of `year`, by band, with the minors and everybody."""

    year: int
    rows: tuple[PopulationRow, ...]
    minors: PopulationRow
    total: PopulationRow


def population_year(at: date) -> int | None:
    """The latest year with residents that is not after the day's; before the first year loaded, the first."""
    years = _years(_stamp())
    return max((year for year in years if year <= at.year), default=min(years, default=None))


@once
def _stamp() -> int:
    """Changes with every load: residents are replaced, never edited, and keys are not given twice."""
    return Population.objects.aggregate(last=Max("pk"))["last"] or 0


@lru_cache(maxsize=2)
def _years(stamp: int) -> tuple[int, ...]:  # noqa: ARG001 - the stamp makes a new load a new key
    return tuple(Population.objects.order_by("year").values_list("year", flat=True).distinct())


def _in_year(at: date) -> AuditedQuerySet[Population]:
    year = population_year(at)
    return Population.objects.none() if year is None else Population.objects.filter(year=year)


def residents(
    territory_ids: Iterable[int], ages: Iterable[int] | None, at: date, sex: str | None = None
) -> dict[int, int]:
    """How many residents of the given completed ages (None: all) each place has, of one sex or of both.

    A place is the sum of its Comuni on the day `at`, with the residents of `population_year(at)`. Age 100 means 100
    and over. A place without figures is absent, never zero.
    """
    wanted = None if ages is None else sorted({min(age, OLDEST) for age in ages})
    rows = _in_year(at)
    if wanted is not None:
        rows = rows.filter(age__in=wanted)
    if sex is not None:
        rows = rows.filter(sex=sex)
    comuni_by_place = comuni_within(territory_ids, at)
    comuni = set().union(*comuni_by_place.values())
    by_comune = dict(
        rows.filter(territory__in=comuni).values_list("territory_id").annotate(number=Sum("residents")).order_by()
    )
    return {
        place: sum(by_comune[comune] for comune in comuni & by_comune.keys())
        for place, comuni in comuni_by_place.items()
        if comuni & by_comune.keys()
    }


def residents_by_band(
    territory_ids: Iterable[int], bands: Sequence[AgeBand], at: date
) -> dict[int, dict[tuple[str, int], int]]:
    """Residents of each place by sex and number of the band in `bands`; ages in no band are left out.

    Bands must not overlap. A place without figures is absent.
    """
    return cells_by_band(comuni_within(territory_ids, at), bands, at)


def cells_by_band(
    comuni_by_place: Mapping[int, frozenset[int]], bands: Sequence[AgeBand], at: date
) -> dict[int, dict[tuple[str, int], int]]:
    """The same, when the Comuni of each place are already known."""
    year = population_year(at)
    by_comune = {} if year is None else _by_comune(_stamp(), year, tuple(bands))
    found: dict[int, dict[tuple[str, int], int]] = {}
    for place, members in comuni_by_place.items():
        cells: dict[tuple[str, int], int] = defaultdict(int)
        for comune in members & by_comune.keys():
            for cell, number in by_comune[comune].items():
                cells[cell] += number
        if cells:
            found[place] = dict(cells)
    return found


@lru_cache(maxsize=8)
def _by_comune(
    stamp: int,  # noqa: ARG001 - it makes a new load a new key
    year: int,
    bands: tuple[AgeBand, ...],
) -> dict[int, dict[tuple[str, int], int]]:
    """Every Comune's residents by sex and number of the band: summed once per load, not once per page."""
    whens = [
        When(age__gte=band.first, age__lte=OLDEST if band.last is None else band.last, then=Value(number))
        for number, band in enumerate(bands)
    ]
    rows = (
        Population.objects.filter(year=year)
        .annotate(band=Case(*whens, default=Value(-1), output_field=IntegerField()))
        .values_list("territory_id", "sex", "band")
        .annotate(number=Sum("residents"))
        .order_by()
    )
    found: dict[int, dict[tuple[str, int], int]] = defaultdict(dict)
    for comune, sex, band, number in rows:
        if band >= 0:
            found[comune][sex, band] = number
    return dict(found)


def forget_residents() -> None:
    """Drop what this process remembers: for tests, where keys come back."""
    _years.cache_clear()
    _by_comune.cache_clear()


def population_table(territory_id: int, at: date, bands: Sequence[AgeBand] = DEFAULT_BANDS) -> PopulationTable | None:
    """The residents of a place by band and sex; None when no figures are loaded for it."""
    cells = residents_by_band([territory_id], bands, at).get(territory_id)
    year = population_year(at)
    if cells is None or year is None:
        return None
    rows = tuple(
        PopulationRow(band.label, cells.get((Sex.FEMALE, number), 0), cells.get((Sex.MALE, number), 0))
        for number, band in enumerate(bands)
    )
    minors = [row for row, band in zip(rows, bands, strict=True) if band.last is not None and band.last in MINORS]
    return PopulationTable(year, rows, _sum(_("0–17, minori"), minors), _sum(_("Tutti"), rows))


def _sum(label: str, rows: Iterable[PopulationRow]) -> PopulationRow:
    listed = list(rows)
    return PopulationRow(label, sum(row.female for row in listed), sum(row.male for row in listed))
