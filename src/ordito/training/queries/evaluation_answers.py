# SPDX-License-Identifier: EUPL-1.2
"""The answers behind a report, opened: of which editions, in which blocks, sheet by sheet.

Only closed questionnaires are read: while answers come, the figure of today less that of yesterday is one person's.
Blocks are made of all editions of a course, whoever asks and whatever they chose, so that every report of everybody is
made of the same blocks.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from ordito.questionnaires.models import FlatRow, VersionQuestion
from ordito.questionnaires.models.scopes import open_text
from ordito.questionnaires.models.submissions import flat_place
from ordito.training.engine.evaluation import blocks_of, counted_in
from ordito.training.enums import EnrolmentState, EvaluationLevel
from ordito.training.models import LEARNING, Edition, Enrolment, Evaluation, EvaluationResponse
from ordito.training.queries.evaluation import answers_to, threshold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date

CHUNK = 500
"""Sheets opened at once."""
SCORE = "punteggio"
"""The name of a calculation that a test may have: how many answers are right."""


@dataclass(frozen=True)
class Group:
    """What may stand in one report: the answers to one version of a questionnaire, at one level."""

    level: str
    version_id: int
    title: str

    @property
    def code(self) -> str:
        """As it stands in an address."""
        return f"{self.level}-{self.version_id}"

    @property
    def label(self) -> str:
        """The level in words; of a test, both times."""
        return _("Apprendimento, prima e dopo") if self.level in LEARNING else str(EvaluationLevel(self.level).label)


@dataclass(frozen=True)
class Asking:
    """Which editions somebody chose, and all editions of their courses: those decide the blocks."""

    chosen: frozenset[int]
    course_of: Mapping[int, int]
    places: Mapping[int, tuple[int, str]]
    """The territory of each chosen edition."""
    evaluations: tuple[Evaluation, ...]
    """Closed ones of all these editions, in the order in which they closed."""
    answers: Mapping[int, int]
    """How many came to each of them, by its id."""
    enrolled: Mapping[int, int]
    threshold: int

    def counted(self, sizes: Mapping[int, int], among: AbstractSet[int] | None = None) -> frozenset[int]:
        """The editions counted of `among` (all the chosen ones), by how many answers each has, in closing order."""
        courses: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for edition, size in sizes.items():
            courses[self.course_of[edition]].append((edition, size))
        blocks = [block for found in courses.values() for block in blocks_of(found, self.threshold)]
        return counted_in(blocks, self.chosen if among is None else among)

    def of_group(self, group: Group) -> list[Evaluation]:
        """The closed questionnaires of a group, in order."""
        levels = LEARNING if group.level in LEARNING else {group.level}
        return [row for row in self.evaluations if row.level in levels and row.questionnaire_id == group.version_id]

    @property
    def groups(self) -> list[Group]:
        """What the chosen editions have, in the order of the levels; a test stands once, with both times."""
        found = {
            (EvaluationLevel.AFTER.value if row.level in LEARNING else row.level, row.questionnaire_id): row
            for row in self.evaluations
            if row.edition_id in self.chosen
        }
        order = list(EvaluationLevel.values)
        rows = [Group(level, version, row.questionnaire.title) for (level, version), row in found.items()]
        return sorted(rows, key=lambda group: (order.index(group.level), group.title, group.version_id))


def asking(chosen: Iterable[Edition], today: date) -> Asking:
    """The chosen editions, which come with their territory, and what decides the blocks."""
    editions = list(chosen)
    courses = {edition.course_id for edition in editions}
    rows = Evaluation.objects.filter(edition__course__in=courses, closes_on__lt=today)
    rows = rows.select_related("edition", "questionnaire").defer("questionnaire__xform")
    evaluations = tuple(rows.order_by("closes_on", "pk"))
    people = Enrolment.objects.filter(edition__in=editions, state=EnrolmentState.ENROLLED).order_by()
    return Asking(
        frozenset(edition.pk for edition in editions),
        {row.edition_id: row.edition.course_id for row in evaluations},
        {edition.pk: (edition.territory_id, edition.territory.name) for edition in editions},
        evaluations,
        answers_to(evaluations),
        dict(people.values_list("edition").annotate(Count("pk"))),
        threshold(),
    )


# --- sheets -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sheet:
    """The answers of nobody: the edition, the level, what pairs it with another, and the values by path."""

    edition_id: int
    level: str
    pair: str
    values: Mapping[str, str]


@dataclass
class Answers:
    """What was answered to each question, by path and edition, in the order in which editions closed."""

    texts: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    pairs: dict[str, dict[int, list[tuple[str, str]]]] = field(default_factory=dict)
    """Of a test: before and after of each person, where both were sent."""


def answers_of(group: Group, evaluations: Iterable[Evaluation]) -> Answers:
    """Every answer of the closed questionnaires of a group, opened once."""
    found = Answers()
    rows = list(evaluations)
    sheets = _sheets(rows)
    order = list(dict.fromkeys(row.edition_id for row in reversed(rows)))[
        ::-1
    ]  # of a test: when its second time closed
    paths = {path for sheet in sheets for path in sheet.values}
    if group.level in LEARNING:
        twins = _twins(sheets)
        for path in paths:
            found.pairs[path] = {
                edition: [
                    (before.values.get(path, ""), after.values.get(path, ""))
                    for before, after in twins.get(edition, ())
                ]
                for edition in order
            }
        return found
    for path in paths:
        found.texts[path] = {edition: [] for edition in order}
    for sheet in sheets:
        for path, text in sheet.values.items():
            found.texts[path][sheet.edition_id].append(text)
    return found


def _twins(sheets: Iterable[Sheet]) -> dict[int, list[tuple[Sheet, Sheet]]]:
    """The sheets of the same person, before and after, by edition."""
    both: dict[tuple[int, str], dict[str, Sheet]] = defaultdict(dict)
    for sheet in sheets:
        if sheet.pair:
            both[sheet.edition_id, sheet.pair][sheet.level] = sheet
    found: dict[int, list[tuple[Sheet, Sheet]]] = defaultdict(list)
    for (edition, _pair), pair in both.items():
        if len(pair) == len(LEARNING):
            found[edition].append((pair[EvaluationLevel.BEFORE], pair[EvaluationLevel.AFTER]))
    return found


def _sheets(evaluations: Iterable[Evaluation]) -> list[Sheet]:
    by_id = {row.pk: row for row in evaluations}
    rows = EvaluationResponse.objects.filter(evaluation__in=by_id).sent().order_by("pk")
    heads = {
        submission: (by_id[evaluation], pair)
        for submission, evaluation, pair in rows.values_list("submission_id", "evaluation_id", "pair")
    }
    columns = ("submission_id", "submission__public_id", "sealed_values")
    flat = FlatRow.objects.filter(submission__in=rows.order_by().values("submission"), repeat="").order_by("pk")
    found = []
    for submission, public_id, sealed in flat.values_list(*columns).iterator(chunk_size=CHUNK):
        row, pair = heads[submission]
        text = open_text(sealed, flat_place(public_id, "", 1))
        values = {path: str(value) for path, value in json.loads(text).items()} if text else {}
        found.append(Sheet(row.edition_id, row.level, pair, values))
    return found


def questions_of(version_id: int) -> list[VersionQuestion]:
    """What was asked, in the order of the form, and the score of a test; the rest of what a form works out is left."""
    rows = VersionQuestion.objects.filter(version=version_id)
    return list(rows.filter(~Q(label="") | Q(name=SCORE)).order_by("place", "pk"))
