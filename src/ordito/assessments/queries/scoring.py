# SPDX-License-Identifier: EUPL-1.2
"""The rows of the scoring page: what stands there, what was typed, the time before, and what a colleague wrote."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.assessments.engine.marks import mark_of
from ordito.assessments.queries.assessments import previous_of, short_time, values_before
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ordito.assessments.models import Assessment, Dimension, Score
    from ordito.assessments.queries.schemes import Line
    from ordito.cases.models import Code


@dataclass(frozen=True)
class ScoreRow:
    """One row: `value` and `note` as they stand in the fields, `kept_value` and `kept_note` as they are saved.

    `theirs` says what a colleague saved meanwhile.
    """

    line: Line
    value: str
    note: str
    kept_value: str
    kept_note: str
    before: str
    last: int | None = None
    """The value of the time before, which `before` says in words."""
    error: str = ""
    theirs: str = ""

    @property
    def mark(self) -> str:
        """What stands for what is saved; what is typed differs from it."""
        return mark_of(self.kept_value, self.kept_note)

    @property
    def steps(self) -> list[tuple[int, str, bool, bool]]:
        """Value, word, whether it is the chosen one, whether it was that of the time before."""
        return [(value, word, str(value) == self.value, value == self.last) for value, word in self.line.steps]


@dataclass(frozen=True)
class ScoreSide:
    """A dimension with its rows, and how many of them have a score."""

    dimension: Dimension
    rows: tuple[ScoreRow, ...]

    @property
    def scored(self) -> int:
        """How many rows have a score saved."""
        return sum(1 for row in self.rows if row.kept_value)


@dataclass(frozen=True)
class Before:
    """The assessment before this one, whose scores stand beside."""

    name: str
    values: Mapping[tuple[str, str], int]


def before_of(assessment: Assessment, viewpoint: Code) -> Before | None:
    """The time before, from the same point of view; None for the first."""
    row = previous_of(assessment)
    if row is None:
        return None
    name = _("%(time)s del %(day)s") % {"time": short_time(row.time), "day": format_date(row.held_on)}
    return Before(name, values_before(row, viewpoint))


def kept_scores(assessment: Assessment, viewpoint: Code) -> dict[int, Score]:
    """What is saved from one point of view, by sub-dimension."""
    rows = assessment.scores.filter(viewpoint=viewpoint).select_related("assessment__case_file__person")
    return {row.sub_dimension_id: row for row in rows}


def score_sides(
    lines: Sequence[Line],
    kept: Mapping[int, Score],
    before: Before | None,
    *,
    typed: Mapping[int, tuple[str, str]],
    errors: Mapping[int, str],
    clashes: Mapping[int, Score],
) -> list[ScoreSide]:
    """The rows by dimension; what was typed and could not be saved stands in the fields."""
    rows = [_row(line, kept.get(line.pk), before, typed.get(line.pk)) for line in lines]
    rows = [_with_trouble(row, errors.get(row.line.pk, ""), clashes.get(row.line.pk)) for row in rows]
    grouped = groupby(rows, key=lambda row: row.line.dimension.pk)
    return [ScoreSide(found[0].line.dimension, found) for _pk, group in grouped if (found := tuple(group))]


def _row(line: Line, score: Score | None, before: Before | None, typed: tuple[str, str] | None) -> ScoreRow:
    kept = (str(score.value) if score and score.value is not None else "", open_text(score, "note") if score else "")
    value, note = typed or kept
    last = before.values.get(line.key) if before else None
    word = line.word(last)
    before_words = "" if last is None else f"{last}, {word}" if word else str(last)
    return ScoreRow(line, value, note, *kept, before=before_words, last=last)


def _with_trouble(row: ScoreRow, error: str, clash: Score | None) -> ScoreRow:
    theirs = ""
    if clash is not None:
        value = _("senza punteggio") if clash.value is None else str(clash.value)
        theirs = _("%(name)s ha salvato: %(value)s. %(note)s") % {
            "name": clash.saved_by_name,
            "value": value,
            "note": open_text(clash, "note"),
        }
    return replace(row, error=error, theirs=theirs.strip())


def viewpoint_table(
    lines: Sequence[Line], viewpoints: Sequence[Code], scores: Mapping[tuple[int, int], Score]
) -> list[tuple[Dimension, list[ViewRow]]]:
    """The points of view side by side, by dimension; `scores` by sub-dimension and point of view."""
    rows = [
        ViewRow(line, tuple(_seen(line, viewpoint, scores.get((line.pk, viewpoint.pk))) for viewpoint in viewpoints))
        for line in lines
    ]
    grouped = groupby(rows, key=lambda row: row.line.dimension.pk)
    return [(found[0].line.dimension, found) for _pk, group in grouped if (found := list(group))]


@dataclass(frozen=True)
class Seen:
    """One score from one point of view, with its word and its note."""

    viewpoint: str
    value: int | None
    word: str
    note: str


@dataclass(frozen=True)
class ViewRow:
    """One sub-dimension as seen from each point of view."""

    line: Line
    seen: tuple[Seen, ...]

    @property
    def distance(self) -> int:
        """The points between the most distant views."""
        values = [one.value for one in self.seen if one.value is not None]
        return max(values) - min(values) if values else 0

    @property
    def notes(self) -> list[Seen]:
        """The views that explain themselves."""
        return [one for one in self.seen if one.note]


def _seen(line: Line, viewpoint: Code, score: Score | None) -> Seen:
    if score is None:
        return Seen(viewpoint.label, None, "", "")
    return Seen(viewpoint.label, score.value, line.word(score.value), open_text(score, "note"))
