# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ordito.cases.models import DiaryDraft, DiaryEntry
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile, DiaryRevision
    from ordito.core.access import Actor

EXCERPT = 220


@dataclass(frozen=True)
class DiaryLine:
    """An entry in a list, readable."""

    pk: int
    happened_on: date
    title: str
    excerpt: str
    kind: str
    author_name: str
    corrected: bool


@dataclass(frozen=True)
class EarlierText:
    """What an entry said before a correction."""

    label: str
    happened_on: date
    title: str
    text: str


def diary_of(actor: Actor, case_file: CaseFile) -> QuerySet[DiaryEntry]:
    """The entries of a record that the actor reads; their owner comes along, because it has the key."""
    return DiaryEntry.objects.visible_to(actor).filter(case_file=case_file).select_related("kind", "case_file__person")


def diary_lines(entries: Iterable[DiaryEntry]) -> list[DiaryLine]:
    """Entries, opened for a list; one without title is called by its kind."""
    return [
        DiaryLine(
            entry.pk,
            entry.happened_on,
            open_text(entry, "title") or entry.kind.label,
            Truncator(open_text(entry, "text")).chars(EXCERPT),
            entry.kind.label,
            entry.author_name,
            entry.version > 1,
        )
        for entry in entries
    ]


def earlier_texts(entry: DiaryEntry) -> list[EarlierText]:
    """What the entry said before each correction, latest first."""
    rows = entry.revisions.select_related("entry__case_file__person").order_by("-number")
    return [
        EarlierText(_replaced(row), row.happened_on, open_text(row, "title"), open_text(row, "text")) for row in rows
    ]


def _replaced(row: DiaryRevision) -> str:
    when = timezone.localtime(row.replaced_at)
    return _("Versione %(number)s, sostituita il %(day)s alle %(hour)s da %(name)s") % {
        "number": row.number,
        "day": f"{when:%d/%m/%Y}",
        "hour": f"{when:%H:%M}",
        "name": row.replaced_by_name,
    }


def own_draft(actor: Actor, case_file: CaseFile) -> DiaryDraft | None:
    """What the actor has written and not published in this record."""
    if actor.actor_id is None:
        return None
    drafts = DiaryDraft.objects.filter(case_file=case_file, owner_id=actor.actor_id)
    return drafts.select_related("case_file__person", "kind").first()


def draft_values(draft: DiaryDraft) -> dict[str, object]:
    """A draft as the first values of the form."""
    return {
        "kind": draft.kind_id,
        "happened_on": draft.happened_on,
        "title": open_text(draft, "title"),
        "text": open_text(draft, "text"),
        "version": draft.version,
    }
