# SPDX-License-Identifier: EUPL-1.2
"""Files of a table that left, made from its frozen cells; every one that is taken is in the log."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.pdf import make_pdf, make_pdf_apart
from ordito.releases import actions
from ordito.releases.engine import files
from ordito.releases.engine.frozen import FrozenTable
from ordito.releases.enums import ReleaseState
from ordito.releases.queries.catalogue import csv_of
from ordito.releases.queries.pages import about_lines, words_of
from ordito.releases.queries.paper import paper_of
from ordito.releases.views.releases import release_or_404

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.core.access import Actor
    from ordito.releases.models import Release

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "releases" / "print" / "table.typ"
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
LONG = 1000
"""Cells beyond which paper is laid out in a process of its own."""


@require_safe
@requires(Verb.EXPORT_STATISTICS)
def file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A file for machines (csv), for sheets (xlsx) or for paper (pdf); of a withdrawn table why there is none."""
    row, actor = release_or_404(request, pk), actor_of(request)
    if row.state == ReleaseState.WITHDRAWN:
        return render(request, "releases/gone.html", {"release": row}, status=HTTPStatus.GONE)
    if row.state != ReleaseState.RELEASED or kind not in KINDS:
        raise Http404
    actions.hand_out(by=actor, at=timezone.now(), release=row, kind=kind)
    response = HttpResponse(_made(row, kind, actor), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="pubblicazione-{row.number}.{kind}"'
    response["Cache-Control"] = "no-store"
    return response


def _made(row: Release, kind: str, actor: Actor) -> bytes:
    if kind == "csv":
        return csv_of(row)
    table = FrozenTable.from_json(row.table)
    if kind == "xlsx":
        return files.to_xlsx(table, words_of(row), about_lines(row))
    now = timezone.localtime()
    make = make_pdf if table.cells.size <= LONG else make_pdf_apart
    return make(TEMPLATE, paper_of(row, actor, at=now), at=now)
