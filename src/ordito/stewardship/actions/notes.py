# SPDX-License-Identifier: EUPL-1.2
"""The person's own version beside the record: written, decided upon, taken away. What the service wrote stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock
from ordito.core.access import permit
from ordito.core.fields import seal_texts
from ordito.stewardship import rules
from ordito.stewardship.enums import ListKey, NoteKind
from ordito.stewardship.models import RecordNote
from ordito.stewardship.queries.notes import tabs_for_notes

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from ordito.cases.models import CaseFile, Code
    from ordito.core.access import Actor
    from ordito.stewardship.models import DataRequest


def add_note(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    kind: NoteKind,
    part: str,
    words: str,
    given_on: date,
    form_key: UUID,
    request: DataRequest | None = None,
) -> RecordNote:
    """Put the person's version beside a part of the record. The same form sent twice writes once.

    Raises:
        NotAllowedError: the actor does not follow the record, or does not serve such requests.
        CaseError: nothing written, a part that is not there, or a day in the future.
    """
    permit(rules.can_serve(by, case_file))
    known = RecordNote.objects.filter(form_key=form_key, case_file=case_file).first()
    if known is not None:
        return known
    check_not_future(given_on, at=at, field="given_on")
    _check(case_file, part=part, words=words, request=request)
    with recorded("stewardship.add_note", by=by, at=at) as trace:
        row = RecordNote(
            case_file=case_file,
            request=request,
            kind=kind,
            part=part,
            given_on=given_on,
            form_key=form_key,
            written_at=at,
            written_by_name=by.actor_name[:160],
        )
        seal_texts(row, words=words.strip())
        row.save(force_insert=True)
        trace.touches(row, case_file)
        trace.notes(part=part)
    return row


def _check(case_file: CaseFile, *, part: str, words: str, request: DataRequest | None) -> None:
    if part not in tabs_for_notes():
        raise CaseError(_("Scegli una parte della cartella."), field="part")
    if not words.strip():
        raise CaseError(_("Scrivi la versione della persona."), field="words")
    if request is not None and request.case_file_id != case_file.pk:
        raise CaseError(_("Questa richiesta è di un’altra cartella."), field="request")


def decide_note(
    *, by: Actor, at: datetime, note: RecordNote, version: int, decision: Code, decided_on: date, why: str
) -> RecordNote:
    """Write what the service decided of the person's version; it stands beside it.

    Raises:
        NotAllowedError: as `add_note`.
        ConflictError: somebody saved meanwhile.
        CaseError: no reason, or days out of order.
    """
    permit(rules.can_serve(by, note.case_file))
    check_code(decision, ListKey.NOTE_DECISION, at=timezone.localdate(at), field="decision")
    check_not_future(decided_on, at=at, field="decided_on")
    check_order(note.given_on, decided_on, field="decided_on")
    if not why.strip():
        raise CaseError(_("Scrivi perché: la persona deve poterlo leggere."), field="why")
    with recorded("stewardship.decide_note", by=by, at=at) as trace:
        row = _standing(note, version=version)
        row.decision, row.decided_on = decision, decided_on
        row.version += 1
        seal_texts(row, why=why.strip())
        row.save()
        trace.touches(row, row.case_file, fields=["decision", "decided_on", "why"])
    return row


def end_note(*, by: Actor, at: datetime, note: RecordNote, version: int) -> RecordNote:
    """Show the note no more, from today: the person withdrew it, or the record was put right. It stays in its story.

    Raises:
        NotAllowedError: as `add_note`.
        ConflictError: somebody saved meanwhile.
        CaseError: ended already.
    """
    permit(rules.can_serve(by, note.case_file))
    with recorded("stewardship.end_note", by=by, at=at) as trace:
        row = _standing(note, version=version)
        row.ended_on = timezone.localdate(at)
        row.version += 1
        row.save()
        trace.touches(row, row.case_file, fields=["ended_on"])
    return row


def _standing(note: RecordNote, *, version: int) -> RecordNote:
    row = lock(RecordNote, note.pk, version=version)
    if row.ended_on is not None:
        raise CaseError(_("Questa nota è già stata tolta."))
    return row
