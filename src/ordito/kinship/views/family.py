# SPDX-License-Identifier: EUPL-1.2
"""The page of ties: genogram, parental responsibility, ecomap; and what stands of them on the overview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.views.loading import opened, part_or_403, record_page
from ordito.core.access import actor_of
from ordito.kinship.forms.ties import DayForm
from ordito.kinship.queries.page import family_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def ties(request: HttpRequest, pk: int) -> HttpResponse:
    """Genogram, responsibility and ecomap of a record, today or on an earlier day."""
    record = part_or_403(request, pk, Part.FAMILY)
    form = DayForm(request.GET if request.GET.get("giorno") else None)
    day = form.cleaned_data["giorno"] if form.is_bound and form.is_valid() else record.today
    opened(request, record, "kinship")
    return record_page(
        request,
        record,
        "kinship/record/ties",
        tab="kinship",
        invalid=form.is_bound and not form.is_valid(),
        form=form,
        day=day,
        past=day != record.today,
        writes_family=Part.FAMILY in record.writable and record.case_file.state != CaseFileState.CLOSED,
        **family_page(actor_of(request), record.case_file, day=day),
    )
