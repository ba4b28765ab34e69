# SPDX-License-Identifier: EUPL-1.2
"""Turns the tree of an expression into one nested function, so that working it out again costs little.

Parts are compiled before the part that holds them, in a loop; only working them out nests.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.functions import FUNCTIONS
from ordito.questionnaires.engine.expressions.paths import compile_path, in_document_order, unique
from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.references import parts_of
from ordito.questionnaires.engine.expressions.syntax import (
    Call,
    Chain,
    LocationPath,
    NamedValue,
    Negative,
    Number,
    Text,
)
from ordito.questionnaires.engine.expressions.values import compare, to_bool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ordito.questionnaires.engine.expressions.paths import Closure, Compiled
    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.expressions.values import Value
    from ordito.questionnaires.engine.tree import Node


def compile_tree(tree: Tree) -> Closure:
    """A function from a scope to the value."""
    parts = [part for part, _inside in parts_of(tree)]
    done: dict[int, Closure] = {}

    def compiled(part: Tree) -> Closure:
        return done[id(part)]

    for part in reversed(parts):
        done[id(part)] = _compile(part, compiled)
    return done[id(tree)]


def _compile(part: Tree, compiled: Compiled) -> Closure:
    if isinstance(part, LocationPath):
        return compile_path(part, compiled)
    if isinstance(part, (Number, Text)):
        constant: Value = part.value
        return lambda _scope: constant
    if isinstance(part, Call):
        return _compile_call(part.name, [compiled(argument) for argument in part.arguments])
    if isinstance(part, Negative):
        operand = compiled(part.operand)
        return lambda scope: -float(scope.number(operand(scope)))
    if isinstance(part, NamedValue):
        return _compile_named(part)
    return _compile_chain(part, compiled)


def _compile_named(part: NamedValue) -> Closure:
    def named(scope: Scope) -> Value:
        values = scope.world.values
        if values is None or part.name not in values:
            raise ExpressionError("unknown_name", part.position, part.name[:40])
        return values[part.name]

    return named


def _compile_chain(chain: Chain, compiled: Compiled) -> Closure:
    sign = chain.rest[0][0]
    first = compiled(chain.first)
    rest = [(name, compiled(operand)) for name, operand in chain.rest]
    operands = [first, *(operand for _name, operand in rest)]
    if sign in ("or", "and"):
        return _compile_logic(operands, stop_at=sign == "or")
    if sign == "|":
        return lambda scope: _union(scope, (operand(scope) for operand in operands))
    if sign in ARITHMETIC:
        return _compile_arithmetic(first, rest)
    if len(rest) == 1 and isinstance(chain.rest[0][1], Text) and sign in ("=", "!="):
        return _compile_equals(first, sign, chain.rest[0][1].value)

    def comparison(scope: Scope) -> Value:
        value = first(scope)
        for name, operand in rest:
            value = compare(value, name, operand(scope), scope)
        return value

    return comparison


def _compile_logic(operands: list[Closure], *, stop_at: bool) -> Closure:
    """`or` stops at the first that holds, `and` at the first that does not."""

    def logic(scope: Scope) -> Value:
        for operand in operands:
            if to_bool(operand(scope)) == stop_at:
                return stop_at
        return not stop_at

    return logic


def _compile_equals(first: Closure, sign: str, text: str) -> Closure:
    """`path = 'text'`, the most frequent comparison."""
    equal = sign == "="

    def equals(scope: Scope) -> Value:
        value = first(scope)
        if isinstance(value, list):
            return any((scope.node_text(node) == text) == equal for node in value)
        return compare(value, sign, text, scope)

    return equals


def _remainder(left: float, right: float) -> float:
    """With the sign of the left, as XPath's `mod`."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _quotient(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": float.__add__,
    "-": float.__sub__,
    "*": float.__mul__,
    "div": _quotient,
    "mod": _remainder,
}


def _compile_arithmetic(first: Closure, rest: list[tuple[str, Closure]]) -> Closure:
    steps = [(ARITHMETIC[name], operand) for name, operand in rest]

    def arithmetic(scope: Scope) -> Value:
        total = scope.number(first(scope))
        for operation, operand in steps:
            total = operation(total, scope.number(operand(scope)))
        return total

    return arithmetic


def _union(scope: Scope, values: Iterable[Value]) -> Value:
    found: list[Node] = []
    for value in values:
        if not isinstance(value, list):
            raise ExpressionError("not_a_node_set", None, "|")
        found.extend(value)
    return in_document_order(scope, unique(found))


def _compile_call(name: str, arguments: list[Closure]) -> Closure:
    lazy = LAZY.get(name)
    if lazy is not None:
        return lazy(arguments)
    entry = FUNCTIONS.get(name)
    if entry is None:
        return lambda scope: scope.world.functions[name](scope, [argument(scope) for argument in arguments])
    function = entry.call
    if len(arguments) == 1:
        only = arguments[0]
        return lambda scope: function(scope, only(scope))
    return lambda scope: function(scope, *[argument(scope) for argument in arguments])


def _compile_if(arguments: list[Closure]) -> Closure:
    condition, then, otherwise = arguments
    return lambda scope: then(scope) if to_bool(condition(scope)) else otherwise(scope)


def _compile_coalesce(arguments: list[Closure]) -> Closure:
    first, second = arguments
    return lambda scope: scope.text(first(scope)) or scope.text(second(scope))


def _compile_once(arguments: list[Closure]) -> Closure:
    """What is already written at the node, else the value."""
    return lambda scope: scope.node_text(scope.current) or scope.text(arguments[0](scope))


LAZY: dict[str, Callable[[list[Closure]], Closure]] = {
    "if": _compile_if,
    "coalesce": _compile_coalesce,
    "once": _compile_once,
}
