# SPDX-License-Identifier: EUPL-1.2
"""A new version beside the one published before it: what changed in each question, and what is to be declared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.compare import Change, Proposal, compare, propose
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.questions import choices_of, identified, previous_of, rows_of, taken_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.form import Question
    from ordito.questionnaires.enums import Continuity
    from ordito.questionnaires.models import QuestionnaireVersion, VersionQuestion


@dataclass(frozen=True)
class Declared:
    """What the author says of a question since the version before.

    `mapping` leads from a choice of before to the one that means the same now (equivalent). `continues` is the key of
    the question of before that a new question takes over: it was only renamed.
    """

    change: Continuity
    mapping: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    continues: str = ""


@dataclass(frozen=True)
class Line:
    """A question of the new version. `old` is what it continues; `changes` are of what it asks.

    `own_key` is the key it has when it continues nothing. `to_declare`: the author must say whether the series goes on.
    """

    key: str
    own_key: str
    item: Question
    label: str
    old: VersionQuestion | None
    changes: tuple[Change, ...]

    @property
    def to_declare(self) -> bool:
        """Whether something changed that the answers depend on."""
        return self.old is not None and any(change.matters for change in self.changes)

    @property
    def proposed(self) -> Proposal:
        """What is plausible, for the author to confirm."""
        return propose(self.changes)

    @property
    def old_choices(self) -> list[list[str]]:
        """Choices of before that are not there any more: each may mean one of now."""
        if self.old is None:
            return []
        now = {value for value, _label in self.new_choices}
        return [choice for choice in self.old.choices if choice[0] not in now]

    @property
    def new_choices(self) -> list[list[str]]:
        """Choices of now."""
        return choices_of(self.item, "")


@dataclass(frozen=True)
class Comparison:
    """All that a new version changes; `removed` are questions of before that nothing continues."""

    before: QuestionnaireVersion | None
    lines: tuple[Line, ...]
    removed: tuple[VersionQuestion, ...]

    @property
    def added(self) -> tuple[Line, ...]:
        """New questions."""
        return tuple(line for line in self.lines if line.old is None)

    @property
    def changed(self) -> tuple[Line, ...]:
        """Questions that go on and are not the same in everything."""
        return tuple(line for line in self.lines if line.changes)


def comparison_of(version: QuestionnaireVersion, *, renamed: Mapping[str, str] | None = None) -> Comparison:
    """The version beside the one published before; `renamed` leads from the own key of a new question to the old one's.

    Without a version before, everything is new.
    """
    form = form_of(version)
    before = previous_of(version)
    old = rows_of(before)
    taken = taken_keys(version)
    plain = identified(form, old, taken)
    by_key = {found.key: found.item.path for found in plain}
    paths = {by_key[own]: key for own, key in (renamed or {}).items() if own in by_key}
    settled = identified(form, old, taken, renamed=paths) if paths else plain
    pairs = {found.old.path: found.item.path for found in settled if found.old is not None}
    changes = compare(form_of(before), form, pairs) if before is not None else ()
    by_path: dict[str, list[Change]] = {}
    for change in changes:
        by_path.setdefault(change.path, []).append(change)
    lines = tuple(
        Line(
            found.key,
            own.key,
            found.item,
            found.item.label.plain(form.default_language) if found.item.label else "",
            found.old,
            tuple(by_path.get(found.item.path, ())) if found.old else (),
        )
        for found, own in zip(settled, plain, strict=True)
    )
    kept = {line.old.pk for line in lines if line.old is not None}
    return Comparison(before, lines, tuple(row for row in old if row.pk not in kept))


def lines_of(version: QuestionnaireVersion, *, renamed: Mapping[str, str] | None = None) -> list[Line]:
    """The questions of a version, with what changed in each."""
    return list(comparison_of(version, renamed=renamed).lines)
