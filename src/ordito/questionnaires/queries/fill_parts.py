# SPDX-License-Identifier: EUPL-1.2
"""The page on which people answer, as parts that templates draw one by one and that a refresh compares.

Ids in the page are the lasting references of `engine.places`. A question has four parts that may change apart:
"l" label, "h" hints, "s" what is said of the answer, "b" the control; the suffix of their ids is ":" and the letter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTHING = SafeString("")
KINDS = "questionnaires/fill/kinds/"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, ready: `label` is markup, `said` the same as plain text."""

    value: str
    label: SafeString
    said: str
    chosen: bool
    image: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two people answered the same question: `theirs` is saved, mine stays on the screen until somebody chooses."""

    theirs: str
    who: str
    hour: str


@dataclass(frozen=True, slots=True)
class Said:
    """What stands between the question and its field: errors, what others did, last round, a comment."""

    errors: tuple[str, ...] = ()
    clash: Clash | None = None
    news: str = ""
    previous: str = ""
    difference: str = ""
    comment: str = ""
    copies: bool = False
    """Whether the last round's answer may be taken over: only into an empty field."""

    def __bool__(self) -> bool:
        return bool(self.errors or self.clash or self.news or self.previous or self.comment)


QUIET = Said()


@dataclass(frozen=True, slots=True)
class Help:
    """What explains a question: hints as markup, media as addresses."""

    hint: SafeString = NOTHING
    guidance: SafeString = NOTHING
    image: str = ""
    audio: str = ""
    video: str = ""

    def __bool__(self) -> bool:
        return bool(self.hint or self.guidance or self.image or self.audio or self.video)


PLAIN = Help()


@dataclass(frozen=True, slots=True)
class Control:
    """The field itself. `texts` are what stands in it, in the Italian way; what else it holds depends on the kind."""

    template: str
    texts: tuple[str, ...] = ("",)
    options: tuple[Option, ...] = ()
    readonly: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionPart:
    """A question. `grouped` when several fields answer it together; `mark` stands for the answer the page began with.

    An empty `mark` with `control.readonly` tells that nothing is asked: notes, what only the author may change.
    """

    ref: str
    kind: str
    label: SafeString
    plain: str
    help: Help
    said: Said
    control: Control
    mark: str
    required: bool = False
    grouped: bool = False
    look: str = ""
    template: str = "questionnaires/fill/question.html"
    shape: str = "question"
    children: tuple[Part, ...] = ()

    @property
    def wrong(self) -> bool:
        """Whether something must be put right."""
        return bool(self.said.errors or self.said.clash)


@dataclass(frozen=True, slots=True)
class GapPart:
    """The place of something that is not asked now."""

    ref: str
    template: str = "questionnaires/fill/gap.html"
    shape: str = "gap"
    children: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupPart:
    """A section. `level` is that of its heading, from 2."""

    ref: str
    label: SafeString
    help: Help
    level: int
    children: tuple[Part, ...]
    look: str = ""
    template: str = "questionnaires/fill/group.html"
    shape: str = "group"


@dataclass(frozen=True, slots=True)
class InstancePart:
    """One instance of a repeat; `label` says which."""

    ref: str
    label: SafeString
    plain: str
    level: int
    can_remove: bool
    children: tuple[Part, ...]
    template: str = "questionnaires/fill/instance.html"
    shape: str = "instance"


@dataclass(frozen=True, slots=True)
class RepeatPart:
    """A repeat with its instances."""

    ref: str
    label: SafeString
    plain: str
    level: int
    can_add: bool
    children: tuple[Part, ...]
    template: str = "questionnaires/fill/repeat.html"
    shape: str = "repeat"


@dataclass(frozen=True, slots=True)
class TablePart:
    """Questions with the same choices, one a row; `options` are the columns. `named_by` is the id of its name."""

    ref: str
    label: SafeString
    named_by: str
    options: tuple[Option, ...]
    children: tuple[Part, ...]
    template: str = "questionnaires/fill/table.html"
    shape: str = "table"


Part = QuestionPart | GapPart | GroupPart | InstancePart | RepeatPart | TablePart
