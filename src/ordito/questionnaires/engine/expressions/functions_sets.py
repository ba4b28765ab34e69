# SPDX-License-Identifier: EUPL-1.2
"""Functions on nodes: counting, places, repeats, lists of choices, shuffling."""

from __future__ import annotations

import hashlib
import math
from secrets import SystemRandom
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.paths import column_index
from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.registry import function

if TYPE_CHECKING:
    from collections.abc import Callable

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.values import Value
    from ordito.questionnaires.engine.tree import Node

MODULUS = 2_147_483_647
MULTIPLIER = 16_807
LARGEST_SEED = 2**63 - 1


def _nodes(value: Value, name: str) -> list[Node]:
    if not isinstance(value, list):
        raise ExpressionError("not_a_node_set", None, name)
    return value


@function("count", fewest=1)
def count(_scope: Scope, nodes: Value) -> Value:
    """How many nodes there are."""
    return float(len(_nodes(nodes, "count")))


@function("count-non-empty", fewest=1)
def count_non_empty(scope: Scope, nodes: Value) -> Value:
    """In how many nodes something is written."""
    return float(sum(scope.node_text(node) != "" for node in _nodes(nodes, "count-non-empty")))


@function("last", fewest=0)
def last(scope: Scope) -> Value:
    """How many nodes a predicate looks at."""
    return float(scope.size)


@function("position", fewest=0, most=1)
def position(scope: Scope, *values: Value) -> Value:
    """Which of the nodes a predicate looks at this is; with an argument, which of its like-named siblings, from 1."""
    if not values:
        return float(scope.position)
    nodes = _nodes(values[0], "position")
    if not nodes:
        return math.nan
    node = nodes[0]
    if node.parent is None:
        return 1.0
    place = 0
    for sibling in node.parent.children:
        place += sibling.name == node.name
        if sibling is node:
            break
    scope.spend(place)
    return float(place)


@function("name", "local-name", fewest=0, most=1)
def name(scope: Scope, *values: Value) -> Value:
    """The name of the first node."""
    nodes = _nodes(values[0], "name") if values else [scope.node]
    return nodes[0].name if nodes else ""


@function("current", fewest=0)
def current(scope: Scope) -> Value:
    """The node whose expression this is, also inside a predicate."""
    return [scope.current]


@function("instance", fewest=1)
def instance(scope: Scope, key: Value) -> Value:
    """The element above the root of a secondary instance, nothing if there is no such instance."""
    found = scope.instances.get(scope.text(key))
    return [] if found is None else [found]


@function("pulldata", fewest=4)
def pulldata(scope: Scope, key: Value, wanted: Value, column: Value, value: Value) -> Value:
    """From an attached list, the cell `wanted` of the first row whose `column` is `value`; nothing if there is none."""
    holder = scope.instances.get(scope.text(key))
    root = holder.child("root") if holder is not None else None
    if root is None:
        return ""
    rows = column_index(scope, root, "item", scope.text(column)).get(scope.text(value), [])
    cell = rows[0].child(scope.text(wanted)) if rows else None
    return "" if cell is None else scope.node_text(cell)


@function("indexed-repeat", fewest=3, most=None)
def indexed_repeat(scope: Scope, target: Value, *pairs: Value) -> Value:
    """Those of the `target` nodes that lie in the given instance of each repeat; pairs of repeat nodes and place.

    The pairs may come in any order: outer repeats are settled first. No node where a place is not a number or there
    is no such instance.
    """
    if len(pairs) % 2:
        raise ExpressionError("wrong_argument_count", None, f"indexed-repeat {len(pairs) + 1} 3-5-7")
    settled = [
        (_nodes(repeats, "indexed-repeat"), scope.number(place))
        for repeats, place in zip(pairs[::2], pairs[1::2], strict=False)
    ]
    settled.sort(key=lambda pair: _depth(pair[0][0]) if pair[0] else 0)
    inside: Node | None = None
    for repeats, place in settled:
        among = repeats if inside is None else _below(scope, inside, repeats)
        if not 1 <= place <= len(among) or place != int(place):
            return []
        inside = among[int(place) - 1]
    found = _nodes(target, "indexed-repeat")
    return found if inside is None else _below(scope, inside, found)


def _depth(node: Node) -> int:
    depth = 0
    above = node.parent
    while above is not None:
        depth += 1
        above = above.parent
    return depth


def _below(scope: Scope, top: Node, nodes: list[Node]) -> list[Node]:
    scope.spend(len(nodes))
    return [node for node in nodes if _is_below(node, top)]


def _is_below(node: Node, top: Node) -> bool:
    above = node.parent
    while above is not None:
        if above is top:
            return True
        above = above.parent
    return False


@function("depend", fewest=1, most=None)
def depend(_scope: Scope, value: Value, *_others: Value) -> Value:
    """The first value; the others are named so that it is worked out again when they change."""
    return value


@function("randomize", fewest=1, most=2)
def randomize(scope: Scope, nodes: Value, *seeds: Value) -> Value:
    """The nodes shuffled, always alike for a seed: Fisher–Yates inside out on numbers by Park and Miller."""
    random = _random_by(_seed(scope, seeds[0])) if seeds else SystemRandom().random
    shuffled: list[Node] = []
    for index, node in enumerate(_nodes(nodes, "randomize")):
        place = int(random() * (index + 1))
        shuffled.append(node)
        shuffled[index], shuffled[place] = shuffled[place], node
    return shuffled


def _seed(scope: Scope, value: Value) -> int:
    """As JavaRosa: the whole part of a number; a text by the first eight bytes of its SHA-256; 0 for nothing."""
    number = scope.number(value)
    if math.isnan(number):
        text = scope.text(value)
        content = hashlib.sha256(text.encode("utf-8", "replace")).digest()
        return int.from_bytes(content[:8], "big", signed=True) if text else 0
    if math.isinf(number):
        return LARGEST_SEED if number > 0 else -LARGEST_SEED - 1
    return int(number)


def _random_by(seed: int) -> Callable[[], float]:
    state = math.copysign(1, seed) * (abs(seed) % MODULUS)  # the remainder keeps the sign, as in Java
    number = int(state) if state > 0 else int(state) + MODULUS - 1

    def following() -> float:
        nonlocal number
        number = number * MULTIPLIER % MODULUS
        return (number - 1) / (MODULUS - 1)

    return following
