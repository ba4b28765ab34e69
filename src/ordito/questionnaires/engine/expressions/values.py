# SPDX-License-Identifier: EUPL-1.2
"""The four kinds of value, their conversions, and how two of them compare. As XPath 1.0, with ODK's dates on top.

A date or a date with time counts as the number of days since 1970-01-01 in the *local* calendar, its time of day as
a fraction: `today() - ${birth}` is a whole number, also across the change to summer time. A text that is written as
a date is converted to that number wherever a number is needed.
"""

from __future__ import annotations

import math
import operator
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.moments import Moment, read_moment
from ordito.questionnaires.engine.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo

    from ordito.questionnaires.engine.expressions.scopes import Scope

Value = str | float | bool | list[Node]

NUMBER = re.compile(r"[ \t\r\n]*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?[ \t\r\n]*", re.ASCII)
DATE_LENGTH = len("2020-01-31")
EXACT_INTEGERS = 2.0**53
SMALLEST_PLAIN = 1e-6
LARGEST_PLAIN = 1e21
"""Outside these limits JavaScript writes numbers with an exponent, and so the reference engine stores them."""


def node_text(node: Node) -> str:
    """What a node is worth: the text of a leaf, or of all leaves below; nothing where it is not relevant."""
    if not node.children:
        return node.text if node.relevant else ""
    return "".join(below.text for below in node.walk() if not below.children and below.relevant)


def to_text(value: Value) -> str:
    """`true`, `1`, `0.5`, `2020-01-31`; nothing for what is not a number; the first node of several."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return node_text(value[0]) if value else ""
    return value.text if isinstance(value, Moment) else number_text(value)


def number_text(number: float) -> str:
    """A number as JavaScript writes it, except that what is not a number is nothing."""
    if number != number:  # noqa: PLR0124  # only what is not a number differs from itself
        return ""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < EXACT_INTEGERS:
        return str(int(number))
    digits = repr(float(number))
    if "e" not in digits:
        return digits
    if SMALLEST_PLAIN <= abs(number) < LARGEST_PLAIN:
        return f"{Decimal(digits):f}"
    mantissa, _, exponent = digits.partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def text_number(text: str, zone: tzinfo | None) -> float:
    """The number, or the days of the date, that a text is; not a number otherwise."""
    if NUMBER.fullmatch(text):
        return float(text)
    if len(text) >= DATE_LENGTH and text[4] == "-" and text[7] == "-":
        return float(read_moment(text, zone))
    stripped = text.strip()
    return float(stripped) if stripped in ("Infinity", "-Infinity") else math.nan


def to_number(value: Value, zone: tzinfo | None = None) -> float:
    """As XPath's `number()`, and days for dates; `zone` is for texts that name another one, else they are local."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        return text_number(value, zone)
    return text_number(node_text(value[0]), zone) if value else math.nan


def to_bool(value: Value) -> bool:
    """False is: 0, not a number, no character, no node. A node counts although nothing is written in it."""
    if isinstance(value, float):
        return value != 0 and value == value  # noqa: PLR0124  # only what is not a number differs from itself
    return bool(value)


ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def compare(left: Value, sign: str, right: Value, scope: Scope) -> bool:
    """Whether `left sign right` holds; for several nodes, whether it does for any of them.

    Two long lists are never paired one by one.
    """
    if sign in ORDER:
        return _ordered(scope.numbers(left), sign, scope.numbers(right))
    equal = sign == "="
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_bool(left) == to_bool(right)) == equal
    if isinstance(left, float) or isinstance(right, float):
        return any((one == other) == equal for one in scope.numbers(left) for other in scope.numbers(right))
    if not (isinstance(left, list) or isinstance(right, list)):
        return (left == right) == equal
    return _any_pair(set(scope.texts(left)), set(scope.texts(right)), equal=equal)


def _ordered(lefts: list[float], sign: str, rights: list[float]) -> bool:
    """Whether any pair is in that order: the pair furthest apart is, or none."""
    lefts = [number for number in lefts if not math.isnan(number)]
    rights = [number for number in rights if not math.isnan(number)]
    if not lefts or not rights:
        return False
    if sign in ("<", "<="):
        return ORDER[sign](min(lefts), max(rights))
    return ORDER[sign](max(lefts), min(rights))


def _any_pair(lefts: set[str], rights: set[str], *, equal: bool) -> bool:
    """Whether some text of one set is, or is not, one of the other."""
    if equal:
        return not lefts.isdisjoint(rights)
    return bool(lefts and rights) and len(lefts | rights) > 1
