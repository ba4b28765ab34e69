# SPDX-License-Identifier: EUPL-1.2
"""The path to work of a record in its story and on its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.queries.record_timeline import Moment
from ordito.core.dates import format_date
from ordito.core.paper import Facts, Grid, Prose
from ordito.employment.models import JobMonitoring, JobPlacement, PlacementOutcome, StageStep
from ordito.employment.queries.facts import facts_of, prose_of, rows_of, workplace
from ordito.employment.queries.overview import path_view, paths_of
from ordito.employment.queries.placement import accommodations_of, outcomes_of, visits_of
from ordito.employment.queries.words import months_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.core.paper import Block
    from ordito.employment.models import WorkPath

KEY = "employment"
STANDING = {"work_path__annulled_at": None}


def moments_of(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    """Stages come to, placements that begin and end, visits, outcomes."""
    steps = StageStep.objects.visible_to(actor).filter(work_path__case_file=record.case_file, **STANDING)
    for step in steps.select_related("stage"):
        title = _("Percorso di lavoro: %(stage)s") % {"stage": step.stage.label.lower()}
        yield Moment(step.on, KEY, title, "it-map-marker", "", "employment:path", (record.pk, step.work_path_id))
    placements = rows_of(JobPlacement).visible_to(actor).filter(work_path__case_file=record.case_file, **STANDING)
    for row in placements:
        where, page = workplace(row), ("employment:placement", (record.pk, row.pk))
        if row.starts_on <= record.today:
            title = _("Inizia l’inserimento lavorativo: %(where)s") % {"where": where}
            yield Moment(row.starts_on, KEY, title, "it-tool", str(row.kind), *page)
        if row.ends_on is not None:
            title = _("Finisce l’inserimento lavorativo: %(where)s") % {"where": where}
            yield Moment(row.ends_on, KEY, title, "it-tool", str(row.end_reason), *page)
    yield from _visit_moments(actor, record)


def _visit_moments(actor: Actor, record: RecordHeader) -> Iterator[Moment]:
    standing = {
        "placement__work_path__case_file": record.case_file,
        "placement__annulled_at": None,
        "placement__work_path__annulled_at": None,
    }
    visits = JobMonitoring.objects.visible_to(actor).current().filter(**standing)
    for visit in visits.select_related("trend", "mode"):
        title, page = _("Monitoraggio sul lavoro"), ("employment:placement", (record.pk, visit.placement_id))
        yield Moment(visit.held_on, KEY, title, "it-search", f"{visit.mode}. {visit.trend}", *page)
    outcomes = PlacementOutcome.objects.visible_to(actor).filter(checked_on__isnull=False, **standing)
    for row in outcomes.select_related("state"):
        title = _("Esito del lavoro %(months)s") % {"months": months_text(row.months)}
        page = ("employment:placement", (record.pk, row.placement_id))
        if row.checked_on is not None:
            yield Moment(row.checked_on, KEY, title, "it-check-circle", str(row.state), *page)


def printed_of(actor: Actor, record: RecordHeader) -> list[Block]:
    """Every path with its stages, areas and placements; of a placement visits, what is adapted, outcomes."""
    return [block for path in reversed(paths_of(actor, record.case_file)) for block in _path(actor, record, path)]


def _path(actor: Actor, record: RecordHeader, path: WorkPath) -> Iterator[Block]:
    view = path_view(actor, path, record.today)
    title = _("Percorso di lavoro avviato il %(day)s") % {"day": format_date(path.started_on)}
    yield Facts([(_("Fase"), path.stage.label), *view.facts, *view.prose], title=title)
    steps = [(step.label, format_date(step.on), step.by_name, step.reason) for step in reversed(view.steps)]
    yield Grid([_("Fase"), _("Dal"), _("Scritto da"), _("Motivo")], steps, title=_("Fasi del percorso"))
    for group in view.groups:
        for one in reversed([found for found in (group.latest, *group.earlier) if found is not None]):
            areas = [(line.area, line.level, line.before, line.note) for line in one.areas]
            yield Grid([_("Area"), _("Livello"), _("Prima"), _("Nota")], areas, title=one.title)
            if one.summary:
                yield Prose(one.summary, title=_("Sintesi"), detail=one.detail)
    placements = rows_of(JobPlacement).visible_to(actor).filter(work_path=path).order_by("starts_on", "pk")
    for row in placements:
        yield from _placement(actor, record, row)


def _placement(actor: Actor, record: RecordHeader, row: JobPlacement) -> Iterator[Block]:
    where = workplace(row)
    yield Facts([*facts_of(row), *prose_of(row)], title=_("Inserimento lavorativo: %(where)s") % {"where": where})
    adapted = [(str(one.row.kind), one.badge, one.when, one.detail) for one in accommodations_of(actor, row)]
    if adapted:
        heads = [_("Che cosa"), _("A che punto è"), _("Quando"), _("In che cosa consiste")]
        yield Grid(heads, adapted, title=_("Accomodamenti ragionevoli: %(where)s") % {"where": where})
    outcomes = [(one.title, one.badge, one.when, one.note) for one in outcomes_of(actor, row, record.today)]
    heads = [_("Dopo"), _("Esito"), _("Quando"), _("Nota")]
    yield Grid(heads, outcomes, title=_("Esiti: %(where)s") % {"where": where})
    for visit in visits_of(actor, row):
        title = _("Monitoraggio: %(trend)s") % {"trend": str(visit.row.trend).lower()}
        detail = f"{visit.title}, {visit.row.written_by_name}"
        yield Prose(visit.note, title=title, detail=detail)
