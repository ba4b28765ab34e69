# SPDX-License-Identifier: EUPL-1.2
"""Answers of a return by name, and those of the last round as this round's questionnaire would say them."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.campaigns.models import Return
from ordito.questionnaires.engine.form import Repeat
from ordito.questionnaires.enums import LASTING, Continuity
from ordito.questionnaires.models import FlatRow, QuestionnaireVersion, VersionQuestion
from ordito.questionnaires.models.scopes import open_text
from ordito.questionnaires.models.submissions import flat_place
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from uuid import UUID

Values = dict[str, list[str]]
"""By path: one text for a question outside repeats, one for each instance inside."""


def values_of(submission_ids: Collection[int]) -> dict[int, Values]:
    """What was answered, by submission and path: one query, whatever their number."""
    found: dict[int, Values] = {pk: defaultdict(list) for pk in submission_ids}
    rows = FlatRow.objects.filter(submission__in=submission_ids).order_by("submission_id", "repeat", "index")
    columns = ("submission_id", "submission__public_id", "repeat", "index", "sealed_values")
    for pk, public_id, repeat, index, sealed in rows.values_list(*columns).iterator(chunk_size=500):
        for path, text in opened(public_id, repeat, index, sealed).items():
            found[pk][path].append(text)
    return found


def opened(public_id: UUID, repeat: str, index: int, sealed: bytes) -> dict[str, str]:
    """The values of one flat row, by path."""
    text = open_text(sealed, flat_place(public_id, repeat, index))
    return {path: str(value) for path, value in json.loads(text).items()} if text else {}


def previous_of(row: Return) -> Return | None:
    """The return of the same unit in the round before, when it was sent."""
    return previous_returns([row]).get(row.pk)


def previous_returns(rows: Iterable[Return]) -> dict[int, Return]:
    """The same for many returns of one campaign, by their ids: one query."""
    found = list(rows)
    previous = found[0].campaign.previous_id if found else None
    if previous is None:
        return {}
    by_unit = {_unit(row): row.pk for row in found}
    sent = Return.objects.with_campaign().filter(campaign=previous, submission__isnull=False)
    if len(found) == 1:
        sent = sent.filter(
            service=found[0].service_id, territory=found[0].territory_id, professional=found[0].professional_id
        )
    return {by_unit[_unit(row)]: row for row in sent if _unit(row) in by_unit}


def _unit(row: Return) -> tuple[int | None, int | None, int | None]:
    return row.service_id, row.territory_id, row.professional_id


@dataclass(frozen=True)
class Bridge:
    """How answers to an older version read in a newer one: where each goes, and what its choices became."""

    places: Mapping[str, str]
    """Path in the older version → path in the newer; a question whose series was broken is absent."""
    words: Mapping[str, tuple[Mapping[str, str], ...]]
    """By path in the newer version: the mappings of values to go through, in order."""

    def over(self, values: Mapping[str, list[str]]) -> Values:
        """Answers to the older version, as answers to the newer."""
        return {
            self.places[path]: [self._reworded(self.places[path], text) for text in texts]
            for path, texts in values.items()
            if path in self.places
        }

    def _reworded(self, path: str, text: str) -> str:
        for mapping in self.words.get(path, ()):
            text = " ".join(dict.fromkeys(mapping.get(word, word) for word in text.split()))
        return text


def bridge(old: QuestionnaireVersion, new: QuestionnaireVersion) -> Bridge:
    """The way from one version to a later one of the same questionnaire, through the declarations in between."""
    if old.pk == new.pk:
        paths = VersionQuestion.objects.filter(version=old).values_list("path", flat=True)
        return Bridge({path: path for path in paths}, {})
    if old.questionnaire_id != new.questionnaire_id or old.number > new.number:
        return Bridge({}, {})
    between = VersionQuestion.objects.filter(
        version__questionnaire=new.questionnaire_id,
        version__state__in=LASTING,
        version__number__gt=old.number,
        version__number__lte=new.number,
    ).order_by("version__number")
    start = dict(VersionQuestion.objects.filter(version=old).values_list("question_id", "path"))
    broken: set[int] = set()
    words: dict[int, list[Mapping[str, str]]] = defaultdict(list)
    places: dict[int, str] = {}
    for question in between:
        if question.change in {Continuity.BREAK, Continuity.FIRST}:
            broken.add(question.question_id)
        if question.change == Continuity.EQUIVALENT and question.mapping:
            words[question.question_id].append(question.mapping)
        if question.version_id == new.pk:
            places[question.question_id] = question.path
    kept = {key: path for key, path in places.items() if key in start and key not in broken}
    return Bridge(
        {start[key]: path for key, path in kept.items()},
        {path: tuple(words[key]) for key, path in kept.items() if key in words},
    )


def previous_values(row: Return) -> Values:
    """The last round's answers of the same unit, in the words of this round's questionnaire; empty without any."""
    before = previous_of(row)
    if before is None or before.submission_id is None:
        return {}
    values = values_of([before.submission_id])[before.submission_id]
    return bridge(before.campaign.version, row.campaign.version).over(values)


def shown_beside(row: Return) -> dict[str, str]:
    """The last round's answers outside repeats, by path: what the page shows beside each question.

    Instances of a repeat have no identity from round to round, so nothing is put beside them.
    """
    form = form_of(row.campaign.version)
    inside = tuple(f"{item.path}/" for item in form.items.values() if isinstance(item, Repeat))
    return {
        path: texts[0] for path, texts in previous_values(row).items() if texts and not path.startswith(inside or "\0")
    }
