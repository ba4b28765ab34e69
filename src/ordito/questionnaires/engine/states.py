# SPDX-License-Identifier: EUPL-1.2
"""How a form being filled looks at one moment: what a renderer needs, already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.form import Group, Question, Repeat
    from ordito.questionnaires.engine.problems import Problem


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice as offered now. `media` is kind → file name."""

    value: str
    label: str
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionState:
    """One question. `problem` is the first one of its answer; an empty required one has code "required".

    `readonly` includes the groups above. `label` and `hint` are the author's text with values put in, not yet
    markup. `media` are the files of the label.
    """

    ref: str
    item: Question
    value: str
    relevant: bool
    required: bool
    readonly: bool
    label: str
    hint: str
    guidance: str
    media: Mapping[str, str]
    choices: tuple[Choice, ...]
    problem: Problem | None
    constraint_message: str
    required_message: str


@dataclass(frozen=True, slots=True)
class GroupState:
    """A section, or one instance of a repeat (then `index` is its number from 1, and `can_remove` may be true)."""

    ref: str
    item: Group | Repeat
    label: str
    hint: str
    media: Mapping[str, str]
    children: tuple[State, ...]
    relevant: bool = True
    index: int = 0
    can_remove: bool = False


@dataclass(frozen=True, slots=True)
class RepeatState:
    """All the instances of a repeat within one parent; `ref` has no position at its end."""

    ref: str
    item: Repeat
    label: str
    instances: tuple[GroupState, ...]
    can_add: bool
    can_remove: bool
    relevant: bool = True

    @property
    def count(self) -> int:
        """How many instances there are."""
        return len(self.instances)


State = QuestionState | GroupState | RepeatState
