# SPDX-License-Identifier: EUPL-1.2
"""What the attacker is given: today's counts on the cells that a new table and those of the ledger have in common."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from ordito.accounts.models import Membership
from ordito.accounts.roles import ROLES
from ordito.core.access import Verb
from ordito.indicators.engine.counts import Among, chosen_rows
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import GENDER
from ordito.indicators.models import DisclosurePolicy
from ordito.indicators.queries.frames import age_bands
from ordito.indicators.queries.snapshots import SEXES, comuni, identities_of, mart_of
from ordito.releases.engine.frozen import TAKINGS, CellState, FrozenTable, Wanted, ages_within, edges_of
from ordito.releases.engine.grid import Told, grid_of
from ordito.releases.engine.ledger import Case, refuse_too_many
from ordito.releases.engine.quantities import ROWS, Quantity, counted, years_told
from ordito.releases.engine.truth import together
from ordito.releases.models import Release
from ordito.releases.queries.data import is_personal, source_of
from ordito.releases.queries.kin import Countings, Side, World, are_kin, between, conditions, facets_asked
from ordito.territory.enums import TerritoryKind
from ordito.territory.queries import groups_of_comuni

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from ordito.indicators.engine.model import BoolArray, IntArray, Period
    from ordito.indicators.enums import Audience
    from ordito.indicators.models import Snapshot
    from ordito.releases.engine.quantities import Within
    from ordito.territory.models import Territory


def threshold_of(audience: Audience) -> int:
    """How few persons a cell for an audience may be about."""
    row = DisclosurePolicy.objects.filter(audience=audience).first()
    return row.threshold if row else DisclosurePolicy._meta.get_field("threshold").get_default()  # noqa: SLF001 - Django's public name


def related(wanted: Wanted, audience: Audience, head: int) -> list[Release]:
    """Releases up to `head` that readers of this table may hold and that tell about its counts, the first first.

    Those of the same dataset: persons and rows tell about each other within one year, rows also about those of the
    years beside. Of others `kindred` says.
    """
    rows_counted = wanted.measure in ROWS
    every = _known(audience, head)
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


def kindred(wanted: Wanted, audience: Audience, head: int, counter: Counter) -> list[Release]:
    """Releases of other datasets, known as in `related`, that count the same persons in the same period.

    Filtered ones only under the filter of this table.
    """
    if counted(wanted.measure) != Measure.PERSONS:
        return []
    every = [(row, other) for row, other in _known(audience, head) if _of_persons(other, wanted)]
    kin = counter.kin({other.dataset for _row, other in every}, wanted.period)
    return [row for row, other in every if other.dataset in kin]


def _known(audience: Audience, head: int) -> list[tuple[Release, Wanted]]:
    rows = Release.objects.known_to(audience).filter(number__lte=head).order_by("number")
    return [(row, Wanted.from_json(row.definition)) for row in rows.defer("table", "audit")]


def _of_persons(other: Wanted, wanted: Wanted) -> bool:
    """Whether a table counts people served of another dataset in the same period."""
    alike = (counted(other.measure), other.period) == (Measure.PERSONS, wanted.period)
    return alike and other.dataset != wanted.dataset and is_personal(other.dataset) and _same_filter(other, wanted)


def _same_filter(one: Wanted, other: Wanted) -> bool:
    kept, asked = ([Among(*each) for each in table.where if each[0] != GENDER] for table in (one, other))
    return not kept or conditions(one.dataset, kept) == conditions(other.dataset, asked)


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
    """Counts tables of one dataset of a snapshot, and builds cases of them, with those of others that are kin."""

    snapshot: Snapshot
    places: list[Territory]
    dataset: str = TAKINGS

    @classmethod
    def of(cls, snapshot: Snapshot, dataset: str = TAKINGS) -> Counter:
        """For a snapshot."""
        return cls(snapshot, comuni(), dataset)

    def case(self, new: FrozenTable, old: Sequence[tuple[str, FrozenTable]], exact: BoolArray | None = None) -> Case:
        """The new table among the old ones (each with its dataset); TooLargeError when nobody could check it.

        `exact` are the places of which some reader knows every figure. Of tables of other datasets counts under
        conditions that this one's tables know nothing of are left out: they would make the system many times as large.
        """
        tables = [*self._comparable(new, old), (self.dataset, new)]
        current = {band.first for band, _opens in age_bands()}
        lower = tuple(sorted(current.union(*(edges_of(table.ages) for _name, table in tables))))
        told = [self._told(table, lower, self._tag(dataset)) for dataset, table in tables]
        grid = grid_of(told, exact)
        worlds = [self._world(name, told) for name in dict.fromkeys((self.dataset, *(name for name, _table in old)))]
        refuse_too_many(sum(len(world.quantities) for world in worlds) * grid.size)
        countings = [Countings(world.mart, grid, lower) for world in worlds]
        truths = [world.truth(grid, counted) for world, counted in zip(worlds, countings, strict=True)]
        inside: list[Within] = []
        if len(worlds) > 1:
            ids = [identities_of(self.snapshot, world.dataset) for world in worlds]
            for one, other in combinations(map(Side, worlds, countings, ids), 2):
                found, apart = between(one, other, grid)
                inside, truths = [*inside, *found], [*truths, *([apart] if apart else [])]
        return Case(
            grid, together(truths), [tie for world in worlds for tie in world.ties()], told, exact, inside=inside
        )

    def _comparable(
        self, new: FrozenTable, old: Sequence[tuple[str, FrozenTable]]
    ) -> Iterator[tuple[str, FrozenTable]]:
        mine = [new, *(table for name, table in old if name == self.dataset)]
        known = {frozenset(), *(conditions(self.dataset, where) for table in mine for where in table.meets)}
        for name, table in old:
            yield name, table.of_values([conditions(name, where) in known for where in table.meets])

    def kin(self, names: Iterable[str], period: Period) -> frozenset[str]:
        """Which datasets tell of the persons that this one tells of in a period."""
        mine = self._persons(self.dataset, period)
        return frozenset(name for name in names if are_kin(mine, self._persons(name, period)))

    def _persons(self, dataset: str, period: Period) -> IntArray:
        mart = mart_of(self.snapshot, self.places, dataset)
        rows = chosen_rows(mart, Measure.PERSONS, period)
        return identities_of(self.snapshot, dataset)[np.unique(mart.person[rows])]

    def _tag(self, dataset: str) -> str:
        """What marks the quantities of a dataset: those of the new table's have no mark."""
        return "" if dataset == self.dataset else dataset

    def _world(self, dataset: str, told: Sequence[Told]) -> World:
        tag = self._tag(dataset)
        asked = tuple(each for table in told for each in table.quantities if each.dataset == tag)
        sources = {facet: source_of(dataset, facet) for facet in facets_asked(asked)}
        return World(dataset, tag, asked, mart_of(self.snapshot, self.places, dataset, sources))

    def _told(self, table: FrozenTable, lower: tuple[int, ...], tag: str) -> Told:
        codes = [place.code for place in self.places]
        shown = table.states != CellState.HIDDEN
        cells = np.where(table.states == CellState.SHOWN, table.cells, 0).astype(np.float64)
        return Told(
            tuple(Quantity(counted(table.measure), table.period, where, tag) for where in table.meets),
            np.array([np.isin(codes, group.of) for group in table.places], dtype=np.bool_),
            np.array([[sex in group.of for sex in SEXES] for group in table.genders], dtype=np.bool_),
            np.array([ages_within(group, lower) for group in table.ages], dtype=np.bool_),
            np.maximum(cells - table.margin, 0),
            cells + np.where(table.states == CellState.SHOWN, table.margin, 0),
            shown,
        )
