# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.translation import gettext as _

from ordito.assessments import rules
from ordito.assessments.actions.assessments import locked_draft
from ordito.assessments.enums import ListKey
from ordito.assessments.models import Score
from ordito.assessments.queries.schemes import lines_of
from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from ordito.assessments.models import Assessment
    from ordito.assessments.queries.schemes import Line
    from ordito.cases.models import Code
    from ordito.core.access import Actor


@dataclass(frozen=True)
class Given:
    """What somebody gave for one sub-dimension: a value (None: not assessed) and what explains it."""

    value: int | None
    note: str = ""


@dataclass
class Saved:
    """What became of a saving: its revision, the ids of the sub-dimensions written, and the rows others wrote first."""

    revision: int
    written: list[int] = field(default_factory=list)
    clashes: dict[int, Score] = field(default_factory=dict)


def revision_of(assessment: Assessment) -> int:
    """The number of the last saving of scores; a page prints it, and its saving says it back."""
    return assessment.scores.aggregate(last=Max("version"))["last"] or 0


def save_scores(
    *,
    by: Actor,
    at: datetime,
    assessment: Assessment,
    viewpoint: Code,
    given: Mapping[int, Given],
    revision: int | None = None,
) -> Saved:
    """Save the scores of some sub-dimensions, by their ids, from one point of view: each row by itself.

    `revision` is what the page knew (None: it takes over whatever stands there). A row that somebody else wrote after
    it is a clash: it is left as it is and comes back, the other rows are written. Saving the same again writes nothing.

    Raises:
        NotAllowedError: the actor may not write this part.
        CaseError: completed already, an unknown sub-dimension, a value off its scale (`field` is the row's id).
    """
    permit(rules.can_assess(by, assessment.case_file))
    with recorded("assessments.save_scores", by=by, at=at) as trace:
        row = locked_draft(assessment)
        check_code(viewpoint, ListKey.VIEWPOINT, at=row.held_on, field="viewpoint")
        saved = write_scores(row, viewpoint, given, revision=revision, by=by, at=at)
        trace.touches(row, row.case_file, fields=["scores"] if saved.written else [])
        trace.notes(viewpoint=viewpoint.code, rows=len(saved.written))
    return saved


def write_scores(
    row: Assessment,
    viewpoint: Code,
    given: Mapping[int, Given],
    *,
    revision: int | None,
    by: Actor,
    at: datetime,
) -> Saved:
    """As `save_scores`, of an assessment already locked within an action."""
    check_values(lines_of(row.instrument.scheme_id), given)
    known = {
        score.sub_dimension_id: score
        for score in row.scores.filter(viewpoint=viewpoint).select_related("assessment__case_file__person")
    }
    saved = Saved(revision_of(row))
    for pk, one in given.items():
        before = known.get(pk)
        if not _differs(before, one):
            continue
        if before is not None and revision is not None and before.version > revision:
            saved.clashes[pk] = before
            continue
        score = before or Score(assessment=row, sub_dimension_id=pk, viewpoint=viewpoint)
        score.value, score.saved_at, score.saved_by_name = one.value, at, by.actor_name[:160]
        score.version = saved.revision + 1
        seal_texts(score, note=one.note)
        score.save()
        saved.written.append(pk)
    if saved.written:
        saved.revision += 1
    return saved


def check_values(lines: Sequence[Line], given: Mapping[int, Given]) -> None:
    """Every value stands on the scale of its sub-dimension."""
    scales = {line.pk: line.scale for line in lines}
    for pk, one in given.items():
        scale = scales.get(pk)
        if scale is None:
            raise CaseError(_("Questa sotto-dimensione non fa parte dello strumento."))
        if one.value is not None and not scale.lowest <= one.value <= scale.highest:
            words = _("Il punteggio va da %(lowest)s a %(highest)s.")
            raise CaseError(words % {"lowest": scale.lowest, "highest": scale.highest}, field=str(pk))


def _differs(score: Score | None, given: Given) -> bool:
    if score is None:
        return given.value is not None or bool(given.note)
    return (score.value, open_text(score, "note")) != (given.value, given.note)
