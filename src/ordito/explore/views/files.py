# SPDX-License-Identifier: EUPL-1.2
"""Figures and reports as files."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from ordito.core.pdf import make_pdf
from ordito.explore.enums import Look
from ordito.explore.queries.paper import figure_piece, paper_of
from ordito.explore.queries.pictures import picture_of
from ordito.indicators.engine.table import to_csv, write_xlsx

if TYPE_CHECKING:
    from ordito.explore.queries.answers import Answer

TEMPLATE = Path(__file__).resolve().parents[1] / "templates" / "explore" / "print" / "report.typ"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
PDF = "application/pdf"


def file_of(answer: Answer, kind: str, *, name: str, sheet: str) -> HttpResponse:
    """The figure of an answer as csv, xlsx, or pdf with its map or bars."""
    figure = answer.figure
    if kind == "csv":
        content, content_type = to_csv(figure), CSV
    elif kind == "pdf":
        now = timezone.localtime()
        picture = picture_of(figure, answer.drawings, Look.MAP)
        paper = paper_of(figure.title, [figure.subtitle], [figure_piece(figure, picture=picture)], at=now)
        content, content_type = make_pdf(TEMPLATE, paper, at=now), PDF
    else:
        stream = BytesIO()
        write_xlsx(figure, stream, sheet=sheet)
        content, content_type = stream.getvalue(), XLSX
    return download(content, content_type, f"{name}.{kind}")


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file that no browser keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["Cache-Control"] = "no-store"
    return response
