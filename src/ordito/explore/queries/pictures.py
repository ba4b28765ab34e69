# SPDX-License-Identifier: EUPL-1.2
"""The drawings of a figure for paper: an SVG that needs no style sheet, and the same in words."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ordito.explore.enums import Look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.explore.queries.drawings import Drawings, Map
    from ordito.indicators.engine.chart import BarChart
    from ordito.indicators.engine.table import Figure

FILLS = {
    "class-1": "#eaf2fb", "class-2": "#a9cbeb", "class-3": "#5b9bd5", "class-4": "#1f65a8", "class-5": "#06274d",
    "class-hidden": "url(#nascosta)", "class-no-data": "url(#senza)",
}  # fmt: skip
"""What the classes of `statistics.css` are filled with."""
WIDTH, LINE, KEY = 600, 1.0, 22
"""Units across a picture, of a border on it, and of a line of its legend."""


@dataclass(frozen=True)
class Picture:
    """A drawing, what it shows, and its alternative text; all empty for a figure that is only a table."""

    svg: str = ""
    title: str = ""
    alternative: str = ""


def picture_of(figure: Figure, drawings: Drawings | None, look: str) -> Picture:
    """The drawing that a look asks for, or the other when there is only that one."""
    if drawings is None or look not in {Look.MAP, Look.CHART}:
        return Picture()
    if drawings.map is not None and (look == Look.MAP or drawings.bars is None):
        return Picture(_map(figure, drawings.map), *_words(_("Mappa: %(column)s"), drawings))
    if drawings.bars is not None:
        return Picture(_bars(drawings.bars), *_words(_("Grafico: %(column)s"), drawings))
    return Picture()


def _words(words: str, drawings: Drawings) -> tuple[str, str]:
    """The title and the alternative text."""
    said = unescape(render_to_string("explore/summary.html", {"summary": drawings.summary}))
    title = words % {"column": drawings.column}
    return title, " ".join([f"{title}.", *said.split()])


def _bars(chart: BarChart) -> str:
    return render_to_string("explore/print/bars.svg", {"chart": chart}).strip()


def _map(figure: Figure, drawn: Map) -> str:
    _left, _top, across, down = (float(number) for number in drawn.view_box.split())
    height = round(WIDTH * down / across)
    legend = [(fill, text, height + 10 + at * KEY) for at, (fill, text) in enumerate(_legend(figure, drawn))]
    context = {
        "map": drawn,
        "width": WIDTH,
        "height": height + 10 + len(legend) * KEY,
        "map_height": height,
        "line": f"{LINE * across / WIDTH:.2f}",
        "shapes": [(FILLS[shape.css], shape.path) for shape in drawn.shapes],
        "legend": legend,
    }
    return render_to_string("explore/print/map.svg", context).strip()


def _legend(figure: Figure, drawn: Map) -> Iterator[tuple[str, str]]:
    classes = drawn.classes
    for step in classes.classes:
        words = step.low if step.low == step.high else _("da %(low)s a %(high)s") % {"low": step.low, "high": step.high}
        yield FILLS[step.css], f"{words} ({step.places})"
    if classes.hidden:
        yield FILLS["class-hidden"], f"{figure.words.hidden} ({classes.hidden})"
    if classes.no_data:
        yield FILLS["class-no-data"], f"{figure.words.no_data} ({classes.no_data})"
