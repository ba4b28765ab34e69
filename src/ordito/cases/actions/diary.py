# SPDX-License-Identifier: EUPL-1.2
"""The diary: entries published, private notes with named readers, corrections that keep what was written before.

A private note touches neither the record nor its log: what is written of it is the note's own number, so that nobody
who follows the record learns that it exists.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.drafts import discard_draft
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, lock
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, DiaryEntry, DiaryReader, DiaryRevision
from ordito.cases.queries.record_diary import reader_candidates
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


PRESSED_TWICE = timedelta(minutes=2)
LONGEST_DAY = 24 * 60  # minutes


@dataclass(frozen=True, kw_only=True)
class Written:
    """What somebody writes in the diary: a text, or the minutes that something took, or both.

    A private note is read by its writer and by `readers` (ids of accounts) alone, and counts in nothing: no minutes.
    """

    kind: Code
    happened_on: date
    text: str = ""
    title: str = ""
    minutes: int | None = None
    private: bool = False
    readers: Iterable[int] = ()

    @property
    def texts(self) -> dict[str, str]:
        """The sealed columns."""
        return {"title": self.title.strip(), "text": self.text.strip()}

    def check(self, *, at: datetime) -> None:
        """Refuse what says nothing, what lies in the future and what is not possible."""
        if self.private and self.minutes is not None:
            raise CaseError(_("Il tempo di una nota riservata non si conta: toglilo."), field="minutes")
        if not self.text.strip() and (self.private or self.minutes is None):
            raise CaseError(_("Scrivi il testo, o almeno quanto tempo ha richiesto."), field="text")
        if self.minutes is not None and not 0 < self.minutes <= LONGEST_DAY:
            raise CaseError(_("Il tempo va da un minuto a 24 ore."), field="minutes")
        check_not_future(self.happened_on, at=at, field="happened_on")
        check_code(self.kind, ListKey.DIARY_KIND, at=self.happened_on, field="kind")


def publish_entry(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    kind: Code,
    happened_on: date,
    text: str = "",
    title: str = "",
    minutes: int | None = None,
    private: bool = False,
    readers: Iterable[int] = (),
) -> DiaryEntry:
    """Write an entry in the diary; the actor's draft of this record goes.

    The same entry sent again within two minutes (a button pressed twice) is the one already written.

    Raises:
        NotAllowedError: the actor may not write in the diary of this record.
        CaseError: neither text nor minutes, a date in the future, a code out of its list, minutes of a private note, a
            reader who cannot open the record.
    """
    permit(rules.can_write_diary(by, case_file))
    given = Written(
        kind=kind,
        happened_on=happened_on,
        text=text,
        title=title,
        minutes=minutes,
        private=private,
        readers=tuple(readers),
    )
    given.check(at=at)
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        entry = _new_entry(case_file, given, by=by, at=at)
        return _just_published(entry, given.texts) or _publish(entry, given, record, by=by, at=at)


def _new_entry(case_file: CaseFile, given: Written, *, by: Actor, at: datetime) -> DiaryEntry:
    return DiaryEntry(
        case_file=case_file,
        kind=given.kind,
        happened_on=given.happened_on,
        written_at=at,
        author_id=by.actor_id,
        author_name=by.actor_name,
        minutes=given.minutes,
        private=given.private,
    )


def _publish(entry: DiaryEntry, given: Written, record: CaseFile, *, by: Actor, at: datetime) -> DiaryEntry:
    action = "cases.publish_private" if given.private else "cases.publish_entry"
    with recorded(action, by=by, at=at) as trace:
        seal_texts(entry, **given.texts)
        entry.save(force_insert=True)
        if given.private:
            _name_readers(entry, given.readers, by=by, at=at)
            trace.touches(entry)
        else:
            record.updated_at = at
            record.save()
            trace.touches(entry, record)
        discard_draft(by=by, case_file=record)
    return entry


def _name_readers(entry: DiaryEntry, readers: Iterable[int], *, by: Actor, at: datetime) -> None:
    """The readers of a private note, in place of those it had; only people who may open the record can be named."""
    wanted = set(readers) - {by.actor_id}
    possible = {user.pk: user for user in reader_candidates(entry.case_file, on=timezone.localdate(at))}
    if wanted - possible.keys():
        raise CaseError(_("Una delle persone scelte non può aprire questa cartella."), field="readers")
    entry.readers.exclude(user_id__in=wanted).delete()
    named = set(entry.readers.values_list("user_id", flat=True))
    DiaryReader.objects.bulk_create(
        DiaryReader(entry=entry, user_id=pk, name=possible[pk].full_name) for pk in sorted(wanted - named)
    )


def _just_published(entry: DiaryEntry, texts: dict[str, str]) -> DiaryEntry | None:
    """What the same writer published a moment ago in the same words; the record is locked."""
    recent = DiaryEntry.objects.standing().filter(
        case_file=entry.case_file,
        author_id=entry.author_id,
        kind=entry.kind,
        happened_on=entry.happened_on,
        written_at__gt=entry.written_at - PRESSED_TWICE,
        minutes=entry.minutes,
        private=entry.private,
    )
    found = recent.select_related("case_file__person")
    return next((one for one in found if all(open_text(one, name) == text for name, text in texts.items())), None)


def correct_entry(
    *,
    by: Actor,
    at: datetime,
    entry: DiaryEntry,
    version: int,
    kind: Code,
    happened_on: date,
    text: str = "",
    title: str = "",
    minutes: int | None = None,
    readers: Iterable[int] | None = None,
) -> DiaryEntry:
    """Correct an entry; what it said before stays readable as a `DiaryRevision`. A private note stays private.

    `readers` None leaves those of a private note as they are.

    Raises:
        NotAllowedError: the actor neither wrote the entry nor coordinates the service.
        ConflictError: somebody saved meanwhile.
        CaseError: as `publish_entry`.
    """
    permit(rules.can_correct_entry(by, entry))
    given = Written(kind=kind, happened_on=happened_on, text=text, title=title, minutes=minutes, private=entry.private)
    given.check(at=at)
    with recorded("cases.correct_private" if entry.private else "cases.correct_entry", by=by, at=at) as trace:
        row = lock(DiaryEntry, entry.pk, version=version)
        revision = _keep_revision(row, by=by, at=at)
        seal_texts(row, **given.texts)
        row.kind, row.happened_on, row.minutes = kind, happened_on, minutes
        row.version += 1
        row.save()
        if row.private and readers is not None:
            _name_readers(row, readers, by=by, at=at)
        touched = (row, revision) if row.private else (row, revision, row.case_file)
        trace.touches(*touched, fields=["kind", "happened_on", "title", "text", "minutes"])
    return row


def _keep_revision(row: DiaryEntry, *, by: Actor, at: datetime) -> DiaryRevision:
    revision = DiaryRevision(
        entry=row,
        number=row.version,
        happened_on=row.happened_on,
        replaced_at=at,
        replaced_by_name=by.actor_name,
    )
    seal_texts(revision, title=open_text(row, "title"), text=open_text(row, "text"))
    revision.save(force_insert=True)
    return revision
