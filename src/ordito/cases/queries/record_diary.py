# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.accounts.models import User
from ordito.cases.models import DiaryDraft, DiaryEntry, DiaryTemplate, TakingInCharge, TeamMember
from ordito.cases.queries.staff import holders_over
from ordito.core.access import Verb
from ordito.core.dates import format_date
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from django.db.models import QuerySet

    from ordito.cases.models import CaseFile, DiaryDraftRevision, DiaryRevision
    from ordito.core.access import Actor

EXCERPT = 220
HOUR = 60  # minutes


@dataclass(frozen=True)
class DiaryLine:
    """An entry in a list, readable. `late` says when it was written, where that was on a later day."""

    pk: int
    happened_on: date
    title: str
    excerpt: str
    kind: str
    author_name: str
    corrected: bool
    private: bool
    late: str
    duration: str
    files: int

    @property
    def icon(self) -> str:
        """A lock for a private note."""
        return "it-locked" if self.private else "it-pencil"


@dataclass(frozen=True)
class EarlierText:
    """What an entry said before a correction, or a draft before it was changed."""

    pk: int
    label: str
    title: str
    text: str
    happened_on: date | None = None


@dataclass(frozen=True)
class AttachmentLine:
    """A file joined to an entry."""

    pk: int
    title: str
    added_at: datetime
    added_by_name: str


def diary_of(actor: Actor, case_file: CaseFile) -> QuerySet[DiaryEntry]:
    """The entries of a record that the actor reads, their private notes among them, with the owner of the key.

    For what the actor reads on the screen; paper, counts and flows take `DiaryEntry.objects.visible_to`.
    """
    return DiaryEntry.objects.of(case_file, actor).select_related("kind", "case_file__person")


def diary_lines(entries: Iterable[DiaryEntry], *, files: bool = True) -> list[DiaryLine]:
    """Entries, opened for a list; one without title is called by its kind. One query more, to count their `files`."""
    found = list(entries)
    if files:
        prefetch_related_objects(found, "attachments")
    return [
        DiaryLine(
            entry.pk,
            entry.happened_on,
            open_text(entry, "title") or entry.kind.label,
            Truncator(open_text(entry, "text")).chars(EXCERPT),
            entry.kind.label,
            entry.author_name,
            entry.version > 1,
            entry.private,
            late_words(entry),
            duration_words(entry.minutes),
            sum(file.removed_at is None for file in entry.attachments.all()) if files else 0,
        )
        for entry in found
    ]


def late_words(entry: DiaryEntry) -> str:
    """When it was written, for an entry that came on a later day than it happened; empty otherwise."""
    written = timezone.localdate(entry.written_at)
    days = (written - entry.happened_on).days
    if days <= 0:
        return ""
    words = ngettext("scritta il %(day)s, %(count)s giorno dopo", "scritta il %(day)s, %(count)s giorni dopo", days)
    return words % {"day": format_date(written), "count": days}


def duration_words(minutes: int | None) -> str:
    """Minutes as people say them: 45 min, 1 h, 2 h 30 min; empty when unknown."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, HOUR)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def earlier_texts(entry: DiaryEntry) -> list[EarlierText]:
    """What the entry said before each correction, latest first."""
    rows = entry.revisions.select_related("entry__case_file__person").order_by("-number")
    return [
        EarlierText(row.pk, _replaced(row), open_text(row, "title"), open_text(row, "text"), row.happened_on)
        for row in rows
    ]


def _replaced(row: DiaryRevision) -> str:
    when = timezone.localtime(row.replaced_at)
    return _("Versione %(number)s, sostituita il %(day)s alle %(hour)s da %(name)s") % {
        "number": row.number,
        "day": f"{when:%d/%m/%Y}",
        "hour": f"{when:%H:%M}",
        "name": row.replaced_by_name,
    }


def attachments_of(entry: DiaryEntry) -> list[AttachmentLine]:
    """The files joined to an entry, in the order in which they came."""
    rows = entry.attachments.filter(removed_at__isnull=True).select_related("entry__case_file__person").order_by("pk")
    return [AttachmentLine(row.pk, open_text(row, "title"), row.added_at, row.added_by_name) for row in rows]


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
        "minutes": draft.minutes,
        "private": draft.private,
        "readers": draft.reader_ids,
        "version": draft.version,
    }


def earlier_drafts(draft: DiaryDraft) -> list[EarlierText]:
    """What a draft said earlier, latest first."""
    rows = draft.revisions.select_related("draft__case_file__person").order_by("-pk")
    return [EarlierText(row.pk, _saved(row), open_text(row, "title"), open_text(row, "text")) for row in rows]


def _saved(row: DiaryDraftRevision) -> str:
    when = timezone.localtime(row.saved_at)
    return _("Com’era il %(day)s alle %(hour)s") % {"day": f"{when:%d/%m/%Y}", "hour": f"{when:%H:%M}"}


def reader_candidates(case_file: CaseFile, *, on: date) -> QuerySet[User]:
    """Who can be named to read a private note: whoever answers for the record, its team, who supervises the service.

    All of them can open the record today; a name alone opens nothing.
    """
    open_ones = TakingInCharge.objects.current().open().filter(case_file=case_file)
    team = TeamMember.objects.at(on).filter(taking__in=open_ones)
    people = (
        Q(professional__in=open_ones.values("worker"))
        | Q(professional__in=team.values("professional"))
        | Q(pk__in=holders_over(case_file, Verb.APPROVE_WORK, on=on))
    )
    return User.objects.filter(people, is_active=True).order_by("full_name", "pk")


def templates_for(actor: Actor, case_file: CaseFile) -> QuerySet[DiaryTemplate]:
    """The models of text that the actor may start from in this record: their own first."""
    rows = DiaryTemplate.objects.offered(actor.actor_id, ambito_id=case_file.ambito_id)
    return rows.order_by("ambito", "title", "pk")
