# SPDX-License-Identifier: EUPL-1.2
"""Works expressions of a form out on its answers; what cannot be worked out is noted, never raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions import ExpressionError, Scope, evaluate, to_bool, to_number, to_text
from ordito.questionnaires.engine.expressions.scopes import MAX_WORK
from ordito.questionnaires.engine.form import Question
from ordito.questionnaires.engine.instance import item_of
from ordito.questionnaires.engine.problems import Problem, ProblemCode

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ordito.questionnaires.engine.expressions import Expression, Value
    from ordito.questionnaires.engine.form import Form, Text
    from ordito.questionnaires.engine.instance import Instance
    from ordito.questionnaires.engine.tree import Node

MAX_ALL_WORK = 20_000_000  # glances at nodes, for one answer or one look at the whole form: about two seconds
ALWAYS = "true()"
NEVER = "false()"


class Evaluator:
    """Values of expressions at nodes. `failures` are by node and expression, and go when they are worked out again."""

    def __init__(self, form: Form, instance: Instance, now: datetime, language: str) -> None:
        self.form = form
        self.instance = instance
        self.language = language
        self.failures: dict[tuple[int, int], tuple[Node, str]] = {}
        self.left = MAX_ALL_WORK
        self.scope = Scope(
            root=instance.root,
            now=now,
            instances=form.instances,
            language=language,
            choice_name=self._choice_name,
            itext=self._itext,
        )
        self.scope.world.indexes = form.indexes

    def begin(self) -> None:
        """Give the work that follows its full allowance."""
        self.left = MAX_ALL_WORK

    def value(self, expression: Expression, node: Node) -> Value | None:
        """The value with `node` as context; None when it cannot be worked out."""
        key = (id(node), id(expression))
        if self.left <= 0:
            self.failures[key] = (node, "too_much")
            return None
        try:
            found = evaluate(expression, self.scope.at(node))
        except ExpressionError as error:
            self.failures[key] = (node, error.code)
            return None
        finally:
            self.left -= MAX_WORK - self.scope.world.left
        if self.failures:
            self.failures.pop(key, None)
        return found

    def text(self, expression: Expression, node: Node) -> str:
        """The value as text, nothing when it cannot be worked out."""
        value = self.value(expression, node)
        return "" if value is None else to_text(value)

    def holds(self, expression: Expression | None, node: Node, *, otherwise: bool) -> bool:
        """Whether a condition is true; `otherwise` where there is none or it cannot be worked out."""
        if expression is None or expression.text == (ALWAYS if otherwise else NEVER):
            return otherwise
        if expression.text in (ALWAYS, NEVER):
            return not otherwise
        value = self.value(expression, node)
        return otherwise if value is None else to_bool(value)

    def number(self, expression: Expression, node: Node) -> float:
        """The value as a number, perhaps not a number."""
        value = self.value(expression, node)
        return float("nan") if value is None else to_number(value, self.scope.zone)

    def nodes(self, expression: Expression, node: Node) -> Sequence[Node]:
        """The nodes that a path leads to."""
        value = self.value(expression, node)
        return value if isinstance(value, list) else ()

    def words(self, text: Text | None, node: Node) -> str:
        """A text of the form with the values put in; what has none is read once for all fillings."""
        if text is None:
            return ""
        key = (text, self.language)
        kept = self.form.cache.get(key)
        if isinstance(kept, str):
            return kept
        pieces = text.in_language(self.language)
        if all(isinstance(piece, str) for piece in pieces):
            plain = "".join(map(str, pieces))
            self.form.cache[key] = plain
            return plain
        return "".join(piece if isinstance(piece, str) else self.text(piece, node) for piece in pieces).strip()

    def failed(self) -> list[Problem]:
        """What could not be worked out and still is in the tree."""
        problems = []
        for node, code in self.failures.values():
            ref = self.instance.refs.get(id(node))
            if ref is not None:
                problems.append(Problem(ref, ProblemCode.CALCULATION_FAILED, {"detail": code}))
        return list({problem.ref: problem for problem in problems}.values())

    def _choice_name(self, scope: Scope, value: str, path: str) -> str:
        item = self.form.items.get(_absolute(path, item_of(scope.current).path))
        if not isinstance(item, Question) or item.choices is None:
            return value
        for choice in item.choices.items or ():
            if choice.value == value:
                return self.words(choice.label, scope.current)
        return value

    def _itext(self, key: str) -> str:
        return self.words(self.form.texts.get(key), self.instance.root)


def _absolute(path: str, standing: str) -> str:
    if path.startswith("/"):
        return path
    for name in path.split("/"):
        if name == "..":
            standing = standing.rpartition("/")[0]
        elif name not in (".", "", "current()"):
            standing = f"{standing}/{name}"
    return standing
