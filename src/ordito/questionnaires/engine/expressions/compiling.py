# SPDX-License-Identifier: EUPL-1.2
"""Turns the tree of an expression into one nested function, so that working it out again costs little."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.functions import FUNCTIONS
from ordito.questionnaires.engine.expressions.paths import compile_path, in_document_order, unique
from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.syntax import (
    Call,
    Chain,
    LocationPath,
    NamedValue,
    Negative,
    Number,
    Text,
)
from ordito.questionnaires.engine.expressions.values import compare, node_text, to_bool, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.expressions.values import Value
    from ordito.questionnaires.engine.tree import Node

    Closure = Callable[[Scope], Value]


def compile_tree(tree: Tree) -> Closure:
    """A function from a scope to the value."""
    if isinstance(tree, LocationPath):
        return compile_path(tree, compile_tree)
    if isinstance(tree, (Number, Text)):
        constant: Value = tree.value
        return lambda _scope: constant
    if isinstance(tree, Call):
        return _compile_call(tree)
    if isinstance(tree, Negative):
        operand = compile_tree(tree.operand)
        return lambda scope: -float(to_number(operand(scope), scope.world.zone))
    if isinstance(tree, NamedValue):
        return _compile_named(tree)
    return _compile_chain(tree)


def _compile_named(tree: NamedValue) -> Closure:
    def named(scope: Scope) -> Value:
        values = scope.world.values
        if values is None or tree.name not in values:
            raise ExpressionError("unknown_name", tree.position, tree.name[:40])
        return values[tree.name]

    return named


def _compile_chain(chain: Chain) -> Closure:
    sign = chain.rest[0][0]
    first = compile_tree(chain.first)
    rest = [(name, compile_tree(operand)) for name, operand in chain.rest]
    operands = [first, *(operand for _name, operand in rest)]
    if sign == "or":
        return lambda scope: any(to_bool(operand(scope)) for operand in operands)
    if sign == "and":
        return lambda scope: all(to_bool(operand(scope)) for operand in operands)
    if sign == "|":
        return lambda scope: _union(operand(scope) for operand in operands)
    if sign in ARITHMETIC:
        return _compile_arithmetic(first, rest)
    if len(rest) == 1 and isinstance(chain.rest[0][1], Text) and sign in ("=", "!="):
        return _compile_equals(first, sign, chain.rest[0][1].value)

    def comparison(scope: Scope) -> Value:
        value = first(scope)
        for name, operand in rest:
            value = compare(value, name, operand(scope), scope.world.zone)
        return value

    return comparison


def _compile_equals(first: Closure, sign: str, text: str) -> Closure:
    """`path = 'text'`, the most frequent comparison."""
    equal = sign == "="

    def equals(scope: Scope) -> Value:
        value = first(scope)
        if isinstance(value, list):
            return any((node_text(node) == text) == equal for node in value)
        return compare(value, sign, text, scope.world.zone)

    return equals


def _remainder(left: float, right: float) -> float:
    """With the sign of the left, as XPath's `mod`."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _quotient(left: float, right: float) -> float:
    if right == 0:
        endless = math.copysign(math.inf, left) * math.copysign(1, right)
        return math.nan if left == 0 or math.isnan(left) else endless
    return left / right


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
        zone = scope.world.zone
        total = to_number(first(scope), zone)
        for operation, operand in steps:
            total = operation(total, to_number(operand(scope), zone))
        return total

    return arithmetic


def _union(values: Iterable[Value]) -> Value:
    found: list[Node] = []
    for value in values:
        if not isinstance(value, list):
            raise ExpressionError("not_a_node_set", None, "|")
        found.extend(value)
    return in_document_order(unique(found))


def _compile_call(call: Call) -> Closure:
    arguments = [compile_tree(argument) for argument in call.arguments]
    lazy = LAZY.get(call.name)
    if lazy is not None:
        return lazy(arguments)
    name = call.name
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
    return lambda scope: to_text(first(scope)) or to_text(second(scope))


def _compile_once(arguments: list[Closure]) -> Closure:
    """What is already written at the node, else the value."""
    return lambda scope: node_text(scope.current) or to_text(arguments[0](scope))


LAZY: dict[str, Callable[[list[Closure]], Closure]] = {
    "if": _compile_if,
    "coalesce": _compile_coalesce,
    "once": _compile_once,
}
