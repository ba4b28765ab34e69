# SPDX-License-Identifier: EUPL-1.2
"""Rows and columns of a figure, from cells that were let out (or, where allowed, from exact ones)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from django.utils.translation import gettext as _

from ordito.indicators.engine.blocks import part_name
from ordito.indicators.engine.counts import AGE, PLACE, recode
from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.disclosure import Cells, State
from ordito.indicators.engine.model import Cut, Measure
from ordito.indicators.engine.table import Cell, CellState, Row, rate, shown
from ordito.indicators.enums import FACETS, Breakdown, PlaceLevel
from ordito.indicators.queries.frames import BANDS, BROAD
from ordito.indicators.queries.frames import GENDER as GENDER_LEVEL
from ordito.indicators.queries.snapshots import Coverage, facet_names
from ordito.territory.queries import comuni_within

if TYPE_CHECKING:
    from ordito.indicators.engine.model import IntArray
    from ordito.indicators.queries.frames import Ground
    from ordito.indicators.queries.questions import Question

AGE_LEVELS = {Breakdown.AGE.value: BANDS, Breakdown.BROAD_AGE.value: BROAD}


class Source(Protocol):
    """Where cells come from: the gate, or exact counts."""

    def cells(self, part: str, cut: Cut) -> Cells | None:
        """A part at a cut, None when the whole of it is not shown."""


class AgesOutOfBandsError(ValueError):
    """An indicator's ages are no union of bands at any level: it cannot be counted with the bands in use."""


@dataclass(frozen=True)
class Column:
    """One column: its words, and where its cells are."""

    label: str
    gender: tuple[int, int]
    age: tuple[int, int]
    """Level and position on the axis."""


@dataclass(frozen=True, eq=False)
class Layout:
    """How a question becomes a table: its cut, its columns and the parts of the block it needs."""

    question: Question
    ground: Ground
    cut: Cut
    columns: tuple[Column, ...]
    parts: tuple[tuple[str, str, str], ...]
    """Name in the block, code and words of each part; one unless rows are values of a facet."""

    @property
    def by_value(self) -> bool:
        """Whether rows are values of a facet."""
        return self.question.breakdown in FACETS and not self.question.value


def measure_of(question: Question) -> Measure:
    """The engine's measure."""
    recipe = question.recipe
    return Measure.RATE if recipe.over.over == Over.RESIDENTS else recipe.measure


def target_node(ground: Ground, question: Question) -> tuple[int, int]:
    """Level and position on the axis of ages of the group that the question concerns."""
    axis = ground.axes[AGE]
    first, last = question.recipe.age_from, question.recipe.age_to
    if first is None and last is None:
        return axis.whole, 0
    inside = [
        band.first >= (first or 0) and (last is None or (band.last is not None and band.last <= last))
        for band in ground.bands
    ]
    wanted = np.append(inside, False)
    for index in range(axis.whole, -1, -1):
        level = axis.levels[index]
        groups = set(level.group[wanted].tolist())
        if len(groups) == 1 and np.array_equal(level.group == min(groups), wanted):
            return index, min(groups)
    raise AgesOutOfBandsError(question.indicator.code)


def layout_of(ground: Ground, question: Question) -> Layout:
    """Columns and cut of a question."""
    places, genders, ages = ground.axes
    target = target_node(ground, question)
    everybody = Column(_("Totale"), (genders.whole, 0), target)
    gender_level, age_level, columns = genders.whole, target[0], [everybody]
    if question.breakdown == Breakdown.GENDER:
        gender_level = genders.index(GENDER_LEVEL)
        labels = genders.levels[gender_level].labels
        columns = [*(Column(label, (gender_level, at), target) for at, label in enumerate(labels)), everybody]
    elif question.breakdown in AGE_LEVELS:
        age_level = ages.index(AGE_LEVELS[question.breakdown])
        above = ages.between(age_level, target[0])
        labels = ages.levels[age_level].labels
        inside = [
            Column(labels[at], (genders.whole, 0), (age_level, at))
            for at in np.flatnonzero(above == target[1]).tolist()
        ]
        columns = [*inside, everybody]
    level = places.index(question.level.value)
    return Layout(question, ground, (level, gender_level, age_level), tuple(columns), _parts(ground, question))


