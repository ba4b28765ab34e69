# SPDX-License-Identifier: EUPL-1.2
"""What the pages of the path to work share: who reads, who writes, how a form goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.views.loading import part_or_403, part_written_or_403
from ordito.cases.views.part_forms import part_page
from ordito.core.access import actor_of
from ordito.employment.models.placements import PlacementRow
from ordito.employment.queries.facts import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.employment.models import EmploymentRow, WorkPath

TAB = "employment"
form_view = require_http_methods(["GET", "HEAD", "POST"])


def readable(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who reads this part."""
    return part_or_403(request, pk, Part.EMPLOYMENT)


def writable(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who writes this part."""
    return part_written_or_403(request, pk, Part.EMPLOYMENT)


def may_write(record: RecordHeader, path: WorkPath | None = None) -> bool:
    """Whether the page offers to write: not in a closed record, nor in a path that is concluded."""
    open_record = Part.EMPLOYMENT in record.writable and record.case_file.state != CaseFileState.CLOSED
    return open_record and (path is None or (path.ended_on is None and path.taking.closed_on is None))


def row_or_404(request: HttpRequest, record: RecordHeader, model: type[EmploymentRow], pk: int) -> Any:
    """A row of the record that stands, and stands in something that does, with all that its facts say."""
    rows = rows_of(model).visible_to(actor_of(request))
    rows = rows.filter(**{rows.path: record.case_file})
    if issubclass(model, PlacementRow):
        rows = rows.filter(placement__annulled_at=None)
    return get_object_or_404(rows, pk=pk)


def page_of(record: RecordHeader, name: str, *args: Any) -> str:
    """The address of one of these pages."""
    return reverse(f"employment:{name}", args=[record.pk, *args])


def handle(
    request: HttpRequest, record: RecordHeader, form: Form, act: Callable[[], Any], **context: Any
) -> HttpResponse:
    """Show a form of this part, or do what it asks and go back; see `part_page`."""
    return part_page(request, record, form, act, tab=TAB, home=page_of(record, "work"), **context)
