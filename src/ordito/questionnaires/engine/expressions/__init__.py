# SPDX-License-Identifier: EUPL-1.2
"""Expressions of ODK XForms: XPath 1.0 with ODK's functions and dates, safe whatever is written in them.

    expression = parse("today() - ${born} > 365")       # cached; ExpressionError(code, position, detail)
    evaluate(expression, scope)                          # str, float, bool or list of nodes
    to_text(value), to_number(value), to_bool(value)     # conversions, as ODK stores answers
    evaluate_on_values(expression, {"born": "…"}, now=…) # rules outside a form

`Scope` says where; `Expression` has `text`, `tree` (see `syntax`), `references` (every path) and `functions`.

What is read: location paths with predicates, `${name}`, texts, numbers, operators, and the functions of
`functions.ARITIES`. Differences from ODK's reference engine are listed and explained beside the recorded values that
the tests compare with. Everything is bounded: length, nesting, visits, texts made; patterns run on RE2.
"""

from ordito.questionnaires.engine.expressions.evaluation import Expression, evaluate, evaluate_on_values, parse
from ordito.questionnaires.engine.expressions.problems import ExpressionError
from ordito.questionnaires.engine.expressions.references import Path
from ordito.questionnaires.engine.expressions.scopes import Scope
from ordito.questionnaires.engine.expressions.values import Value, to_bool, to_number, to_text

__all__ = [
    "Expression",
    "ExpressionError",
    "Path",
    "Scope",
    "Value",
    "evaluate",
    "evaluate_on_values",
    "parse",
    "to_bool",
    "to_number",
    "to_text",
]
