# SPDX-License-Identifier: EUPL-1.2
"""What a new version of a questionnaire changes, question by question, and whether its series may go on.

Questions of the two versions meet by the identity that the author declares, else by their path, else by their name
where it is unique in both. Notes, metadata and groups carry no answers and are not compared.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from ordito.core.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.form import Form, Question, Text

ALIKE = 0.6  # two texts at least so alike are the same question said better
WITHOUT_SERIES = frozenset({"note", "metadata", "acknowledge"})
MADE_BY_CONVERTER = ("reserved_name_for_field_list_labels_", "generated_")  # named after a row: not the same twice
NUMBERS = frozenset({"integer", "decimal", "range"})
PATH = re.compile(r"(?:current\(\)/)?(?:\.{1,2}/|/)[\w./-]*?([\w-][\w.-]*)(?![\w./-])")
BLANKS = re.compile(r"\s+")


class ChangeKind(StrEnum):
    """What changed of a question."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    LABEL = "label"
    HINT = "hint"
    TYPE = "type"
    CHOICES = "choices"
    CONSTRAINT = "constraint"
    RELEVANCE = "relevance"
    REQUIRED = "required"
    CALCULATION = "calculation"


MATTERING = frozenset(
    {ChangeKind.LABEL, ChangeKind.TYPE, ChangeKind.CHOICES, ChangeKind.RELEVANCE, ChangeKind.CALCULATION}
)


class Series(StrEnum):
    """What the author declares of a changed question."""

    SAME = "same"
    EQUIVALENT = "equivalent"
    BREAK = "break"


