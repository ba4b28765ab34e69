# SPDX-License-Identifier: EUPL-1.2
"""Numbers of the drawings of a `Figure`: bars and the classes of a map. Templates turn them into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ordito.indicators.engine.table import CellState, Figure

CLASSES = 5
BAR, GAP, LABEL, VALUE, WIDTH = 18, 8, 190, 90, 600
"""Height of a bar and of the gap below it; room for labels, for values, and the whole width, in SVG units."""


@dataclass(frozen=True)
class Bar:
    """One bar with its texts; hidden ones and ones without data have no length."""

    label: str
    text: str
    state: CellState
    reason: str
    y: int
    length: int

    @property
    def middle(self) -> int:
        """Where text stands beside the bar."""
        return self.y + BAR - 4

    @property
    def label_end(self) -> int:
        """Where the label ends, left of the bar."""
        return LABEL - 8

    @property
    def end(self) -> int:
        """Where the value is written."""
        return LABEL + self.length + 6


@dataclass(frozen=True)
class BarChart:
    """Horizontal bars of one column of a figure, in the order of its rows, from zero."""

    column: str
    bars: tuple[Bar, ...]
    height: int
    left: int = LABEL
    thickness: int = BAR
    width: int = WIDTH


def bars(figure: Figure, column: int) -> BarChart:
    """Bars of the rows that are no totals; lengths are proportional to values."""
    cells = [(row.label, row.cells[column]) for row in figure.body]
    highest = max((cell.value for _, cell in cells if cell.value is not None), default=Decimal(0))
    room = WIDTH - LABEL - VALUE
    drawn = []
    for number, (label, cell) in enumerate(cells):
        length = int(cell.value * room / highest) if cell.value and highest else 0
        y = number * (BAR + GAP)
        drawn.append(
            Bar(
                shortened(label),
                figure.text(cell, column),
                cell.state,
                cell.reason,
                y,
                max(length, int(bool(cell.value))),
            )
        )
    return BarChart(figure.columns[column], tuple(drawn), max(len(cells) * (BAR + GAP), BAR))


def shortened(label: str, most: int = 27) -> str:
    """A label that fits beside a bar."""
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"


@dataclass(frozen=True)
class MapClass:
    """A step of the legend: values from `low` to `high`, both included, and how many places fall in it."""

    number: int
    low: str
    high: str
    places: int

    @property
    def css(self) -> str:
        """Class of the style sheet."""
        return f"class-{self.number}"


@dataclass(frozen=True)
class Choropleth:
    """How each row of a figure is coloured, by its code, and the legend."""

    column: str
    classes: tuple[MapClass, ...]
    css: dict[str, str]
    text: dict[str, str]
    hidden: int
    no_data: int


def choropleth(figure: Figure, column: int, most: int = CLASSES) -> Choropleth:
    """Classes by natural breaks (least squares within classes), at most `most`, fewer when values are few."""
    cells = {row.code: row.cells[column] for row in figure.body}
    values = sorted(cell.value for cell in cells.values() if cell.value is not None)
    groups = natural_breaks(values, most)
    classes = tuple(
        MapClass(number, figure.number(group[0], column), figure.number(group[-1], column), len(group))
        for number, group in enumerate(groups, start=1)
    )
    css = {}
    for code, cell in cells.items():
        if cell.value is None:
            css[code] = "class-hidden" if cell.state == CellState.HIDDEN else "class-no-data"
        else:
            css[code] = next(f"class-{n}" for n, group in enumerate(groups, start=1) if cell.value <= group[-1])
    states = [cell.state for cell in cells.values()]
    return Choropleth(
        figure.columns[column],
        classes,
        css,
        {code: figure.text(cell, column) for code, cell in cells.items()},
        states.count(CellState.HIDDEN),
        states.count(CellState.NO_DATA),
    )


def natural_breaks(values: Sequence[Decimal], most: int) -> list[list[Decimal]]:
    """Sorted values in groups with the least sum of squares within (Fisher, exact by dynamic programming)."""
    distinct = sorted(set(values))
    count = min(most, len(distinct))
    if not count:
        return []
    weights = [values.count(value) for value in distinct]
    cost = _costs([float(value) for value in distinct], weights)
    size = len(distinct)
    best = [cost[0][end] for end in range(size)]
    starts = [[0] * size]
    for _ in range(count - 1):
        fresh, start = list(best), [0] * size
        for end in range(size):
            options = [(best[at - 1] + cost[at][end], at) for at in range(1, end + 1)]
            fresh[end], start[end] = min(options, default=(best[end], 0))
        best = fresh
        starts.append(start)
    groups: list[list[Decimal]] = []
    end = size - 1
    for start in reversed(starts):
        begin = start[end]
        groups.insert(0, [value for value in values if distinct[begin] <= value <= distinct[end]])
        end = begin - 1
        if end < 0:
            break
    return groups


def _costs(values: list[float], weights: list[int]) -> list[list[float]]:
    """Sum of squares within each run of values."""
    size = len(values)
    cost = [[0.0] * size for _ in range(size)]
    for begin in range(size):
        weight = total = square = 0.0
        for end in range(begin, size):
            weight += weights[end]
            total += weights[end] * values[end]
            square += weights[end] * values[end] ** 2
            cost[begin][end] = square - total**2 / weight
    return cost


@dataclass(frozen=True)
class Summary:
    """What the text beside a drawing says: highest and lowest shown values, what is hidden or missing."""

    highest: tuple[str, str] | None
    lowest: tuple[str, str] | None
    shown: int
    hidden: int
    no_data: int


def summary(figure: Figure, column: int) -> Summary:
    """The facts of the alternative text of a column."""
    cells = [(row.label, row.cells[column]) for row in figure.body]
    values = sorted(((cell.value, label) for label, cell in cells if cell.value is not None), key=lambda pair: pair[0])
    states = [cell.state for _, cell in cells]

    def told(pair: tuple[Decimal, str]) -> tuple[str, str]:
        return pair[1], figure.number(pair[0], column)

    return Summary(
        told(values[-1]) if values else None,
        told(values[0]) if values else None,
        len(values),
        states.count(CellState.HIDDEN),
        states.count(CellState.NO_DATA),
    )
