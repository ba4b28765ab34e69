# SPDX-License-Identifier: EUPL-1.2
"""Expressions read once and worked out many times."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.compiling import compile_tree
from ordito.questionnaires.engine.expressions.functions import ARITIES
from ordito.questionnaires.engine.expressions.parsing import read
from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.references import functions_of, paths_of
from ordito.questionnaires.engine.expressions.scopes import MAX_NESTED, MAX_WORK, Scope
from ordito.questionnaires.engine.tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ordito.questionnaires.engine.expressions.references import Path
    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.expressions.values import Value


class Expression:
    """An expression that has been read: its text, its tree, what it refers to; `evaluate` works it out."""

    __slots__ = ("functions", "references", "run", "text", "tree")

    def __init__(self, text: str, tree: Tree) -> None:
        self.text = text
        self.tree = tree
        self.references: tuple[Path, ...] = paths_of(tree)
        self.functions: frozenset[str] = functions_of(tree)
        self.run: Callable[[Scope], Value] = compile_tree(tree)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"


@lru_cache(maxsize=8192)
def parse(text: str, more_functions: frozenset[str] = frozenset()) -> Expression:
    """Read an expression; `more_functions` are the caller's own, with any number of arguments.

    Raises:
        ExpressionError: with code and position; unknown functions and wrong numbers of arguments are met here.
    """
    arities = ARITIES if not more_functions else {**dict.fromkeys(more_functions, (0, None)), **ARITIES}
    return Expression(text, read(text, arities))


def evaluate(expression: Expression, scope: Scope) -> Value:
    """The value of an expression in a scope. The list of nodes, if it is one, belongs to the engine: do not change it.

    Raises:
        ExpressionError: a value cannot be had: too much work, a pattern refused, a path needed.
    """
    world = scope.world
    if world.nested == 0:
        world.left = MAX_WORK
    elif world.nested > MAX_NESTED:
        raise ExpressionError("too_much", None, expression.text[:40])
    world.nested += 1
    try:
        return expression.run(scope)
    finally:
        world.nested -= 1


def evaluate_on_values(expression: Expression, values: Mapping[str, str], *, now: datetime) -> Value:
    """The value of a rule outside a form: `${name}` stands for `values["name"]`, `.` for `values["."]`.

    Values are texts as answers are stored: numbers with a point, dates as ISO. Raises `ExpressionError`,
    "unknown_name" for a name without a value.
    """
    return evaluate(expression, Scope(root=Node("value", values.get(".", "")), now=now, values=values))
