# SPDX-License-Identifier: EUPL-1.2
"""The last score of what a row of a plan is about, read from the assessments and never typed again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Score
from ordito.assessments.queries.assessments import OPERATORS, short_time

if TYPE_CHECKING:
    from datetime import date

    from ordito.assessments.models import SubDimension
    from ordito.core.access import Actor

Key = tuple[str, str, str]


@dataclass(frozen=True)
class LastScore:
    """A score with its meaning in words, the time it belongs to and the day it speaks of."""

    value: int
    word: str
    time: str
    held_on: date


def key_of(sub_dimension: SubDimension) -> Key:
    """What a sub-dimension is over the versions of its scheme."""
    dimension = sub_dimension.dimension
    return dimension.scheme.key, dimension.code, sub_dimension.code


def last_scores(actor: Actor, case_file_id: int, *, day: date) -> dict[Key, LastScore]:
    """The operators' last scores completed by `day`, whatever the instrument; none for who does not read assessments.

    Two queries.
    """
    rows = (
        Score.objects.visible_to(actor)
        .filter(
            assessment__case_file=case_file_id,
            assessment__discarded_at__isnull=True,
            assessment__held_on__lte=day,
            viewpoint__code=OPERATORS,
            value__isnull=False,
        )
        .exclude(assessment__state=AssessmentState.DRAFT)
        .select_related("assessment__time", "sub_dimension__dimension__scheme", "sub_dimension__scale")
        .prefetch_related("sub_dimension__scale__bands")
        .order_by("assessment__held_on", "assessment_id")
    )
    return {key_of(row.sub_dimension): _last(row) for row in rows}


def _last(row: Score) -> LastScore:
    value = row.value or 0
    bands = row.sub_dimension.scale.bands.all()
    word = next((band.label for band in bands if band.first <= value <= band.last), "")
    return LastScore(value, word, short_time(row.assessment.time), row.assessment.held_on)
