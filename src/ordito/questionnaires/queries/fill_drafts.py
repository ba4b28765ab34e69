# SPDX-License-Identifier: EUPL-1.2
"""A draft at work: its form filled with its answers, kept at hand between one answer and the next.

Opening a large form takes longer than answering one of its questions, so the last ones stay in the process, sealed
nowhere: a few, for minutes. Whoever takes one owns it until it is put back; another process notices by the revision
that its own is stale and opens the draft again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Generic, TypeVar

from django.utils.timezone import localdate

from ordito.questionnaires.engine.filling import Filling
from ordito.questionnaires.engine.form import MEDIA_KINDS, Question
from ordito.questionnaires.engine.places import COUNT, NUMBERS, Places
from ordito.questionnaires.models import DraftAnswer
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from ordito.questionnaires.engine.form import Form
    from ordito.questionnaires.engine.problems import Problem
    from ordito.questionnaires.models import Draft
    from ordito.questionnaires.queries.filling import Print

Key = TypeVar("Key")
Value = TypeVar("Value")

FILLINGS_KEPT = 16
SHEETS_KEPT = 64
LONGEST_KEPT = timedelta(minutes=10)  # after that the clock inside the form is too old


@dataclass(frozen=True, slots=True)
class Author:
    """Who gave an answer last, when, at which revision of the draft."""

    user_id: int | None
    name: str
    at: datetime
    revision: int

    @property
    def who(self) -> tuple[int | None, str]:
        """The person: an account, or the name of somebody with a personal link."""
        return self.user_id, self.name


@dataclass
class Work:
    """The form of a draft as filled so far. `values` are the draft's rows by lasting reference."""

    draft: Draft
    form: Form
    filling: Filling
    places: Places
    values: dict[str, str]
    authors: dict[str, Author] = field(default_factory=dict)
    opened_at: datetime | None = None

    def question_at(self, ref: str) -> tuple[str, Question] | None:
        """Where a lasting reference stands now and the question there; None for a place that is no more, or hidden."""
        position = self.places.position(ref)
        if position is None or position not in self.filling.tree.by_ref:
            return None
        item = self.form.items.get(path_of(position))
        return (position, item) if isinstance(item, Question) and item.visible else None

    @property
    def takes_files(self) -> bool:
        """Whether any question is answered by a file."""
        return any(item.kind in MEDIA_KINDS for item in self.form.questions())

    def problems(self) -> tuple[Problem, ...]:
        """What keeps the answers from being sent, by lasting reference."""
        return tuple(replace(problem, ref=self.places.lasting(problem.ref)) for problem in self.filling.problems())


def path_of(ref: str) -> str:
    """A reference without its positions."""
    if "[" not in ref:
        return ref
    return "".join(piece.rpartition("]")[2] if number else piece for number, piece in enumerate(ref.split("[")))


def open_work(draft: Draft, *, now: datetime) -> Work:
    """The draft's form with its answers: at hand, or made from what is stored. One query at most.

    The caller owns it until `keep_work`.
    """
    work = _FILLINGS.take(draft.public_id)
    if work is not None and work.draft.revision == draft.revision and _is_fresh(work, now):
        work.draft = draft
        return work
    values, authors = _stored(draft)
    places = Places(values)
    form = form_of(draft.version)
    filling = Filling(
        form,
        now=now,
        language=draft.language or None,
        answers=places.positions(values),
        order_key=str(draft.public_id),
    )
    return Work(draft, form, filling, places, values, authors, now)


def _is_fresh(work: Work, now: datetime) -> bool:
    opened = work.opened_at
    return opened is not None and opened <= now < opened + LONGEST_KEPT and localdate(opened) == localdate(now)


def _stored(draft: Draft) -> tuple[dict[str, str], dict[str, Author]]:
    values, authors = {}, {}
    for row in DraftAnswer.objects.filter(draft=draft).order_by("pk"):
        row.draft = draft
        values[row.ref] = row.value
        if row.ref[0] not in {COUNT, NUMBERS}:
            authors[row.ref] = Author(row.saved_by_id, row.saved_by_name, row.saved_at, row.revision)
    return values, authors


def keep_work(work: Work) -> None:
    """Put it back for the next answer; only what is in the database may be put back."""
    _FILLINGS.put(work.draft.public_id, work)


@dataclass
class Sheet:
    """What one open page shows: of which draft, at which revision, and the prints of its parts."""

    draft_id: int
    revision: int
    prints: dict[str, tuple[str, Print]]


def sheet_of(token: str, draft: Draft, revision: int) -> Mapping[str, tuple[str, Print]] | None:
    """What the page with this token shows, if this process knows it and nothing was missed."""
    sheet = _SHEETS.take(token)
    if sheet is None or sheet.draft_id != draft.pk or sheet.revision != revision:
        return None
    return sheet.prints


def keep_sheet(token: str, draft: Draft, prints: dict[str, tuple[str, Print]]) -> None:
    """Remember what a page shows now."""
    _SHEETS.put(token, Sheet(draft.pk, draft.revision, prints))


class _Kept(Generic[Key, Value]):
    """The last few values; taking one removes it, so that two threads never share it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: Key) -> Value | None:
        """The value, which is then no longer here."""
        with self._lock:
            return self._values.pop(key, None)

    def put(self, key: Key, value: Value) -> None:
        """Keep a value; the one unused for longest goes."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)

    def clear(self) -> None:
        """Forget them all."""
        with self._lock:
            self._values.clear()


_FILLINGS: _Kept[UUID, Work] = _Kept(FILLINGS_KEPT)
_SHEETS: _Kept[str, Sheet] = _Kept(SHEETS_KEPT)


def forget_fillings() -> None:
    """Forget all that is at hand; for tests."""
    _FILLINGS.clear()
    _SHEETS.clear()
