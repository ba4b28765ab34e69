# SPDX-License-Identifier: EUPL-1.2
"""What the converter lets pass and an author would regret: each as a finding with its row and column.

Expressions are looked at as they are written, with `${name}`, so that every one of them is judged even when the first
is already wrong. What only the whole form shows (circles, things without effect here) comes from reading it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.compare import ChangeKind, compare
from ordito.questionnaires.engine.conversion import Converted, convert
from ordito.questionnaires.engine.findings import Finding, Severity, WorkbookRefusedError, quote
from ordito.questionnaires.engine.lint_expressions import lint_expressions
from ordito.questionnaires.engine.lint_relevance import lint_relevance
from ordito.questionnaires.engine.lint_texts import lint_texts
from ordito.questionnaires.engine.problems import FormRefusedError
from ordito.questionnaires.engine.reading import read_form
from ordito.questionnaires.engine.written import expressions_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.survey import Layout
    from ordito.questionnaires.engine.workbook import Workbook

MOST_ALIKE = 20
QUIET = frozenset({"audit", "device_property", "geo_capture", "external_instance"})  # said elsewhere, or no loss here


def examine(
    workbook: Workbook, *, fallback_name: str, attached: Mapping[str, bytes] = {}
) -> tuple[Converted, Form, tuple[Finding, ...]]:
    """A workbook as form, with all that is to be said of it.

    Raises `WorkbookRefusedError` with every finding when one of them is an error.
    """
    converted = convert(workbook, fallback_name=fallback_name)
    sheets = lint_sheets(converted)
    try:
        form = read_form(converted.xform, attached)
    except FormRefusedError as error:
        refused = refusal(error, converted.layout)
        told = {(finding.row, finding.column) for finding in sheets if finding.severity is Severity.ERROR}
        more = () if told and error.code == "bad_expression" else (refused,)
        raise WorkbookRefusedError(*converted.warnings, *sheets, *more) from error
    findings = (*converted.warnings, *sheets, *lint_form(converted.layout, form))
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise WorkbookRefusedError(*findings)
    return converted, form, findings


def lint(converted: Converted, form: Form) -> tuple[Finding, ...]:
    """All findings beyond the converter's own warnings, in the order of the rows."""
    return (*lint_sheets(converted), *lint_form(converted.layout, form))


def lint_sheets(converted: Converted) -> tuple[Finding, ...]:
    """Findings that the sheets alone show."""
    layout = converted.layout
    written, broken = expressions_of(layout)
    found = [
        *broken,
        *lint_expressions(layout, written),
        *lint_relevance(layout, written),
        *lint_texts(layout),
    ]
    return tuple(_not_too_many(sorted(dict.fromkeys(found), key=_place)))


def _not_too_many(found: Sequence[Finding]) -> Iterator[Finding]:
    """The first ones of each warning; how many more there are stands in the last."""
    seen: Counter[str] = Counter()
    total = Counter(finding.code for finding in found)
    for finding in found:
        seen[finding.code] += 1
        rest = total[finding.code] - MOST_ALIKE
        if finding.severity is Severity.ERROR or seen[finding.code] < MOST_ALIKE or rest <= 0:
            yield finding
        elif seen[finding.code] == MOST_ALIKE:
            yield finding
            yield Finding(Severity.WARNING, "more_alike", finding.sheet, params={"count": str(rest)})


def lint_form(layout: Layout, form: Form) -> tuple[Finding, ...]:
    """What the form read says of itself: parts that have no effect here."""
    found = []
    for notice in form.notices:
        if notice.code in QUIET:
            continue
        line = layout.line_at(notice.ref)
        params = {"detail": notice.detail}
        if line is None:
            found.append(Finding(Severity.WARNING, f"notice_{notice.code}", params=params))
        else:
            found.append(line.line.find(Severity.WARNING, f"notice_{notice.code}", "type", **params))
    return tuple(found)


def lint_against(layout: Layout, old: Form, new: Form) -> tuple[Finding, ...]:
    """Names that a former version used for another question: answers would be counted as one series."""
    found = []
    for change in compare(old, new):
        line = layout.line_at(change.path)
        if line is not None and change.kind is ChangeKind.LABEL and change.breaks:
            params = {"name": line.name, "old": quote(change.old)}
            found.append(line.line.find(Severity.WARNING, "meaning_changed", "name", **params))
    return tuple(found)


def refusal(error: FormRefusedError, layout: Layout) -> Finding:
    """Why a form that converts is refused all the same, at the row of the element at fault."""
    line = layout.line_at(error.ref)
    params = {"detail": error.detail, "name": error.ref.rpartition("/")[2]}
    if line is None:
        return Finding(Severity.ERROR, f"form_{error.code}", params=params)
    return line.line.find(Severity.ERROR, f"form_{error.code}", "name", **params)


def _place(finding: Finding) -> tuple[str, int, int, str]:
    return (finding.sheet != "survey") * "~" + finding.sheet, finding.row, len(finding.column), finding.column
