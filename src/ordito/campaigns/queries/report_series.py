# SPDX-License-Identifier: EUPL-1.2
"""Whether each question of a round may be compared with the round before, and how its choices became this round's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.campaigns.queries.answers import bridge
from ordito.questionnaires.enums import LASTING, Continuity
from ordito.questionnaires.models import VersionQuestion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.campaigns.engine.distributions import Distribution
    from ordito.questionnaires.models import QuestionnaireVersion


class SeriesKind(StrEnum):
    """What stands between a question and the round before."""

    SAME = "same"
    EQUIVALENT = "equivalent"
    BREAK = "break"
    NEW = "new"
    NONE = "none"  # there is no round before, or it asked another questionnaire


@dataclass(frozen=True)
class Series:
    """A question towards the round before; `words` are the mappings of its choices, `note` what the author says."""

    kind: SeriesKind
    words: tuple[Mapping[str, str], ...] = ()
    note: str = ""

    @property
    def comparable(self) -> bool:
        """Whether the figures of the two rounds speak of the same."""
        return self.kind in {SeriesKind.SAME, SeriesKind.EQUIVALENT}

    def over(self, before: Distribution) -> Distribution:
        """The round before in the choices of this one."""
        for mapping in self.words:
            before = before.reworded(mapping)
        return before


def series_of(old: QuestionnaireVersion | None, new: QuestionnaireVersion) -> dict[int, Series]:
    """By question's id, for the questions of `new`; four queries whatever their number."""
    questions = dict(VersionQuestion.objects.filter(version=new).values_list("question_id", "path"))
    if old is None or old.questionnaire_id != new.questionnaire_id:
        return dict.fromkeys(questions, Series(SeriesKind.NONE))
    way = bridge(old, new)
    kept = set(way.places.values())
    asked = set(VersionQuestion.objects.filter(version=old).values_list("question_id", flat=True))
    notes, equivalent = _declared(old, new)
    found = {}
    for question, path in questions.items():
        if path in kept:
            kind = SeriesKind.EQUIVALENT if question in equivalent else SeriesKind.SAME
            found[question] = Series(kind, way.words.get(path, ()), notes.get(question, ""))
        elif question in asked:
            found[question] = Series(SeriesKind.BREAK, note=notes.get(question, ""))
        else:
            found[question] = Series(SeriesKind.NEW)
    return found


def _declared(old: QuestionnaireVersion, new: QuestionnaireVersion) -> tuple[dict[int, str], set[int]]:
    """What the authors said between the two versions: the last note of each question, and which are equivalent."""
    between = VersionQuestion.objects.filter(
        version__questionnaire=new.questionnaire_id,
        version__state__in=LASTING,
        version__number__gt=old.number,
        version__number__lte=new.number,
    ).order_by("version__number")
    notes, equivalent = {}, set()
    for question, change, note in between.values_list("question_id", "change", "note"):
        if note:
            notes[question] = note
        if change == Continuity.EQUIVALENT:
            equivalent.add(question)
    return notes, equivalent
