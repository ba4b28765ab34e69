# SPDX-License-Identifier: EUPL-1.2
"""One return as its page shows it: answers with the last round's beside, what was said, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ordito.campaigns.models import Return, ReturnComment, ReturnEvent
from ordito.campaigns.queries.answers import shown_beside, values_of
from ordito.questionnaires.engine.form import Question
from ordito.questionnaires.queries.answers import answer_lines, said
from ordito.questionnaires.queries.fill_controls import difference
from ordito.questionnaires.queries.forms import form_of
from ordito.territory.queries import ambito_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from ordito.questionnaires.engine.form import Form
    from ordito.territory.models import Territory


@dataclass(frozen=True)
class Line:
    """A heading or an answer; `before` is the last round's, `change` how a number moved since."""

    ref: str
    label: str
    value: str
    depth: int
    heading: bool = False
    before: str = ""
    change: str = ""
    file: str = ""
    comments: tuple[ReturnComment, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether the last round said something else."""
        return bool(self.before) and self.before != self.value


@dataclass(frozen=True)
class Answers:
    """What a return says: every answer in the order of the form, and what only the last round said."""

    lines: tuple[Line, ...]
    gone: tuple[Line, ...]
    whole: tuple[ReturnComment, ...]
    """Comments on the return as a whole."""
    compared: bool
    """Whether there is a last round to compare with."""


def answers_of(row: Return) -> Answers:
    """The answers that were sent last; nothing before the first time."""
    comments = open_comments(row.pk)
    whole = tuple(comments.pop("", ()))
    if row.submission is None:
        return Answers((), (), whole, compared=False)
    form = form_of(row.campaign.version)
    now = values_of([row.submission.pk])[row.submission.pk]
    before = shown_beside(row)
    lines = []
    for line in answer_lines(row.submission):
        if line.heading and line.label == line.ref.rpartition("/")[2]:
            continue  # a group without a title of its own
        earlier = before.pop(line.ref, "")
        lines.append(
            Line(
                line.ref,
                line.label,
                str(line.value),
                line.depth,
                line.heading,
                _words(form, line.ref, earlier),
                _change(form, line.ref, earlier, next(iter(now.get(line.ref, ())), "")),
                line.file,
                tuple(comments.get(line.ref, ())),
            )
        )
    gone = [
        Line(path, _label(form, path), "", 0, before=_words(form, path, text))
        for path, text in before.items()
        if text and _asked(form, path)
    ]
    return Answers(tuple(lines), tuple(gone), whole, compared=row.campaign.previous_id is not None)


def open_comments(return_id: int) -> dict[str, list[ReturnComment]]:
    """What is still to be corrected, by reference."""
    found: dict[str, list[ReturnComment]] = {}
    for comment in ReturnComment.objects.filter(due=return_id, resolved_at__isnull=True).order_by("pk"):
        found.setdefault(comment.ref, []).append(comment)
    return found


def comment_texts(return_id: int) -> Mapping[str, str]:
    """The same as texts, for the page on which one answers."""
    found = open_comments(return_id)
    return {ref: "\n".join(f"{one.text} ({one.by_name})" for one in said) for ref, said in found.items()}


def _asked(form: Form, path: str) -> bool:
    item = form.items.get(path)
    return isinstance(item, Question) and item.visible


def _label(form: Form, path: str) -> str:
    item = form.items[path]
    return item.label.plain(form.default_language) if item.label else item.name


def _words(form: Form, path: str, text: str) -> str:
    item = form.items.get(path)
    return said(item, text, form.default_language) if text and isinstance(item, Question) else ""


def _change(form: Form, path: str, before: str, now: str) -> str:
    item = form.items.get(path)
    return difference(item, before, now) if isinstance(item, Question) and before != now else ""


def story_of(row: Return) -> list[ReturnEvent]:
    """What happened to a return, the latest first."""
    return list(ReturnEvent.objects.filter(due=row).order_by("-at", "-pk"))


def ambito_today(row: Return, today: date) -> Territory | None:
    """The Ambito in which the service stands today, when it is another than the return's."""
    if row.service is None:
        return None
    found = ambito_of(row.service.territory_id, today)
    return found if found is not None and found.pk != row.ambito_id else None
