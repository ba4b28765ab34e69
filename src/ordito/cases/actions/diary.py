# SPDX-License-Identifier: EUPL-1.2
"""The diary: drafts saved while somebody types, entries published, corrections that keep what was written before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, ConflictError, check_code, check_not_future, lock, permit
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, DiaryDraft, DiaryEntry, DiaryRevision
from ordito.core.fields import open_text, seal_texts

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor


PRESSED_TWICE = timedelta(minutes=2)


def save_draft(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    title: str,
    text: str,
    kind: Code | None = None,
    happened_on: date | None = None,
    version: int | None = None,
) -> DiaryDraft:
    """Keep what the actor is writing; one draft for each record and writer. `version` None means a new draft.

    Raises:
        NotAllowedError: the actor may not write in the diary of this record.
        ConflictError: the draft was saved from another window meanwhile; `current` is that draft.
    """
    permit(rules.can_write_diary(by, case_file))
    if by.actor_id is None:
        raise CaseError(_("Solo chi accede con un proprio account può scrivere nel diario."))
    with transaction.atomic():
        CaseFile.objects.select_for_update(of=("self",)).get(pk=case_file.pk)
        draft = DiaryDraft.objects.filter(case_file=case_file, owner_id=by.actor_id).first()
        if draft is None:
            draft = DiaryDraft(case_file=case_file, owner_id=by.actor_id, version=0)
        elif draft.version != version:
            raise ConflictError(draft)
        seal_texts(draft, title=title, text=text)
        draft.kind, draft.happened_on, draft.saved_at = kind, happened_on, at
        draft.version += 1
        draft.save()
    return draft


def discard_draft(*, by: Actor, case_file: CaseFile) -> None:
    """Throw one's own draft away."""
    if by.actor_id is None:
        return
    DiaryDraft.objects.filter(case_file=case_file, owner_id=by.actor_id).delete()


def publish_entry(
    *, by: Actor, at: datetime, case_file: CaseFile, kind: Code, happened_on: date, text: str, title: str = ""
) -> DiaryEntry:
    """Write an entry in the diary; the actor's draft of this record goes.

    The same entry sent again within two minutes (a button pressed twice) is the one already written.

    Raises:
        NotAllowedError: the actor may not write in the diary of this record.
        CaseError: no text, a date in the future, a code out of its list.
    """
    permit(rules.can_write_diary(by, case_file))
    _check(text, kind, happened_on, at=at)
    entry = DiaryEntry(
        case_file=case_file,
        kind=kind,
        happened_on=happened_on,
        written_at=at,
        author_id=by.actor_id,
        author_name=by.actor_name,
    )
    texts = {"title": title.strip(), "text": text.strip()}
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        return _just_published(entry, texts) or _publish(entry, texts, record, by=by, at=at)


def _publish(entry: DiaryEntry, texts: dict[str, str], record: CaseFile, *, by: Actor, at: datetime) -> DiaryEntry:
    with recorded("cases.publish_entry", by=by, at=at) as trace:
        seal_texts(entry, **texts)
        entry.save(force_insert=True)
        discard_draft(by=by, case_file=record)
        record.updated_at = at
        record.save()
        trace.touches(entry, record)
    return entry


def _just_published(entry: DiaryEntry, texts: dict[str, str]) -> DiaryEntry | None:
    """What the same writer published a moment ago in the same words; the record is locked."""
    recent = DiaryEntry.objects.current().filter(
        case_file=entry.case_file,
        author_id=entry.author_id,
        kind=entry.kind,
        happened_on=entry.happened_on,
        written_at__gt=entry.written_at - PRESSED_TWICE,
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
    text: str,
    title: str = "",
) -> DiaryEntry:
    """Correct an entry; what it said before stays readable as a `DiaryRevision`.

    Raises:
        NotAllowedError: the actor neither wrote the entry nor coordinates the service.
        ConflictError: somebody saved meanwhile.
        CaseError: no text, a date in the future, a code out of its list.
    """
    permit(rules.can_correct_entry(by, entry))
    _check(text, kind, happened_on, at=at)
    with recorded("cases.correct_entry", by=by, at=at) as trace:
        row = lock(DiaryEntry, entry.pk, version=version)
        revision = DiaryRevision(
            entry=row,
            number=row.version,
            happened_on=row.happened_on,
            replaced_at=at,
            replaced_by_name=by.actor_name,
        )
        seal_texts(revision, title=open_text(row, "title"), text=open_text(row, "text"))
        revision.save(force_insert=True)
        seal_texts(row, title=title.strip(), text=text.strip())
        row.kind, row.happened_on = kind, happened_on
        row.version += 1
        row.save()
        trace.touches(row, revision, row.case_file, fields=["kind", "happened_on", "title", "text"])
    return row


def _check(text: str, kind: Code, happened_on: date, *, at: datetime) -> None:
    if not text.strip():
        raise CaseError(_("Scrivi il testo."), field="text")
    check_not_future(happened_on, at=at, field="happened_on")
    check_code(kind, ListKey.DIARY_KIND, at=happened_on, field="kind")
