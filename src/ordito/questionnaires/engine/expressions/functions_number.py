# SPDX-License-Identifier: EUPL-1.2
"""Functions on numbers and on true and false."""

from __future__ import annotations

import math
from secrets import SystemRandom
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.registry import function
from ordito.questionnaires.engine.expressions.values import to_bool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ordito.questionnaires.engine.expressions.scopes import Scope
    from ordito.questionnaires.engine.expressions.values import Value

UNLIMITED = -1.0


@function("true", fewest=0)
def true(_scope: Scope) -> Value:
    """As XPath."""
    return True


@function("false", fewest=0)
def false(_scope: Scope) -> Value:
    """As XPath."""
    return False


@function("boolean", fewest=1)
def boolean(_scope: Scope, value: Value) -> Value:
    """As XPath: a node counts as true although nothing is written in it."""
    return to_bool(value)


@function("not", fewest=1)
def negation(_scope: Scope, value: Value) -> Value:
    """As XPath."""
    return not to_bool(value)


@function("boolean-from-string", fewest=1)
def boolean_from_string(scope: Scope, value: Value) -> Value:
    """True for `true` and `1` only: for answers of the form that were computed as true or false."""
    return scope.text(value) in ("true", "1")


@function("number", fewest=0, most=1)
def number(scope: Scope, *values: Value) -> Value:
    """The number of the value, or of the node; the days since 1970-01-01 of a date."""
    return float(scope.number(values[0] if values else [scope.node]))


@function("int", fewest=1)
def integer(scope: Scope, value: Value) -> Value:
    """Without the digits behind the point."""
    whole = scope.number(value)
    return float(math.trunc(whole)) if math.isfinite(whole) else whole


@function("round", fewest=1, most=2)
def rounding(scope: Scope, value: Value, decimals: Value = 0.0) -> Value:
    """To the nearest; halves go away from zero. `decimals` below 0 rounds to tens or hundreds."""
    whole, digits = scope.number(value), scope.number(decimals)
    if math.isnan(whole) or math.isnan(digits):
        return math.nan
    try:
        factor = 10.0**digits
        shifted = abs(whole) * factor
    except OverflowError:
        return math.nan
    if not math.isfinite(shifted) or factor == 0:
        return whole if math.isinf(whole) else math.nan
    return math.copysign(math.floor(shifted + 0.5) / factor, whole)


@function("floor", fewest=1)
def floor(scope: Scope, value: Value) -> Value:
    """As XPath."""
    whole = scope.number(value)
    return float(math.floor(whole)) if math.isfinite(whole) else whole


@function("ceiling", fewest=1)
def ceiling(scope: Scope, value: Value) -> Value:
    """As XPath."""
    whole = scope.number(value)
    return float(math.ceil(whole)) if math.isfinite(whole) else whole


def _numbers(scope: Scope, values: Iterable[Value]) -> list[float]:
    return [float(number) for value in values for number in scope.numbers(value)]


@function("sum", fewest=1)
def total(scope: Scope, value: Value) -> Value:
    """Of all nodes; 0 of none, and not a number if one of them is not, as XPath."""
    added = 0.0
    for one in _numbers(scope, [value]):
        added += one
    return added


@function("max", fewest=0, most=None)
def highest(scope: Scope, *values: Value) -> Value:
    """Of all values and all nodes; not a number of none, or if one of them is not."""
    found = _numbers(scope, values)
    return math.nan if not found or any(map(math.isnan, found)) else max(found)


@function("min", fewest=0, most=None)
def lowest(scope: Scope, *values: Value) -> Value:
    """As `max`."""
    found = _numbers(scope, values)
    return math.nan if not found or any(map(math.isnan, found)) else min(found)


def _power(base: float, exponent: float) -> float:
    try:
        return math.pow(base, exponent)
    except OverflowError:
        odd = base < 0 and exponent % 2 == 1
        return -math.inf if odd else math.inf
    except ValueError:
        return math.inf if base == 0 and exponent < 0 else math.nan


def _logarithm(logarithm: Callable[[float], float], value: float) -> float:
    if value == 0:
        return -math.inf
    return logarithm(value) if value > 0 else math.nan


def _exponential(value: float) -> float:
    try:
        return math.exp(value)
    except OverflowError:
        return math.inf


ONE_ARGUMENT: dict[str, Callable[[float], float]] = {
    "abs": abs,
    "sqrt": math.sqrt,
    "exp": _exponential,
    "exp10": lambda value: _power(10.0, value),
    "log": lambda value: _logarithm(math.log, value),
    "log10": lambda value: _logarithm(math.log10, value),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
}


def _enter(name: str, compute: Callable[[float], float]) -> None:
    @function(name, fewest=1)
    def computed(scope: Scope, value: Value) -> Value:
        operand = scope.number(value)
        try:
            return math.nan if math.isnan(operand) else float(compute(operand))
        except ValueError:  # the root of a negative number, the sine of the infinite
            return math.nan


for _name, _compute in ONE_ARGUMENT.items():
    _enter(_name, _compute)


@function("pow", fewest=2)
def power(scope: Scope, base: Value, exponent: Value) -> Value:
    """Not a number if one of the two is not."""
    first, second = scope.number(base), scope.number(exponent)
    return math.nan if math.isnan(first) or math.isnan(second) else _power(first, second)


@function("atan2", fewest=2)
def arc_tangent(scope: Scope, opposite: Value, adjacent: Value) -> Value:
    """As XPath 3."""
    return math.atan2(scope.number(opposite), scope.number(adjacent))


@function("pi", fewest=0)
def pi(_scope: Scope) -> Value:
    """As XPath 3."""
    return math.pi


@function("random", fewest=0)
def random(_scope: Scope) -> Value:
    """At least 0 and less than 1."""
    return SystemRandom().random()


def _facts(scope: Scope, values: Iterable[Value]) -> list[bool]:
    """For each value, and each node, whether it holds: a node does when something is written in it."""
    found: list[bool] = []
    for value in values:
        if isinstance(value, list):
            found.extend(bool(scope.node_text(node).strip()) for node in value)
        else:
            found.append(to_bool(value))
    return found


def _between(lowest: float, count: float, highest: float) -> bool:
    return count >= lowest and (highest == UNLIMITED or count <= highest)


@function("checklist", fewest=2, most=None)
def checklist(scope: Scope, fewest: Value, most: Value, *values: Value) -> Value:
    """Whether so many values hold; -1 sets no limit."""
    return _between(scope.number(fewest), sum(_facts(scope, values)), scope.number(most))


@function("weighted-checklist", fewest=2, most=None)
def weighted_checklist(scope: Scope, lowest: Value, highest: Value, *values: Value) -> Value:
    """Whether the weights of the values that hold add up so; values and weights by turns."""
    if len(values) % 2:
        raise ExpressionError("wrong_argument_count", None, f"weighted-checklist {len(values) + 2} 4-6-8")
    added = 0.0
    for value, weight in zip(values[::2], values[1::2], strict=False):
        for holds, weighs in zip(_facts(scope, [value]), _numbers(scope, [weight]), strict=False):
            added += weighs if holds else 0.0
    return _between(scope.number(lowest), added, scope.number(highest))
