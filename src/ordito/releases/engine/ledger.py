# SPDX-License-Identifier: EUPL-1.2
"""The check of a table that is about to leave, against whatever its readers have already.

Every table that left is a set of equations over the cells that all of them have in common (`grid`), with the ties
between quantities (`quantities`). The attacker knows them, and that counts are not negative. What must stay hidden is
every small count about a group that some table, or some difference of tables, marks out: the same table under another
threshold, at another grain, under another filter, quarters beside their year, Ambiti beside the same with other Comuni.
Differences of versions count too: of a cell that left before and has changed since by fewer persons than the threshold,
the new value must not be told.

An equation of the past that is no longer true (its data were corrected) speaks of another world, and is not put
together with those of today; only its difference is watched. Small counts that the past gives away already, as under
a threshold that has risen since, can no longer be protected and hold nothing up.

Some readers know more: who answers for an Ambito or a Comune sees its figures exactly, and must not subtract them from
a total to find the small counts of others; who is alone in a cell must not find those beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ordito.indicators.engine.attacker import Attacker, FloatArray, Knowledge, Seen, Sums, Target, together
from ordito.indicators.engine.audit import intervals
from ordito.indicators.engine.exposure import Exposure, Insider
from ordito.indicators.engine.model import BoolArray, IntArray
from ordito.indicators.engine.protect import hide
from ordito.indicators.engine.rounding import UnroundableError
from ordito.releases.engine.grid import Grid, Told
from ordito.releases.engine.quantities import Tie
from ordito.releases.engine.rounded import Rounded, rounded_cells
from ordito.releases.engine.truth import Truth

MOST_UNKNOWNS = 60_000
"""Unknowns of a system that is attacked within minutes; a larger one is refused before it is built."""
MOST_CELLS = 6000
CHUNK = 2000


class TooLargeError(ValueError):
    """The system is too large to be attacked."""


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
    ) -> None:
        self.grid, self.truth, self.old, self.new = grid, truth, tuple(tables[:-1]), tables[-1]
        new = self.new
        self.exact = np.zeros((0, len(grid.place)), dtype=np.bool_) if exact is None else grid.place.classes_of(exact)
        self.first = len(truth.quantities) * grid.size
        if self.first > MOST_UNKNOWNS or new.shown.size > MOST_CELLS:
            raise TooLargeError
        self.values = self._now(new)
        largest = int(truth.value.sum(axis=(1, 2, 3)).max())
        self._base = Knowledge(self.first + self.values.size, float(largest + 100))
        for tie in ties:
            zeros = np.zeros((sums := self._tied(tie)).size)
            self._base = self._base.knowing(sums, zeros, zeros if tie.equal else np.inf)

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
        return all(self._kept_from(insider, exposure, seen) for insider in exposure.insiders if not insider.alone)

    def _kept_from(self, insider: Insider, exposure: Exposure, seen: Knowledge) -> bool:
        """Whether an insider works no secret out of a rounded table that was not told before."""
        truth = np.concatenate((self.truth.value.ravel(), self.values))
        attacker = Attacker(seen.equal(_each(insider.knows), truth[insider.knows]))
        left = np.zeros(exposure.standing.sums.size, dtype=np.bool_)
        left[insider.secrets[insider.secrets >= seen.size] - seen.size] = True
        while (unsafe := attacker.first_unsafe(_chosen(exposure.standing, left))) is not None:
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
        return not any(quantity.facet for quantity in self.new.quantities)

    def _aux(self) -> Sums:
        """The unknowns that stand for the cells of the new table."""
        return _each(self.first + np.arange(self.values.size))

    def exposure(self, threshold: int, besides: BoolArray | None = None) -> Exposure:
        """The table among the rest, as the attack takes it."""
        known, changed = self._base, [Target(_none(), *(np.zeros(0) for _ in range(3)))]
        for table in self.old:
            now = self._now(table).reshape(table.shown.shape)
            true = table.shown & (table.lower <= now) & (now <= table.upper)
            known = known.knowing(self._cells(table, true), table.lower[true], table.upper[true])
            far = np.maximum(table.lower - now, now - table.upper)
            moved = self._cells(table, table.shown & (far > 0) & (far < threshold))
            changed.append(_apart(moved, threshold))
            changed.append(_small(self._cells(table, ~table.shown & (now == 0)), threshold))
        standing = _joined([*changed, _small(self._small_sums(threshold), threshold)])
        if self.old:
            standing = _still_hidden(Attacker(known), standing)
        known = known.equal(self._own(), np.zeros(self.values.size))
        behind, lone = self._behind_new(), self._lone()
        primary = (_few(behind, threshold) | lone).ravel()
        besides = np.zeros(primary.size, dtype=np.bool_) if besides is None else besides
        insiders = (*self._answering(standing, lone), *self._alone(behind, threshold))
        return Exposure(known, self.first, self.values, primary, standing, threshold, besides, insiders)

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
        """Who is alone in a hidden cell must not work out the small ones in one line with it."""
        few = _few(behind, threshold)
        number = self.first + np.arange(behind.size).reshape(behind.shape)
        for at in zip(*np.nonzero(behind == 1), strict=True):
            line = np.zeros(behind.shape, dtype=np.bool_)
            for axis in range(behind.ndim):
                line[(*at[:axis], slice(None), *at[axis + 1 :])] = True
            line[at] = False
            yield Insider(number[at].reshape(1), number[line & few], alone=True)

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
            return _none()
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

    def _behind(self, gender: BoolArray, age: BoolArray) -> IntArray:
        """Distinct persons by quantity, row of places, and the given groups of genders and ages."""
        genders, ages = gender.astype(np.int64), age.astype(np.int64)
        return np.asarray(np.einsum("qrga,sg,ta->qrst", self.truth.persons, genders, ages, optimize=True))

    def _small_sums(self, threshold: int) -> Sums:
        """Every small count about a group that the tables mark out, alone or by their differences."""
        grid = self.grid
        small = _few(self._behind(grid.gender.rows, grid.age.rows), threshold)
        quantity, place, gender, age = np.nonzero(small)
        return self._sums(quantity, grid.place.rows[place], grid.gender.rows[gender], grid.age.rows[age])

    def _behind_new(self) -> IntArray:
        """Distinct persons behind each cell of the new table."""
        grid, new = self.grid, self.new
        behind = self._behind(grid.gender.classes_of(new.gender), grid.age.classes_of(new.age))
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
        parts = [_parts(self.new.gender), _parts(self.new.age), np.array([bool(q.facet) for q in self.new.quantities])]
        for position, chosen in enumerate(parts, start=1):
            along = np.moveaxis(zero, position, 0)[chosen]
            if len(along) > 1:
                np.moveaxis(lone, position, 0)[chosen] |= ((~along).sum(axis=0) == 1) & along
        lone |= zero & self._around(lone)
        while (said := lone & self._around(zero & ~lone)).any():
            lone &= ~said
        return lone

    def _around(self, chosen: BoolArray) -> BoolArray:
        """Cells of the new table that lie within a chosen one."""
        place, gender, age = (_within(groups).astype(np.int64) for groups in self._sides(self.new))
        kinds = self.new.quantities
        value = np.array([[other in {one, one.whole} for other in kinds] for one in kinds], dtype=np.int64)
        found = np.einsum("xp,yg,za,wv,pgav->xyzw", place, gender, age, value, chosen.astype(np.int64), optimize=True)
        return np.asarray(found > 0, dtype=np.bool_)


def _within(groups: BoolArray) -> BoolArray:
    """Which group lies in which."""
    return np.array([[not (one & ~other).any() for other in groups] for one in groups], dtype=np.bool_)


def _parts(groups: BoolArray) -> BoolArray:
    """Groups that are not the total: they hold less than all of them together."""
    return np.asarray(groups.sum(axis=1) < groups.any(axis=0).sum(), dtype=np.bool_)


def _few(persons: IntArray, threshold: int) -> BoolArray:
    return (persons > 0) & (persons < threshold)


def _each(unknowns: IntArray) -> Sums:
    """Unknowns as sums of their own."""
    return Sums(unknowns.size, np.arange(unknowns.size), unknowns, np.ones(unknowns.size))


def _none() -> Sums:
    empty = np.zeros(0, dtype=np.int64)
    return Sums(0, empty, empty, np.zeros(0))


def _small(sums: Sums, threshold: int) -> Target:
    """A small count must be able to be 1, and to be the threshold."""
    ones = np.ones(sums.size)
    return Target(sums, low=ones, high=ones * threshold, spread=ones * 0)


def _apart(sums: Sums, threshold: int) -> Target:
    """A count must stay open over as many values as the threshold, wherever they lie."""
    ends = np.full(sums.size, np.inf)
    return Target(sums, low=ends, high=-ends, spread=np.full(sums.size, float(threshold)))


def _joined(targets: Sequence[Target]) -> Target:
    ends: list[FloatArray] = [
        np.concatenate([getattr(target, name) for target in targets]) for name in ("low", "high", "spread")
    ]
    return Target(together([target.sums for target in targets]), *ends)


def _still_hidden(attacker: Attacker, target: Target) -> Target:
    """The targets that are hidden as things stand: what is out cannot be taken back."""
    kept, seen = np.ones(target.sums.size, dtype=np.bool_), Seen()
    rest = target
    while (unsafe := attacker.first_unsafe(rest, seen)) is not None:
        kept[np.flatnonzero(kept)[unsafe]] = False
        rest = _chosen(target, kept)
        seen.low, seen.high = np.delete(seen.low, unsafe), np.delete(seen.high, unsafe)
    return rest


def _chosen(target: Target, kept: BoolArray) -> Target:
    place = np.cumsum(kept) - 1
    entries = kept[target.sums.row]
    sums = Sums(
        int(kept.sum()),
        place[target.sums.row[entries]],
        target.sums.column[entries],
        target.sums.coefficient[entries],
    )
    return Target(sums, target.low[kept], target.high[kept], target.spread[kept])
