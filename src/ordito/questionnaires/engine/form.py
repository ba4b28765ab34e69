# SPDX-License-Identifier: EUPL-1.2
"""A form as it was read: items in order, texts by language, conditions parsed once. Nothing here changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.problems import Notice
    from ordito.questionnaires.engine.tree import Node

# Kinds of question, and the control and type they come from. Signature, draw and annotate are appearances of
# "image"; likert, minimal and the like are appearances of "select_one".
KINDS = (
    "text", "integer", "decimal", "date", "time", "datetime", "select_one", "select_multiple", "rank", "range",
    "note", "acknowledge", "image", "audio", "video", "file", "geopoint", "geotrace", "geoshape", "barcode",
    "calculate", "hidden", "metadata",
)  # fmt: skip
MEDIA_KINDS = frozenset(("image", "audio", "video", "file"))
SELECT_KINDS = frozenset(("select_one", "select_multiple", "rank"))


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A label, hint or message, by language; "" is of a form without languages.

    `parts` are pieces that stand as written and expressions whose value is put in their place. `media` are kind →
    file name.
    """

    parts: Mapping[str, tuple[str | Expression, ...]]
    media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def in_language(self, language: str) -> tuple[str | Expression, ...]:
        """The pieces in that language, or in the first that has any."""
        if language in self.parts:
            return self.parts[language]
        return next(iter(self.parts.values()), ())

    def plain(self, language: str) -> str:
        """The text with "…" where a value would stand: for lists, comparisons and headings of columns."""
        return " ".join("".join(part if isinstance(part, str) else "…" for part in self.in_language(language)).split())

    def media_in(self, language: str) -> Mapping[str, str]:
        """Files shown with the text: image, audio, video, big-image → name."""
        return self.media.get(language) or next(iter(self.media.values()), {})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Item:
    """What groups, repeats and questions share. `path` is absolute and without positions: "/data/visit/name".

    A group that only gathers questions on a page, without a node of its own, has its parent's path followed by
    "#1", "#2"…. `relevant` and `readonly` are its own: those above it count too.
    """

    path: str
    name: str
    label: Text | None = None
    hint: Text | None = None
    appearance: frozenset[str] = frozenset()
    relevant: Expression | None = None
    readonly: Expression | None = None


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Group(Item):
    """A section. `is_page` when its questions stand on one page of a form that has pages (appearance field-list)."""

    children: tuple[Item, ...] = ()
    is_page: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Repeat(Item):
    """A section answered once per instance. `count` gives the number; `fixed` forbids adding and removing."""

    children: tuple[Item, ...] = ()
    count: Expression | None = None
    fixed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SetValue:
    """An action: when `event` happens, the node at `path` takes the value of `value` (or the literal `text`)."""

    path: str
    event: str
    value: Expression | None
    text: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ListItem:
    """One choice of a list that every filling shares. `node` is what filters look at."""

    value: str
    label: Text
    node: Node


@dataclass(frozen=True, slots=True, eq=False)
class ChoiceList:
    """Where the choices of a question come from.

    `items` when the list is of the form itself or of an attached file; None when it is made of answers (a repeat).
    `nodeset` selects among them, None when all of them are offered. `value_path` and `label_path` are children of a
    node it selects. `randomize`: in an order of its own in each filling (with a seed, `nodeset` gives the order).
    """

    items: tuple[ListItem, ...] | None
    nodeset: Expression | None = None
    value_path: str = "name"
    label_path: str = "label"
    label_is_id: bool = False
    randomize: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Question(Item):
    """A leaf. `visible` when it has a control in the body; calculations, hidden ones and metadata have none.

    `type` is the bind's ("string", "int", "decimal", "date", "time", "dateTime", "geopoint", "binary"…).
    `parameters` are the control's other attributes: start, end and step of a range, rows, accept (media type),
    max-pixels. `preload` is (kind, parameter) of metadata. `triggers` run when its value changes.
    """

    kind: str
    type: str = "string"
    visible: bool = True
    guidance: Text | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    choices: ChoiceList | None = None
    required: Expression | None = None
    required_message: Text | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    calculate: Expression | None = None
    default: str = ""
    preload: tuple[str, str] | None = None
    triggers: tuple[SetValue, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What is computed together: one path, or several that refer to each other across instances (`knot`)."""

    paths: tuple[str, ...]
    knot: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Form:
    """A whole form. `body` is what is shown, in order; `items` has every node of the model by path.

    `template` is a blank instance whose nodes carry their item; `repeats` is one blank instance of each repeat, by
    path. `order` is the order of calculation, `dependents` the steps to be looked at again when a path changes,
    `shown_by` the paths whose looks (texts, choices, required, constraint) depend on a path.
    `cache` keeps what looks the same in every filling, by thing (or its id) and language.
    """

    form_id: str
    version: str
    title: str
    languages: tuple[str, ...]
    default_language: str
    style: frozenset[str]
    body: tuple[Item, ...]
    items: Mapping[str, Item]
    root: Group
    template: Node
    repeats: Mapping[str, Node]
    instances: Mapping[str, Node]
    indexes: dict[tuple[int, str, str], dict[str, list[Node]]] = field(default_factory=dict)
    texts: Mapping[str, Text]
    first_load: tuple[SetValue, ...]
    new_repeat: Mapping[str, tuple[SetValue, ...]]
    order: tuple[Step, ...]
    dependents: Mapping[str, tuple[int, ...]]
    shown_by: Mapping[str, frozenset[str]]
    notices: tuple[Notice, ...]
    cache: dict[tuple[object, str], object] = field(default_factory=dict)

    @property
    def pages(self) -> bool:
        """Whether the author wants one page after the other."""
        return "pages" in self.style

    def questions(self) -> Iterator[Question]:
        """Every leaf of the model, in its order, the hidden ones too."""
        return (item for item in self.items.values() if isinstance(item, Question))
