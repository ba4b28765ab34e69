# SPDX-License-Identifier: EUPL-1.2
"""The forms that add, correct and annul a row: one way for every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.access import actor_of
from ordito.protection import actions
from ordito.protection.forms import care, measures
from ordito.protection.queries.facts import line_of, values_of
from ordito.protection.views.common import choices_of, form_view, handle, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.core.declare import Text
    from ordito.protection.forms.fields import RowForm


@dataclass(frozen=True)
class Kind:
    """A kind of row: what is written in it, with which form, under which headings."""

    values: type[actions.RowValues]
    form: type[RowForm]
    new: Text
    edit: Text
    lead: Text = ""


KINDS = {
    "emergency": Kind(
        actions.EmergencyValues,
        measures.EmergencyForm,
        gettext_lazy("Nuovo allontanamento d’urgenza"),
        gettext_lazy("Correggi l’allontanamento d’urgenza"),
        gettext_lazy("Avvisa subito a voce il pubblico ministero minorile. Al salvataggio partono i termini di legge."),
    ),
    "measure": Kind(
        actions.MeasureValues,
        measures.MeasureForm,
        gettext_lazy("Nuovo provvedimento"),
        gettext_lazy("Modifica il provvedimento"),
    ),
    "placement": Kind(
        actions.PlacementValues,
        care.PlacementForm,
        gettext_lazy("Nuovo collocamento fuori famiglia"),
        gettext_lazy("Modifica il collocamento"),
        gettext_lazy("Comunità, alloggi, parenti. Per una famiglia affidataria registra un affidamento familiare."),
    ),
    "foster": Kind(
        actions.FosterValues,
        care.FosterForm,
        gettext_lazy("Nuovo affidamento familiare"),
        gettext_lazy("Modifica l’affidamento familiare"),
        gettext_lazy("Comincia dalla valutazione del caso: ricerca, abbinamento e avvio si segnano dopo."),
    ),
    "meeting_plan": Kind(
        actions.MeetingPlanValues,
        care.MeetingPlanForm,
        gettext_lazy("Nuovi incontri protetti"),
        gettext_lazy("Modifica gli incontri protetti"),
    ),
    "report": Kind(
        actions.ReportValues,
        measures.ReportForm,
        gettext_lazy("Nuova relazione o segnalazione"),
        gettext_lazy("Modifica la relazione"),
    ),
    "proceeding": Kind(
        actions.ProceedingValues,
        measures.ProceedingForm,
        gettext_lazy("Nuovo procedimento"),
        gettext_lazy("Modifica il procedimento"),
    ),
    "leaver": Kind(
        actions.LeaverValues,
        care.LeaverForm,
        gettext_lazy("Nuovo progetto di autonomia"),
        gettext_lazy("Modifica il progetto di autonomia"),
    ),
}
"""By the name of their pages."""


@form_view
def new(request: HttpRequest, pk: int, page: str) -> HttpResponse:
    """Add a row; the page of the new row says what comes next."""
    record = writable(request, pk)
    kind = KINDS[page]
    form = kind.form(request.POST or None, choices=choices_of(request, record), new=True)
    written: list[Any] = []

    def act() -> None:
        row = actions.add_row(
            kind.values(**form.values()),
            by=actor_of(request),
            at=timezone.now(),
            case_file=record.case_file,
            form_key=form.key,
        )
        written.append(row)

    return handle(
        request,
        record,
        form,
        act,
        back=lambda: page_of(record, page, written[0].pk),
        done=_("Salvato."),
        heading=kind.new,
        lead=kind.lead,
        submit_label=_("Salva"),
    )


@form_view
def edit(request: HttpRequest, pk: int, page: str, row_pk: int) -> HttpResponse:
    """Correct a row."""
    record = writable(request, pk)
    kind = KINDS[page]
    row = row_or_404(request, record, kind.values.model, row_pk)
    form = kind.form(request.POST or None, choices=choices_of(request, record), new=False, initial=values_of(row))

    def act() -> None:
        actions.edit_row(
            kind.values(**form.values()),
            by=actor_of(request),
            at=timezone.now(),
            row=row,
            version=form.cleaned_data["version"] or row.version,
        )

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, page, row_pk),
        done=_("Salvato."),
        theirs=values_of,
        heading=kind.edit,
        submit_label=_("Salva"),
    )


@form_view
def annul(request: HttpRequest, pk: int, page: str, row_pk: int) -> HttpResponse:
    """Set aside a row that was written by mistake, after asking."""
    record = writable(request, pk)
    row = row_or_404(request, record, KINDS[page].values.model, row_pk)
    form = measures.AnnulForm(
        request.POST or None, choices=choices_of(request, record), initial={"version": row.version}
    )

    def act() -> None:
        actions.annul_row(
            by=actor_of(request), at=timezone.now(), row=row, version=form.cleaned_data["version"] or row.version
        )

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "protection"),
        done=_("Tolto: non compare più nella cartella."),
        heading=_("Togli: %(what)s") % {"what": line_of(row, record.today).title},
        lead=_("Solo se è stato scritto per errore. Se è finito o cambiato, scrivi invece la fine o l’esito."),
        consequences=[
            _("Non conta più nei termini, nella stampa e nei flussi."),
            _("Resta nel registro chi lo ha scritto e chi lo ha tolto."),
        ],
        submit_label=_("Togli questa scheda"),
        danger=True,
        cancel_url=page_of(record, page, row_pk),
    )
