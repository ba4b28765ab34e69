# SPDX-License-Identifier: EUPL-1.2
"""Answers that were sent, as their pages show them: in the order of the form, with the words of the form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from ordito.questionnaires.engine.form import MEDIA_KINDS, SELECT_KINDS, Group, Question, Repeat
from ordito.questionnaires.engine.problems import ProblemCode
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owners
from ordito.questionnaires.queries.wording_answers import message_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ordito.core.declare import Text
    from ordito.questionnaires.engine.form import Item
    from ordito.questionnaires.models import Submission

TONES = {
    SubmissionState.RECEIVED: "info",
    SubmissionState.VALID: "success",
    SubmissionState.INVALID: "danger",
    SubmissionState.WITHDRAWN: "neutral",
}
EMPTY = _("senza risposte")
HIDDEN_KINDS = frozenset({"note", "metadata"})


@dataclass(frozen=True)
class AnswerLine:
    """A heading (`heading` true) or an answer in words; `depth` from 0; `problem` is what was found of it."""

    ref: str
    label: str
    value: Text
    depth: int
    heading: bool = False
    file: str = ""
    problem: str = ""
    corrected: bool = False


@dataclass(frozen=True)
class AnswerSet:
    """One line of a list of answers."""

    submission: Submission
    name: str
    state: str
    tone: str
    problems: int


def answer_sets(submissions: Sequence[Submission]) -> list[AnswerSet]:
    """A page of submissions, with the names of what they are for: one question to each kind of owner."""
    known = owners()
    by_kind: dict[str, set[int]] = {}
    for row in submissions:
        by_kind.setdefault(row.owner_kind, set()).add(row.owner_id)
    names: dict[tuple[str, int], str] = {}
    for kind, ids in by_kind.items():
        owner = known.get(kind)
        if owner is not None:
            found = owner.names(sorted(ids)) if owner.names else {pk: owner.name(pk) for pk in ids}
            names |= {(kind, pk): name for pk, name in found.items()}
    return [
        AnswerSet(
            row,
            names.get((row.owner_kind, row.owner_id), ""),
            str(row.get_state_display()),
            TONES[SubmissionState(row.state)],
            len(row.problems.get("problems", ())),
        )
        for row in submissions
    ]


def answer_lines(submission: Submission, *, language: str = "") -> list[AnswerLine]:
    """All answers of a checked submission, in the order of the form; what was not answered is left out."""
    form = form_of(submission.version)
    if not language:
        language = form.default_language
    verdict = submission.problems
    found = {problem["ref"]: problem for problem in reversed(verdict.get("problems", []))}
    walk = _Walk(language, found, frozenset(verdict.get("corrected", ())))
    return list(walk.lines(form.root.children, submission.answers, form.root.path, 0))


@dataclass(frozen=True)
class _Walk:
    language: str
    problems: Mapping[str, Mapping[str, Any]]
    corrected: frozenset[str]

    def lines(self, items: Sequence[Item], answers: Mapping[str, Any], ref: str, depth: int) -> Iterator[AnswerLine]:
        """The lines of some items, whose answers are in `answers` by name."""
        for item in items:
            here = f"{ref}/{item.name}"
            value = answers.get(item.name)
            if isinstance(item, Question):
                yield from self._question(item, value, here, depth)
            elif isinstance(item, Repeat):
                for number, instance in enumerate(value if isinstance(value, list) else (), 1):
                    place = f"{here}[{number}]"
                    inside = list(self.lines(item.children, instance, place, depth + 1))
                    yield replace(self._heading(item, place, depth, number), value="" if inside else EMPTY)
                    yield from inside
            elif isinstance(item, Group):
                inside = list(self.lines(item.children, value if isinstance(value, dict) else {}, here, depth + 1))
                if inside:
                    yield self._heading(item, here, depth, 0)
                    yield from inside

    def _heading(self, item: Group | Repeat, ref: str, depth: int, number: int) -> AnswerLine:
        label = item.label.plain(self.language) if item.label else item.name
        text = f"{label or item.name} {number}" if number else label or item.name
        return AnswerLine(ref, text, "", depth, heading=True, problem=self._problem(ref, None))

    def _problem(self, ref: str, item: Question | None) -> str:
        """What was found at a reference, in the author's words when there are any."""
        found = self.problems.get(ref)
        if found is None:
            return ""
        words = None
        if item is not None and found["code"] == ProblemCode.REQUIRED:
            words = item.required_message
        elif item is not None and found["code"] == ProblemCode.CONSTRAINT:
            words = item.constraint_message
        return message_of(found["code"], found.get("params", {}), words.plain(self.language) if words else "")

    def _question(self, item: Question, value: Any, ref: str, depth: int) -> Iterator[AnswerLine]:
        problem = self._problem(ref, item)
        text = value if isinstance(value, str) else ""
        if item.kind in HIDDEN_KINDS or not (text or problem):
            return
        label = item.label.plain(self.language) if item.label else item.name
        yield AnswerLine(
            ref,
            label or item.name,
            said(item, text, self.language),
            depth,
            file=text if item.kind in MEDIA_KINDS else "",
            problem=problem,
            corrected=ref in self.corrected,
        )


def said(item: Question, value: str, language: str) -> str:
    """A stored value as people read it: labels of choices, dates gg/mm/aaaa, decimal comma."""
    if item.kind in SELECT_KINDS and item.choices is not None and item.choices.items is not None:
        labels = {choice.value: choice.label.plain(language) for choice in item.choices.items}
        values = [value] if item.kind == "select_one" else value.split()
        return ", ".join(labels.get(each) or each for each in values)
    if item.kind == "date" and len(value) >= 10:  # noqa: PLR2004 - aaaa-mm-gg
        return f"{value[8:10]}/{value[5:7]}/{value[:4]}"
    if item.kind in {"decimal", "range"}:
        return value.replace(".", ",")
    return value
