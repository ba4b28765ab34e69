# SPDX-License-Identifier: EUPL-1.2
"""What is wrong with an expression, as a code that the caller words."""

from __future__ import annotations


class ExpressionError(Exception):
    """An expression that cannot be read or worked out.

    `code` is one of `CODES`; `position` the character where it was met, counted from 0, None while evaluating;
    `detail` the word, name or number that explains it. Answers are never in `detail`.
    """

    def __init__(self, code: str, position: int | None = None, detail: str = "") -> None:
        super().__init__(code, position, detail)
        self.code = code
        self.position = position
        self.detail = detail


CODES = {
    "empty": "nothing is written",
    "too_long": "more characters than MAX_LENGTH",
    "too_deep": "parentheses, functions or predicates nested deeper than MAX_DEPTH",
    "unexpected_character": "a sign that the language does not have",
    "unclosed_text": "a quotation mark without its second",
    "unexpected_token": "a word or sign that cannot stand here",
    "unexpected_end": "something is missing at the end",
    "unknown_function": "detail is its name",
    "wrong_argument_count": "detail is name, found and expected: 'round 3 1-2'",
    "unsupported_axis": "detail is its name",
    "not_a_node_set": "a path was needed; detail is the function",
    "unknown_name": "`${detail}` has no value",
    "unknown_digest": "an algorithm or an encoding that does not exist",
    "pattern_refused": "a regular expression that is too long, wrong, or needs backtracking",
    "too_long_text": "a text of more than MAX_TEXT characters would be made",
    "too_much": "more work than MAX_WORK, or labels that ask for each other",
}
