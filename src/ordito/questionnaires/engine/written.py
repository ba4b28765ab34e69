# SPDX-License-Identifier: EUPL-1.2
"""Expressions as authors write them in the sheets, each read once, with the path of the question for `${name}`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyxform.utils import default_is_dynamic

from ordito.questionnaires.engine.expressions import ExpressionError, parse
from ordito.questionnaires.engine.expressions.syntax import Call, Chain, LocationPath, Negative
from ordito.questionnaires.engine.findings import Finding, Severity, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.survey import Layout, SurveyLine

COLUMNS = ("relevant", "constraint", "calculation", "required", "readonly", "choice_filter", "repeat_count")
# The converter turns these words into true() and false().
PLAIN_WORDS = frozenset(word for base in ("yes", "no", "true", "false") for word in (base, base.title(), base.upper()))
REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?(?P<name>[^{}]*?)\s*\}")
CODES = {
    "unknown_function": "unknown_function",
    "wrong_argument_count": "wrong_argument_count",
    "pattern_refused": "pattern_refused",
}


@dataclass(frozen=True)
class Written:
    """An expression in its cell."""

    line: SurveyLine
    column: str
    text: str
    tree: Tree

    def find(self, severity: Severity, code: str, **params: str) -> Finding:
        """A finding at this cell."""
        return self.line.line.find(severity, code, self.column, name=self.line.name, **params)


def expressions_of(layout: Layout) -> tuple[list[Written], list[Finding]]:
    """Every expression of the sheet "survey" that can be read, and a finding for each that cannot."""
    written: list[Written] = []
    broken: list[Finding] = []
    for line in layout.lines:
        for column, text in _cells(line):
            try:
                tree = parse(expand(layout, text)).tree
            except ExpressionError as error:
                broken.append(_broken(layout, line, column, text, error))
            else:
                written.append(Written(line, column, text, tree))
    return written, broken


def expand(layout: Layout, text: str) -> str:
    """The text with the path of the question in place of each `${name}`."""
    return REFERENCE.sub(lambda found: _path_of(layout, found["name"]), text)


def _path_of(layout: Layout, name: str) -> str:
    lines = layout.lines_named(name)
    return lines[0].path if lines else f"/{layout.root}/meta/{name}"


def _written_position(layout: Layout, text: str, position: int) -> int:
    """Where in `text`, counted from 1, the character at `position` of its expansion comes from."""
    shift = 0
    for found in REFERENCE.finditer(text):
        grown = len(_path_of(layout, found["name"])) - len(found[0])
        if found.start() + shift >= position:
            break
        shift += min(grown, position - found.start() - shift)
    return position - shift + 1


def _cells(line: SurveyLine) -> Iterator[tuple[str, str]]:
    for column in COLUMNS:
        text = line.cells.get(column, "")
        if text and text not in PLAIN_WORDS:
            yield column, text
    default = line.cells.get("default", "")
    if default and line.kind == "question" and default_is_dynamic(default, line.type):
        yield "default", default


def _broken(layout: Layout, line: SurveyLine, column: str, text: str, error: ExpressionError) -> Finding:
    position = "" if error.position is None else str(_written_position(layout, text, error.position))
    params = {
        "name": line.name,
        "text": quote(text),
        "reason": error.code,
        "detail": quote(error.detail),
        "position": position,
    }
    return line.line.find(Severity.ERROR, CODES.get(error.code, "bad_expression"), column, **params)


def walk(tree: Tree, inside: tuple[LocationPath, ...] = ()) -> Iterator[tuple[Tree, tuple[LocationPath, ...]]]:
    """Every node of a tree, with the paths in whose predicates it stands, from the outside in."""
    waiting = [(tree, inside)]
    while waiting:
        here, around = waiting.pop()
        yield here, around
        if isinstance(here, Chain):
            waiting += [(here.first, around), *((operand, around) for _sign, operand in here.rest)]
        elif isinstance(here, Negative):
            waiting.append((here.operand, around))
        elif isinstance(here, Call):
            waiting += [(argument, around) for argument in here.arguments]
        elif isinstance(here, LocationPath):
            if not isinstance(here.start, str):
                waiting.append((here.start, around))
            predicates = (*here.filters, *(predicate for step in here.steps for predicate in step.predicates))
            waiting += [(predicate, (*around, here)) for predicate in predicates]


def is_dot(tree: Tree) -> bool:
    """Whether the tree is ".": the answer itself, in a filter the choice itself."""
    if not isinstance(tree, LocationPath) or tree.start != "context":
        return False
    return [(step.axis, step.test) for step in tree.steps] == [("self", "node()")]


def line_of(layout: Layout, own: SurveyLine, tree: Tree) -> SurveyLine | None:
    """The question whose answer the tree is: the dot, or a path without conditions."""
    if not isinstance(tree, LocationPath) or tree.filters or any(step.predicates for step in tree.steps):
        return None
    if is_dot(tree):
        return own
    if tree.start != "root" or any(step.axis != "child" for step in tree.steps):
        return None
    return layout.line_at("".join(f"/{step.test}" for step in tree.steps))
