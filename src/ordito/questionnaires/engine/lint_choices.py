# SPDX-License-Identifier: EUPL-1.2
"""Which answers an expression asks for, and whether a list of choices has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.syntax import Call, Chain, Number, Text
from ordito.questionnaires.engine.written import line_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.survey import Layout, SurveyLine
    from ordito.questionnaires.engine.written import Written

OTHER = "other"  # the converter adds it to a list with "or_other"
TWO = 2


@dataclass(frozen=True)
class Asked:
    """`${name} = 'value'` or `selected(${name}, 'value')`; `single` when the question takes one answer only."""

    name: str
    value: str
    list_name: str
    possible: bool
    single: bool


def asked_values(layout: Layout, one: Written) -> Iterator[Asked]:
    """Every comparison of a question with a written answer, where the question's list is known."""
    for tree, _around in walk(one.tree):
        if (asked := asked_value(layout, one.line, tree)) is not None:
            yield asked


def asked_value(layout: Layout, own: SurveyLine, tree: Tree) -> Asked | None:
    """The comparison that `tree` itself is, if it is one."""
    if isinstance(tree, Call) and tree.name == "selected" and len(tree.arguments) == TWO:
        return _asked(layout, own, *tree.arguments)
    if isinstance(tree, Chain) and len(tree.rest) == 1 and tree.rest[0][0] in ("=", "!="):
        left, right = tree.first, tree.rest[0][1]
        return _asked(layout, own, left, right) or _asked(layout, own, right, left)
    return None


def _asked(layout: Layout, own: SurveyLine, question: Tree, value: Tree) -> Asked | None:
    if not isinstance(value, (Text, Number)) or value.value == "":
        return None
    line = line_of(layout, own, question)
    names = choice_names(layout, line) if line else None
    if line is None or names is None:
        return None
    written = value.value if isinstance(value, Text) else f"{value.value:g}"
    possible = written in names or (isinstance(value, Number) and any(_number(name) == value.value for name in names))
    return Asked(line.name, written, line.list_name, possible, line.type.startswith("select_one"))


def choice_names(layout: Layout, line: SurveyLine) -> frozenset[str] | None:
    """The answers a question can take; None when they are in a file, in other answers, or it is no select."""
    if line.list_name not in layout.choices:
        return None
    names = {choice.name for choice in layout.choices[line.list_name]}
    return frozenset(names | ({OTHER} if "other" in line.type.lower() else set()))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
