# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.forms.lists import WorklistFilterForm
from ordito.cases.models import CaseFile
from ordito.cases.queries.lists import (
    case_lines,
    comuni_of,
    coordinates,
    filtered,
    followed_among,
    with_takings,
    workers_of,
    workload_of,
)
from ordito.cases.queries.rights import record_rights
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

ORDER = ("-updated_at", "-pk")


@require_safe
@requires(Verb.VIEW_RECORD)
def worklist(request: HttpRequest) -> HttpResponse:
    """The records that the reader may open, the last touched first."""
    actor = actor_of(request)
    records = CaseFile.objects.visible_to(actor)
    form = WorklistFilterForm(request.GET, workers=workers_of(records) if coordinates(actor) else None)
    return _list(request, records, form, named=True, template="cases/worklist.html")


@require_safe
@requires(Verb.VIEW_WORKLIST)
def workload(request: HttpRequest) -> HttpResponse:
    """All records of the services whose work the reader answers for: counted and listed, without names or stories."""
    actor = actor_of(request)
    records = CaseFile.objects.listed_for(actor)
    form = WorklistFilterForm(request.GET, comuni=comuni_of(records), workers=workers_of(records))
    return _list(request, records, form, named=False, template="cases/workload.html", counts=workload_of(actor))


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """Who reads and writes which part of a record, read from the rules; open to everybody who enters."""
    parts, groups = record_rights()
    return page(request, "cases/rights.html", {"parts": parts, "groups": groups, "column_count": len(parts) + 1})


def _list(
    request: HttpRequest,
    records: QuerySet[CaseFile],
    form: WorklistFilterForm,
    *,
    named: bool,
    template: str,
    **context: object,
) -> HttpResponse:
    today = timezone.localdate()
    values = form.cleaned_data if form.is_valid() else {}
    if named and (values.get("motivo") or values.get("segnale") or values.get("area")):  # asking for it tells it
        records = records.filter(pk__in=CaseFile.objects.followed_by(actor_of(request)))
    shown = page_of(request, with_takings(filtered(records, values, today=today)), order=ORDER)
    whole = followed_among(actor_of(request), shown.rows) if named else ()
    if named and shown.rows:
        read = [thing for record in shown.rows for thing in (record, record.person)]
        log_access("cases.list_records", by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=read)
    lines = case_lines(shown.rows, today=today, named=named, whole=whole)
    context |= {"lines": lines, "list_page": shown, "filter": form, "filtered": any(values.values())}
    return page(request, template, context)
