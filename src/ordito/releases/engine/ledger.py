# SPDX-License-Identifier: EUPL-1.2
"""The check of a table that is about to leave, against whatever its readers have already.

Every table that left is a set of equations over the cells that all of them have in common (`grid`), with the ties
between quantities (`quantities`). The attacker knows them, and that counts are not negative. What must stay hidden is
every small count about a group that some table, or some difference of tables, marks out: the same table under another
threshold, at another grain, under another filter, quarters beside their year, Ambiti beside the same with other Comuni.
Differences of versions count too: of a cell that left before and has changed since by fewer persons than the threshold,
the new value must not be told.

An equation of the past that is no longer true (its data were corrected) speaks of another world; its difference is
watched, and readers are taken to guess what became of the figure to within the threshold. Small counts that the past
gives away already, as under a threshold that has risen since, can no longer be protected and hold nothing up.

Some readers know more: who answers for an Ambito or a Comune sees its figures exactly, and must not subtract them from
a total to find the small counts of others, nor may two of them who put theirs together; who is alone in a cell must not
find those beside it. Tables of two datasets about the same persons are one system: who has an intervention is in
charge.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ordito.indicators.engine.attacker import Attacker, Knowledge, Sums, Target, together
from ordito.indicators.engine.audit import intervals
from ordito.indicators.engine.exposure import Exposure, Insider
from ordito.indicators.engine.model import BoolArray, IntArray
from ordito.indicators.engine.protect import hide
from ordito.indicators.engine.rounding import UnroundableError
from ordito.releases.engine import targets
from ordito.releases.engine.grid import Grid, Told, parts, within
from ordito.releases.engine.pairs import pairs
from ordito.releases.engine.quantities import Quantity, Tie, Within
from ordito.releases.engine.rounded import Rounded, rounded_cells
from ordito.releases.engine.truth import Truth

MOST_UNKNOWNS = 60_000
"""Unknowns of a system that is attacked within minutes; a larger one is refused before it is built."""
MOST_CELLS = 6000
CHUNK = 2000


class TooLargeError(ValueError):
    """The system is too large to be attacked."""


def refuse_too_many(unknowns: int) -> None:
    """TooLargeError for more unknowns than are attacked within minutes."""
    if unknowns > MOST_UNKNOWNS:
        raise TooLargeError


@dataclass(frozen=True, eq=False)
class Finding:
    """What the attacker leaves of a table: which cells are hidden, and between what each lies for whoever tries.

    `low` and `high` are of the hidden cells, in flat order. `targets` counts the small counts that had to stay hidden.
    """

    hidden: BoolArray
    low: IntArray
    high: IntArray
    targets: int
    unknowns: int
    equations: int


class Case:
    """One table about to leave among what readers have: built once, attacked under one or more thresholds.

    `exact` are the places, each by its base codes, of which some reader knows every figure.
    """

    def __init__(
        self,
        grid: Grid,
        truth: Truth,
        ties: Sequence[Tie],
        tables: Sequence[Told],
        exact: BoolArray | None = None,
        *,
        inside: Sequence[Within] = (),
    ) -> None:
        self.grid, self.truth, self.old, self.new = grid, truth, tuple(tables[:-1]), tables[-1]
        new = self.new
        self.exact = np.zeros((0, len(grid.place)), dtype=np.bool_) if exact is None else grid.place.classes_of(exact)
        self.first = len(truth.quantities) * grid.size
        refuse_too_many(self.first)
        if new.shown.size > MOST_CELLS:
            raise TooLargeError
        self.values = self._now(new)
        largest = int(truth.value.sum(axis=(1, 2, 3)).max())
        self._exposures: dict[int, Exposure] = {}
        self._base = Knowledge(self.first + self.values.size, float(largest + 100))
        for tie in ties:
            zeros = np.zeros((sums := self._tied(tie)).size)
            self._base = self._base.knowing(sums, zeros, zeros if tie.equal else np.inf)
        for pair in inside:
            self._base = self._base.knowing(sums := self._inside(pair), np.zeros(sums.size), np.inf)

    def protect(self, threshold: int, besides: BoolArray | None = None) -> BoolArray | None:
        """Cells that must be hidden, flat, when readers may know no count under `threshold`; None: nothing helps."""
        truth = np.concatenate((self.truth.value.ravel(), self.values))
        places = np.arange(self.first) % self.grid.size // (self.grid.size // len(self.grid.place))
        return hide(self.exposure(threshold, besides), truth, places, most_unknowns=MOST_UNKNOWNS + MOST_CELLS)

    def round(self, threshold: int) -> Rounded | None:
        """The table rounded, when nobody who may know no count under `threshold` can work one out of it; None if so.

        Whoever sees a multiple of twice the threshold knows of a small count neither that it is not 1 nor that it is
        not the threshold; the attack tries whether the sums tell more.
        """
        try:
            rounded = rounded_cells(self.values.reshape(self.new.shown.shape), self._adds(), 2 * threshold)
        except UnroundableError:
            return None
        return rounded if self.withstands(threshold, rounded) else None

    def withstands(self, threshold: int, rounded: Rounded) -> bool:
        """Whether no small count can be worked out of the rounded table and what left before, by any reader."""
        exposure = self.exposure(threshold)
        seen = self._seeing(rounded, exposure)
        if Attacker(seen).first_unsafe(exposure.standing) is not None:
            return False
        answering = [insider for insider in exposure.insiders if not insider.alone]
        shown, places = self.grid.place.classes_of(self.new.place), self.exact[~self.exact.all(axis=1)]
        return all(self._kept_from(each, exposure, seen) for each in (*answering, *pairs(answering, places, shown)))

    def _kept_from(self, insider: Insider, exposure: Exposure, seen: Knowledge) -> bool:
        """Whether an insider works no secret out of a rounded table that was not told before."""
        truth = np.concatenate((self.truth.value.ravel(), self.values))
        attacker = Attacker(seen.equal(targets.each(insider.knows), truth[insider.knows]))
        left = np.zeros(exposure.standing.sums.size, dtype=np.bool_)
        left[insider.secrets[insider.secrets >= seen.size] - seen.size] = True
        while (unsafe := attacker.first_unsafe(targets.chosen(exposure.standing, left))) is not None:
            number = int(np.flatnonzero(left)[unsafe])
            if not exposure.told_before(insider, seen.size + number, truth):
                return False
            left[number] = False
        return True

    def finding_rounded(self, threshold: int, rounded: Rounded) -> Finding:
        """The interval of every cell of a rounded table: to say of small ones alone would say which they are."""
        exposure = self.exposure(threshold)
        every = np.ones(self.values.size, dtype=np.bool_)
        return self._finding(every, self._seeing(rounded, exposure), exposure)

    def _seeing(self, rounded: Rounded, exposure: Exposure) -> Knowledge:
        """What is known to whoever holds the rounded table."""
        low, high = rounded.bounds
        return exposure.knowledge.knowing(self._aux(), low.ravel(), high.ravel())

    def _adds(self) -> bool:
        return len(self.new.quantities) == 1

    def _aux(self) -> Sums:
        """The unknowns that stand for the cells of the new table."""
        return targets.each(self.first + np.arange(self.values.size))

    def exposure(self, threshold: int, besides: BoolArray | None = None) -> Exposure:
        """The table among the rest, as the attack takes it; what is already out is gone over once."""
        if threshold not in self._exposures:
            self._exposures[threshold] = self._exposed(threshold)
        found = self._exposures[threshold]
        return found if besides is None else replace(found, besides=besides)

    def _exposed(self, threshold: int) -> Exposure:
        known, changed = self._base, [Target(targets.none(), *(np.zeros(0) for _ in range(3)))]
        for table in self.old:
            now = self._now(table).reshape(table.shown.shape)
            true = table.shown & (table.lower <= now) & (now <= table.upper)
            known = known.knowing(self._cells(table, true), table.lower[true], table.upper[true])
            far = np.maximum(table.lower - now, now - table.upper)
            moved = self._cells(table, table.shown & (far > 0) & (far < threshold))
            changed.append(targets.apart(moved, threshold))
            known = self._guessed(known, table, table.shown & (far > 0), now, threshold)
            changed.append(targets.small(self._cells(table, ~table.shown & (now == 0)), threshold))
        standing = targets.joined([*changed, targets.small(self._small_sums(threshold), threshold)])
        if self.old:
            standing = targets.still_hidden(Attacker(known), standing)
        known = known.equal(self._own(), np.zeros(self.values.size))
        behind, lone = self._behind_new(), self._lone()
        primary = (targets.few(behind, threshold) | lone).ravel()
        besides = np.zeros(primary.size, dtype=np.bool_)
        insiders = (*self._answering(standing, lone), *self._alone(behind, threshold))
        return Exposure(known, self.first, self.values, primary, standing, threshold, besides, insiders)

    def _guessed(self, known: Knowledge, table: Told, corrected: BoolArray, now: IntArray, threshold: int) -> Knowledge:
        """What is known when readers also guess the corrected figures of a table to within the threshold.

        They put two versions together: of the figures that were corrected since they have the old ones, and see what
        became of others.
        """
        about = now[corrected]
        return known.knowing(self._cells(table, corrected), np.maximum(about - threshold, 0), about + threshold)

    def _answering(self, standing: Target, lone: BoolArray) -> Iterator[Insider]:
        """Who knows a place exactly must not know what lies wholly outside of it.

        Of what lies partly outside, a small rest would make some class in it small.
        """
        unknowns = np.arange(self.first).reshape(len(self.truth.quantities), *self.grid.shape)
        where = self.grid.place.classes_of(self.new.place)
        for place in self.exact[~self.exact.all(axis=1)]:
            inside = np.zeros(self.first, dtype=np.bool_)
            inside[knows := unknowns[:, place].ravel()] = True
            sums = standing.sums
            mine = np.bincount(sums.row, weights=inside[sums.column], minlength=sums.size) > 0
            zeros = np.flatnonzero(lone & ~(where & place).any(axis=1)[:, None, None, None])
            secrets = np.concatenate((self.first + zeros, self.first + self.values.size + np.flatnonzero(~mine)))
            yield Insider(knows, secrets)

    def _alone(self, behind: IntArray, threshold: int) -> Iterator[Insider]:
        """Who is alone in a hidden cell must not work out the small ones in one line with it.

        Not those where that very person is alone too: a total that has nobody else.
        """
        small, nested = targets.few(behind, threshold), [inside | inside.T for inside in self._nested()]
        number = self.first + np.arange(behind.size).reshape(behind.shape)
        for at in zip(*np.nonzero(behind == 1), strict=True):
            line = np.zeros(behind.shape, dtype=np.bool_)
            for axis in range(behind.ndim):
                along = (*at[:axis], slice(None), *at[axis + 1 :])
                line[along] = ~(nested[axis][at[axis]] & (behind[along] == 1))
            line[at] = False
            yield Insider(number[at].reshape(1), number[line & small], alone=True)

    def finding(self, threshold: int, hidden: BoolArray) -> Finding:
        """The interval of each hidden cell, for whoever holds the table and what left before."""
        exposure = self.exposure(threshold, hidden)
        return self._finding(hidden, exposure.seen(hidden), exposure)

    def _finding(self, hidden: BoolArray, known: Knowledge, exposure: Exposure) -> Finding:
        low, high = intervals(known, self.first + np.flatnonzero(hidden))
        rows = exposure.knowledge.system()[0]
        return Finding(hidden, low, high, exposure.standing.sums.size, self.first, rows.size)

    def _now(self, table: Told) -> IntArray:
        """The cells of a table as they are today, flat."""
        values = self.truth.value[[self.truth.number(quantity) for quantity in table.quantities]]
        place, gender, age = (groups.astype(np.int64) for groups in self._sides(table))
        found = np.einsum("xp,yg,za,vpga->xyzv", place, gender, age, values, optimize=True)
        return np.asarray(found, dtype=np.int64).ravel()

    def _sides(self, table: Told) -> tuple[BoolArray, BoolArray, BoolArray]:
        """The groups of a table as rows of classes."""
        grid = self.grid
        return (
            grid.place.classes_of(table.place),
            grid.gender.classes_of(table.gender),
            grid.age.classes_of(table.age),
        )

    def _cells(self, table: Told, chosen: BoolArray) -> Sums:
        """The chosen cells of a table as sums of unknowns."""
        place, gender, age, value = np.nonzero(chosen)
        numbers = np.array([self.truth.number(quantity) for quantity in table.quantities], dtype=np.int64)
        places, genders, ages = self._sides(table)
        return self._sums(numbers[value], places[place], genders[gender], ages[age])

    def _sums(self, number: IntArray, place: BoolArray, gender: BoolArray, age: BoolArray) -> Sums:
        """For each row the sum of a quantity over some classes."""
        rows, columns = [], []
        for start in range(0, number.size, CHUNK):
            part = slice(start, start + CHUNK)
            inside = place[part, :, None, None] & gender[part, None, :, None] & age[part, None, None, :]
            row, cell = np.nonzero(inside.reshape(inside.shape[0], -1))
            rows.append(row + start)
            columns.append(cell + number[part][row] * self.grid.size)
        if not rows:
            return targets.none()
        column = np.concatenate(columns)
        return Sums(number.size, np.concatenate(rows), column, np.ones(column.size))

    def _own(self) -> Sums:
        """Each cell of the new table, less the unknown that stands for it."""
        sums = self._cells(self.new, np.ones(self.new.shown.shape, dtype=np.bool_))
        cells = np.arange(self.values.size)
        return Sums(
            sums.size,
            np.concatenate([sums.row, cells]),
            np.concatenate([sums.column, cells + self.first]),
            np.concatenate([sums.coefficient, -np.ones(cells.size)]),
        )

    def _tied(self, tie: Tie) -> Sums:
        group = np.arange(self.grid.size).reshape(self.grid.shape)
        for position, name in enumerate(("place", "gender", "age")):
            if name in tie.summed:
                group = np.broadcast_to(group.take([0], axis=position), self.grid.shape)
        _, row = np.unique(group.ravel(), return_inverse=True)
        row, cells = np.asarray(row, dtype=np.int64), np.arange(self.grid.size)
        return Sums(
            int(row.max()) + 1,
            np.concatenate([row for _ in tie.weights]),
            np.concatenate([cells + self.truth.number(quantity) * self.grid.size for quantity in tie.weights]),
            np.concatenate([np.full(self.grid.size, float(weight)) for weight in tie.weights.values()]),
        )

    def _inside(self, pair: Within) -> Sums:
        """A whole less its part, where that is so: a few persons may stand elsewhere in the other dataset."""
        whole, part = (self.truth.number(quantity) for quantity in (pair.whole, pair.part))
        cells = np.flatnonzero(self.truth.value[whole].ravel() >= self.truth.value[part].ravel())
        return targets.less(*(targets.each(number * self.grid.size + cells) for number in (whole, part)))

    @staticmethod
    def _behind(persons: IntArray, gender: BoolArray, age: BoolArray) -> IntArray:
        """Distinct persons by quantity, row of places, and the given groups of genders and ages."""
        genders, ages = gender.astype(np.int64), age.astype(np.int64)
        return np.asarray(np.einsum("qrga,sg,ta->qrst", persons, genders, ages, optimize=True))

    def _small_sums(self, threshold: int) -> Sums:
        """Every small count about a group that the tables mark out, alone or by their differences."""
        grid, truth = self.grid, self.truth
        every = np.arange(len(truth.quantities))
        found = [self._small_of(truth.persons, every, (grid.gender.rows, grid.age.rows), threshold)]
        for (whole, part), left in zip(truth.beyond, truth.left if truth.left is not None else (), strict=True):
            groups, numbers = self._told_of(part), (np.array([truth.number(each)]) for each in (whole, part))
            found.append(targets.less(*(self._small_of(left[None], each, groups, threshold) for each in numbers)))
        return together(found)

    def _told_of(self, part: Quantity) -> tuple[BoolArray, BoolArray]:
        """The groups of genders and of ages by which tables tell of a quantity: nothing is taken from it by others."""
        sides = [self._sides(table) for table in (*self.old, self.new) if part in table.quantities]
        gender, age = (np.unique(np.concatenate([side[at] for side in sides]), axis=0) for at in (1, 2))
        return gender, age

    def _small_of(
        self, persons: IntArray, numbers: IntArray, groups: tuple[BoolArray, BoolArray], threshold: int
    ) -> Sums:
        """For each small one of these counts the sum of a quantity (by its number) over the group it is about."""
        place, (genders, ages) = self.grid.place.rows, groups
        which, at, gender, age = np.nonzero(targets.few(self._behind(persons, genders, ages), threshold))
        return self._sums(numbers[which], place[at], genders[gender], ages[age])

    def _behind_new(self) -> IntArray:
        """Distinct persons behind each cell of the new table."""
        grid, new = self.grid, self.new
        genders, ages = grid.gender.classes_of(new.gender), grid.age.classes_of(new.age)
        behind = self._behind(self.truth.persons, genders, ages)
        rows = {row.tobytes(): number for number, row in enumerate(grid.place.rows)}
        at = [rows[row.tobytes()] for row in grid.place.classes_of(new.place)]
        numbers = [self.truth.number(quantity) for quantity in new.quantities]
        return np.moveaxis(behind[numbers][:, at], 0, 3)

    def _lone(self) -> BoolArray:
        """Zeros beside a single sibling that holds everybody: of genders, of ages, of the values of a facet.

        The zeros within such a one too, but not those that a wider zero says already. Where people live is no attribute
        in this sense: a reader who knows the person knows the place.
        """
        zero = self.values.reshape(self.new.shown.shape) == 0
        lone = np.zeros(zero.shape, dtype=np.bool_)
        siblings = [(1, parts(self.new.gender)), (2, parts(self.new.age))]
        for position, chosen in [*siblings, *((3, values) for values in self._siblings())]:
            along = np.moveaxis(zero, position, 0)[chosen]
            if len(along) > 1:
                np.moveaxis(lone, position, 0)[chosen] |= ((~along).sum(axis=0) == 1) & along
        lone |= zero & self._around(lone)
        while (said := lone & self._around(zero & ~lone)).any():
            lone &= ~said
        return lone

    def _siblings(self) -> Iterator[BoolArray]:
        """Which values of the new table differ in one facet alone, and are together all that one of its totals has."""
        kinds = self.new.quantities
        for whole in kinds:
            inside = [each for each in kinds if each != whole and each.within(whole)]
            for facet in sorted({facet for each in inside for facet in each.facets}):
                yield np.array([each in inside and each.without(facet) == whole.without(facet) for each in kinds])

    def _nested(self) -> list[BoolArray]:
        """For each axis of the new table which group, or value, lies in which."""
        kinds = self.new.quantities
        value = np.array([[one.within(other) for other in kinds] for one in kinds], dtype=np.bool_)
        return [*(within(groups) for groups in self._sides(self.new)), value]

    def _around(self, chosen: BoolArray) -> BoolArray:
        """Cells of the new table that lie within a chosen one."""
        place, gender, age, value = (inside.astype(np.int64) for inside in self._nested())
        found = np.einsum("xp,yg,za,wv,pgav->xyzw", place, gender, age, value, chosen.astype(np.int64), optimize=True)
        return np.asarray(found > 0, dtype=np.bool_)
