# SPDX-License-Identifier: EUPL-1.2
"""What the attacker is given: today's counts on the cells that a new table and those of the ledger have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from ordito.accounts.models import Membership
from ordito.accounts.roles import ROLES
from ordito.core.access import Verb
from ordito.indicators.engine.counts import Counts, Frame, count
from ordito.indicators.engine.model import FLOWS, Measure
from ordito.indicators.enums import FACETS, Audience, Breakdown
from ordito.indicators.models import DisclosurePolicy
from ordito.indicators.queries.frames import age_bands
from ordito.indicators.queries.snapshots import SEXES, comuni, mart_of
from ordito.releases.engine.frozen import (
    TOTAL,
    CellState,
    FrozenTable,
    Wanted,
    ages_within,
    edges_of,
)
from ordito.releases.engine.grid import Told, grid_of
from ordito.releases.engine.ledger import Case
from ordito.releases.engine.quantities import Quantity, company, counted, ties, years_told
from ordito.releases.engine.truth import frame_of, truth_of
from ordito.releases.models import Release
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries import groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from ordito.indicators.engine.mart import Mart
    from ordito.indicators.engine.model import BoolArray
    from ordito.indicators.models import Snapshot
    from ordito.territory.models import Territory

TAKINGS = "takings"
SINGLE = frozenset(facet for facet, (dataset, _column) in FACETS.items() if dataset == TAKINGS)
"""Facets of which a taking in charge has one value, because they are columns of its own."""
CHANGING = frozenset({Breakdown.SERVICE.value})
"""Facets whose values have days of their own; reasons have those of their taking in charge."""


def threshold_of(audience: Audience) -> int:
    """How few persons a cell for an audience may be about."""
    row = DisclosurePolicy.objects.filter(audience=audience).first()
    return row.threshold if row else DisclosurePolicy._meta.get_field("threshold").get_default()  # noqa: SLF001 - Django's public name


def related(wanted: Wanted, audience: Audience, head: int) -> list[Release]:
    """Releases up to `head` that readers of this table may hold and that tell about its counts, the first first.

    Persons and takings tell about each other within one year; takings also about those of the years beside.
    """
    flows = wanted.measure in FLOWS
    rows = Release.objects.known_to(audience).filter(number__lte=head).order_by("number")
    found = [(row, Wanted.from_json(row.definition)) for row in rows.defer("table", "audit")]
    near = [(row, other) for row, other in found if (other.measure in FLOWS) == flows]
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
    """Whether one table is of persons, the other of takings that they have in the period, or had before it."""
    persons, takings = (other, one) if one.measure in FLOWS else (one, other)
    years = {persons.period.year, persons.period.year - 1} if takings.measure == Measure.OPEN else {persons.period.year}
    return persons.measure not in FLOWS and takings.measure in FLOWS and takings.period.year in years


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
    """Counts tables of a snapshot, and builds cases of them; the mart is read once."""

    mart: Mart
    places: list[Territory]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Counter:
        """For a snapshot."""
        places = comuni()
        return cls(mart_of(snapshot, places), places)

    def case(self, new: FrozenTable, old: Sequence[FrozenTable], exact: BoolArray | None = None) -> Case:
        """The new table among the old ones; TooLargeError when nobody could check it.

        `exact` are the places of which some reader knows every figure.
        """
        tables = [*old, new]
        current = {band.first for band, _opens in age_bands()}
        lower = tuple(sorted(current.union(*(edges_of(table.ages) for table in tables))))
        told = [self._told(table, lower) for table in tables]
        grid = grid_of(told, exact)
        quantities = company((quantity for table in told for quantity in table.quantities), self._codes(tables))
        frame = frame_of(self.mart, grid, lower)
        truth = truth_of(grid, self._counted(frame, quantities))
        return Case(grid, truth, ties(quantities, SINGLE, CHANGING), told, exact)

    def _codes(self, tables: Sequence[FrozenTable]) -> dict[str, tuple[str, ...]]:
        """Every value that a facet has today or had in a table."""
        found: dict[str, set[str]] = {}
        for table in tables:
            if table.facet:
                said = {group.code for group in table.values if not group.total}
                found.setdefault(table.facet, set(self.mart.facets[table.facet].codes)).update(said)
        return {facet: tuple(sorted(codes)) for facet, codes in found.items()}

    def _counted(self, frame: Frame, quantities: Iterable[Quantity]) -> Mapping[Quantity, Counts]:
        found: dict[Quantity, Counts] = {}
        for quantity in quantities:
            if quantity in found:
                continue
            counts = count(frame, quantity.measure, quantity.period, quantity.facet)
            codes = self.mart.facets[quantity.facet].codes if quantity.facet else ("",)
            found |= {replace(quantity, value=code): each for code, each in zip(codes, counts, strict=True)}
            found.setdefault(quantity, _nobody(counts[0]))
        return {quantity: found[quantity] for quantity in quantities}

    def _told(self, table: FrozenTable, lower: tuple[int, ...]) -> Told:
        codes = [place.code for place in self.places]
        shown = table.states != CellState.HIDDEN
        measure = counted(table.measure)
        cells = np.where(table.states == CellState.SHOWN, table.cells, 0).astype(np.float64)
        return Told(
            tuple(
                Quantity(measure, table.period)
                if group.code == TOTAL
                else Quantity(measure, table.period, table.facet, group.code)
                for group in table.values
            ),
            np.array([np.isin(codes, group.of) for group in table.places], dtype=np.bool_),
            np.array([[sex in group.of for sex in SEXES] for group in table.genders], dtype=np.bool_),
            np.array([ages_within(group, lower) for group in table.ages], dtype=np.bool_),
            np.maximum(cells - table.margin, 0),
            cells + np.where(table.states == CellState.SHOWN, table.margin, 0),
            shown,
        )


def _nobody(like: Counts) -> Counts:
    """The counts of a value that nobody has any more."""
    return Counts(np.zeros_like(like.value), tuple(np.zeros_like(level) for level in like.persons))
