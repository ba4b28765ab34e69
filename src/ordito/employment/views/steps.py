# SPDX-License-Identifier: EUPL-1.2
"""The course of a path: the next stage, the end of a placement, an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.employment import actions
from ordito.employment.forms.paths import MoveForm
from ordito.employment.forms.placements import EndPlacementForm, OutcomeForm
from ordito.employment.models import JobPlacement, PlacementOutcome, WorkPath
from ordito.employment.queries.facts import workplace
from ordito.employment.queries.overview import next_stage
from ordito.employment.queries.words import months_text
from ordito.employment.views.common import form_view, handle, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@form_view
def move(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Take a path to another stage; the one that comes next is proposed."""
    record = writable(request, pk)
    row = row_or_404(request, record, WorkPath, row_pk)
    following = next_stage(row, record.today)
    initial = {"on": record.today, "version": row.version, "to": following and following.pk}
    form = MoveForm(request.POST or None, initial=initial)

    def act() -> None:
        actions.move_path(
            by=actor_of(request),
            at=timezone.now(),
            work_path=row,
            version=form.cleaned_data["version"] or row.version,
            **form.values(),
        )

    lead = _(
        "Adesso: %(stage)s. Prima di concludere rileva gli esiti dovuti: in un percorso concluso non si scrive più, "
        "finché non torna a una fase precedente."
    )
    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "work"),
        done=_("Fase aggiornata."),
        theirs=lambda current: {"to": current.stage_id, "outcome": current.outcome_id},
        heading=_("Percorso di lavoro: passa a un’altra fase"),
        lead=lead % {"stage": row.stage.label},
        submit_label=_("Salva"),
    )


@form_view
def placement_end(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write when a placement ended and why."""
    record = writable(request, pk)
    row = row_or_404(request, record, JobPlacement, row_pk)
    form = EndPlacementForm(request.POST or None, initial={"ends_on": record.today, "version": row.version})

    def act() -> None:
        actions.end_placement(
            by=actor_of(request),
            at=timezone.now(),
            placement=row,
            version=form.cleaned_data["version"] or row.version,
            **form.values(),
        )

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "placement", row_pk),
        done=_("Fine dell’inserimento registrata."),
        theirs=lambda current: {"ends_on": current.ends_on, "end_reason": current.end_reason_id},
        heading=_("Fine dell’inserimento: %(where)s") % {"where": workplace(row)},
        lead=_("Gli esiti a distanza di mesi restano da rilevare, anche se la persona lavora altrove."),
        submit_label=_("Salva"),
    )


@form_view
def outcome(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write whether somebody works, so many months after a placement began."""
    record = writable(request, pk)
    rows = PlacementOutcome.objects.visible_to(actor_of(request)).filter(
        placement__work_path__case_file=record.case_file, placement__annulled_at=None
    )
    related = ("placement__work_path__case_file__person", "placement__employer")
    row = get_object_or_404(rows.select_related(*related), pk=row_pk)
    initial = _outcome_values(row) | {"version": row.version, "checked_on": row.checked_on or record.today}
    form = OutcomeForm(request.POST or None, initial=initial)

    def act() -> None:
        actions.check_outcome(
            by=actor_of(request),
            at=timezone.now(),
            outcome=row,
            version=form.cleaned_data["version"] or row.version,
            **form.values(),
        )

    values = {"months": months_text(row.months), "where": workplace(row.placement)}
    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "placement", row.placement_id),
        done=_("Esito registrato."),
        theirs=_outcome_values,
        heading=_("Esito %(months)s: %(where)s") % values,
        submit_label=_("Salva"),
    )


def _outcome_values(row: PlacementOutcome) -> dict[str, Any]:
    return {"checked_on": row.checked_on, "state": row.state_id, "note": open_text(row, "note")}
