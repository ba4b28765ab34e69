# SPDX-License-Identifier: EUPL-1.2
"""The assessments of a record: what other apps ask (`latest_scores`, `main_assessment`) and what its pages list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from ordito.assessments.enums import AssessmentState, ListKey
from ordito.assessments.models import Assessment, Score
from ordito.assessments.queries.schemes import lines_of
from ordito.cases.models import Code

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from ordito.assessments.queries.schemes import Line
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor

OPERATORS = "operators"
OTHER = "other"


@dataclass(frozen=True)
class LatestScore:
    """The last score of a sub-dimension from the operators' point of view, and when it was given."""

    sub_dimension_id: int
    code: str
    label: str
    value: int
    word: str
    held_on: date
    time: str


def latest_scores(case_file: CaseFile, day: date) -> list[LatestScore]:
    """The operators' scores of the last assessment completed by `day`, in the order of its scheme; none without one.

    Four queries. The caller has checked that its reader reads this part.
    """
    row = _completed(case_file, day).order_by("-held_on", "-main", "-pk").first()
    if row is None:
        return []
    scores = row.scores.filter(viewpoint__code=OPERATORS, value__isnull=False)
    values = dict(scores.values_list("sub_dimension_id", "value"))
    return [
        LatestScore(line.pk, line.code, line.label, value, line.word(value), row.held_on, short_time(row.time))
        for line in lines_of(row.instrument.scheme_id)
        if (value := values.get(line.pk)) is not None
    ]


def main_assessment(case_file: CaseFile, day: date) -> Assessment | None:
    """The last main assessment completed by `day`: what national flows read."""
    return _completed(case_file, day).filter(main=True).order_by("-held_on", "-pk").first()


def _completed(case_file: CaseFile, day: date) -> QuerySet[Assessment]:
    rows = Assessment.objects.done().filter(case_file=case_file, held_on__lte=day)
    return rows.select_related("instrument", "time", "case_file__person")


def assessments_of(actor: Actor, case_file: CaseFile) -> QuerySet[Assessment]:
    """Those of the record that the actor reads, the last first; `scored` counts the scores given."""
    rows = Assessment.objects.visible_to(actor).current().filter(case_file=case_file)
    return (
        rows.select_related("instrument__scheme", "time", "taking", "case_file__person")
        .annotate(scored=Count("scores", filter=Q(scores__value__isnull=False)))
        .order_by("-held_on", "-pk")
    )


def short_time(time: Code) -> str:
    """``T0`` of ``T0, all’inizio``."""
    return time.label.partition(",")[0]


def times() -> list[Code]:
    """The times of a path in order, the one that is outside it left out."""
    return list(Code.objects.of(ListKey.TIME).exclude(code=OTHER))


def viewpoints() -> list[Code]:
    """The points of view, in order."""
    return list(Code.objects.of(ListKey.VIEWPOINT))


def scores_of(assessment_ids: Iterable[int]) -> dict[tuple[int, int, int], Score]:
    """Scores by assessment, sub-dimension and point of view; one query."""
    rows = Score.objects.filter(assessment__in=assessment_ids)
    rows = rows.select_related("viewpoint", "assessment__case_file__person")
    return {(row.assessment_id, row.sub_dimension_id, row.viewpoint_id): row for row in rows}


def previous_of(assessment: Assessment) -> Assessment | None:
    """The completed assessment before this one on the same scheme, whatever its version."""
    rows = Assessment.objects.done().filter(
        Q(held_on__lt=assessment.held_on) | Q(held_on=assessment.held_on, pk__lt=assessment.pk),
        case_file=assessment.case_file_id,
        instrument__scheme__key=assessment.instrument.scheme.key,
    )
    return rows.select_related("time", "instrument").order_by("-held_on", "-main", "-pk").first()


def values_before(assessment: Assessment, viewpoint: Code) -> dict[tuple[str, str], int]:
    """The scores of an assessment from one point of view, by the keys of their lines."""
    rows = assessment.scores.filter(viewpoint=viewpoint, value__isnull=False)
    keyed = rows.values_list("sub_dimension__dimension__code", "sub_dimension__code", "value")
    return {(dimension, code): value for dimension, code, value in keyed if value is not None}


def missing_of(lines: Iterable[Line], scored: Iterable[int]) -> list[Line]:
    """The lines without a score."""
    done = set(scored)
    return [line for line in lines if line.pk not in done]


def drafts_of(actor: Actor) -> QuerySet[Assessment]:
    """What the actor began and did not complete, the last touched first."""
    rows = Assessment.objects.visible_to(actor).current().filter(state=AssessmentState.DRAFT)
    mine = rows.filter(author_id=actor.actor_id or 0)
    return mine.select_related("instrument", "time", "case_file__person").order_by(F("written_at").desc(), "-pk")
