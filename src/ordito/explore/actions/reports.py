# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import log_access, recorded
from ordito.audit.enums import Kind
from ordito.core.access import Verb, permit, require
from ordito.explore.actions.errors import ExploreError, StaleError, lock, owner_of
from ordito.explore.actions.views import plain
from ordito.explore.engine.text import placed
from ordito.explore.enums import MOST_FIGURES, ReportState
from ordito.explore.models import Report, ReportFigure, SavedView
from ordito.explore.queries.answers import Trouble, answers_of
from ordito.explore.queries.desk import desk_of
from ordito.explore.queries.freezing import frozen_of
from ordito.explore.rules import Sharing, can_change, can_keep, can_show, can_write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ordito.core.access import Actor


def _lock_draft(pk: int) -> Report:
    row = lock(Report, pk)
    if not row.is_draft:
        raise ExploreError(
            _("Nel frattempo la relazione è stata approvata e non cambia più. Comincia una nuova edizione e porta lì "
              "quello che hai scritto.")
        )  # fmt: skip
    return row


def begin_report(*, by: Actor, at: datetime, name: str) -> Report:
    """An empty report; sent twice, there is one."""
    permit(can_keep(by))
    with recorded("explore.begin_report", by=by, at=at) as trace:
        empty = Report.objects.filter(owner_id=owner_of(by), name=name, text="", state=ReportState.DRAFT, edition=1)
        row = empty.first() or Report.objects.create(owner_id=owner_of(by), name=name, changed_at=at)
        trace.touches(row)
    return row


def write_report(
    *, by: Actor, at: datetime, report: Report, name: str, text: str, sharing: Sharing, version: int
) -> Report:
    """Write the title, the text, and who else may read it.

    Raises:
        StaleError: it was saved in another window meanwhile.
        ExploreError: it was approved meanwhile.
    """
    permit(can_change(by, report) and can_show(by, sharing))
    with recorded("explore.write_report", by=by, at=at) as trace:
        row = _lock_draft(report.pk)
        if row.version != version:
            raise StaleError(row)
        row.name, row.text = name, text
        row.shared_territory_id, row.shared_organisation_id = sharing.territory_id, sharing.organisation_id
        row.changed_at, row.version = at, row.version + 1
        row.save()
        trace.touches(row, fields=["name", "text", "shared_territory", "shared_organisation"])
    return row


def add_figure(*, by: Actor, at: datetime, report: Report, view: SavedView, definition: str) -> ReportFigure:
    """Bind the question of a view, with its period, to the next number; `definition` says what it counts by today.

    Raises:
        ExploreError: the report has as many figures as it may.
    """
    permit(can_write(by, report) and SavedView.objects.visible_to(by).filter(pk=view.pk).exists())
    with recorded("explore.add_figure", by=by, at=at) as trace:
        row = _lock_draft(report.pk)
        last = row.figures.order_by("-number").first()
        if row.figures.count() >= MOST_FIGURES:
            raise ExploreError(_("Una relazione ha al massimo %(number)s figure.") % {"number": MOST_FIGURES})
        figure = ReportFigure.objects.create(
            report=row,
            number=last.number + 1 if last else 1,
            caption=view.name,
            question=plain(view.question),
            definition=definition[:60],
            look=view.look,
        )
        trace.touches(row, figure)
    return figure


def remove_figure(*, by: Actor, at: datetime, figure: ReportFigure) -> None:
    """Take a figure away; the numbers of the others stay, as the text names them."""
    permit(can_write(by, figure.report))
    with recorded("explore.remove_figure", by=by, at=at) as trace:
        row = _lock_draft(figure.report_id)
        trace.touches(row)
        ReportFigure.objects.filter(pk=figure.pk).delete()


