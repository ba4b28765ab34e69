# SPDX-License-Identifier: EUPL-1.2
"""Where an expression is worked out: on which node, of which answers, when, in which language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.values import text_number, to_number, to_text
from ordito.questionnaires.engine.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from ordito.questionnaires.engine.expressions.values import Value

MAX_WORK = 5_000_000
"""Counted in glances at a node: about a second, whatever an expression does. A form never comes near it."""
MAX_TEXT = 1_000_000
CHARACTERS_FOR_ONE = 16
"""So many characters read or made count like one glance."""
CONVERSION = 10
"""What the text or number of a node costs."""
MAX_NESTED = 10
"""Labels of choices hold expressions that ask for labels of choices."""


@dataclass(slots=True)
class World:
    """What all scopes of one form being filled share."""

    root: Node
    instances: Mapping[str, Node]
    now: datetime
    language: str
    functions: Mapping[str, Callable[[Scope, Sequence[Value]], Value]]
    choice_name: Callable[[Scope, str, str], str]
    itext: Callable[[str], str]
    values: Mapping[str, str] | None
    zone: tzinfo | None
    document: Node
    left: int = MAX_WORK
    nested: int = 0
    paths: dict[tuple[str, ...], list[Node]] = field(default_factory=dict)
    indexes: dict[tuple[int, str, str], dict[str, list[Node]]] = field(default_factory=dict)


def _no_choice_name(_scope: Scope, value: str, _path: str) -> str:
    return value


class Scope:
    """The context of an evaluation.

    `node`, with `position` of `size`, is what relative paths start from; `current` is the node whose expression it
    is; `root` the top element of the answers. `instances` holds secondary instances by id, each the element *above*
    its `root` element, so that `instance('x')/root/item` walks down from it; they must not change afterwards.
    `now` is aware: its zone is the one in which dates are local. `language` names months and days.

    `functions` adds functions of the caller's (name → scope and arguments → value), to be named to `parse` too.
    `choice_name(scope, value, path)` and `itext(id)` answer `jr:choice-name` and `jr:itext`; without them the value
    and nothing are returned. `values` answers `${name}`.

    Make one per form being filled and derive the others by `at`: they share what has been looked up. Whoever adds
    or takes away elements of the answers calls `forget_structure`.
    """

    __slots__ = ("current", "node", "position", "size", "world")

    def __init__(
        self,
        *,
        root: Node,
        now: datetime,
        node: Node | None = None,
        position: int = 1,
        size: int = 1,
        current: Node | None = None,
        instances: Mapping[str, Node] | None = None,
        language: str = "",
        functions: Mapping[str, Callable[[Scope, Sequence[Value]], Value]] | None = None,
        choice_name: Callable[[Scope, str, str], str] = _no_choice_name,
        itext: Callable[[str], str] = lambda _id: "",
        values: Mapping[str, str] | None = None,
    ) -> None:
        document = Node("")
        document.children.append(root)  # the root keeps its own parent
        self.world = World(
            root, instances or {}, now, language, functions or {}, choice_name, itext, values, now.tzinfo, document
        )
        self.node = node if node is not None else root
        self.current = current if current is not None else self.node
        self.position = position
        self.size = size

    def at(self, node: Node, position: int = 1, size: int = 1, *, current: Node | None = None) -> Scope:
        """The same world seen from another node, which is also `current` unless another is given."""
        scope = Scope.__new__(Scope)
        scope.world = self.world
        scope.node = node
        scope.current = current if current is not None else node
        scope.position = position
        scope.size = size
        return scope

    def forget_structure(self) -> None:
        """Elements of the answers were added, moved or taken away: look paths up anew. Texts may always change."""
        self.world.paths.clear()

    def spend(self, work: int) -> None:
        """Count work; raises `ExpressionError` "too_much" when the evaluation has used up what it may."""
        self.world.left -= work
        if self.world.left < 0:
            raise ExpressionError("too_much", None, str(MAX_WORK))

    def charged(self, text: str) -> str:
        """Count a text that a function made, and return it; raises `ExpressionError` when it is too long."""
        if len(text) > MAX_TEXT:
            raise ExpressionError("too_long_text", None, str(MAX_TEXT))
        if len(text) > CHARACTERS_FOR_ONE:
            self.spend(len(text) // CHARACTERS_FOR_ONE)
        return text

    def node_text(self, node: Node) -> str:
        """The text of a node, its work counted."""
        if not node.children:
            text = node.text if node.relevant else ""
        else:
            leaves = list(node.walk())
            self.spend(len(leaves))
            text = "".join(leaf.text for leaf in leaves if not leaf.children and leaf.relevant)
        if len(text) > CHARACTERS_FOR_ONE:
            self.spend(len(text) // CHARACTERS_FOR_ONE)
        return text

    def text(self, value: Value) -> str:
        """As `to_text`, its work counted."""
        if isinstance(value, list):
            return self.node_text(value[0]) if value else ""
        text = to_text(value)
        if len(text) > CHARACTERS_FOR_ONE:
            self.spend(len(text) // CHARACTERS_FOR_ONE)
        return text

    def number(self, value: Value) -> float:
        """As `to_number`, its work counted, with texts read in the scope's zone."""
        if isinstance(value, (bool, float)):
            return to_number(value)
        return text_number(self.text(value), self.world.zone)

    def texts(self, value: Value) -> list[str]:
        """The text of every node, or of the one value."""
        if not isinstance(value, list):
            return [self.text(value)]
        self.spend(CONVERSION * len(value))
        return [self.node_text(node) for node in value]

    def numbers(self, value: Value) -> list[float]:
        """The number of every node, or of the one value."""
        if not isinstance(value, list):
            return [self.number(value)]
        self.spend(CONVERSION * len(value))
        return [text_number(self.node_text(node), self.world.zone) for node in value]

    # The short names that functions read; all are the world's.

    @property
    def zone(self) -> tzinfo | None:
        """Where dates are local."""
        return self.world.zone

    @property
    def now(self) -> datetime:
        """The time of the evaluation."""
        return self.world.now

    @property
    def language(self) -> str:
        """The language in which the form is shown."""
        return self.world.language

    @property
    def root(self) -> Node:
        """The top element of the answers."""
        return self.world.root

    @property
    def instances(self) -> Mapping[str, Node]:
        """Secondary instances by id."""
        return self.world.instances
