# SPDX-License-Identifier: EUPL-1.2
"""How scores changed from T0 to T2: one object from which the radar, the strips, the table and the words are made."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.assessments.engine.drawing import radar_of, strip_of
from ordito.assessments.models import Assessment
from ordito.assessments.queries.assessments import OTHER, scores_of, short_time, times
from ordito.assessments.queries.schemes import lines_of
from ordito.core.dates import format_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ordito.assessments.engine.drawing import Radar, Strip
    from ordito.assessments.models import Dimension, Scheme
    from ordito.assessments.queries.schemes import Line
    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor

SERIES = 4
"""How many assessments stand beside each other at most: the last ones."""


@dataclass(frozen=True)
class Column:
    """One assessment: `series` names its drawing (first, second ...)."""

    assessment_id: int
    time: str
    held_on: date
    series: str
    instrument: str

    @property
    def name(self) -> str:
        """``T0, 03/04/2026``."""
        return _("%(time)s del %(day)s") % {"time": self.time, "day": format_date(self.held_on)}


@dataclass(frozen=True)
class Cell:
    """One score; `word` is what it means."""

    column: Column
    value: int | None
    word: str


@dataclass(frozen=True)
class Row:
    """One sub-dimension over the columns. `tone`: better, worse, same, or nothing when there is no change to tell."""

    line: Line
    cells: tuple[Cell, ...]
    change: str
    tone: str
    strip: Strip


@dataclass(frozen=True)
class Side:
    """A dimension with its rows and its radar (None: too few axes, or several scales)."""

    dimension: Dimension
    rows: tuple[Row, ...]
    radar: Radar | None
    words: str


@dataclass(frozen=True)
class Comparison:
    """The assessments of a record on one scheme, from one point of view, in the order of their dates."""

    scheme: Scheme
    viewpoint: Code
    columns: tuple[Column, ...]
    sides: tuple[Side, ...]
    missing: tuple[str, ...]
    """The times that are not there yet."""

    @property
    def empty(self) -> bool:
        """Whether nobody gave a score from this point of view."""
        return not any(cell.value is not None for side in self.sides for row in side.rows for cell in row.cells)


def comparison_of(actor: Actor, case_file: CaseFile, scheme: Scheme, viewpoint: Code) -> Comparison:
    """What changed; six queries, whatever the number of assessments."""
    known = times()
    chosen = compared(actor, case_file, scheme.key)
    columns = tuple(
        Column(row.pk, short_time(row.time), row.held_on, f"s{place}", row.instrument.name)
        for place, row in enumerate(chosen, start=1)
    )
    latest = chosen[-1].instrument.scheme if chosen else scheme
    lines = lines_of(latest.pk)
    scores = scores_of([row.pk for row in chosen])
    keys = {line.key: line for line in lines}
    by_line: dict[tuple[int, tuple[str, str]], int | None] = {}
    if any(row.instrument.scheme_id != latest.pk for row in chosen):
        older = {line.pk: line.key for row in chosen for line in lines_of(row.instrument.scheme_id)}
    else:
        older = {line.pk: line.key for line in lines}
    for (assessment_id, sub_dimension_id, viewpoint_id), score in scores.items():
        key = older.get(sub_dimension_id)
        if viewpoint_id == viewpoint.pk and key in keys:
            by_line[assessment_id, key] = score.value
    sides = tuple(
        _side([_row(line, columns, by_line) for line in group], columns)
        for _dimension, group in groupby(lines, key=lambda line: line.dimension.pk)
    )
    present = {row.time_id for row in chosen}
    missing = tuple(time.label for time in known if time.pk not in present)
    return Comparison(latest, viewpoint, columns, sides, missing)


def compared(actor: Actor, case_file: CaseFile, key: str) -> list[Assessment]:
    """One assessment for each time of the last taking in charge that has any: the main one, else the last; by date.

    Those of another moment all stand. At most `SERIES`, the last.
    """
    rows = Assessment.objects.visible_to(actor).done().filter(case_file=case_file, instrument__scheme__key=key)
    found = list(rows.select_related("instrument__scheme", "time").order_by("held_on", "main", "pk"))
    if not found:
        return []
    last = found[-1].taking_id
    by_time: dict[object, Assessment] = {}
    for row in (row for row in found if row.taking_id == last):
        place = row.pk if row.time.code == OTHER else (row.time_id,)
        before = by_time.get(place)
        if before is None or row.main or not before.main:
            by_time[place] = row
    return sorted(by_time.values(), key=lambda row: (row.held_on, row.pk))[-SERIES:]


def _row(line: Line, columns: Sequence[Column], values: dict[tuple[int, tuple[str, str]], int | None]) -> Row:
    given = [values.get((column.assessment_id, line.key)) for column in columns]
    cells = tuple(Cell(column, value, line.word(value)) for column, value in zip(columns, given, strict=True))
    change, tone = change_words(line, given)
    shares = {column.series: line.share(value) for column, value in zip(columns, given, strict=True)}
    return Row(line, cells, change, tone, strip_of(shares))


def change_words(line: Line, values: Iterable[int | None]) -> tuple[str, str]:
    """From the first to the last value given, in words and as a tone; nothing for fewer than two."""
    given = [value for value in values if value is not None]
    if len(given) < 2:  # noqa: PLR2004 - a change has two ends
        return "", ""
    gain = line.gain(given[0], given[-1])
    count = abs(gain)
    if gain > 0:
        return ngettext("migliora di %(count)s punto", "migliora di %(count)s punti", count) % {
            "count": count
        }, "better"
    if gain < 0:
        return ngettext("peggiora di %(count)s punto", "peggiora di %(count)s punti", count) % {"count": count}, "worse"
    return _("stabile"), "same"


def _side(rows: list[Row], columns: Sequence[Column]) -> Side:
    scales = {row.line.scale.pk: row.line.scale for row in rows}
    radar = None
    if len(scales) == 1:
        scale = next(iter(scales.values()))
        series = {
            column.series: [row.line.share(row.cells[place].value) for row in rows]
            for place, column in enumerate(columns)
        }
        rings = min(scale.highest - scale.lowest + 1, 7)
        radar = radar_of([row.line.code for row in rows], series, rings=rings)
    return Side(rows[0].line.dimension, tuple(rows), radar, _side_words(rows))


def _side_words(rows: Sequence[Row]) -> str:
    """What the drawing of a dimension shows, in a sentence."""
    tones = [row.tone for row in rows]
    if not any(tones):
        return _("Non c’è ancora un cambiamento da mostrare: serve un secondo tempo.")
    parts = [
        words % {"count": count}
        for words, count in (
            (ngettext("%(count)s migliora", "%(count)s migliorano", tones.count("better")), tones.count("better")),
            (ngettext("%(count)s peggiora", "%(count)s peggiorano", tones.count("worse")), tones.count("worse")),
            (ngettext("%(count)s è stabile", "%(count)s sono stabili", tones.count("same")), tones.count("same")),
        )
        if count
    ]
    return _("Su %(total)s sotto-dimensioni: %(parts)s.") % {"total": len(rows), "parts": ", ".join(parts)}
