# SPDX-License-Identifier: EUPL-1.2
"""Putting a record on paper: at once when it is short, else by a job, in volumes that are kept sealed for a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.cases import rules as record_rules
from ordito.cases.actions.errors import CaseError, check_code, check_order, lock
from ordito.cases.models import CaseFile
from ordito.cases.queries.record_chapters import chapters_of
from ordito.cases.queries.record_header import record_header
from ordito.cases.queries.record_paper import TEMPLATE, Span
from ordito.core.access import permit
from ordito.core.pdf import PdfNotMadeError, make_pdf, make_pdf_apart
from ordito.files.actions import FileNotKeptError, store_made
from ordito.files.models import StoredFile
from ordito.jobs.actions import JobFailedError, enqueue
from ordito.papers import rules
from ordito.papers.enums import ListKey
from ordito.papers.models import PrintVolume, RecordPrint
from ordito.papers.queries.chapters import weight_of
from ordito.papers.queries.composing import composed, composed_volumes

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime
    from typing import Any

    from ordito.cases.models import Code
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.jobs.actions import Progress

MAKER = "ordito.papers.tasks.make_print"
KEPT_FOR = timedelta(days=1)
SHORT = 200
"""Entries of the diary that are printed while the reader waits."""
LONGEST = 20_000
"""Entries of the diary in one print: their words are held together while it is cut into volumes."""
PIECE = 64 * 1024


def print_record(
    *, by: Actor, at: datetime, record: RecordHeader, purpose: Code, chapters: Collection[str], span: Span
) -> tuple[RecordPrint, bytes]:
    """Print some chapters of a record for a purpose, which is logged. The PDF, or no bytes when a job makes it.

    A long print that is asked for again while the same one is being made is not made twice.

    Raises:
        NotAllowedError: the actor does not print, or may not open the record.
        CaseError: no chapter, one that the actor does not read, days in the wrong order, a code out of its list, or
            the processing of the record is limited.
    """
    permit(rules.can_print(by, record.case_file))
    _check_leaves(record.case_file)
    check_code(purpose, ListKey.PRINT_PURPOSE, at=timezone.localdate(at), field="purpose")
    check_order(span.since, span.until, field="until")
    keys = [chapter.key for chapter in chapters_of(record) if chapter.key in chapters]
    if not keys or len(keys) < len(set(chapters)):
        raise CaseError(_("Scegli almeno una parte, tra quelle che leggi."), field="chapters")
    row = RecordPrint(
        case_file=record.case_file,
        purpose=purpose,
        chapters=keys,
        since=span.since,
        until=span.until,
        asked_at=at,
        asked_by_id=by.actor_id,
        asked_by_name=by.actor_name[:160],
    )
    weight = weight_of(by, record, keys, span)
    if weight > LONGEST:
        words = _("Le voci del diario sono %(count)s, troppe per una stampa sola: scegli un periodo più breve.")
        raise CaseError(words % {"count": weight}, field="since")
    if weight > SHORT:
        return _start(row, by=by, at=at), b""
    made = make_pdf(TEMPLATE, composed(by, record, row, span, lambda _number: None), at=at)
    _record(row, by=by, at=at)
    return row, made


def _check_leaves(case_file: CaseFile) -> None:
    """Nothing of a record is printed while its processing is limited (GDPR, article 18)."""
    if not record_rules.may_leave(case_file):
        raise CaseError(
            _("Il trattamento di questa cartella è limitato: si stampa solo in deroga. Vedi Diritti della persona.")
        )


def _start(row: RecordPrint, *, by: Actor, at: datetime) -> RecordPrint:
    """Have a job make it, unless one is at it already."""
    same = RecordPrint.objects.visible_to(by).filter(
        case_file=row.case_file,
        purpose=row.purpose,
        since=row.since,
        until=row.until,
        job_id__isnull=False,
        volumes__isnull=True,
        asked_at__gt=at - timedelta(minutes=1),
    )
    for other in same:
        if other.chapters == row.chapters:
            return other
    return _record(row, by=by, at=at, job=True)


def _record(row: RecordPrint, *, by: Actor, at: datetime, job: bool = False) -> RecordPrint:
    with recorded("papers.print_record", by=by, at=at, kind=Kind.PRINT, purpose=row.purpose.label) as trace:
        row.save(force_insert=True)
        if job:
            label = _("Stampa di una cartella")
            row.job_id = enqueue(MAKER, by=by, at=at, label=label, print_id=row.pk, by_id=by.actor_id).pk
            row.save(update_fields=["job_id"])
        trace.touches(row, row.case_file)
        trace.notes(chapters=row.chapters)
    return row


def finish_print(*, by: Actor, row: RecordPrint, clock: Callable[[], datetime], progress: Progress) -> dict[str, int]:
    """Make a long print, a volume after the other, and keep it sealed; one that was made already stays.

    The actor's rights are asked again: what they read no more is not printed. Returns how many blocks and volumes it
    has.

    Raises:
        JobFailedError: the record is no longer theirs to open, a volume needs too much, or the disk is full.
    """
    case_file = CaseFile.objects.visible_to(by).select_related("person", "comune", "body").filter(pk=row.case_file_id)
    found = case_file.first()
    if found is None or not rules.can_print(by, found):
        raise JobFailedError(_("Non puoi più aprire questa cartella."))
    if not record_rules.may_leave(found):
        raise JobFailedError(_("Nel frattempo il trattamento di questa cartella è stato limitato: non si stampa."))
    if row.volumes.exists():
        return {"blocks": 0, "volumes": 0}
    record = record_header(by, found, today=timezone.localdate(clock()))
    span = Span(row.since, row.until)
    counter = _Counter(progress, weight_of(by, record, row.chapters, span))
    parts = composed_volumes(composed(by, record, row, span, counter))
    files = [_volume(part, row, number, by=by, at=clock()) for number, part in enumerate(parts, start=1)]
    with recorded("papers.finish_print", by=by, at=clock()) as trace:
        locked = lock(RecordPrint, row.pk)
        for number, file in enumerate(files, start=1):
            volume = PrintVolume(record_print=locked, number=number, stored_file_id=file.pk)
            volume.save(force_insert=True)
            trace.touches(volume)
        trace.touches(locked, found)
    return {"blocks": counter.done, "volumes": len(files)}


def _volume(data: dict[str, Any], row: RecordPrint, number: int, *, by: Actor, at: datetime) -> StoredFile:
    """One volume, laid out in a process of its own and sealed."""
    try:
        made = make_pdf_apart(TEMPLATE, data, at=row.asked_at)
        return store_made(
            _pieces(made),
            name=f"cartella-{number}.pdf",
            kind="pdf",
            owner=row,
            by=by,
            at=at,
            expires_at=at + KEPT_FOR,
        )
    except PdfNotMadeError as error:
        words = _("La macchina non ha abbastanza memoria per questa stampa: scegli meno parti o un periodo più breve.")
        raise JobFailedError(words) from error
    except FileNotKeptError as error:
        raise JobFailedError(str(error)) from error


class _Counter:
    """Counts blocks, and says how far it is now and then."""

    EVERY = 100

    def __init__(self, progress: Progress, total: int) -> None:
        self.progress, self.total, self.done = progress, total, 0

    def __call__(self, number: int) -> None:
        """So many more."""
        self.done += number
        if self.done % self.EVERY == 0:
            self.progress(min(self.done, self.total), self.total)


def _pieces(made: bytes) -> Iterator[bytes]:
    for start in range(0, len(made), PIECE):
        yield made[start : start + PIECE]


def hand_out_print(*, by: Actor, at: datetime, row: RecordPrint, number: int) -> StoredFile:
    """A volume of a long print, while it is kept; the download is logged with the purpose of the print.

    Raises:
        CaseError: not made yet, its day is over, or the processing of the record is limited.
    """
    _check_leaves(row.case_file)
    volume = row.volumes.filter(number=number).first()
    file = StoredFile.objects.present().filter(pk=volume.stored_file_id if volume else 0, expires_at__gt=at).first()
    if volume is None or file is None:
        raise CaseError(_("Questa stampa non c’è più: si conserva per un giorno. Falla di nuovo."))
    log_access(
        "papers.download_print",
        by=by,
        at=at,
        kind=Kind.PRINT,
        rows=[volume, row, row.case_file],
        purpose=row.purpose.label,
    )
    return file
