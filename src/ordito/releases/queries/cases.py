# SPDX-License-Identifier: EUPL-1.2
"""What the attacker is given: today's counts on the cells that a new table and those of the ledger have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ordito.accounts.models import Membership
from ordito.accounts.roles import ROLES
from ordito.core.access import Verb
from ordito.indicators.engine.counts import Counting
from ordito.indicators.engine.model import Measure
from ordito.indicators.models import DisclosurePolicy
from ordito.indicators.queries.frames import age_bands
from ordito.indicators.queries.snapshots import SEXES, comuni, mart_of
from ordito.releases.engine.frozen import TAKINGS, CellState, FrozenTable, Wanted, ages_within, edges_of
from ordito.releases.engine.grid import Told, grid_of
from ordito.releases.engine.ledger import Case, refuse_too_many
from ordito.releases.engine.quantities import ROWS, Quantity, beyonds, company, counted, ties, told_apart, years_told
from ordito.releases.engine.truth import frame_of, truth_of
from ordito.releases.models import Release
from ordito.releases.queries.data import changing, single, source_of
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries import groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from ordito.indicators.engine.mart import Mart
    from ordito.indicators.engine.model import BoolArray, Period
    from ordito.indicators.enums import Audience
    from ordito.indicators.models import Snapshot
    from ordito.releases.engine.grid import Grid
    from ordito.releases.engine.truth import Truth
    from ordito.territory.models import Territory


def threshold_of(audience: Audience) -> int:
    """How few persons a cell for an audience may be about."""
    row = DisclosurePolicy.objects.filter(audience=audience).first()
    return row.threshold if row else DisclosurePolicy._meta.get_field("threshold").get_default()  # noqa: SLF001 - Django's public name


def related(wanted: Wanted, audience: Audience, head: int) -> list[Release]:
    """Releases up to `head` that readers of this table may hold and that tell about its counts, the first first.

    Those of the same dataset: persons and rows tell about each other within one year, rows also about those of the
    years beside. What two datasets say of the same persons is not put together.
    """
    rows_counted = wanted.measure in ROWS
    rows = Release.objects.known_to(audience).filter(number__lte=head).order_by("number")
    every = ((row, Wanted.from_json(row.definition)) for row in rows.defer("table", "audit"))
    found = [(row, other) for row, other in every if other.dataset == wanted.dataset]
    near = [(row, other) for row, other in found if (other.measure in ROWS) == rows_counted]
    years = years_told(wanted.measure, wanted.period)
    while True:
        chosen = [(row, other) for row, other in near if other.period.year in years]
        more = years.union(*(years_told(other.measure, other.period) for _row, other in chosen))
        if more == years:
            break
        years = more
    kept = {row.pk for row, _other in chosen}
    kept |= {row.pk for row, other in found if _beside(wanted, other)}
    return [row for row, _other in found if row.pk in kept]


def _beside(one: Wanted, other: Wanted) -> bool:
    """Whether one table is of persons, the other of rows that they have in the period, or had before it."""
    persons, takings = (other, one) if one.measure in ROWS else (one, other)
    years = {persons.period.year, persons.period.year - 1} if takings.measure == Measure.OPEN else {persons.period.year}
    return persons.measure not in ROWS and takings.measure in ROWS and takings.period.year in years


def seen_exactly(places: Sequence[Territory], day: date) -> BoolArray:
    """Places whose figures somebody in the network sees exactly, each by its Comuni, shape (place, Comune).

    Every Ambito, whoever answers for it on the day, and the Comuni that somebody answers for: what leaves stays out.
    """
    able = [role.code for role in ROLES.values() if Verb.VIEW_EXACT_STATISTICS in role.verbs]
    held = Membership.objects.at(day).filter(role__in=able, organisation=None).values_list("territory_id", flat=True)
    ambito = groups_of_comuni(TerritoryKind.AMBITO, day)
    of = np.array([ambito.get(place.pk, 0) for place in places], dtype=np.int64)
    pks = np.array([place.pk for place in places], dtype=np.int64)
    rows = [of == pk for pk in sorted(set(ambito.values()))]
    rows += [pks == pk for pk in sorted(set(held) & set(pks.tolist()))]
    return np.array(rows, dtype=np.bool_).reshape(len(rows), len(places))


@dataclass(frozen=True, eq=False)
class Counter:
    """Counts tables of one dataset of a snapshot, and builds cases of them."""

    snapshot: Snapshot
    places: list[Territory]
    dataset: str = TAKINGS

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: str = TAKINGS) -> Counter:
        """For a snapshot."""
        return cls(snapshot, comuni(), dataset)

    def case(self, new: FrozenTable, old: Sequence[FrozenTable], exact: BoolArray | None = None) -> Case:
        """The new table among the old ones; TooLargeError when nobody could check it.

        `exact` are the places of which some reader knows every figure.
        """
        tables = [*old, new]
        current = {band.first for band, _opens in age_bands()}
        lower = tuple(sorted(current.union(*(edges_of(table.ages) for table in tables))))
        told = [self._told(table, lower) for table in tables]
        asked = [quantity for table in told for quantity in table.quantities]
        facets = sorted({facet for quantity in asked for facet in quantity.facets})
        mart = mart_of(self.snapshot, self.places, self.dataset, self._sources(facets))
        values = told_apart(asked, {facet: mart.facets[facet].codes for facet in facets})
        grid, quantities = grid_of(told, exact), company(asked, values)
        refuse_too_many(len(quantities) * grid.size)
        truth = _counted(mart, grid, lower, quantities, beyonds(asked))
        known = ties(quantities, values, single(self.dataset, facets), changing(self.dataset, facets))
        return Case(grid, truth, known, told, exact)

    def _sources(self, facets: Sequence[str]) -> dict[str, tuple[str, str]]:
        return {facet: source_of(self.dataset, facet) for facet in facets}

    def _told(self, table: FrozenTable, lower: tuple[int, ...]) -> Told:
        codes = [place.code for place in self.places]
        shown = table.states != CellState.HIDDEN
        cells = np.where(table.states == CellState.SHOWN, table.cells, 0).astype(np.float64)
        return Told(
            tuple(Quantity(counted(table.measure), table.period, where) for where in table.meets),
            np.array([np.isin(codes, group.of) for group in table.places], dtype=np.bool_),
            np.array([[sex in group.of for sex in SEXES] for group in table.genders], dtype=np.bool_),
            np.array([ages_within(group, lower) for group in table.ages], dtype=np.bool_),
            np.maximum(cells - table.margin, 0),
            cells + np.where(table.states == CellState.SHOWN, table.margin, 0),
            shown,
        )


def _counted(
    mart: Mart,
    grid: Grid,
    lower: tuple[int, ...],
    quantities: Sequence[Quantity],
    beyond: Sequence[tuple[Quantity, Quantity]],
) -> Truth:
    """What is so today of the quantities, and of what lies in some beyond others; each period is gone through once."""
    frame = frame_of(mart, grid, lower)
    counting: dict[tuple[Measure, Period], Counting] = {}
    for quantity in quantities:
        key = quantity.measure, quantity.period
        if key not in counting:
            counting[key] = Counting(frame, *key)
    found = {each: counting[each.measure, each.period].of(each.where) for each in quantities}
    apart = {
        (whole, part): counting[whole.measure, whole.period].beyond(whole.where, part.where) for whole, part in beyond
    }
    return truth_of(grid, found, apart)
