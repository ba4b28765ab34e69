# SPDX-License-Identifier: EUPL-1.2
"""Assessments in the story of a record, and on its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.assessments.enums import AssessmentState
from ordito.assessments.models import Screening
from ordito.assessments.queries.assessments import assessments_of, viewpoints
from ordito.assessments.queries.comparison import comparison_of
from ordito.cases.queries.record_timeline import Moment
from ordito.core.dates import format_date
from ordito.core.fields import open_text
from ordito.core.paper import Facts, Grid, Picture, Prose

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ordito.assessments.models import Assessment
    from ordito.assessments.queries.comparison import Comparison, Side
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block

PAGE = "assessments:assessment"


def moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Completed assessments on the day they speak of, decisions after a screening on theirs."""
    for row in assessments_of(actor, record.case_file).exclude(state=AssessmentState.DRAFT):
        title = _("Valutazione: %(what)s") % {"what": row.instrument.name}
        yield Moment(
            row.held_on,
            "assessments",
            title,
            "it-chart-line",
            row.time.label,
            PAGE,
            (record.pk, row.pk),
            _late(row),
        )
    rows = Screening.objects.visible_to(actor).filter(assessment__case_file=record.case_file)
    for screening in rows.filter(assessment__discarded_at__isnull=True).select_related("rule"):
        yield Moment(
            screening.decided_on,
            "assessments",
            _("Decisione dopo lo screening"),
            "it-check-circle",
            str(screening.get_decision_display()),
            PAGE,
            (record.pk, screening.assessment_id),
        )


def _late(row: Assessment) -> date | None:
    """The day it was written, when that is another."""
    written = timezone.localdate(row.written_at)
    return written if written != row.held_on else None


def printed(actor: Actor, record: RecordHeader) -> list[Block]:
    """Each assessment with who made it, and of each scheme and point of view what changed."""
    rows = list(assessments_of(actor, record.case_file).exclude(state=AssessmentState.DRAFT))
    if not rows:
        return []
    blocks: list[Block] = []
    for row in rows:
        blocks.extend(_occasion(row))
    schemes = {row.instrument.scheme.key: row.instrument.scheme for row in rows}
    for scheme in schemes.values():
        for viewpoint in viewpoints():
            found = comparison_of(actor, record.case_file, scheme, viewpoint)
            if not found.empty:
                blocks.extend(_change(found))
    return blocks


def _occasion(row: Assessment) -> Iterator[Block]:
    said = {True: _("sì"), False: _("no"), None: ""}
    yield Facts(
        [
            (_("Tempo"), row.time.label),
            (_("Data"), format_date(row.held_on)),
            (_("Scritta da"), row.author_name),
            (_("Famiglia presente"), said[row.with_family]),
            (_("Bambina o bambino presente"), said[row.with_child]),
        ],
        title=row.instrument.name,
    )
    summary = open_text(row, "summary")
    if summary:
        yield Prose(summary, title=_("Sintesi"))


def _change(found: Comparison) -> Iterator[Block]:
    title = _("%(scheme)s: %(viewpoint)s") % {"scheme": found.scheme.name, "viewpoint": found.viewpoint.label}
    for side in found.sides:
        table = table_of(found, side)
        if side.radar is None:
            yield table
            continue
        svg = render_to_string("assessments/record/radar.html", {"radar": side.radar})
        yield Picture(svg, side.words, title=f"{title}, {side.dimension.label}", table=table)


def table_of(found: Comparison, side: Side) -> Grid:
    """One dimension as a table: a column for each time, and the change in words."""
    heads = [side.dimension.label, *(column.name for column in found.columns), _("Cambiamento")]
    rows = [
        [
            f"{row.line.code} {row.line.label}",
            *("–" if cell.value is None else str(cell.value) for cell in row.cells),
            row.change or "–",
        ]
        for row in side.rows
    ]
    return Grid(heads, rows)
