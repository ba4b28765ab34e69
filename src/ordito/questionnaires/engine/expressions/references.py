# SPDX-License-Identifier: EUPL-1.2
"""What an expression refers to, for whoever looks for faults in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.syntax import Call, Chain, LocationPath, NamedValue, Negative, Step, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.expressions.syntax import Tree

SIGNS = {("self", "node()"): ".", ("parent", "node()"): "..", ("descendant-or-self", "node()"): ""}
AXIS_SIGNS = {"child": "", "attribute": "@"}


@dataclass(frozen=True, slots=True)
class Path:
    """One location path, or `${name}`, of an expression.

    `text` is the path without predicates, written short: `/data/a`, `../x`, `instance('towns')/root/item`,
    `current()/../x`, `${name}`. `origin` is where it starts: root, context, current, instance, name, or value
    (brackets, other functions). `instance` is the id of the secondary instance, when it is written as a text.
    `in_predicate` tells whether it stands within the predicate of another path. `position` as in the expression.
    """

    text: str
    origin: str
    instance: str
    in_predicate: bool
    position: int


def paths_of(tree: Tree) -> tuple[Path, ...]:
    """All location paths, predicates included, in the order in which they are written."""
    found = [_path(part, inside) for part, inside in parts_of(tree) if isinstance(part, (LocationPath, NamedValue))]
    return tuple(sorted(found, key=lambda path: path.position))


def functions_of(tree: Tree) -> frozenset[str]:
    """The names of all functions that are called."""
    return frozenset(part.name for part, _inside in parts_of(tree) if isinstance(part, Call))


def parts_of(tree: Tree) -> Iterator[tuple[Tree, bool]]:
    """Every part of the tree, each before what it holds, with whether it stands in a predicate."""
    waiting: list[tuple[Tree, bool]] = [(tree, False)]
    while waiting:
        part, inside = waiting.pop()
        yield part, inside
        waiting.extend((below, inside or predicate) for below, predicate in _within(part))


def _within(part: Tree) -> Iterator[tuple[Tree, bool]]:
    """What a part is made of, with whether that is a predicate of it."""
    if isinstance(part, Call):
        yield from ((argument, False) for argument in part.arguments)
    elif isinstance(part, Chain):
        yield part.first, False
        yield from ((operand, False) for _sign, operand in part.rest)
    elif isinstance(part, Negative):
        yield part.operand, False
    elif isinstance(part, LocationPath):
        if not isinstance(part.start, str):
            yield part.start, False
        yield from ((predicate, True) for predicate in part.filters)
        yield from ((predicate, True) for step in part.steps for predicate in step.predicates)


def _path(part: LocationPath | NamedValue, inside: bool) -> Path:  # noqa: FBT001  # private, by position
    if isinstance(part, NamedValue):
        return Path(f"${{{part.name}}}", "name", "", inside, part.position)
    origin, start, instance = _start(part)
    steps = "/".join(map(_step, part.steps))
    text = f"{start}/{steps}" if start or origin == "root" else steps
    return Path(text, origin, instance, inside, part.position)


def _start(path: LocationPath) -> tuple[str, str, str]:
    start = path.start
    if isinstance(start, str):
        return start, "" if start == "root" or path.steps else ".", ""
    if not isinstance(start, Call):
        return "value", "(…)", ""
    if start.name == "current":
        return "current", "current()", ""
    if start.name == "instance":
        key = start.arguments[0]
        instance = key.value if isinstance(key, Text) else ""
        return "instance", f"instance('{instance}')", instance
    return "value", f"{start.name}(…)", ""


def _step(step: Step) -> str:
    sign = SIGNS.get((step.axis, step.test))
    if sign is not None:
        return sign
    return f"{AXIS_SIGNS.get(step.axis, f'{step.axis}::')}{step.test}"


def height(tree: Tree) -> int:
    """How many parts lie within each other at the deepest place; 1 for a single part."""
    highest = 0
    waiting: list[tuple[Tree, int]] = [(tree, 1)]
    while waiting:
        part, level = waiting.pop()
        highest = max(highest, level)
        waiting.extend((below, level + 1) for below, _inside in _within(part))
    return highest
