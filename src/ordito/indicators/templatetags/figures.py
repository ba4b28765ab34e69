# SPDX-License-Identifier: EUPL-1.2
from django import template

from ordito.indicators.engine.table import Cell, Figure, Row

register = template.Library()


@register.filter
def with_columns(row: Row, figure: Figure) -> list[tuple[str, Cell, str]]:
    """Each cell of a row with its column and as it reads."""
    cells = zip(figure.columns, row.cells, strict=True)
    return [(label, cell, figure.text(cell, column)) for column, (label, cell) in enumerate(cells)]
