# SPDX-License-Identifier: EUPL-1.2
"""What the page of answers sends: which answers, what they may replace, which button was pressed.

Names of fields: the lasting reference itself for what is answered; "=" and the reference for the mark of the answer
that the page began with (only what has one was asked); "~" and the reference for what the page tried to send before
without knowing whether it arrived; "file=", "firma=" and "ordine=" for files, typed signatures and the order shown.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, cast

from ordito.questionnaires.actions.drafts import Given
from ordito.questionnaires.engine.form import MEDIA_KINDS, Question
from ordito.questionnaires.queries.fill_controls import accepted, kind_of, read
from ordito.questionnaires.queries.fill_drafts import path_of
from ordito.questionnaires.queries.filling import mark_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from django.http import HttpRequest, QueryDict

    from ordito.questionnaires.engine.form import Form


@dataclass(frozen=True)
class Sent:
    """A file, or a signature typed in its place."""

    stream: BinaryIO
    name: str
    kinds: frozenset[str]


@dataclass(frozen=True)
class Posted:
    """All that came. `marks` are those of the page, by reference."""

    answers: dict[str, Given]
    marks: dict[str, str]
    files: dict[str, Sent]
    add: str = ""
    remove: str = ""
    page: str = ""
    language: str | None = None
    revision: int = 0
    since: int = 0
    strict: bool = False
    token: str = ""
    buttons: frozenset[str] = field(default_factory=frozenset)


def posted(
    request: HttpRequest, form: Form, *, today: date, before: Callable[[], Mapping[str, str]] = dict[str, str]
) -> Posted:
    """Read a request of the page; what names no question of the form is passed over.

    `before` gives the answers of the last round, by reference or path: asked only when one is to be copied.
    """
    data = request.POST
    marks = {name[1:]: mark for name, mark in data.items() if name.startswith("=") and isinstance(mark, str)}
    questions = {ref: item for ref in marks if isinstance(item := form.items.get(path_of(ref)), Question)}
    cleared, mine, theirs = data.get("svuota", ""), data.get("mia", ""), data.get("altrui", "")
    answers: dict[str, Given] = {}
    for ref, item in questions.items():
        if ref == theirs:
            continue
        value = _copied(before(), ref) if ref == data.get("ricopia") else _value(data, ref, item, cleared, today)
        if value is None:
            continue
        tried = {mark_of(read(item, data.getlist(f"~{ref}"), today=today))} if f"~{ref}" in data else set()
        answers[ref] = Given(value, "" if ref == mine else marks[ref], frozenset(tried))
    return Posted(
        answers,
        marks,
        dict(_files(request, questions)),
        add=data.get("aggiungi", ""),
        remove=data.get("togli", ""),
        page=data.get("pagina", ""),
        language=data.get("lingua"),
        revision=_number(data.get("rivista", "")),
        since=_number(data.get("dal", "")),
        strict=data.get("controlla") == "1",
        token=data.get("foglio", "")[:40],
        buttons=frozenset(data) & {"invia", "salva", "aggiorna", "aggiungi", "togli", "vai", "lingua", "altrui"},
    )


def _copied(before: Mapping[str, str], ref: str) -> str | None:
    """The answer of the last round, where there is one."""
    return before.get(ref) or before.get(path_of(ref)) or None


def _number(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _value(data: QueryDict, ref: str, item: Question, cleared: str, today: date) -> str | None:
    """The answer at `ref`; None where it stays as it is: a file is sent apart, an order was only looked at."""
    if ref == cleared:
        return ""
    if item.kind in MEDIA_KINDS:
        return None
    if item.kind == "rank":
        return _ranked(data, ref)
    return read(item, data.getlist(ref), today=today)


def _ranked(data: QueryDict, ref: str) -> str | None:
    """The order of a rank, after the step up or down that was asked."""
    order = data.getlist(ref) or data.getlist(f"ordine={ref}")
    for button, step in (("su", -1), ("giu", 1)):
        asked, _, value = data.get(button, "").rpartition(" ")
        if asked == ref and value in order:
            place = order.index(value)
            target = max(0, min(len(order) - 1, place + step))
            order.insert(target, order.pop(place))
            return " ".join(order)
    return " ".join(order) if ref in data or data.get("ordina") == ref else None


def _files(request: HttpRequest, questions: dict[str, Question]) -> Iterator[tuple[str, Sent]]:
    for ref, item in questions.items():
        if item.kind not in MEDIA_KINDS:
            continue
        kind = kind_of(item)
        sent = request.FILES.get(f"file={ref}")
        typed = request.POST.get(f"firma={ref}", "").strip()
        if sent is not None and not isinstance(sent, list) and sent.file is not None:
            yield ref, Sent(cast("BinaryIO", sent.file), sent.name or "file", accepted(kind))
        elif typed and kind == "signature":
            yield ref, Sent(io.BytesIO(typed.encode()), "firma.txt", frozenset({"text"}))
