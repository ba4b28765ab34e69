# SPDX-License-Identifier: EUPL-1.2
"""Questions that can never be seen: decided where constants and lists of choices decide it, otherwise left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions.syntax import Call, Chain, Number, Text
from ordito.questionnaires.engine.findings import Finding, Severity
from ordito.questionnaires.engine.lint_choices import asked_value
from ordito.questionnaires.engine.written import PLAIN_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordito.questionnaires.engine.expressions.syntax import Tree
    from ordito.questionnaires.engine.survey import Layout, SurveyLine
    from ordito.questionnaires.engine.written import Written

NEVER = frozenset({"no", "false", "false()"})
Decided = bool | None


def lint_relevance(layout: Layout, written: Sequence[Written]) -> Iterator[Finding]:
    """One finding at each row whose condition is never true; an error if an answer is required there or below."""
    hidden = {
        one.line.path: one.line
        for one in written
        if one.column == "relevant" and decide(layout, one.line, one.tree) is False
    }
    for line in layout.lines:
        if line.cells.get("relevant", "").lower() in NEVER & {word.lower() for word in PLAIN_WORDS}:
            hidden[line.path] = line
    for path, line in hidden.items():
        required = next((below.name for below in layout.lines if _within(below, path) and _required(below)), "")
        if required:
            yield line.line.find(
                Severity.ERROR, "required_never_relevant", "relevant", name=line.name, required=required
            )
        else:
            yield line.line.find(Severity.WARNING, "never_relevant", "relevant", name=line.name)


def _within(line: SurveyLine, path: str) -> bool:
    return line.path == path or line.path.startswith(f"{path}/")


def _required(line: SurveyLine) -> bool:
    return line.kind == "question" and line.cells.get("required", "no").lower() not in NEVER


def decide(layout: Layout, own: SurveyLine, tree: Tree) -> Decided:
    """Whether a condition is always true, always false, or neither as far as can be told (None)."""
    if isinstance(tree, Text):
        return tree.value != ""
    if isinstance(tree, Number):
        return tree.value != 0
    if isinstance(tree, Call):
        return _decide_call(layout, own, tree)
    if isinstance(tree, Chain):
        return _decide_chain(layout, own, tree)
    return None


def _decide_call(layout: Layout, own: SurveyLine, tree: Call) -> Decided:
    if tree.name in ("true", "false"):
        return tree.name == "true"
    if tree.name in ("not", "boolean") and len(tree.arguments) == 1:
        inner = decide(layout, own, tree.arguments[0])
        return inner if inner is None or tree.name == "boolean" else not inner
    asked = asked_value(layout, own, tree)
    return False if asked is not None and not asked.possible else None


def _decide_chain(layout: Layout, own: SurveyLine, tree: Chain) -> Decided:
    sign = tree.rest[0][0]
    operands = [tree.first, *(operand for _sign, operand in tree.rest)]
    if sign in ("and", "or"):
        parts = [decide(layout, own, operand) for operand in operands]
        settles = sign == "or"  # one true settles an "or", one false an "and"
        if settles in parts or (not settles and _excludes_itself(layout, own, operands)):
            return settles
        return None if None in parts else not settles
    if sign not in ("=", "!=") or len(tree.rest) != 1:
        return None
    left, right = operands
    if isinstance(left, (Text, Number)) and isinstance(right, (Text, Number)) and type(left) is type(right):
        return (left.value == right.value) is (sign == "=")
    asked = asked_value(layout, own, tree)
    return sign == "!=" if asked is not None and not asked.possible else None


def _excludes_itself(layout: Layout, own: SurveyLine, operands: Sequence[Tree]) -> bool:
    """Whether one question with one answer is asked for two different ones at once."""
    wanted: dict[str, str] = {}
    for operand in operands:
        if isinstance(operand, Chain) and operand.rest[0][0] != "=":
            continue
        asked = asked_value(layout, own, operand)
        if asked is not None and asked.single and wanted.setdefault(asked.name, asked.value) != asked.value:
            return True
    return False
