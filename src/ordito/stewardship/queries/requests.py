# SPDX-License-Identifier: EUPL-1.2
"""The requests of a person and the copies made for them, for the pages of the record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ordito.cases.queries.record_timeline import Moment
from ordito.core.fields import open_text
from ordito.core.paper import Prose
from ordito.files.models import StoredFile
from ordito.jobs.models import Job
from ordito.stewardship.engine.passages import document_in
from ordito.stewardship.enums import CopyState
from ordito.stewardship.models import CopyPassage, DataRequest, SubjectCopy
from ordito.stewardship.queries.notes import HERE, all_notes
from ordito.stewardship.rules import NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block


@dataclass(frozen=True)
class RequestView:
    """A request in words."""

    row: DataRequest
    words: str
    asker_name: str
    extension_reason: str
    answer: str
    tone: str
    due_text: str


@dataclass(frozen=True)
class CopyView:
    """A copy with how far it is: flagged passages, those still to decide, its job while one runs, its file."""

    row: SubjectCopy
    passages: int
    undecided: int
    job: Job | None
    file: StoredFile | None


@dataclass(frozen=True)
class PassageView:
    """A passage to decide upon, with the words that stand for somebody else; or the id of a document to attach."""

    row: CopyPassage
    text: str
    hints: list[str]
    document: int | None


def requests_of(record: RecordHeader) -> list[RequestView]:
    """The requests of a record, those without an answer first."""
    rows = DataRequest.objects.filter(case_file=record.case_file).select_related("asker", "identity", "outcome")
    ordered = sorted(rows.order_by("-received_on", "-pk"), key=lambda row: row.answered_on is not None)
    return [request_view(row, record) for row in ordered]


def request_view(row: DataRequest, record: RecordHeader) -> RequestView:
    """One request in words."""
    row.case_file = record.case_file  # one key for all of them
    tone, words = _due(row, record.today)
    return RequestView(
        row,
        open_text(row, "words"),
        open_text(row, "asker_name"),
        open_text(row, "extension_reason"),
        open_text(row, "answer"),
        tone,
        words,
    )


def _due(row: DataRequest, today: date) -> tuple[str, str]:
    """How near the term is, as a tone and in words."""
    if row.answered_on is not None:
        return "neutral", str(row.outcome or "")
    days = (row.due_on - today).days
    if days < 0:
        return "danger", ngettext("in ritardo di %(count)s giorno", "in ritardo di %(count)s giorni", -days) % {
            "count": -days
        }
    if days == 0:
        return "danger", _("scade oggi")
    tone = "warning" if days <= NEAR.days else "info"
    return tone, ngettext("manca %(count)s giorno", "mancano %(count)s giorni", days) % {"count": days}


def copies_of(request: DataRequest) -> list[CopyView]:
    """The copies of a request that were not given up, the latest first; four queries."""
    found = list(SubjectCopy.objects.alive().filter(request=request).order_by("-pk"))
    passages = CopyPassage.objects.filter(copy__in=found).order_by().values_list("copy_id")
    counted = passages.annotate(flagged=Count("pk"), undecided=Count("pk", filter=Q(decision="")))
    counts = {copy_id: (flagged, undecided) for copy_id, flagged, undecided in counted}
    jobs = Job.objects.in_bulk([row.job_id for row in found if row.job_id])
    kept = StoredFile.objects.present().filter(expires_at__gt=timezone.now())
    files = kept.in_bulk([row.stored_file_id for row in found if row.stored_file_id])
    return [
        CopyView(
            row,
            *counts.get(row.pk, (0, 0)),
            jobs.get(row.job_id or 0) if row.state in {CopyState.DRAFTING, CopyState.PACKING} else None,
            files.get(row.stored_file_id or 0),
        )
        for row in found
    ]


def passage_views(rows: Iterable[CopyPassage], copy: SubjectCopy) -> list[PassageView]:
    """Passages as they are shown; empty once the draft is gone."""
    found = []
    for row in rows:
        row.copy = copy
        words = json.loads(open_text(row, "hints") or "[]")
        found.append(PassageView(row, open_text(row, "text"), words, document_in(row.place)))
    return found


def moments_of(_actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """The requests in the story of the record."""
    for row in DataRequest.objects.filter(case_file=record.case_file):
        page = ("stewardship:request", (record.pk, row.pk))
        title = _("Richiesta della persona: %(what)s") % {"what": row.get_kind_display()}
        yield Moment(row.received_on, HERE, title, "it-card", "", *page)
        if row.answered_on:
            yield Moment(row.answered_on, HERE, _("Risposta alla persona"), "it-card", "", *page)


def printed_of(_actor: Actor, record: RecordHeader) -> list[Block]:
    """The person's version, on paper beside the record as on its pages."""
    notes = (note for note in all_notes(record) if note.row.ended_on is None)
    return [
        Prose(
            "\n\n".join(filter(None, (note.words, _decision(note.row.decision, note.why)))),
            f"{note.row.get_kind_display()}: {note.part_label}",
            _("versione della persona del %(day)s") % {"day": f"{note.row.given_on:%d/%m/%Y}"},
        )
        for note in notes
    ]


def _decision(decision: object, why: str) -> str:
    return _("Il servizio: %(decision)s. %(why)s") % {"decision": decision, "why": why} if decision else ""
