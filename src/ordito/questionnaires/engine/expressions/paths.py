# SPDX-License-Identifier: EUPL-1.2
"""Turns location paths into functions that walk the tree of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.references import parts_of
from ordito.questionnaires.engine.expressions.syntax import Call, Chain, LocationPath, Number, Text
from ordito.questionnaires.engine.expressions.values import node_text, to_bool
from ordito.questionnaires.engine.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.syntax import Step, Tree
    from ordito.questionnaires.engine.expressions.values import Value

    Closure = Callable[[Scope], Value]
    Compiled = Callable[[Tree], Closure]
    Move = Callable[[Scope, list[Node]], list[Node]]

REVERSE_AXES = frozenset(("ancestor", "ancestor-or-self", "preceding-sibling"))


def compile_path(path: LocationPath, compiled: Compiled) -> Closure:
    """A function that returns the nodes a path leads to, in the order of the document, each once."""
    if path.start == "context" and not path.filters:
        return _compile_relative(path.steps, compiled)
    if path.start == "root":
        if all(step.axis == "child" and not step.predicates and _is_name(step.test) for step in path.steps):
            return _compile_plain(tuple(step.test for step in path.steps))
        moves = [_compile_step(step, compiled) for step in path.steps]
        return lambda scope: _walk(scope, [scope.world.document], moves)
    return _compile_filtered(path, compiled)


def _is_name(test: str) -> bool:
    return test != "*" and not test.endswith("()")


def _compile_plain(names: tuple[str, ...]) -> Closure:
    """`/data/group/name`, by far the most frequent: looked up once until the structure changes."""

    def look_up(scope: Scope) -> Value:
        world = scope.world
        nodes = world.paths.get(names)
        if nodes is None:
            nodes = [world.document]
            for name in names:
                scope.spend(sum(len(node.children) for node in nodes))
                nodes = [child for node in nodes for child in node.children if child.name == name]
            world.paths[names] = nodes
        world.left -= len(nodes)
        return nodes

    return look_up


def _compile_relative(steps: tuple[Step, ...], compiled: Compiled) -> Closure:
    first = steps[0]
    if first.test == "node()" and not first.predicates and len(steps) == 1:
        if first.axis == "self":
            return lambda scope: [scope.node]
        if first.axis == "parent":
            return lambda scope: [scope.node.parent] if scope.node.parent is not None else []
    moves = [_compile_step(step, compiled) for step in steps]
    return lambda scope: _walk(scope, [scope.node], moves)


def _compile_filtered(path: LocationPath, compiled: Compiled) -> Closure:
    """A path that goes out from a function or from brackets: `instance('x')/root/item[…]`, `current()/../x`."""
    start: Closure = (lambda scope: [scope.node]) if isinstance(path.start, str) else compiled(path.start)
    filters = [_compile_predicate(predicate, compiled) for predicate in path.filters]
    moves = _compile_secondary(path, compiled) or [_compile_step(step, compiled) for step in path.steps]

    def walk(scope: Scope) -> Value:
        nodes = start(scope)
        if not isinstance(nodes, list):
            raise ExpressionError("not_a_node_set", None, "/" if path.steps else "[")
        for keep in filters:
            nodes = keep(scope, nodes)
        return _walk(scope, nodes, moves)

    return walk


def _walk(scope: Scope, nodes: list[Node], moves: Iterable[Move]) -> list[Node]:
    for move in moves:
        nodes = move(scope, nodes)
    return nodes


def _compile_step(step: Step, compiled: Compiled) -> Move:
    axis = AXES[step.axis]
    test = step.test
    named = _is_name(test)
    predicates = [_compile_predicate(predicate, compiled) for predicate in step.predicates]
    in_reverse = step.axis in REVERSE_AXES
    simple = step.axis in ("child", "self", "attribute")  # no two nodes lead to the same one

    def move(scope: Scope, nodes: list[Node]) -> list[Node]:
        found: list[Node] = []
        for node in nodes:
            candidates = axis(node)
            scope.spend(5 + len(candidates))
            if named:
                candidates = [other for other in candidates if other.name == test]
            for keep in predicates:
                candidates = keep(scope, candidates)
            found.extend(reversed(candidates) if in_reverse else candidates)
        return found if simple or len(nodes) == 1 else unique(found)

    return move


def unique(nodes: Iterable[Node]) -> list[Node]:
    """The nodes without repetitions; two are the same only if they are one object."""
    return list({id(node): node for node in nodes}.values())


def in_document_order(scope: Scope, nodes: list[Node]) -> list[Node]:
    """The nodes as they stand in their tree, from top to bottom."""
    if len(nodes) < 2:  # noqa: PLR2004  # nothing to sort
        return nodes
    places: dict[int, int] = {}
    seen_roots: set[int] = set()
    for node in nodes:
        top = _ancestors(node)[-1] if node.parent is not None else node
        if id(top) not in seen_roots:
            seen_roots.add(id(top))
            places.update((id(below), len(places) + index) for index, below in enumerate(list(top.walk())))
    scope.spend(len(places))
    return sorted(nodes, key=lambda node: places.get(id(node), 0))


def _attributes(node: Node) -> list[Node]:
    found = []
    for name, value in node.attributes.items():
        attribute = Node(name, value)
        attribute.parent = node
        found.append(attribute)
    return found


def _parent(node: Node) -> list[Node]:
    return [node.parent] if node.parent is not None else []


def _ancestors(node: Node) -> list[Node]:
    found = []
    above = node.parent
    while above is not None:
        found.append(above)
        above = above.parent
    return found


def _siblings_after(node: Node) -> list[Node]:
    if node.parent is None:
        return []
    siblings = node.parent.children
    return siblings[_index(siblings, node) + 1 :]


def _siblings_before(node: Node) -> list[Node]:
    if node.parent is None:
        return []
    siblings = node.parent.children
    return siblings[: _index(siblings, node)][::-1]


def _index(siblings: Sequence[Node], node: Node) -> int:
    return next((index for index, sibling in enumerate(siblings) if sibling is node), len(siblings))


AXES: dict[str, Callable[[Node], list[Node]]] = {  # nearest first
    "child": lambda node: node.children,
    "attribute": _attributes,
    "self": lambda node: [node],
    "parent": _parent,
    "ancestor": _ancestors,
    "ancestor-or-self": lambda node: [node, *_ancestors(node)],
    "descendant": lambda node: list(node.walk())[1:],
    "descendant-or-self": lambda node: list(node.walk()),
    "following-sibling": _siblings_after,
    "preceding-sibling": _siblings_before,
}


def _compile_predicate(predicate: Tree, compiled: Compiled) -> Move:
    """A function that keeps the nodes for which the predicate holds; a number asks for that position."""
    if isinstance(predicate, Number):
        wanted = predicate.value
        return lambda _scope, nodes: (
            nodes[int(wanted) - 1 : int(wanted)] if wanted >= 1 and wanted == int(wanted) else []
        )
    holds = compiled(predicate)
    work = 20 + 2 * sum(1 for _part in parts_of(predicate))

    def keep(scope: Scope, nodes: list[Node]) -> list[Node]:
        scope.spend(work * len(nodes))
        inner = scope.at(scope.node, 1, len(nodes), current=scope.current)
        kept = []
        for position, node in enumerate(nodes, start=1):
            inner.node = node
            inner.position = position
            value = holds(inner)
            if value == position if isinstance(value, float) else to_bool(value):
                kept.append(node)
        return kept

    return keep


def _compile_secondary(path: LocationPath, compiled: Compiled) -> list[Move] | None:
    """Steps into a list of choices, one of whose predicates is `column = value`: found by an index of the column.

    None when the path is not of that shape. The value must be the same for all items.
    """
    if not (isinstance(path.start, Call) and path.start.name == "instance"):
        return None
    if not any(_column(predicate) for step in path.steps for predicate in step.predicates[:1]):
        return None
    moves: list[Move] = []
    for step in path.steps:
        column = _column(step.predicates[0]) if step.predicates and step.axis == "child" else None
        if column is None:
            moves.append(_compile_step(step, compiled))
            continue
        plain = _compile_step(step, compiled)
        rest = [_compile_predicate(predicate, compiled) for predicate in step.predicates[1:]]
        moves.append(_indexed(step.test, column[0], compiled(column[1]), rest, plain))
    return moves


def _indexed(test: str, column: str, wanted: Closure, rest: list[Move], plain: Move) -> Move:
    def move(scope: Scope, nodes: list[Node]) -> list[Node]:
        value = wanted(scope)
        if isinstance(value, (bool, float)) or len(nodes) != 1:
            return plain(scope, nodes)  # compares as numbers
        index = column_index(scope, nodes[0], test, column)
        keys = {scope.node_text(node) for node in value} if isinstance(value, list) else {value}
        found = index.get(next(iter(keys)), []) if len(keys) == 1 else _found_by_any(index, keys, nodes[0])
        scope.spend(1 + len(found))
        for keep in rest:
            found = keep(scope, found)
        return list(found)

    return move


def _found_by_any(index: dict[str, list[Node]], keys: set[str], parent: Node) -> list[Node]:
    chosen = {id(node) for key in keys for node in index.get(key, ())}
    return [child for child in parent.children if id(child) in chosen]


def column_index(scope: Scope, parent: Node, test: str, column: str) -> dict[str, list[Node]]:
    """The children of `parent` called `test` by the text of their child `column`; made once, lists do not change."""
    key = (id(parent), test, column)
    index = scope.world.indexes.get(key)
    if index is None:
        scope.spend(len(parent.children))
        index = {}
        for item in parent.children:
            if test in ("*", item.name):
                for text in {node_text(cell) for cell in item.children if cell.name == column}:
                    index.setdefault(text, []).append(item)
        scope.world.indexes[key] = index
    return index


def _column(predicate: Tree) -> tuple[str, Tree] | None:
    """The column and the value of a predicate `column = value`, either way round, if the value looks at no item."""
    if not isinstance(predicate, Chain) or len(predicate.rest) != 1 or predicate.rest[0][0] != "=":
        return None
    left, right = predicate.first, predicate.rest[0][1]
    for named, value in ((left, right), (right, left)):
        if (
            isinstance(named, LocationPath)
            and named.start == "context"
            and len(named.steps) == 1
            and named.steps[0].axis == "child"
            and _is_name(named.steps[0].test)
            and not named.steps[0].predicates
            and _looks_at_no_item(value)
        ):
            return named.steps[0].test, value
    return None


def _looks_at_no_item(value: Tree) -> bool:
    if isinstance(value, Text):
        return True
    if not isinstance(value, LocationPath) or any(step.predicates for step in value.steps) or value.filters:
        return False
    return value.start == "root" or (isinstance(value.start, Call) and value.start.name == "current")
