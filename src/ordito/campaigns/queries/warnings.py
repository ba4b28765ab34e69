# SPDX-License-Identifier: EUPL-1.2
"""Checks across fields and against the last round, in the language of the questionnaires.

`${name}` is the answer to the question of that name, `${name_prev}` that of the last round; both may have no value
(then comparisons are false), and inside a repeat several (`sum(${name})`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ordito.campaigns.models import Explanation, WarningRule
from ordito.campaigns.queries.answers import previous_values, values_of
from ordito.questionnaires.engine.expressions import ExpressionError, Scope, evaluate, parse, to_bool
from ordito.questionnaires.engine.tree import Node
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ordito.campaigns.models import Return
    from ordito.campaigns.queries.answers import Values
    from ordito.questionnaires.engine.expressions import Expression
    from ordito.questionnaires.engine.form import Form

PREVIOUS = "_prev"
NAMED = re.compile(r"""("[^"]*"|'[^']*')|\$\{\s*([^}\s]*)\s*\}""")  # a quoted text is left alone


@dataclass(frozen=True)
class Warned:
    """A check that a return does not pass, and what was said about it."""

    rule: WarningRule
    explanation: Explanation | None


class RuleRefusedError(Exception):
    """A check that cannot be used; the message says what is wrong with it."""


def compiled(expression: str, names: Iterable[str]) -> Expression:
    """A check, ready to be worked out on answers with these names.

    Raises:
        RuleRefusedError: it names a question that is not there, or cannot be read.
    """
    known = set(names)

    def place(match: re.Match[str]) -> str:
        if match[1]:
            return match[1]
        name = match[2]
        if name in known:
            return f"/answers/now/{name}"
        if name.removesuffix(PREVIOUS) in known:
            return f"/answers/before/{name.removesuffix(PREVIOUS)}"
        raise RuleRefusedError(_("Nel questionario non c’è una domanda di nome «%(name)s».") % {"name": name})

    try:
        return parse(NAMED.sub(place, expression))
    except ExpressionError as error:
        raise RuleRefusedError(worded(error)) from error


def worded(error: ExpressionError) -> str:
    """Why an expression cannot be read or worked out."""
    words = {
        "empty": _("Scrivi la condizione."),
        "unknown_function": _("La funzione «%(detail)s» non esiste."),
        "unclosed_text": _("C’è un apice o una virgoletta senza la sua coppia."),
        "unexpected_end": _("La condizione finisce a metà."),
        "unexpected_token": _("«%(detail)s» non può stare dove si trova."),
        "wrong_argument_count": _("Una funzione ha troppi o troppo pochi valori: %(detail)s."),
        "pattern_refused": _("L’espressione regolare non è ammessa."),
    }
    text = words.get(error.code, _("La condizione non è scritta in modo corretto."))
    return text % {"detail": error.detail} if "%(detail)s" in text else text


def names_in(form: Form) -> dict[str, str]:
    """The name of each question of a form by its path; of two with the same name, the first keeps it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for item in form.questions():
        if item.name not in taken:
            taken.add(item.name)
            found[item.path] = item.name
    return found


def fired(rules: Iterable[WarningRule], form: Form, now: Values, before: Values, *, at: datetime) -> list[WarningRule]:
    """The checks that hold, that is, whose warning is to be shown; one that cannot be worked out does not hold."""
    names = names_in(form)
    tree = Node("answers")
    for part, values in (("now", now), ("before", before)):
        _fill(tree.append(Node(part)), names, values)
    found = []
    for rule in rules:
        try:
            held = evaluate(compiled(rule.expression, names.values()), Scope(root=tree, now=localtime(at)))
        except (ExpressionError, RuleRefusedError):
            continue
        if to_bool(held):
            found.append(rule)
    return found


def _fill(part: Node, names: Mapping[str, str], values: Values) -> None:
    for path, texts in values.items():
        if path in names:
            for text in texts:
                part.append(Node(names[path], text))


def warnings_of(row: Return, *, at: datetime) -> list[Warned]:
    """The warnings of what a return says now, with their explanations."""
    rules = list(WarningRule.objects.filter(campaign=row.campaign_id).order_by("position", "pk"))
    if not rules or row.submission_id is None:
        return []
    now = values_of([row.submission_id])[row.submission_id]
    held = fired(rules, form_of(row.campaign.version), now, previous_values(row), at=at)
    said = {one.rule_id: one for one in Explanation.objects.filter(due=row)}
    return [Warned(rule, said.get(rule.pk)) for rule in held]
