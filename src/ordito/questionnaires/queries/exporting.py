# SPDX-License-Identifier: EUPL-1.2
"""Answers as tables: which columns a version has, and its rows in a stream, decrypted one by one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from ordito.questionnaires.engine.form import SELECT_KINDS, Group, Question, Repeat
from ordito.questionnaires.enums import SubmissionState
from ordito.questionnaires.models import FlatRow, QuestionnaireVersion, Submission
from ordito.questionnaires.models.scopes import open_text
from ordito.questionnaires.models.submissions import flat_place
from ordito.questionnaires.queries.forms import form_of
from ordito.questionnaires.queries.owners import owners

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ordito.core.access import Actor
    from ordito.questionnaires.engine.form import Form, Item
    from ordito.questionnaires.engine.tables_out import Cell

SUBMISSIONS_AT_ONCE = 500
NUMBERS = frozenset({"integer", "decimal", "range"})
MULTIPLE = frozenset({"select_multiple", "rank"})
NOT_EXPORTED = frozenset({"note"})


@dataclass(frozen=True)
class Options:
    """How answers are written.

    `labels` of questions and choices instead of names, in `language`; an answer of several choices as text, as a
    column of 0 and 1 for each choice, or both; answers with errors too.
    """

    labels: bool = True
    language: str = ""
    as_text: bool = True
    as_columns: bool = True
    with_errors: bool = False


@dataclass(frozen=True)
class AnswerColumn:
    """A column: `path` of the question, and with `choice` the 0/1 column of that choice."""

    heading: str
    name: str
    path: str
    kind: str
    labels: Mapping[str, str]
    choice: str | None = None
    label: str = ""


@dataclass(frozen=True)
class AnswerTable:
    """The answers of the whole (`repeat` empty) or of a repeat; `parent` is the repeat around it."""

    repeat: str
    parent: str
    name: str
    columns: tuple[AnswerColumn, ...]


def tables_of(version: QuestionnaireVersion, options: Options) -> tuple[AnswerTable, ...]:
    """The tables of a version, the one of the whole first, in the order of the form."""
    form = form_of(version)
    language = options.language if options.language in form.languages else form.default_language
    found: dict[str, tuple[str, str, list[Question]]] = {"": ("", _("risposte"), [])}
    _gather(form.root.children, "", found)
    return tuple(
        AnswerTable(repeat, parent, name, tuple(_columns(form, repeat, items, language, options)))
        for repeat, (parent, name, items) in found.items()
    )


def _gather(items: Sequence[Item], repeat: str, found: dict[str, tuple[str, str, list[Question]]]) -> None:
    for item in items:
        if isinstance(item, Repeat):
            found[item.path] = (repeat, item.name, [])
            _gather(item.children, item.path, found)
        elif isinstance(item, Group):
            _gather(item.children, repeat, found)
        elif isinstance(item, Question) and item.kind not in NOT_EXPORTED:
            found[repeat][2].append(item)


def _columns(
    form: Form, repeat: str, items: Sequence[Question], language: str, options: Options
) -> Iterator[AnswerColumn]:
    above = repeat or form.root.path
    taken: set[str] = set()

    def heading(label: str, name: str) -> str:
        text = label if options.labels and label else name
        if text in taken:
            text = f"{text} ({name})"
        taken.add(text)
        return text

    for item in items:
        name = item.path.removeprefix(f"{above}/")
        label = item.label.plain(language) if item.label else ""
        labels = _labels(item, language)
        several = item.kind in MULTIPLE
        if not several or options.as_text or not labels:
            yield AnswerColumn(heading(label, name), name, item.path, item.kind, labels, label=label)
        if several and options.as_columns:
            for value, said in labels.items():
                part = f"{label or name}: {said or value}"
                full = f"{name}/{value}"
                yield AnswerColumn(heading(part, full), full, item.path, item.kind, {}, choice=value, label=part)


def _labels(item: Question, language: str) -> dict[str, str]:
    if item.choices is None or item.choices.items is None:
        return {}
    return {choice.value: choice.label.plain(language) for choice in item.choices.items}


def exported(version: QuestionnaireVersion, actor: Actor, options: Options) -> Any:
    """The submissions that an export of `actor` has, those still to be checked left out."""
    states = [SubmissionState.VALID, *([SubmissionState.INVALID] if options.with_errors else [])]
    return Submission.objects.visible_to(actor).counted().filter(version=version, state__in=states)


def own_headings(table: AnswerTable) -> list[str]:
    """The columns before the answers."""
    if table.repeat:
        return ["_index", "_parent_index", "_id"]
    return ["_index", "_id", _("_oggetto"), _("_stato"), _("_inviate_il"), _("_inviate_da")]


def rows_of(
    table: AnswerTable, submissions: Any, options: Options, progress: Callable[[int], None]
) -> Iterator[list[Cell]]:
    """The rows of a table over `submissions`, a query set; some are read at a time, by key.

    `_index` counts the rows of the table from 1; `_parent_index` is the `_index` of the row around it.
    """
    last, index, before = 0, 0, 0
    writers = [_writer(column, options) for column in table.columns]
    while batch := _batch(submissions, last):
        last = batch[-1][0]
        heads = _heads(batch) if not table.repeat else {row[0]: [str(row[1])] for row in batch}
        offsets, before = _offsets(table, batch, before)
        for pk, public_id, number, parent, sealed in _flat(table.repeat, [row[0] for row in batch]):
            index += 1
            values = json.loads(open_text(sealed, flat_place(public_id, table.repeat, number)) or "{}")
            around = [offsets[pk] + (parent or 1)] if table.repeat else []
            yield [index, *around, *heads[pk], *[write(values) for write in writers]]
        progress(len(batch))


def _batch(submissions: Any, after: int) -> list[tuple[Any, ...]]:
    names = ("pk", "public_id", "owner_kind", "owner_id", "state", "submitted_at", "submitted_by_name")
    return list(submissions.filter(pk__gt=after).order_by("pk").values_list(*names)[:SUBMISSIONS_AT_ONCE])


def _flat(repeat: str, ids: list[int]) -> Any:
    names = ("submission_id", "submission__public_id", "index", "parent_index", "sealed_values")
    rows = FlatRow.objects.filter(submission__in=ids, repeat=repeat).order_by("submission_id", "index")
    return rows.values_list(*names).iterator(chunk_size=SUBMISSIONS_AT_ONCE)


def _offsets(table: AnswerTable, batch: list[tuple[Any, ...]], before: int) -> tuple[dict[int, int], int]:
    """How many rows of the table around stand before those of each submission, and before the next batch."""
    if not table.repeat:
        return {}, 0
    ids = [row[0] for row in batch]
    counts = FlatRow.objects.filter(submission__in=ids, repeat=table.parent).values_list("submission_id")
    by_id = dict(counts.annotate(number=Count("pk")))
    offsets = {}
    for pk in ids:
        offsets[pk] = before
        before += by_id.get(pk, 0)
    return offsets, before


def _heads(batch: list[tuple[Any, ...]]) -> dict[int, list[Cell]]:
    """What stands before the answers of each submission of a batch."""
    by_kind: dict[str, set[int]] = {}
    for row in batch:
        by_kind.setdefault(row[2], set()).add(row[3])
    known = owners()
    names = {kind: _names(known[kind], ids) for kind, ids in by_kind.items() if kind in known}
    states = dict(SubmissionState.choices)
    return {
        pk: [
            str(public_id),
            names.get(kind, {}).get(owner, ""),
            str(states[state]),
            f"{localtime(at):%Y-%m-%d %H:%M}",
            said,
        ]
        for pk, public_id, kind, owner, state, at, said in batch
    }


def _names(owner: Any, ids: set[int]) -> Mapping[int, str]:
    return owner.names(sorted(ids)) if owner.names else {pk: owner.name(pk) for pk in ids}


def _writer(column: AnswerColumn, options: Options) -> Callable[[Mapping[str, str]], Cell]:
    """What makes the cell of a column out of the values of a row."""
    path, labels, choice = column.path, column.labels, column.choice
    if choice is not None:
        return lambda values: None if path not in values else int(choice in values[path].split(" "))
    if column.kind in MULTIPLE and options.labels and labels:
        return lambda values: "; ".join(labels.get(value) or value for value in values.get(path, "").split())
    if column.kind in SELECT_KINDS and options.labels and labels:
        return lambda values: labels.get(values.get(path, "")) or values.get(path, "")
    if column.kind in NUMBERS:
        return lambda values: _number(values.get(path, ""))
    if column.kind == "date":
        return lambda values: _day(values.get(path, ""))
    return lambda values: values.get(path, "")


def _number(text: str) -> Cell:
    try:
        number = float(text)
    except ValueError:
        return text
    if number != number or number in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN differs from itself
        return text
    return int(number) if number.is_integer() else number


def _day(text: str) -> Cell:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text
