# SPDX-License-Identifier: EUPL-1.2
"""Cuts the text of an expression into tokens, by the rules of XPath 1.0, section 3.7."""

from __future__ import annotations

import re
from typing import NamedTuple

from ordito.questionnaires.engine.expressions.problems import ExpressionError

MAX_LENGTH = 20_000

NAME = r"[^\W\d][\w.\-·]*"
SCANNER = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
    | (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<reference>\$\{{[ \t]*[^{{}}\s]+[ \t]*\}})
    | (?P<name>{NAME}(?::(?!:)(?:{NAME}|\*))?)
    | (?P<sign>//|::|\.\.|!=|<=|>=|[/|+\-=<>()\[\].@,*])
    """,
    re.VERBOSE,
)
WORD_OPERATORS = frozenset(("and", "or", "mod", "div"))
SIGN_OPERATORS = frozenset(("/", "//", "|", "+", "-", "=", "!=", "<", "<=", ">", ">="))
BEFORE_OPERAND = ("@", "::", "(", "[", ",")


class Token(NamedTuple):
    """`kind` is number, text, reference, name, operator, sign or end; `text` without quotes or braces."""

    kind: str
    text: str
    position: int

    def is_sign(self, *texts: str) -> bool:
        """Whether this is one of these signs or operators, and not a text or name that reads the same."""
        return self.kind in ("sign", "operator") and self.text in texts


def tokenize(text: str) -> list[Token]:
    """The tokens in order, closed by one of kind "end". Raises `ExpressionError`.

    Whether `*` multiplies or stands for any name, and whether `div` is an operator or a name, depends on the token
    before it: an operator can only follow an operand.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("too_long", 0, str(len(text)))
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        match = SCANNER.match(text, position)
        if match is None:
            code = "unclosed_text" if text[position] in "'\"" else "unexpected_character"
            raise ExpressionError(code, position, text[position])
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(_token(kind, match.group(), position, tokens[-1] if tokens else None))
        position = match.end()
    tokens.append(Token("end", "", len(text)))
    return tokens


def _token(kind: str, text: str, position: int, before: Token | None) -> Token:
    after_operand = before is not None and before.kind != "operator" and not before.is_sign(*BEFORE_OPERAND)
    if kind == "text":
        return Token(kind, text[1:-1], position)
    if kind == "reference":
        return Token(kind, text[2:-1].strip(), position)
    if kind == "name" and text in WORD_OPERATORS and after_operand:
        return Token("operator", text, position)
    if kind == "sign" and (text in SIGN_OPERATORS or (text == "*" and after_operand)):
        return Token("operator", text, position)
    return Token(kind, text, position)
