# SPDX-License-Identifier: EUPL-1.2
"""The pages that read the path to work of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from ordito.cases.views.loading import opened, record_page
from ordito.core.access import actor_of
from ordito.employment import rules
from ordito.employment.models import JobPlacement, WorkPath
from ordito.employment.queries.due import due_of
from ordito.employment.queries.facts import facts_of, prose_of
from ordito.employment.queries.overview import hours_in, line_of, path_view, paths_of
from ordito.employment.queries.placement import accommodations_of, outcomes_of, visits_of
from ordito.employment.views.common import TAB, may_write, page_of, readable, row_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader


@require_safe
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """The path that goes on, whole, with what is due in it; else how to open one. Concluded ones below."""
    record = readable(request, pk)
    actor = actor_of(request)
    paths = paths_of(actor, record.case_file)
    going = next((path for path in paths if path.ended_on is None), None)
    opened(request, record, TAB)
    return record_page(
        request,
        record,
        "employment/record/page",
        tab=TAB,
        view=path_view(actor, going, record.today) if going else None,
        due=due_of(actor, record.case_file, record.today) if going else [],
        concluded=[path for path in paths if path.ended_on is not None],
        may_write=may_write(record, going),
        may_move=going is not None and may_write(record),
        may_open=going is None and may_write(record) and _may_open(record),
        new_url=page_of(record, "path_new"),
        of_age=rules.is_of_age_for_work(record.person, record.today),
    )


def _may_open(record: RecordHeader) -> bool:
    """Whether a path can be opened today: somebody alive and of age, in charge in an area for it."""
    person = record.person
    in_area = any(taking.area.code in rules.AREAS for taking in record.takings)
    return in_area and person.deceased_on is None and rules.is_of_age_for_work(person, record.today)


@require_safe
def path(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """One path, whole: the way to those that are concluded."""
    record = readable(request, pk)
    found = row_or_404(request, record, WorkPath, row_pk)
    opened(request, record, TAB)
    return record_page(
        request,
        record,
        "employment/record/path",
        tab=TAB,
        view=path_view(actor_of(request), found, record.today),
        may_write=may_write(record, found),
        may_move=may_write(record),
    )


@require_safe
def placement(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """One placement, whole: the visits, what is adapted, whether work lasts."""
    record = readable(request, pk)
    actor = actor_of(request)
    found = row_or_404(request, record, JobPlacement, row_pk)
    opened(request, record, TAB)
    return record_page(
        request,
        record,
        "employment/record/placement",
        tab=TAB,
        row=found,
        line=line_of(found),
        facts=facts_of(found),
        prose=prose_of(found),
        visits=visits_of(actor, found),
        accommodations=accommodations_of(actor, found),
        outcomes=outcomes_of(actor, found, record.today),
        hours="" if found.ends_on else hours_in(actor, found.work_path, record.today),
        may_write=may_write(record, found.work_path),
        may_check=may_write(record),
    )