@dataclass(frozen=True)
class ChoicesDiff:
    """Values added and removed, and value → (old label, new label) of those reworded."""

    added: Mapping[str, str] = field(default_factory=dict)
    removed: Mapping[str, str] = field(default_factory=dict)
    reworded: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One change: `path` in the new version (in the old one for what was removed), `old` and `new` as texts."""

    path: str
    kind: ChangeKind
    old: str = ""
    new: str = ""
    old_path: str = ""
    choices: ChoicesDiff | None = None

    @property
    def matters(self) -> bool:
        """Whether answers may mean something else than before."""
        return self.kind in MATTERING

    @property
    def breaks(self) -> bool:
        """Whether it is plausible that the series ends here."""
        return _propose(self).series is Series.BREAK


@dataclass(frozen=True)
class Proposal:
    """What is plausible for one question; `mapping` gives for values of the old list those of the new one."""

    series: Series
    mapping: Mapping[str, str] = field(default_factory=dict)


NO_IDENTITY: Mapping[str, str] = {}


def compare(old: Form, new: Form, identity: Mapping[str, str] = NO_IDENTITY) -> tuple[Change, ...]:
    """All changes from `old` to `new`, in the order of the new form, removed questions at the end.

    `identity` is old path → new path of questions known to be the same, whatever their names.
    """
    pairs = pair(old, new, identity)
    before = {question.path: question for question in _compared(old)}
    changes: list[Change] = []
    for question in _compared(new):
        old_path = pairs.get(question.path)
        if old_path is None:
            changes.append(Change(question.path, ChangeKind.ADDED, new=_words(question.label, new)))
        else:
            changes += _differences(before[old_path], question, old, new)
    gone = before.keys() - set(pairs.values())
    changes += [
        Change(path, ChangeKind.REMOVED, old=_words(question.label, old), old_path=path)
        for path, question in before.items()
        if path in gone
    ]
    return tuple(changes)


def pair(old: Form, new: Form, identity: Mapping[str, str] = NO_IDENTITY) -> dict[str, str]:
    """New path → old path of the questions that are the same one in both versions."""
    before, after = [q.path for q in _compared(old)], [q.path for q in _compared(new)]
    known = set(before)
    pairs = {new_path: old_path for old_path, new_path in identity.items() if old_path in known and new_path in after}
    taken = set(pairs.values())
    for path in after:
        if path not in pairs and path in known - taken:
            pairs[path] = path
    taken = set(pairs.values())
    left_old, left_new = [p for p in before if p not in taken], [p for p in after if p not in pairs]
    by_name = {_name(path): path for path in left_old}
    single = {name for names in (left_old, left_new) for name, times in Counter(map(_name, names)).items() if times > 1}
    pairs |= {p: by_name[_name(p)] for p in left_new if _name(p) in by_name and _name(p) not in single}
    return pairs


def propose(changes: Iterable[Change]) -> Proposal:
    """What the changes of one question make plausible: the worst that any of them suggests."""
    proposals = [_propose(change) for change in changes]
    for series in (Series.BREAK, Series.EQUIVALENT):
        for proposal in proposals:
            if proposal.series is series:
                return proposal
    return Proposal(Series.SAME)


def _propose(change: Change) -> Proposal:
    if change.kind is ChangeKind.LABEL:
        return Proposal(Series.SAME if alike(change.old, change.new) else Series.BREAK)
    if change.kind is ChangeKind.TYPE:
        return Proposal(Series.SAME if {change.old, change.new} <= NUMBERS else Series.BREAK)
    if change.kind is ChangeKind.CHOICES and change.choices is not None:
        return _propose_choices(change.choices)
    if change.kind in (ChangeKind.CALCULATION, ChangeKind.RELEVANCE):
        return Proposal(Series.BREAK)  # another rule, or other people asked
    return Proposal(Series.SAME)


def _propose_choices(diff: ChoicesDiff) -> Proposal:
    """Equivalent when each value that went has one with its label among those that came."""
    if any(not alike(was, now) for was, now in diff.reworded.values()):
        return Proposal(Series.BREAK)
    labels = {fold(label): value for value, label in diff.added.items()}
    mapping = {value: labels.get(fold(label), "") for value, label in diff.removed.items()}
    if not all(mapping.values()):
        return Proposal(Series.BREAK)
    return Proposal(Series.EQUIVALENT, mapping) if diff.added or mapping else Proposal(Series.SAME)


def alike(first: str, second: str) -> bool:
    """Whether two wordings are near enough to ask the same."""
    return SequenceMatcher(None, fold(first), fold(second), autojunk=False).ratio() >= ALIKE


def _compared(form: Form) -> Iterator[Question]:
    return (
        question
        for question in form.questions()
        if question.kind not in WITHOUT_SERIES and not question.name.startswith(MADE_BY_CONVERTER)
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _words(text: Text | None, form: Form) -> str:
    return text.plain(form.default_language) if text else ""


def _differences(was: Question, now: Question, old: Form, new: Form) -> Iterator[Change]:
    pieces = (
        (ChangeKind.MOVED, was.path, now.path),
        (ChangeKind.TYPE, was.kind, now.kind),
        (ChangeKind.LABEL, _words(was.label, old), _words(now.label, new)),
        (ChangeKind.HINT, _words(was.hint, old), _words(now.hint, new)),
        (ChangeKind.CONSTRAINT, _rule(was.constraint), _rule(now.constraint)),
        (ChangeKind.RELEVANCE, _rule(was.relevant), _rule(now.relevant)),
        (ChangeKind.REQUIRED, _rule(was.required), _rule(now.required)),
        (ChangeKind.CALCULATION, _rule(was.calculate), _rule(now.calculate)),
    )
    for kind, before, after in pieces:
        if before != after:
            yield Change(now.path, kind, before, after, was.path)
    diff = _choices_diff(_choices(was, old), _choices(now, new))
    if diff is not None:
        yield Change(now.path, ChangeKind.CHOICES, old_path=was.path, choices=diff)


def _rule(expression: Expression | None) -> str:
    """An expression by the names of its questions: moving a group is no change of its conditions."""
    return BLANKS.sub(" ", PATH.sub(r"\1", expression.text)).strip() if expression else ""


def _choices(question: Question, form: Form) -> dict[str, str] | None:
    if question.choices is None or question.choices.items is None:
        return None
    return {item.value: item.label.plain(form.default_language) for item in question.choices.items}


def _choices_diff(old: dict[str, str] | None, new: dict[str, str] | None) -> ChoicesDiff | None:
    if old is None or new is None or old == new:
        return None
    return ChoicesDiff(
        added={value: label for value, label in new.items() if value not in old},
        removed={value: label for value, label in old.items() if value not in new},
        reworded={value: (old[value], new[value]) for value in old if value in new and old[value] != new[value]},
    )