def _parts(ground: Ground, question: Question) -> tuple[tuple[str, str, str], ...]:
    measure, facet = measure_of(question), question.facet
    if not facet:
        return ((part_name(measure, question.period), "", ""),)
    codes, names = ground.frame.mart.facets[facet].codes, facet_names(facet)
    wanted = question.value
    listed = [
        (part_name(measure, question.period, number), code, names.get(code, code) if code else _("Non indicato"))
        for number, code in enumerate(codes)
        if not wanted or code == wanted
    ]
    return tuple(sorted(listed, key=lambda part: (not part[1], part[2])))


@dataclass(frozen=True, eq=False)
class Writer:
    """Turns cells into rows of a figure; nothing hidden passes through it."""

    layout: Layout
    source: Source
    coverage: Coverage
    residents: IntArray | None
    hidden_reason: str

    def rows(self) -> list[Row]:
        """The rows of the table, totals first."""
        return self._value_rows() if self.layout.by_value else self._place_rows()

    def _value_rows(self) -> list[Row]:
        places = self.layout.ground.axes[PLACE]
        within = self.layout.question.within
        level = self.layout.cut[PLACE]
        at = places.levels[level].codes.index(str(within.pk)) if within else 0
        covered = bool(self._covered_comuni(level, at))
        rows = [
            Row(
                code,
                label,
                tuple(self._cell(part, level, at, column, covered=covered) for column in self.layout.columns),
            )
            for part, code, label in self.layout.parts
        ]
        return [row for row in rows if row.code or any(cell.value != 0 for cell in row.cells)]

    def _place_rows(self) -> list[Row]:
        if not self.layout.parts:
            return []
        part = self.layout.parts[0][0]
        places, level = self.layout.ground.axes[PLACE], self.layout.cut[PLACE]
        rows = [self._place_row(part, level, at) for at in self._shown_places()]
        rows.sort(key=lambda row: row.label)
        return [*self._totals(part, places.levels[level].name), *rows]

    def _totals(self, part: str, level_name: str) -> list[Row]:
        """The whole, or the place that rows are limited to, when its level lies above theirs."""
        places, question = self.layout.ground.axes[PLACE], self.layout.question
        if question.within is None:
            return [] if level_name == PlaceLevel.REGION else [self._place_row(part, places.whole, 0, total=True)]
        for level in places.coarser(self.layout.cut[PLACE])[1:]:
            code = str(question.within.pk)
            if code in places.levels[level].codes:
                at = places.levels[level].codes.index(code)
                return [self._place_row(part, level, at, total=True)]
        return []

    def _shown_places(self) -> list[int]:
        level = self.layout.ground.axes[PLACE].levels[self.layout.cut[PLACE]]
        within = self.layout.question.within
        if within is None:
            return list(range(len(level)))
        inside = comuni_within([within.pk], self.layout.ground.day)[within.pk]
        chosen = [number for number, comune in enumerate(self.layout.ground.comuni) if comune.pk in inside]
        return sorted(set(level.group[chosen].tolist()))

    def _covered_comuni(self, level: int, at: int) -> list[int]:
        group = self.layout.ground.axes[PLACE].levels[level].group
        return [comune for comune in self.coverage.with_data if group[comune] == at]

    def _place_row(self, part: str, level: int, at: int, *, total: bool = False) -> Row:
        axis = self.layout.ground.axes[PLACE].levels[level]
        with_data = len(self._covered_comuni(level, at))
        comuni = int((axis.group == at).sum())
        cells = tuple(self._cell(part, level, at, column, covered=with_data > 0) for column in self.layout.columns)
        detail = _("%(number)s Comuni su %(all)s") % {"number": with_data, "all": comuni} if comuni > 1 else ""
        return Row(axis.codes[at], axis.labels[at], cells, total, detail if with_data < comuni else "")

    def _cell(self, part: str, level: int, at: int, column: Column, *, covered: bool) -> Cell:
        if not covered:
            return Cell(CellState.NO_DATA, reason=_("Nessun Comune di questo territorio ha ancora caricato dati."))
        cut = (level, column.gender[0], column.age[0])
        where = (at, column.gender[1], column.age[1])
        cells = self.source.cells(part, cut)
        if cells is None or cells.states[where] != State.SHOWN:
            return Cell(CellState.HIDDEN, reason=self.hidden_reason)
        number = int(cells.values[where])
        if self.residents is None:
            return shown(number)
        people = int(recode(self.residents, self.layout.ground.axes, (0, 0, 0), cut)[where])
        if not people:
            return Cell(CellState.NO_DATA, reason=_("Non ci sono residenti di queste età nei dati anagrafici."))
        return shown(rate(number, people))
