# SPDX-License-Identifier: EUPL-1.2
"""The copy for the person: a job drafts it, workers decide passage by passage, a job packs it, downloads are logged."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.cases.actions.errors import CaseError, lock
from ordito.cases.models import CaseFile
from ordito.cases.queries.record_header import record_header
from ordito.core.access import permit
from ordito.core.fields import open_text, seal_texts
from ordito.files.actions import FileGoneError, FileNotKeptError, discard_file, read_whole, store_made
from ordito.files.models import StoredFile
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.stewardship import rules
from ordito.stewardship.engine.passages import passages_of, spans_of
from ordito.stewardship.enums import CopyState, Cover, RequestKind
from ordito.stewardship.models import CopyPassage, DataRequest, SubjectCopy
from ordito.stewardship.queries.copies import covered, draft_of
from ordito.stewardship.queries.copy_paper import attached, copy_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress
    from ordito.stewardship.engine.passages import Passage

DRAFTER = "ordito.stewardship.tasks.copies.draft_copy"
PACKER = "ordito.stewardship.tasks.copies.pack_copy"
DRAFT_KEPT = timedelta(days=100)
"""Longer than the longest term of an answer."""
COPY_KEPT = timedelta(days=30)
PIECE = 64 * 1024
SHORTEST_WORD = 3


def prepare_copy(*, by: Actor, at: datetime, request: DataRequest) -> SubjectCopy:
    """Have a job draft the copy; one that is being prepared already is not begun twice.

    Raises:
        NotAllowedError: the actor does not follow the record, or does not export it.
        CaseError: not a request of access, or answered already.
    """
    permit(rules.can_serve(by, request.case_file))
    with recorded("stewardship.prepare_copy", by=by, at=at) as trace:
        row = lock(DataRequest, request.pk)
        if row.kind != RequestKind.ACCESS or row.answered_on is not None:
            raise CaseError(_("La copia si prepara per una richiesta di accesso ancora senza risposta."))
        begun = SubjectCopy.objects.alive().filter(request=row).exclude(state=CopyState.RELEASED).first()
        if begun is not None:
            trace.touches(begun, row.case_file)
            return begun
        copy = SubjectCopy(
            request=row, asked_at=at, asked_by_id=by.actor_id, asked_by_name=by.actor_name[:160], job_id=None
        )
        copy.save(force_insert=True)
        label = _("Copia dei dati di una persona")
        copy.job_id = enqueue(DRAFTER, by=by, at=at, label=label, copy_id=copy.pk, by_id=by.actor_id).pk
        copy.save(update_fields=["job_id"])
        trace.touches(copy, row, row.case_file)
    return copy


def draft_copy(*, by: Actor, copy: SubjectCopy, clock: Callable[[], datetime], progress: Progress) -> int:
    """Draft a copy as the actor reads the record now; a draft that is there stays. Returns how many passages it flags.

    Raises:
        JobFailedError: the record is no longer theirs to export, or the disk is full.
    """
    record = _record_of(by, copy, clock())
    if copy.state != CopyState.DRAFTING:
        return copy.passages.count()
    counted = [0]

    def count(number: int) -> None:
        counted[0] += number
        progress(counted[0], 0)

    draft = draft_of(by, record, count)
    file = _keep(draft.chapters, copy, name="bozza.json", by=by, at=clock())
    with recorded("stewardship.draft_copy", by=by, at=clock()) as trace:
        row = lock(SubjectCopy, copy.pk)
        if row.state != CopyState.DRAFTING:  # given up meanwhile
            discard_file(file, at=clock())
            return 0
        row.draft_file_id, row.state = file.pk, CopyState.REVIEW
        row.version += 1
        row.save()
        flagged = [_passage(row, *one) for one in draft.flagged]
        CopyPassage.objects.bulk_create(flagged)
        trace.touches(row, record.case_file)
        trace.notes(passages=len(flagged))
    return len(flagged)


def _passage(copy: SubjectCopy, number: int, passage: Passage, hints: list[str]) -> CopyPassage:
    row = CopyPassage(copy=copy, number=number, place=passage.place, chapter=passage.chapter[:160])
    seal_texts(row, text=passage.text, hints=json.dumps(hints, ensure_ascii=False))
    return row


def decide_passages(*, by: Actor, at: datetime, copy: SubjectCopy, decisions: Mapping[int, Cover]) -> int:
    """Decide passages by their ids. Returns how many were decided.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: the copy is not being reviewed.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    with recorded("stewardship.decide_passages", by=by, at=at) as trace:
        row = _reviewed(copy)
        done = 0
        for pk, decision in decisions.items():
            rows = CopyPassage.objects.filter(copy=row, pk=pk).exclude(decision=decision)
            done += rows.update(decision=decision, decided_at=at, decided_by_name=by.actor_name[:160])
        _look_again(row, changed=done)
        trace.touches(row, row.request.case_file)
        trace.notes(passages=done)
    return done


