# SPDX-License-Identifier: EUPL-1.2
"""Labels that are missing or say the same twice, lists that nobody uses, pages that nobody finishes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ordito.questionnaires.engine.findings import Finding, Severity, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.questionnaires.engine.survey import ChoiceLine, Layout, SurveyLine

LONGEST_PAGE = 80  # questions seen together
LONGEST_FORM = 200  # the same for a form without pages
# Types that are never shown; the others need words.
UNSEEN = frozenset(
    {"calculate", "hidden", "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "imei"}
    | {"start-geopoint", "background-audio", "background-geopoint", "csv-external", "xml-external", "subscriberid"}
)


def lint_texts(layout: Layout) -> Iterator[Finding]:
    """Findings about words, lists and pages."""
    yield from _missing_labels(layout)
    for line in layout.lines:
        if line.kind != "question" and line.line.texts.get("hint"):
            yield line.line.find(Severity.WARNING, "hint_on_group", "hint", name=line.name)
    for name, choices in layout.choices.items():
        yield from _same_label(choices)
        yield from _same_name(layout, name, choices)
        if not _used(layout, name):
            yield choices[0].line.find(Severity.WARNING, "unused_list", "list_name", list=name)
    yield from _long_pages(layout)


def is_seen(line: SurveyLine) -> bool:
    """Whether the row is a question that people see."""
    return line.kind == "question" and line.type not in UNSEEN


def _missing_labels(layout: Layout) -> Iterator[Finding]:
    """A language that some labels of the sheet have and this one has not."""
    shown = [line.line for line in layout.lines if is_seen(line) or "label" in line.cells]
    listed = [choice.line for choices in layout.choices.values() for choice in choices]
    for lines in (shown, listed):
        languages = dict.fromkeys(language for line in lines for language in line.texts.get("label", {}))
        for line in lines:
            labels = line.texts.get("label", {})
            for language in languages:
                if language not in labels and len(languages) > 1:
                    column = f"label::{language}"
                    name = line.cells.get("name", "")
                    yield line.find(Severity.WARNING, "label_missing", column, name=name, language=language)


def _same_label(choices: tuple[ChoiceLine, ...]) -> Iterator[Finding]:
    """Two choices of one list that nobody can tell apart; lists with further columns are filtered by those."""
    seen: dict[tuple[str, ...], ChoiceLine] = {}
    for choice in choices:
        label = choice.line.texts.get("label", {})
        columns = tuple(f"{k}={v}" for k, v in sorted(choice.line.cells.items()) if k not in ("name", "label"))
        for language, text in label.items():
            first = seen.setdefault((language, text, *columns), choice)
            if first is not choice:
                yield choice.line.find(
                    Severity.WARNING, "same_label", f"label::{language}", list=choice.list_name, label=quote(text),
                    other=first.name,
                )  # fmt: skip


def _same_name(layout: Layout, name: str, choices: tuple[ChoiceLine, ...]) -> Iterator[Finding]:
    """Where duplicates are allowed, a question that does not filter its list shows both."""
    twice = [found for found, times in Counter(choice.name for choice in choices).items() if times > 1]
    if not twice:
        return
    for line in layout.lines:
        if line.list_name == name and "choice_filter" not in line.cells:
            yield line.line.find(Severity.WARNING, "list_with_duplicates", "type", list=name, value=twice[0])


def _used(layout: Layout, name: str) -> bool:
    texts = (text for line in layout.lines for text in line.cells.values())
    return any(line.list_name == name for line in layout.lines) or any(name in text for text in texts)


def _long_pages(layout: Layout) -> Iterator[Finding]:
    seen = [line for line in layout.lines if is_seen(line)]
    if "pages" not in layout.settings.get("style", ""):
        if len(seen) > LONGEST_FORM:
            params = {"count": str(len(seen)), "limit": str(LONGEST_FORM)}
            yield Finding(Severity.WARNING, "long_form", "settings", params=params)
        return
    for line in layout.lines:
        if line.kind == "question" or "field-list" not in line.cells.get("appearance", ""):
            continue
        count = sum(1 for below in seen if below.path.startswith(f"{line.path}/"))
        if count > LONGEST_PAGE:
            params = {"name": line.name, "count": str(count), "limit": str(LONGEST_PAGE)}
            yield line.line.find(Severity.WARNING, "long_page", "name", **params)
