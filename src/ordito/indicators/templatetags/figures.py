# SPDX-License-Identifier: EUPL-1.2
from django import template

from ordito.indicators.engine.table import Cell, CellState, Figure, Row

register = template.Library()


@register.filter
def with_columns(row: Row, figure: Figure) -> list[tuple[str, Cell, str]]:
    """Each cell of a row with its column and as it reads."""
    cells = zip(figure.columns, row.cells, strict=True)
    return [(label, cell, figure.text(cell, column)) for column, (label, cell) in enumerate(cells)]


@register.filter
def why_hidden(figure: Figure) -> str:
    """The reason that hidden cells of a figure give; it is the same for all of them."""
    cells = (cell for row in figure.rows for cell in row.cells if cell.state == CellState.HIDDEN)
    return next((cell.reason for cell in cells), "")