def cover_the_rest(*, by: Actor, at: datetime, copy: SubjectCopy) -> int:
    """Cover the names in every passage that nobody decided yet, in one statement. Returns how many.

    Documents among them do not go along.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: the copy is not being reviewed.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    with recorded("stewardship.decide_passages", by=by, at=at) as trace:
        row = _reviewed(copy)
        rest = CopyPassage.objects.filter(copy=row, decision="")
        done = rest.update(decision=Cover.NAMES, decided_at=at, decided_by_name=by.actor_name[:160])
        _look_again(row, changed=done)
        trace.touches(row, row.request.case_file)
        trace.notes(passages=done)
    return done


def look_for(*, by: Actor, at: datetime, copy: SubjectCopy, words: str) -> int:
    """Flag every passage in which these words stand whole, also those that nothing had flagged. Returns how many.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: too short, nowhere in the draft, or the copy is not being reviewed.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    words = " ".join(words.split())
    if len(words) < SHORTEST_WORD:
        raise CaseError(_("Scrivi almeno tre lettere."), field="words")
    with recorded("stewardship.look_for", by=by, at=at) as trace:
        row = _reviewed(copy)
        known = {passage.place: passage for passage in row.passages.all()}
        found = 0
        for number, passage in enumerate(passages_of(_draft_or_error(row))):
            spans = ((text, span) for text in passage.texts for span in spans_of(text, [words]))
            text, span = next(spans, ("", None))
            if span is None:
                continue
            found += 1
            _flag(row, known.get(passage.place), number, passage, text[slice(*span)])
        if not found:
            raise CaseError(_("Queste parole non ci sono nella copia."), field="words")
        _look_again(row, changed=found)
        trace.touches(row, row.request.case_file)
        trace.notes(passages=found)
    return found


def _flag(copy: SubjectCopy, known: CopyPassage | None, number: int, passage: Passage, word: str) -> None:
    if known is None:
        _passage(copy, number, passage, [word]).save(force_insert=True)
        return
    known.copy = copy
    hints = json.loads(open_text(known, "hints"))
    if word not in hints:
        seal_texts(known, hints=json.dumps([*hints, word], ensure_ascii=False))
        known.decision = "" if known.decision == Cover.KEEP else known.decision
        known.save()


def ask_second_look(*, by: Actor, at: datetime, copy: SubjectCopy) -> SubjectCopy:
    """Let the copy out only after a colleague has read it too.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: the copy is not being reviewed.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    with recorded("stewardship.ask_second_look", by=by, at=at) as trace:
        row = _reviewed(copy)
        row.second_look = True
        row.save()
        trace.touches(row, row.request.case_file, fields=["second_look"])
    return row


def confirm_look(*, by: Actor, at: datetime, copy: SubjectCopy) -> SubjectCopy:
    """Say, as somebody else than who prepared it, that the decisions are right.

    Raises:
        NotAllowedError: who prepared the copy, or does not follow the record.
        CaseError: not asked, passages still to decide, or the copy is not being reviewed.
    """
    permit(rules.can_look(by, copy))
    with recorded("stewardship.confirm_look", by=by, at=at) as trace:
        row = _reviewed(copy)
        _check_decided(row)
        row.looked_at, row.looked_by_name = at, by.actor_name[:160]
        row.version += 1
        row.save()
        trace.touches(row, row.request.case_file, fields=["looked_at"])
    return row


def release_copy(*, by: Actor, at: datetime, copy: SubjectCopy) -> SubjectCopy:
    """Have a job pack the copy, once every passage is decided and a second person has looked, when one was asked.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: passages still to decide, no second look yet, or the copy is not being reviewed.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    with recorded("stewardship.release_copy", by=by, at=at, kind=Kind.EXPORT) as trace:
        row = _reviewed(copy)
        _check_decided(row)
        if not rules.can_release(by, row):
            raise CaseError(_("Manca la seconda lettura di un collega."))
        row.state, row.released_at, row.released_by_name = CopyState.PACKING, at, by.actor_name[:160]
        row.version += 1
        label = _("Copia dei dati di una persona")
        row.job_id = enqueue(PACKER, by=by, at=at, label=label, copy_id=row.pk, by_id=by.actor_id).pk
        row.save()
        trace.touches(row, row.request.case_file, fields=["state"])
    return row


def pack_copy(*, by: Actor, copy: SubjectCopy, clock: Callable[[], datetime], progress: Progress) -> int:
    """Make the archive and keep it sealed for a month; the draft and the passages go. Returns its bytes.

    Raises:
        JobFailedError: the record is no longer theirs to export, the draft is gone, or the disk is full.
    """
    record = _record_of(by, copy, clock())
    if copy.state != CopyState.PACKING:
        return 0
    passages = list(copy.passages.select_related(*_TO_PERSON).order_by("number", "pk"))
    decisions = {one.place: _words_to_cover(one) for one in passages}
    try:
        chapters = covered(draft_of_file(copy), decisions)
        progress(1, 2)
        made = copy_archive(record, copy, chapters, attached(by, record, passages), at=clock())
    except FileGoneError as error:
        raise JobFailedError(str(error)) from error
    file = _keep(made, copy, name="copia.zip", by=by, at=clock())
    with recorded("stewardship.pack_copy", by=by, at=clock()) as trace:
        row = lock(SubjectCopy, copy.pk)
        if row.state != CopyState.PACKING:  # given up meanwhile
            discard_file(file, at=clock())
            return 0
        row.state, row.stored_file_id = CopyState.RELEASED, file.pk
        _forget_draft(row, at=clock())
        row.version += 1
        row.save()
        trace.touches(row, record.case_file)
        trace.notes(bytes=len(made), covered=sum(words != () for words in decisions.values()))
    return len(made)


