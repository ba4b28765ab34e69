# SPDX-License-Identifier: EUPL-1.2
"""A plan for the word processor, with headings and tables that its own tools understand."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from docx.document import Document as Made


def plan_docx(data: Mapping[str, Any], *, language: str, at: datetime) -> bytes:
    """The document of `queries.plan_document.document_of`; the same data at the same time make the same text."""
    made = Document()
    core = made.core_properties
    core.title, core.author, core.language, core.created, core.modified = data["title"], "Ordito", language, at, at
    made.add_heading(data["title"], level=0)
    if data["marker"]:
        made.add_paragraph(data["marker"], style="Intense Quote")
    made.add_paragraph(data["subtitle"], style="Subtitle")
    _facts(made, data["facts"])
    for paragraph in filter(None, data["aims"].split("\n\n")):
        made.add_paragraph(paragraph)
    made.add_heading(data["lines_title"], level=1)
    if not data["lines"]:
        made.add_paragraph(data["nothing"])
    for line in data["lines"]:
        made.add_heading(line["title"], level=2)
        _facts(made, line["facts"])
        if line["needs"]:
            made.add_paragraph(line["needs_title"])
        for need in line["needs"]:
            made.add_paragraph(need, style="List Bullet")
    body = BytesIO()
    made.save(body)
    return body.getvalue()


def _facts(made: Made, facts: Iterable[tuple[str, str]]) -> None:
    rows = list(facts)
    table = made.add_table(rows=len(rows), cols=2, style="Table Grid")
    for row, (label, value) in zip(table.rows, rows, strict=True):
        row.cells[0].text, row.cells[1].text = label, value
