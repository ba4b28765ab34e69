# SPDX-License-Identifier: EUPL-1.2
"""What every page of a record does first: load through `visible_to`, refuse, log the reading; and how a form fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.models import CaseFile
from ordito.cases.queries.merging import JoinedRecordError, record_after_merges
from ordito.cases.queries.record_header import RecordHeader, log_reading, log_refusal, record_header
from ordito.core.access import NotAllowedError, actor_of
from ordito.core.http import page

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.enums import Part
    from ordito.cases.models import TakingInCharge

WRITING = frozenset({"approval", "form", "team_form", "diary_write", "member_search", "member_register"})
"""Pages where something is being done already: the head offers nothing else to do."""


def record_or_none(request: HttpRequest, pk: int) -> RecordHeader | None:
    """The record, when the reader may open it."""
    actor = actor_of(request)
    rows = CaseFile.objects.marked().select_related("person__residence", "person__citizenship", "comune", "body")
    case_file = rows.filter(pk=pk).first()
    ways = CaseFile.objects.ways_to(actor, case_file) if case_file is not None else None
    return record_header(actor, case_file, today=timezone.localdate(), ways=ways) if case_file and ways else None


def record_or_404(request: HttpRequest, pk: int) -> RecordHeader:
    """The record for its page; an outsider gets 404, and the attempt is logged.

    Raises:
        JoinedRecordError: a page is read of a record that was joined to one which the reader may open.
    """
    record = record_or_none(request, pk)
    if record is None:
        kept = record_after_merges(actor_of(request), pk) if request.method in {"GET", "HEAD"} else None
        if kept is not None:
            raise JoinedRecordError(kept)
        refuse(request, pk)
    return record


def refuse(request: HttpRequest, pk: int) -> NoReturn:
    """The record is not there for this reader; the attempt is logged."""
    log_refusal(actor_of(request), pk, at=timezone.now())
    raise Http404


def part_or_403(request: HttpRequest, pk: int, part: Part) -> RecordHeader:
    """The record, for a page that shows one part of it; the attempt of who does not read the part is logged."""
    record = record_or_404(request, pk)
    if part not in record.parts:
        log_refusal(actor_of(request), pk, at=timezone.now())
        raise NotAllowedError(_("Questa parte della cartella non è condivisa con te."))
    return record


def written_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for the page of a form that changes it."""
    record = record_or_404(request, pk)
    if not record.writes:
        raise NotAllowedError(_("Puoi leggere questa cartella, non modificarla."))
    return record


def part_written_or_403(request: HttpRequest, pk: int, part: Part) -> RecordHeader:
    """The record, for the page of a form that changes one part of it."""
    record = part_or_403(request, pk, part)
    if part not in record.writable:
        raise NotAllowedError(_("Puoi leggere questa parte della cartella, non modificarla."))
    return record


def taking_or_404(record: RecordHeader, pk: int) -> TakingInCharge:
    """A taking in charge of the record."""
    rows = record.case_file.takings.current().select_related("area", "mode", "worker", "body", "case_file__person")
    return get_object_or_404(rows, pk=pk)


def opened(request: HttpRequest, record: RecordHeader, part: str) -> None:
    """Log that the reader opened this part."""
    log_reading(actor_of(request), record, part=part, at=timezone.now())


def record_page(
    request: HttpRequest,
    record: RecordHeader,
    template: str,
    *,
    tab: str,
    invalid: bool = False,
    writing: bool | None = None,
    **context: Any,
) -> HttpResponse:
    """A page of a record. Pages that read say which part they open; those of forms show the person too.

    `template` is the name of one of this app's, or the path of another app's (with a slash). `writing` says that the
    page is a form; of this app's own pages it is known.
    """
    writes = template in WRITING if writing is None else writing
    if writes:
        opened(request, record, tab)
    values = {"record": record, "active_tab": tab, "today": record.today, "writing": writes, **context}
    path = f"{template}.html" if "/" in template else f"cases/record/{template}.html"
    return page(request, path, values, invalid=invalid)


def taking_page(
    request: HttpRequest, record: RecordHeader, form: Form | None, *, template: str = "form", **context: Any
) -> HttpResponse:
    """The page of a form about a taking in charge."""
    return record_page(
        request,
        record,
        template,
        tab="taking",
        invalid=form is not None and form.is_bound,
        form=form,
        cancel_url=reverse("cases:taking", args=[record.pk]),
        **context,
    )