_TO_PERSON = ("copy__request__case_file__person",)


def _words_to_cover(passage: CopyPassage) -> tuple[str, ...] | None:
    if passage.decision == Cover.WHOLE:
        return None
    return tuple(json.loads(open_text(passage, "hints"))) if passage.decision == Cover.NAMES else ()


def drop_copy(*, by: Actor, at: datetime, copy: SubjectCopy) -> SubjectCopy:
    """Give a copy up before it is released; its draft goes.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: released already.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    with recorded("stewardship.drop_copy", by=by, at=at) as trace:
        row = lock(SubjectCopy, copy.pk)
        if row.state in {CopyState.RELEASED, CopyState.DROPPED}:
            raise CaseError(_("Questa copia è già stata rilasciata o abbandonata."))
        row.state = CopyState.DROPPED
        _forget_draft(row, at=at)
        row.version += 1
        row.save()
        trace.touches(row, row.request.case_file, fields=["state"])
    return row


def hand_out_copy(*, by: Actor, at: datetime, copy: SubjectCopy) -> StoredFile:
    """The archive, while it is kept; each download is logged.

    Raises:
        NotAllowedError: as `prepare_copy`.
        CaseError: not there yet, or its time is over.
    """
    permit(rules.can_serve(by, copy.request.case_file))
    file = StoredFile.objects.present().filter(pk=copy.stored_file_id or 0, expires_at__gt=at).first()
    if file is None:
        raise CaseError(_("Questa copia non c’è più: si conserva per trenta giorni."))
    log_access(
        "stewardship.download_copy", by=by, at=at, kind=Kind.EXPORT, rows=[copy, copy.request, copy.request.case_file]
    )
    return file


def draft_of_file(copy: SubjectCopy) -> list[dict[str, Any]]:
    """The chapters of the draft.

    Raises:
        FileGoneError: it was kept no longer.
    """
    file = StoredFile.objects.present().filter(pk=copy.draft_file_id or 0).first()
    if file is None:
        raise FileGoneError(_("La bozza non è più conservata: preparane un’altra."))
    chapters: list[dict[str, Any]] = json.loads(read_whole(file))
    return chapters


def _draft_or_error(copy: SubjectCopy) -> list[dict[str, Any]]:
    try:
        return draft_of_file(copy)
    except FileGoneError as error:
        raise CaseError(str(error)) from error


def _record_of(by: Actor, copy: SubjectCopy, now: datetime) -> RecordHeader:
    rows = CaseFile.objects.visible_to(by).select_related("person", "comune", "body")
    found = rows.filter(pk=copy.request.case_file_id).first()
    if found is None or not rules.can_serve(by, found):
        raise JobFailedError(_("Non puoi più aprire questa cartella."))
    return record_header(by, found, today=timezone.localdate(now))


def _keep(
    content: bytes | list[dict[str, Any]], copy: SubjectCopy, *, name: str, by: Actor, at: datetime
) -> StoredFile:
    made = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
    kind, kept = ("zip", COPY_KEPT) if isinstance(content, bytes) else ("text", DRAFT_KEPT)
    try:
        return store_made(_pieces(made), name=name, kind=kind, owner=copy, by=by, at=at, expires_at=at + kept)
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error


def _pieces(made: bytes) -> Iterator[bytes]:
    for start in range(0, len(made), PIECE):
        yield made[start : start + PIECE]


def _forget_draft(copy: SubjectCopy, *, at: datetime) -> None:
    """The passages repeat the record: what was decided stays, what they say goes."""
    CopyPassage.objects.filter(copy=copy).update(text=b"", hints=b"")
    file = StoredFile.objects.present().filter(pk=copy.draft_file_id or 0).first()
    if file is not None:
        discard_file(file, at=at)


def _reviewed(copy: SubjectCopy) -> SubjectCopy:
    row = lock(SubjectCopy, copy.pk)
    if row.state != CopyState.REVIEW:
        words = _("Questa copia non si può più rivedere: ora è %(state)s.")
        raise CaseError(words % {"state": row.get_state_display()})
    return row


def _check_decided(copy: SubjectCopy) -> None:
    if copy.passages.filter(decision="").exists():
        raise CaseError(_("Ci sono passaggi ancora da decidere."))


def _look_again(copy: SubjectCopy, *, changed: int) -> None:
    """Whoever had looked, looked at other decisions."""
    if changed and copy.looked_at is not None:
        copy.looked_at, copy.looked_by_name = None, ""
        copy.save()
