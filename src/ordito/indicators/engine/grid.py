# SPDX-License-Identifier: EUPL-1.2
"""The cells of a table from what may be seen: figures, rates, means, and two terms beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import inf, isfinite, isnan

import numpy as np

from ordito.indicators.engine.bands import Band, difference, ratio
from ordito.indicators.engine.definition import Definition
from ordito.indicators.engine.query import FloatArray
from ordito.indicators.engine.table import Cell, CellState, shown

RATIO_PLACES = 2


@dataclass(frozen=True)
class Said:
    """The words of cells: why one has no value, and how a band reads (`%(low)s`, `%(high)s`)."""

    hidden: str
    no_data: str
    nothing_to_divide: str
    band: str
    band_open: str
    marks: str


@dataclass(frozen=True, eq=False)
class Grid:
    """What may be seen of a table: `top` figures of rows × columns, not a number where not shown.

    `bottom` is what they are divided by (residents, another count, already protected) and `per` what they are told out
    of. `covered` says of each row and column whether there are data at all. `spread` is the noise of a count.
    """

    top: FloatArray
    bottom: FloatArray | None
    covered: Sequence[Sequence[bool]]
    decimals: int
    per: int = 1
    spread: float = 0.0
    counts: bool = True
    """Whether `top` are counts, of which chance is known; means are not."""
    absent: CellState = CellState.HIDDEN
    """What a figure that is not a number is: hidden, or one that nobody wrote."""

    def value(self, row: int, column: int) -> float:
        """A figure, rate or mean; not a number when not shown, infinite when there is nothing to divide by."""
        top = float(self.top[row, column])
        if self.bottom is None or isnan(top):
            return top
        bottom = float(self.bottom[row, column])
        return top * self.per / bottom if bottom > 0 else bottom if isnan(bottom) else inf

    def cell(self, row: int, column: int, said: Said) -> Cell:
        """The cell of a row and column."""
        if not self.covered[row][column]:
            return Cell(CellState.NO_DATA, reason=said.no_data)
        value = self.value(row, column)
        if isnan(value):
            return Cell(self.absent, reason=said.hidden)
        if not isfinite(value):
            return Cell(CellState.NO_DATA, reason=said.nothing_to_divide)
        return shown(rounded(value, self.decimals))

    def compared(self, row: int, said: Said) -> tuple[Cell, ...]:
        """First term, second, difference, ratio; the last two with their bands, where chance is known."""
        first, second = self.cell(row, 0, said), self.cell(row, 1, said)
        missing = next((cell for cell in (first, second) if cell.value is None), None)
        if missing is not None:
            return first, second, missing, missing
        values = self.value(row, 0), self.value(row, 1)
        apart, times = self._bands(row)
        gap = shown(rounded(values[0] - values[1], self.decimals), _band_text(apart, self.decimals, said))
        if not values[1]:
            return first, second, gap, Cell(CellState.NO_DATA, reason=said.nothing_to_divide)
        return (
            first,
            second,
            gap,
            shown(rounded(values[0] / values[1], RATIO_PLACES), _band_text(times, RATIO_PLACES, said)),
        )

    def _bands(self, row: int) -> tuple[Band | None, Band | None]:
        """Of the difference of counts, and of the ratio of counts or rates over something that is no sample."""
        if not self.counts:
            return None, None
        first, second = float(self.top[row, 0]), float(self.top[row, 1])
        if self.bottom is None:
            return difference(first, second, self.spread), ratio(first, second, self.spread)
        scale = float(self.bottom[row, 1]) / float(self.bottom[row, 0])
        return None, ratio(first, second, self.spread, scale=scale)


def whole_of(definition: Definition, part: FloatArray, divisor: FloatArray) -> FloatArray:
    """What a count is divided by, of the divisor as it may be seen: no less than its part, whatever the noise."""
    over = definition.over
    if over.dataset or over.measure != definition.measure:
        return divisor
    whole: FloatArray = np.maximum(divisor, part)
    return whole


def rounded(value: float, decimals: int) -> Decimal:
    """A number with so many decimals, rounded half up."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _band_text(band: Band | None, decimals: int, said: Said) -> str:
    if band is None:
        return ""
    low = _number(band.low, decimals, said)
    if not isfinite(band.high):
        return said.band_open % {"low": low}
    return said.band % {"low": low, "high": _number(band.high, decimals, said)}


def _number(value: float, decimals: int, said: Said) -> str:
    return f"{rounded(value, decimals):,}".translate(str.maketrans(",.", said.marks))
