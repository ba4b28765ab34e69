# SPDX-License-Identifier: EUPL-1.2
"""The report of an edition, a course, a plan or a year: who answered, what, and how much changed.

Everything is about blocks of editions with enough answers (`engine.evaluation`); what is not says so.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from ordito.training.engine.evaluation import Change, Tally, number_of, paired_change, tally
from ordito.training.enums import EvaluationLevel
from ordito.training.models import LEARNING
from ordito.training.queries.evaluation import standing_of
from ordito.training.queries.evaluation_answers import SCORE, answers_of, questions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date
    from typing import Self

    from ordito.questionnaires.models import VersionQuestion
    from ordito.training.queries.evaluation_answers import Asking, Group

CHOICES = frozenset({"select_one", "select_multiple", "rank"})
NUMBERS = frozenset({"integer", "decimal", "range", "calculate"})
TEXTS = frozenset({"text"})
MOST_HEADINGS = 5
"""Choices that stand as columns when territories are compared."""
HUNDRED = 100
PlaceCells = tuple[int, list[tuple[str, str]]]
"""How many answered in a territory, and each cell beside it with its heading."""


class Shown(str):
    """A figure as it reads on a page, with the number that it is, for a spreadsheet."""

    __slots__ = ("value",)
    value: float

    def __new__(cls, text: str, value: float) -> Self:
        """`text` with its number beside."""
        found = super().__new__(cls, text)
        found.value = value
        return found


@dataclass(frozen=True)
class RateLine:
    """How many of those who could answer did, at one level; None where they are too few to be told."""

    label: str
    people: int | None
    answers: int | None
    excluded: int
    """Editions whose few answers wait for others."""

    @property
    def percent(self) -> str:
        """Answers of a hundred people."""
        return percent_of(self.answers or 0, self.people or 0)


@dataclass(frozen=True)
class ChoiceLine:
    """A choice: how many took it, on how many hundred answers."""

    label: str
    number: int
    percent: str
    width: int


@dataclass(frozen=True)
class ShareLine:
    """A choice of a test: on how many hundred of the same people, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeLine:
    """A change in words, and where its interval and middle stand on a line from 0 to 100 with zero at 50."""

    before: str
    after: str
    difference: str
    ends: Sequence[str]
    """Where the interval begins and ends; nothing for a single pair."""
    interval: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class PlaceLine:
    """A territory beside the others: how many answered there, and its cells under the headings."""

    name: str
    answered: int
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class QuestionLine:
    """Everything that a report says of one question; `answered` is None when too few did."""

    question_id: int
    label: str
    answered: int | None
    excluded: int
    is_open: bool
    choices: Sequence[ChoiceLine] = ()
    mean: str = ""
    median: str = ""
    change: ChangeLine | None = None
    shares: Sequence[ShareLine] = ()
    places: Sequence[PlaceLine] = ()


@dataclass(frozen=True)
class Section:
    """One questionnaire's part of the report."""

    group: Group
    paired: bool
    questions: Sequence[QuestionLine]


def rate_lines(found: Asking, today: date) -> list[RateLine]:
    """Who answered, level by level."""
    lines = []
    for level in EvaluationLevel:
        rows = [row for row in found.evaluations if row.level == level]
        sizes = {row.edition_id: found.answers.get(row.pk, 0) for row in rows}
        counted = found.counted(sizes)
        asked = [row for row in rows if row.edition_id in found.chosen]
        standings = [
            standing_of(row, found.enrolled.get(row.edition_id, 0), sizes[row.edition_id], found.threshold, today)
            for row in asked
            if row.edition_id in counted
        ]
        waiting = sum(bool(sizes[row.edition_id]) for row in asked if row.edition_id not in counted)
        people, answers = sum(one.people for one in standings), sum(one.answers for one in standings)
        if standings:
            lines.append(RateLine(str(level.label), people, answers, waiting))
        elif asked:
            told = None if waiting else 0
            lines.append(RateLine(str(level.label), told, told, waiting))
    return lines


