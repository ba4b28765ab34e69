# SPDX-License-Identifier: EUPL-1.2
"""From a question to its table: counted, protected, divided, with the heads of its rows and columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from django.utils import formats
from django.utils.translation import gettext as _

from ordito.core.declare import About
from ordito.explore.engine.question import period_code
from ordito.explore.queries.desk import LEVEL_OF_KIND
from ordito.explore.queries.heads import Head, heads_of
from ordito.indicators.engine.definition import Over
from ordito.indicators.engine.grid import RATIO_PLACES, Grid, Said, whole_of
from ordito.indicators.engine.model import Measure
from ordito.indicators.engine.query import AGE, NUMBERS, PLACE, By, Condition
from ordito.indicators.engine.table import CellState, Row
from ordito.indicators.enums import PlaceLevel
from ordito.indicators.queries.measured import measured
from ordito.indicators.queries.noise import shown_in
from ordito.indicators.queries.periods import period_label
from ordito.indicators.queries.residents import NO_AGE, Share, ages_meant, residents_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ordito.explore.engine.question import Question
    from ordito.explore.queries.desk import Asked, Desk, Dimension
    from ordito.indicators.engine.query import Cube, FloatArray
    from ordito.indicators.engine.table import Cell
    from ordito.indicators.queries.measured import Measured
    from ordito.indicators.queries.residents import Ages

MOST_SHOWN = 6000
"""Cells of a table that a page shows: nobody reads more."""
NO_NOISE = frozenset({Measure.MEDIAN, Measure.SUM})
"""Measures that no noise protects: only who may see exact figures sees them."""
SERIES = 6
"""Years of a table whose rows are years."""


class TooLargeError(Exception):
    """A table that nobody could read: `cells` says how large it would be."""

    def __init__(self, cells: int) -> None:
        super().__init__(f"{cells} cells")
        self.cells = cells


@dataclass(frozen=True, eq=False)
class Table:
    """Heads of columns, rows with their cells, and what was counted for them."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    places: tuple[int, ...]
    """Decimals of each column, where they differ."""
    counted: Measured
    inside: frozenset[int]
    """The Comuni that it is about."""


