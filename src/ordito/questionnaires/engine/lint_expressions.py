# SPDX-License-Identifier: EUPL-1.2
"""Expressions that can be read and do not mean what their author wants."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.expressions import ExpressionError, evaluate_on_values, parse
from ordito.questionnaires.engine.expressions.syntax import Call, Text
from ordito.questionnaires.engine.findings import Finding, Severity, quote
from ordito.questionnaires.engine.lint_choices import asked_values
from ordito.questionnaires.engine.written import is_dot, line_of, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ordito.questionnaires.engine.expressions.syntax import LocationPath
    from ordito.questionnaires.engine.survey import Layout
    from ordito.questionnaires.engine.written import Written

MATCH = parse("regex('', ${pattern})")
ANY_TIME = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)  # patterns do not look at the clock
# What a question may not make depend on its own answer.
ON_ITSELF = {
    "choice_filter": "filter_on_itself",
    "relevant": "relevant_on_itself",
    "calculation": "calculation_on_itself",
    "repeat_count": "count_on_itself",
}


def lint_expressions(layout: Layout, written: Sequence[Written]) -> Iterator[Finding]:
    """Findings about single expressions."""
    for one in written:
        yield from _on_itself(layout, one)
        yield from _inside_predicates(layout, one)
        yield from _patterns(one)
        for asked in asked_values(layout, one):
            if not asked.possible:
                yield one.find(
                    Severity.WARNING, "value_not_in_list", question=asked.name, value=quote(asked.value),
                    list=asked.list_name,
                )  # fmt: skip
    for line in layout.lines:
        if "constraint" in line.cells and not line.line.texts.get("constraint_message"):
            yield line.line.find(Severity.WARNING, "constraint_without_message", "constraint", name=line.name)


def _on_itself(layout: Layout, one: Written) -> Iterator[Finding]:
    code = ON_ITSELF.get(one.column)
    if code is None or (one.column == "calculation" and one.line.cells.get("trigger")):
        return  # with a trigger it is computed when something else changes
    for here, _around in walk(one.tree):
        if line_of(layout, one.line, here) is one.line and not (one.column == "choice_filter" and is_dot(here)):
            yield one.find(Severity.ERROR, code)
            return


def _patterns(one: Written) -> Iterator[Finding]:
    """Patterns written out in `regex()` that the matcher refuses: wrong ones, and those that need backtracking."""
    for here, _around in walk(one.tree):
        if isinstance(here, Call) and here.name == "regex" and isinstance(here.arguments[-1], Text):
            pattern = here.arguments[-1].value
            try:
                evaluate_on_values(MATCH, {"pattern": pattern}, now=ANY_TIME)
            except ExpressionError:
                yield one.find(Severity.ERROR, "pattern_refused", text=quote(pattern))


def _inside_predicates(layout: Layout, one: Written) -> Iterator[Finding]:
    """`${x}` between square brackets behind the repeat of x: seen from outside it means every x, not that one's."""
    for here, around in walk(one.tree):
        line = line_of(layout, one.line, here)
        if line is None or line is one.line:
            continue
        for base in around:
            for repeat in _repeats_with_predicates(layout, base):
                if repeat in line.repeats and repeat not in one.line.repeats:
                    params = {"reference": line.name, "repeat": repeat.rpartition("/")[2]}
                    yield one.find(Severity.ERROR, "reference_in_predicate", **params)


def _repeats_with_predicates(layout: Layout, base: LocationPath) -> Iterator[str]:
    """Paths of the repeats behind which an absolute path has square brackets."""
    path = ""
    for step in base.steps if base.start == "root" else ():
        path += f"/{step.test}"
        line = layout.line_at(path)
        if step.predicates and line is not None and line.kind == "repeat":
            yield path