def section_of(found: Asking, group: Group) -> Section:
    """The part of the report about one questionnaire."""
    answers = answers_of(group, found.of_group(group))
    paired = group.level in LEARNING
    questions = questions_of(group.version_id)
    if not paired:
        lines = [_plain(found, question, answers.texts.get(question.path, {})) for question in questions]
        return Section(group, paired, lines)
    questions.sort(key=lambda question: question.name != SCORE)  # the score of a test comes first
    lines = [
        (_paired if is_number(question) else _shared)(found, question, answers.pairs.get(question.path, {}))
        for question in questions
        if is_number(question) or question.kind in CHOICES
    ]
    return Section(group, paired, lines)


def is_number(question: VersionQuestion) -> bool:
    """Whether answers are numbers: asked as such, or every choice of the one that is taken is one."""
    scale = question.kind == "select_one" and bool(question.choices)
    return question.kind in NUMBERS or (
        scale and all(number_of(value) is not None for value, _label in question.choices)
    )


def _plain(found: Asking, question: VersionQuestion, texts: Mapping[int, list[str]]) -> QuestionLine:
    sizes = {edition: sum(1 for text in given if text) for edition, given in texts.items()}
    counted = found.counted(sizes)

    def tally_of(editions: AbstractSet[int]) -> Tally:
        return tally(text for edition in editions for text in texts[edition])

    whole = tally_of(counted)
    numeric, headings = is_number(question), _headings(question, whole)
    excluded = sum(1 for edition in found.chosen - counted if sizes.get(edition))
    if not whole.answered:
        return QuestionLine(question.question_id, name_of(question), None, excluded, question.kind in TEXTS)
    return QuestionLine(
        question.question_id,
        name_of(question),
        whole.answered,
        excluded,
        question.kind in TEXTS,
        choices=_choices(question, whole),
        mean=number(whole.mean) if numeric else "",
        median=number(whole.median) if numeric else "",
        places=_places(found, sizes, lambda editions: _cells(question, headings, tally_of(editions))),
    )


def _choices(question: VersionQuestion, whole: Tally) -> list[ChoiceLine]:
    if question.kind not in CHOICES:
        return []
    return [
        ChoiceLine(
            label or value,
            whole.counts.get(value, 0),
            percent_of(whole.counts.get(value, 0), whole.answered),
            round(HUNDRED * whole.counts.get(value, 0) / whole.answered),
        )
        for value, label in question.choices
    ]


def _headings(question: VersionQuestion, whole: Tally) -> list[list[str]]:
    """The choices that stand beside territories: the most taken, in the order of the form."""
    if question.kind not in CHOICES or is_number(question):
        return []
    most = sorted(question.choices, key=lambda pair: -whole.counts.get(pair[0], 0))[:MOST_HEADINGS]
    return [pair for pair in question.choices if pair in most]


def _cells(question: VersionQuestion, headings: Sequence[Sequence[str]], part: Tally) -> PlaceCells:
    """What stands beside a territory: the mean, or the share of each choice."""
    if is_number(question):
        return part.answered, [(_("Media"), number(part.mean))]
    return part.answered, [
        (label or value, percent_of(part.counts.get(value, 0), part.answered)) for value, label in headings
    ]


def _places(
    found: Asking, sizes: Mapping[int, int], cells: Callable[[AbstractSet[int]], PlaceCells]
) -> list[PlaceLine]:
    """The territories of the chosen editions beside each other, where there are at least two."""
    inside: dict[tuple[int, str], set[int]] = defaultdict(set)
    for edition, place in found.places.items():
        inside[place].add(edition)
    lines = []
    for (_pk, name), editions in sorted(inside.items(), key=lambda pair: pair[0][1]):
        if counted := found.counted(sizes, editions):
            answered, shown = cells(counted)
            if shown:
                lines.append(PlaceLine(name, answered, shown))
    return lines if len(lines) > 1 else []


