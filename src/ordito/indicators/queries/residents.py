# SPDX-License-Identifier: EUPL-1.2
"""The residents that a rate is told out of, by the rows and columns of a table, and the Comuni of its places."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from ordito.indicators.queries.frames import age_bands
from ordito.indicators.queries.scales import column_of
from ordito.territory.queries import AgeBand
from ordito.territory.queries.population import cells_by_band

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from ordito.indicators.engine.definition import Definition
    from ordito.indicators.engine.query import FloatArray, Scale


Ages: TypeAlias = tuple[int, int | None]
"""The first and the last completed age, None without end."""
NO_AGE = (1, 0)
"""Ages that nobody has."""


@dataclass(frozen=True)
class Share:
    """The residents that a row or column is about: of some Comuni, one gender, ages from one to another (None: all).

    Residents all have an age: `NO_AGE` is that of rows about persons whose age is not known.
    """

    comuni: frozenset[int] | None = None
    gender: str | None = None
    ages: Ages | None = None

    def beside(self, other: Share) -> Share:
        """What lies in a row and in a column; this one's own stands before the other's."""
        return Share(
            other.comuni if self.comuni is None else self.comuni,
            other.gender if self.gender is None else self.gender,
            other.ages if self.ages is None else self.ages,
        )


def comuni_by_group(comuni: Mapping[str, int], scale: Scale, day: int) -> list[frozenset[int]]:
    """The Comuni, by their codes, of each group of a scale of places on a day (counted from 1970)."""
    line = scale.group[bisect_right(scale.since, day) - 1]
    found: list[set[int]] = [set() for _code in scale.codes]
    for base, group in zip(scale.base, line.tolist(), strict=True):
        if base in comuni:
            found[group].add(comuni[base])
    return [frozenset(members) for members in found]


def ages_meant(dataset: str, where: Iterable[tuple[str, Collection[str]]]) -> Ages | None:
    """The completed ages for which all that some conditions let through is meant, as the data say; None for all.

    A condition is a dimension and its codes. Several types of service are meant for the ages from the lowest to the
    highest.
    """
    for dimension, codes in where:
        column = column_of(dataset, dimension)
        known = column.ages() if column is not None and column.ages is not None else {}
        if codes and known.keys() >= set(codes):
            lasts = [last for _first, last in (known[code] for code in codes)]
            highest = None if None in lasts else max(last for last in lasts if last is not None)
            return min(known[code][0] for code in codes), highest
    return None


def bands_of(definition: Definition, cuts: Collection[int] = ()) -> list[AgeBand]:
    """The bands in use, cut to the ages of a definition and again before some ages."""
    first, last = definition.age_from or 0, definition.age_to
    starts = sorted({band.first for band, _opens in age_bands()} | set(cuts))
    found = []
    for start, following in zip_longest(starts, starts[1:]):
        low, end = max(start, first), None if following is None else following - 1
        high = last if end is None else end if last is None else min(end, last)
        if high is None or low <= high:
            found.append(AgeBand(low, high))
    return found


def _cuts(shares: Sequence[Sequence[Share]]) -> set[int]:
    """The ages before which bands end, so that each lies in the ages of a share or outside."""
    ages = {share.ages for line in shares for share in line if share.ages is not None} - {NO_AGE}
    return {first for first, _last in ages} | {last + 1 for _first, last in ages if last is not None}


def residents_of(
    shares: Sequence[Sequence[Share]], definition: Definition, day: date, among: frozenset[int] | None
) -> FloatArray:
    """Residents of each share on a day, rows × columns, of the ages that the definition is about.

    `among` are the only Comuni whose residents count (None: all): those that a count is of.
    """
    bands = bands_of(definition, _cuts(shares))
    groups = {share.comuni or frozenset(): 0 for line in shares for share in line}
    groups = {comuni: number for number, comuni in enumerate(groups)}
    kept = {number: comuni if among is None else comuni & among for comuni, number in groups.items()}
    known = cells_by_band(kept, bands, day)
    found = np.zeros((len(shares), len(shares[0]) if shares else 0))
    for at, line in enumerate(shares):
        for beside, share in enumerate(line):
            cells = known.get(groups[share.comuni or frozenset()], {})
            found[at, beside] = sum(
                number
                for (sex, band), number in cells.items()
                if share.gender in {None, sex} and _holds(share, bands[band])
            )
    return found


def _holds(share: Share, band: AgeBand) -> bool:
    if share.ages is None:
        return True
    first, last = share.ages
    return band.first >= first and (last is None or (band.last is not None and band.last <= last))