def approve_report(*, by: Actor, at: datetime, report: Report) -> Report:
    """Freeze text and figures as they are now; approved already, nothing happens.

    Counting takes its time and comes first: nobody's writing waits for it.

    Raises:
        ExploreError: it is empty, names a figure that is not there, or a figure cannot be made.
        StaleError: it was written in another window meanwhile.
    """
    permit(can_change(by, report))
    figures = list(report.figures.order_by("number"))
    if report.is_draft:
        _check_whole(report, figures)
        _freeze(figures, by)
    with recorded("explore.approve_report", by=by, at=at) as trace:
        row = lock(Report, report.pk)
        if not row.is_draft:
            return row
        if row.version != report.version or _numbers(row.figures.all()) != _numbers(figures):
            raise StaleError(row)
        ReportFigure.objects.bulk_update(figures, ["frozen", "definition"])
        row.state, row.approved_at, row.changed_at, row.version = ReportState.APPROVED, at, at, row.version + 1
        row.digest = digest_of(row, figures)
        row.save()
        trace.touches(row, *figures, fields=["state", "approved_at", "digest", "frozen", "definition"])
    return row


def _freeze(figures: list[ReportFigure], by: Actor) -> None:
    """Put into each figure its table of today; nothing is stored."""
    desk = desk_of(by)
    if desk is None:
        if figures:
            raise ExploreError(_("Non ci sono ancora dati da contare."))
        return
    answers = answers_of(desk, [figure.question for figure in figures])
    for figure, answer in zip(figures, answers, strict=True):
        if isinstance(answer, Trouble):
            said = {"number": figure.number, "why": answer.text}
            raise ExploreError(_("La figura %(number)s non si può fare. %(why)s") % said)
        asked = desk.asked[answer.question.measure]
        figure.frozen, figure.definition = frozen_of(answer, asked), asked.edition


def _numbers(figures: Iterable[ReportFigure]) -> set[tuple[int, int]]:
    return {(figure.pk, figure.number) for figure in figures}


def _check_whole(row: Report, figures: list[ReportFigure]) -> None:
    if not row.text.strip() and not figures:
        raise ExploreError(_("La relazione è vuota."))
    missing = sorted(set(placed(row.text)) - {figure.number for figure in figures})
    if missing:
        raise ExploreError(_("Il testo nomina la figura %(number)s, che non c’è.") % {"number": missing[0]})


def digest_of(row: Report, figures: list[ReportFigure]) -> str:
    """SHA-256 over the text and the figures: whoever has the paper can tell that it is this one."""
    said = [row.name, row.edition, row.text, [[one.number, one.caption, one.frozen] for one in figures]]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def begin_edition(*, by: Actor, at: datetime, report: Report) -> Report:
    """A new draft with the text and the questions of an approved report; its figures are those of today again."""
    permit(can_change(by, report) and not report.is_draft)
    with recorded("explore.begin_edition", by=by, at=at) as trace:
        row = lock(Report, report.pk)
        following = Report.objects.filter(previous=row).first()
        if following is None:
            following = Report.objects.create(
                name=row.name, owner_id=row.owner_id, text=row.text, edition=row.edition + 1, previous=row,
                shared_territory_id=row.shared_territory_id, shared_organisation_id=row.shared_organisation_id,
                changed_at=at,
            )  # fmt: skip
            for figure in row.figures.order_by("number"):
                figure.pk, figure.report, figure.frozen = None, following, None
                figure.save()
        trace.touches(row, following)
    return following


def delete_report(*, by: Actor, at: datetime, report: Report) -> None:
    """Take a draft away; what was approved stays."""
    permit(can_write(by, report))
    with recorded("explore.delete_report", by=by, at=at) as trace:
        row = lock(Report, report.pk)
        permit(row.is_draft)
        trace.touches(row)
        row.delete()


def record_printing(*, by: Actor, at: datetime, report: Report, purpose: str) -> None:
    """Write that a report was taken along as a file, and for what."""
    require(by, Verb.EXPORT_STATISTICS)
    log_access("explore.print_report", by=by, at=at, kind=Kind.EXPORT, rows=[report], purpose=purpose)