class Builder:
    """Builds the table of one question."""

    def __init__(self, desk: Desk, question: Question) -> None:
        self.desk, self.question = desk, question
        self.asked: Asked = desk.asked[question.measure]
        dimensions = desk.dimensions(self.asked.definition.dataset)
        self.rows: Dimension = dimensions[question.rows]
        self.columns: Dimension | None = dimensions.get(question.columns)
        self.periods = question.periods(SERIES)
        self.days = [min(period.last, desk.today) for period in self.periods]
        self.by = tuple(one.by for one in (self.rows, self.columns) if one is not None and one.by is not None)
        self.filters = tuple(self._condition(dimensions[code], value) for code, value in question.only)
        self.gender = question.filtered("genere") or None
        self.said = said_by(desk, self.asked)

    def table(self) -> Table:
        """The table.

        Raises:
            TooManyCellsError: it would have too many cells to be counted; nothing was.
            TooLargeError: it would have too many to be read.
        """
        places = [self.question.within]
        if self.question.other_place is not None:
            places.append(self.question.other_place or None)
        counted = [self._counted(place) for place in places]
        rows, columns = self._row_heads(counted[0]), self._column_heads(counted[0], places)
        if len(rows) * len(columns) > MOST_SHOWN:
            raise TooLargeError(len(rows) * len(columns))
        grid = self._grid(counted, rows, columns)
        if self.question.against:
            cells = [grid.compared(at, self.said) for at in range(len(rows))]
            heads = (*columns, Head("", _("Differenza"), total=True), Head("", _("Rapporto"), total=True))
        else:
            cells = [tuple(grid.cell(at, n, self.said) for n in range(len(columns))) for at in range(len(rows))]
            heads = tuple(columns)
        return self._made(counted[0], rows, heads, cells)

    def _condition(self, dimension: Dimension, value: str) -> Condition:
        if dimension.by is None:
            raise ValueError("Time is no filter")
        return Condition(dimension.by, (value,))

    def _counted(self, place: int | None) -> Measured:
        within = self.desk.places.get(place or 0)
        where = self.filters
        if within is not None:
            where = (*where, Condition(By(PLACE, LEVEL_OF_KIND[within.kind].value), (str(within.pk),)))
        return measured(self.desk.snapshot, self.asked.definition, self.periods, self.by, where)

    def _row_heads(self, counted: Measured) -> list[Head]:
        """Rows with their total first; periods have none."""
        if self.rows.by is None:
            return [
                Head(period_code(period), period_label(period), period=number)
                for number, period in enumerate(self.periods)
            ]
        scale = counted.cube.scales[0]
        inside = [self.desk.inside(self.question.within, day) for day in self.days]
        days = [period.last_day for period in self.periods]
        heads = self._meant(self.rows, heads_of(self.desk, self.rows, scale, days, inside))
        if self.rows.level == PlaceLevel.REGION:
            return heads
        return [Head("", self._whole(self.question.within), len(scale), total=True), *heads]

    def _meant(self, dimension: Dimension, heads: list[Head]) -> list[Head]:
        """Without the ages that the definition is not about: there is nobody of them, and nobody to divide by."""
        definition = self.asked.definition
        first, last = definition.age_from or 0, definition.age_to
        if dimension.by is None or dimension.by.dimension != AGE:
            return heads
        ages = [(head, *(head.share.ages or NO_AGE)) for head in heads]
        return [head for head, low, high in ages if (last is None or low <= last) and (high is None or high >= first)]

    def _whole(self, place: int | None) -> str:
        within = self.desk.places.get(place or 0)
        return within.name if within is not None else self.desk.whole

    def _column_heads(self, counted: Measured, places: Sequence[int | None]) -> list[Head]:
        """Columns with their total last; the two terms of a comparison; a single one where nothing is chosen."""
        if self.question.other_period is not None:
            return [Head("", period_label(period), period=n, total=True) for n, period in enumerate(self.periods)]
        if len(places) > 1:
            return [
                Head("", self._whole(place), term=n, total=True, share=Share(self.desk.inside(place, self.days[0])))
                for n, place in enumerate(places)
            ]
        if self.columns is None:
            unit = self.asked.unit
            return [Head("", unit[:1].upper() + unit[1:] or _("Totale"), total=True)]
        scale = counted.cube.scales[-1]
        heads = self._meant(self.columns, heads_of(self.desk, self.columns, scale, (), ()))
        return [*heads, Head("", _("Totale"), len(scale), total=True)]

    def _grid(self, counted: Sequence[Measured], rows: Sequence[Head], columns: Sequence[Head]) -> Grid:
        definition = self.asked.definition
        top = self._picked([self._seen(one.cube) for one in counted], rows, columns)
        bottom = None
        if definition.over.over == Over.RESIDENTS:
            bottom = self._residents(counted, rows, columns)
        elif definition.over.over == Over.COUNT:
            divisors = [self._seen(one.divisor) for one in counted if one.divisor is not None]
            bottom = whole_of(definition, top, self._picked(divisors, rows, columns))
        return Grid(
            top,
            bottom,
            self._covered(counted, rows, columns),
            self.asked.decimals,
            definition.over.per,
            self.desk.noise.spread if self._perturbed(counted[0]) else 0.0,
            counts=definition.measure not in NUMBERS,
            absent=CellState.NO_DATA if self.asked.about == About.THINGS else CellState.HIDDEN,
        )

    def _perturbed(self, counted: Measured) -> bool:
        """Whether its counts have noise: those of people, of what workers said, and of what services say of people."""
        return not self.question.exact and (self.asked.about == About.PEOPLE or counted.cube.query.private)

    def _seen(self, cube: Cube) -> FloatArray:
        return cube.value if self.question.exact else shown_in(cube, self.desk.noise)

    def _picked(self, cubes: Sequence[FloatArray], rows: Sequence[Head], columns: Sequence[Head]) -> FloatArray:
        found = np.empty((len(rows), len(columns)))
        for at, row in enumerate(rows):
            for beside, column in enumerate(columns):
                ats = [head.at for head in (row, column) if head.at is not None]
                found[at, beside] = cubes[column.term][(row.period + column.period, *ats)]
        return found

    def _residents(self, counted: Sequence[Measured], rows: Sequence[Head], columns: Sequence[Head]) -> FloatArray:
        """Residents of each cell, those of the year of its period and of the Comuni that have data of it."""
        found = np.empty((len(rows), len(columns)))
        for number, (period, day) in enumerate(zip(self.periods, self.days, strict=True)):
            everybody = Share(self.desk.inside(self.question.within, day), self.gender, self._ages)
            shares = [[row.share_in(number).beside(one.share).beside(everybody) for one in columns] for row in rows]
            cells = residents_of(shares, self.asked.definition, day, counted[0].resident_in(period))
            of_period = np.asarray([[row.period + column.period == number for column in columns] for row in rows])
            found[of_period] = cells[of_period]
        return found

    @property
    def aimed(self) -> bool:
        """Whether some figures are told out of the ages for which what is counted is meant."""
        shown = (one for one in (self.rows, self.columns) if one is not None)
        return self._ages is not None or any(one.ages for one in shown)

    @cached_property
    def _ages(self) -> Ages | None:
        """The ages for which what is counted is meant, by the filters or else by the definition."""
        definition = self.asked.definition
        filters = [(code, (value,)) for code, value in self.question.only]
        own = [(one.dimension, one.codes) for one in definition.where]
        return ages_meant(definition.dataset, [*filters, *own])

    def _covered(self, counted: Sequence[Measured], rows: Sequence[Head], columns: Sequence[Head]) -> list[list[bool]]:
        """Whether some Comune of each cell has data."""
        known = [[one.covered(period) for period in self.periods] for one in counted]

        def covered(row: Head, column: Head) -> bool:
            number = row.period + column.period
            comuni = row.share_in(number).beside(column.share).comuni
            if comuni is None:
                comuni = self.desk.inside(self.question.within, self.days[number])
            return not known[column.term][number].isdisjoint(comuni)

        return [[covered(row, column) for column in columns] for row in rows]

    def _made(
        self, counted: Measured, rows: Sequence[Head], columns: Sequence[Head], cells: Sequence[Sequence[Cell]]
    ) -> Table:
        """Without the rows and columns of what is not stated, when nobody is."""
        kept = [n for n, head in enumerate(columns) if head.total or head.code or any(line[n].value for line in cells)]
        covered = counted.covered(self.periods[0])
        made = [
            Row(head.code, head.label, tuple(line[n] for n in kept), head.total, self._detail(covered, head))
            for head, line in zip(rows, cells, strict=True)
            if head.total or head.code or any(cell.value for cell in line)
        ]
        decimals = self.asked.decimals
        places = (decimals, decimals, decimals, RATIO_PLACES) if self.question.against else ()
        inside = self.desk.inside(self.question.within, self.days[0])
        return Table(tuple(columns[n].label for n in kept), tuple(made), places, counted, inside)

    def _detail(self, covered: frozenset[int], head: Head) -> str:
        """What a place lacks: `3 Comuni su 7`; services and workers are not in every Comune, and nothing lacks."""
        if self.asked.about != About.PEOPLE:
            return ""
        comuni = head.share.comuni
        if comuni is None and head.total and self.rows.place:
            comuni = self.desk.inside(self.question.within, self.days[0])
        with_data = len(covered & comuni) if comuni else 0
        if not comuni or len(comuni) < 2 or with_data == len(comuni):  # noqa: PLR2004 - one Comune has data or not
            return ""
        return _("%(number)s Comuni su %(all)s") % {"number": with_data, "all": len(comuni)}


def said_by(desk: Desk, asked: Asked) -> Said:
    """The words of cells of what is counted."""
    return Said(
        hidden=_hidden(asked) % {"threshold": desk.noise.threshold},
        no_data=_("Nessun Comune di questo territorio ha ancora caricato dati."),
        nothing_to_divide=_("Non c’è niente per cui dividere."),
        band=_("da %(low)s a %(high)s"),
        band_open=_("da %(low)s in su"),
        marks=formats.get_format("THOUSAND_SEPARATOR") + formats.get_format("DECIMAL_SEPARATOR"),
    )


def _hidden(asked: Asked) -> str:
    """Why a figure is not shown."""
    if asked.about == About.THINGS:
        return _("Nessuno ha scritto questo numero.")
    if asked.about == About.STAFF:
        return _("Non si mostra: dietro ci sono meno di %(threshold)s operatori.")
    if asked.definition.measure in NO_NOISE:
        return _("Non si mostra: una mediana o una somma si vede solo come cifra esatta, nel proprio territorio.")
    return _("Nascosta per proteggere le persone: dietro ci sono meno di %(threshold)s persone.")
