# SPDX-License-Identifier: EUPL-1.2
"""Reads tokens to a tree. Recursion happens only at brackets and is counted; operators are settled by a small stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.references import height
from ordito.questionnaires.engine.expressions.syntax import (
    Call,
    Chain,
    LocationPath,
    NamedValue,
    Negative,
    Number,
    Step,
    Text,
)
from ordito.questionnaires.engine.expressions.tokens import Token, tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ordito.questionnaires.engine.expressions.syntax import Tree

    Arities = Mapping[str, tuple[int, int | None]]

MAX_DEPTH = 120
"""Deep enough for one `if` in another for every Italian province; each level costs a few frames of the interpreter."""

MAX_PREDICATES = 8
"""Predicates in predicates."""
MAX_HEIGHT = 160
"""Parts within parts, operators and functions together: as many calls nest when the expression is worked out."""

POWERS = {
    "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4,
    "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8,
}  # fmt: skip
NEGATION = 7  # binds tighter than `*`, looser than `|`
AXES = frozenset(
    (
        *("child", "parent", "self", "attribute", "descendant", "descendant-or-self", "ancestor"),
        *("ancestor-or-self", "following-sibling", "preceding-sibling"),
    )
)
NODE_TYPES = frozenset(("node",))
ANYTHING_BELOW = Step("descendant-or-self", "node()")


def read(text: str, arities: Arities) -> Tree:
    """The tree of an expression whose functions are the keys of `arities` (fewest, most arguments).

    Raises:
        ExpressionError: with the position of what cannot be read.
    """
    parser = _Parser(tokenize(text), arities)
    if parser.token.kind == "end":
        raise ExpressionError("empty", 0)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.refusal()
    if height(tree) > MAX_HEIGHT:
        raise ExpressionError("too_deep", 0, str(MAX_HEIGHT))
    return tree


class _Parser:
    def __init__(self, tokens: list[Token], arities: Arities) -> None:
        self.tokens = tokens
        self.arities = arities
        self.at = 0
        self.depth = 0
        self.inside = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def accepts(self, *texts: str) -> bool:
        """Step over the next token if it is one of these signs or operators."""
        if self.token.is_sign(*texts):
            self.at += 1
            return True
        return False

    def expects(self, text: str) -> None:
        if not self.accepts(text):
            raise self.refusal()

    def refusal(self) -> ExpressionError:
        token = self.token
        if token.kind == "end":
            return ExpressionError("unexpected_end", token.position)
        return ExpressionError("unexpected_token", token.position, token.text[:40])

    def expression(self) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise ExpressionError("too_deep", self.token.position, str(MAX_DEPTH))
        operators = _Operators()
        while True:
            negative = False
            while self.accepts("-"):
                negative = not negative
            operators.operand(self.operand(), negative=negative)
            token = self.token
            if token.kind != "operator" or token.text not in POWERS:
                self.depth -= 1
                return operators.tree()
            operators.operator(self.next().text)

    def operand(self) -> Tree:
        token = self.token
        if token.kind == "number":
            self.at += 1
            return Number(float(token.text))
        if token.kind == "reference":
            self.at += 1
            return NamedValue(token.text, token.position)
        start: str | Tree = "context"
        if token.kind == "text":
            self.at += 1
            start = Text(token.text, token.position)
        elif self.accepts("("):
            start = self.expression()
            self.expects(")")
        elif token.kind == "name" and self.tokens[self.at + 1].is_sign("(") and token.text not in NODE_TYPES:
            start = self.call()
        if start == "context":
            return self.path(token.position)
        filters = self.predicates()
        if filters or self.token.is_sign("/", "//"):
            return LocationPath(start, filters, tuple(self.steps()), token.position)
        return start  # type: ignore[return-value]  # "context" was dealt with above

    def call(self) -> Call:
        name = self.next()
        self.expects("(")
        arguments: list[Tree] = []
        if not self.accepts(")"):
            arguments.append(self.expression())
            while self.accepts(","):
                arguments.append(self.expression())
            self.expects(")")
        if name.text not in self.arities:
            raise ExpressionError("unknown_function", name.position, name.text[:40])
        fewest, most = self.arities[name.text]
        if len(arguments) < fewest or (most is not None and len(arguments) > most):
            wanted = f"{fewest}-{most}" if most is not None else f"{fewest}-"
            raise ExpressionError("wrong_argument_count", name.position, f"{name.text} {len(arguments)} {wanted}")
        return Call(name.text, tuple(arguments), name.position)

    def path(self, position: int) -> LocationPath:
        if self.token.is_sign("/", "//"):
            if self.token.text == "/" and not self.starts_step(self.tokens[self.at + 1]):
                self.at += 1
                return LocationPath("root", (), (), position)
            return LocationPath("root", (), tuple(self.steps()), position)
        return LocationPath("context", (), (self.step(), *self.steps()), position)

    @staticmethod
    def starts_step(token: Token) -> bool:
        return token.kind == "name" or token.is_sign(".", "..", "@", "*")

    def steps(self) -> list[Step]:
        """The steps that follow, each behind `/` or `//`."""
        steps: list[Step] = []
        while self.token.is_sign("/", "//"):
            if self.next().text == "//":
                steps.append(ANYTHING_BELOW)
            steps.append(self.step())
        return steps

    def step(self) -> Step:
        if self.accepts("."):
            return Step("self", "node()", self.predicates())
        if self.accepts(".."):
            return Step("parent", "node()", self.predicates())
        axis = "child"
        if self.accepts("@"):
            axis = "attribute"
        elif self.token.kind == "name" and self.tokens[self.at + 1].is_sign("::"):
            name = self.next()
            axis = name.text
            self.at += 1
            if axis not in AXES:
                raise ExpressionError("unsupported_axis", name.position, axis[:40])
        return Step(axis, self.test(), self.predicates())

    def test(self) -> str:
        token = self.token
        if self.accepts("*"):
            return "*"
        if token.kind != "name":
            raise self.refusal()
        self.at += 1
        if token.text in NODE_TYPES and self.accepts("("):
            self.expects(")")
            return f"{token.text}()"
        return token.text.rpartition(":")[2]  # the tree of answers keeps no prefixes

    def predicates(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self.accepts("["):
            self.inside += 1
            if self.inside > MAX_PREDICATES:
                raise ExpressionError("too_deep", self.token.position, str(MAX_PREDICATES))
            found.append(self.expression())
            self.inside -= 1
            self.expects("]")
        return tuple(found)


class _Operators:
    """Settles which operator takes which operands, as the railway shunting algorithm does."""

    def __init__(self) -> None:
        self.operands: list[Tree] = []
        self.waiting: list[str] = []  # operators; "negative" stands for a minus sign before an operand

    def operand(self, tree: Tree, *, negative: bool) -> None:
        if negative:
            self.waiting.append("negative")
        self.operands.append(tree)

    def operator(self, name: str) -> None:
        self.settle(POWERS[name])
        self.waiting.append(name)

    def tree(self) -> Tree:
        self.settle(0)
        return self.operands[0]

    def settle(self, power: int) -> None:
        while self.waiting and POWERS.get(self.waiting[-1], NEGATION) >= power:
            name = self.waiting.pop()
            right = self.operands.pop()
            if name == "negative":
                self.operands.append(Negative(right))
            else:
                self.operands.append(self.joined(self.operands.pop(), name, right))

    @staticmethod
    def joined(left: Tree, name: str, right: Tree) -> Chain:
        """Operators work from the left, so a chain of equal ones, bracketed or not, stays one flat chain."""
        if isinstance(left, Chain) and POWERS[left.rest[0][0]] == POWERS[name]:
            return Chain(left.first, (*left.rest, (name, right)))
        return Chain(left, ((name, right),))