def _paired(found: Asking, question: VersionQuestion, texts: Mapping[int, list[tuple[str, str]]]) -> QuestionLine:
    pairs = {edition: list(_numbers(given)) for edition, given in texts.items()}
    sizes = {edition: len(given) for edition, given in pairs.items()}
    counted = found.counted(sizes)

    def change_of(editions: AbstractSet[int]) -> Change | None:
        return paired_change([pair for edition in editions for pair in pairs[edition]])

    def cells(editions: AbstractSet[int]) -> PlaceCells:
        part = change_of(editions)
        if part is None:
            return 0, []
        line = _change(part)
        return part.pairs, [(_("Differenza"), line.difference), (_("Intervallo"), line.interval)]

    whole = change_of(counted)
    excluded = sum(1 for edition in found.chosen - counted if sizes.get(edition))
    if whole is None:
        return QuestionLine(question.question_id, name_of(question), None, excluded, is_open=False)
    return QuestionLine(
        question.question_id,
        name_of(question),
        whole.pairs,
        excluded,
        is_open=False,
        change=_change(whole),
        places=_places(found, sizes, cells),
    )


def _shared(found: Asking, question: VersionQuestion, texts: Mapping[int, list[tuple[str, str]]]) -> QuestionLine:
    """A choice that is no number: how many of the same people took it before, and after."""
    pairs = {edition: [pair for pair in given if all(pair)] for edition, given in texts.items()}
    sizes = {edition: len(given) for edition, given in pairs.items()}
    counted = found.counted(sizes)
    before, after = (tally(pair[time] for edition in counted for pair in pairs[edition]) for time in (0, 1))
    excluded = sum(1 for edition in found.chosen - counted if sizes.get(edition))
    return QuestionLine(
        question.question_id,
        name_of(question),
        before.answered or None,
        excluded,
        is_open=False,
        shares=[
            ShareLine(
                label or value,
                percent_of(before.counts.get(value, 0), before.answered),
                percent_of(after.counts.get(value, 0), after.answered),
            )
            for value, label in question.choices
        ],
    )


def _numbers(given: Iterable[tuple[str, str]]) -> Iterable[tuple[float, float]]:
    for first, second in given:
        before, after = number_of(first), number_of(second)
        if before is not None and after is not None:
            yield before, after


def _change(found: Change) -> ChangeLine:
    """A change in words, and its drawing: zero in the middle, the farther end near a border."""
    low = found.difference if found.low is None else found.low
    high = found.difference if found.high is None else found.high
    reach = max(abs(low), abs(high))
    scale = 46 / reach if reach else 0
    ends = (signed(low), signed(high)) if found.low is not None else ()
    return ChangeLine(
        number(found.before),
        number(found.after),
        signed(found.difference),
        ends,
        _("da %(low)s a %(high)s") % {"low": ends[0], "high": ends[1]} if ends else "",
        *(round(50 + scale * end, 1) for end in (low, found.difference, high)),
    )


def name_of(question: VersionQuestion) -> str:
    """The question, or what a score is."""
    return question.label or (_("Punteggio della prova") if question.name == SCORE else question.name)


def number(value: float | None) -> str:
    """A number as people write it, at most two decimals; a dash when there is none."""
    if value is None:
        return "–"
    rounded = Decimal(repr(value)).quantize(Decimal("0.01")).normalize() + 0
    return Shown(formats.number_format(rounded), float(rounded))


def signed(value: float) -> str:
    """A difference with its sign; "0" for none."""
    text = number(abs(value))
    return Shown(text if text == "0" else f"{'+' if value > 0 else '−'}{text}", round(value, 2))


def percent_of(part: int, whole: int) -> str:
    """So many of a hundred."""
    if not whole:
        return "–"
    share = (Decimal(HUNDRED * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Shown(f"{formats.number_format(share, 1)} %", float(share))
