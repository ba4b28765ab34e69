# SPDX-License-Identifier: EUPL-1.2
"""What the pages of protection share: who reads, who writes, how a form goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.views.loading import part_or_403, part_written_or_403
from ordito.cases.views.part_forms import part_page
from ordito.core.access import actor_of
from ordito.protection.queries.choices import Choices
from ordito.protection.queries.facts import rows_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.protection.models import ProtectionRow

TAB = "protection"
form_view = require_http_methods(["GET", "HEAD", "POST"])


def readable(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who reads this part."""
    return part_or_403(request, pk, Part.PROTECTION)


def writable(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who writes this part."""
    return part_written_or_403(request, pk, Part.PROTECTION)


def may_write(record: RecordHeader) -> bool:
    """Whether the page offers to write: not in a closed record."""
    return Part.PROTECTION in record.writable and record.case_file.state != CaseFileState.CLOSED


def row_or_404(request: HttpRequest, record: RecordHeader, model: type[ProtectionRow], pk: int) -> Any:
    """A row of the record that stands, with all that its facts say."""
    return get_object_or_404(rows_of(model).visible_to(actor_of(request)).filter(case_file=record.case_file), pk=pk)


def choices_of(request: HttpRequest, record: RecordHeader) -> Choices:
    """Among what the forms let one choose."""
    return Choices(actor_of(request), record.case_file, record.today)


def page_of(record: RecordHeader, name: str, *args: int) -> str:
    """The address of one of these pages."""
    return reverse(f"protection:{name}", args=[record.pk, *args])


def handle(
    request: HttpRequest, record: RecordHeader, form: Form, act: Callable[[], Any], **context: Any
) -> HttpResponse:
    """Show a form of this part, or do what it asks and go back; see `part_page`."""
    return part_page(request, record, form, act, tab=TAB, home=page_of(record, "protection"), **context)


def carry_out(
    request: HttpRequest, record: RecordHeader, row: Any, form: Any, action: Callable[..., Any], **shown: Any
) -> HttpResponse:
    """A step of a row by a form of values: `action` takes who, when, the version that was read, and the values."""

    def act() -> None:
        action(
            by=actor_of(request),
            at=timezone.now(),
            version=form.cleaned_data["version"] or row.version,
            **form.values(),
        )

    return handle(request, record, form, act, **shown)
