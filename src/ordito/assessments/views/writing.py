# SPDX-License-Identifier: EUPL-1.2
"""Beginning an assessment, correcting its occasion, and its moves: complete, reopen, main, discard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ordito.assessments import actions
from ordito.assessments.enums import InstrumentKind
from ordito.assessments.forms.assessments import EditForm, StartForm
from ordito.assessments.queries.assessments import short_time
from ordito.assessments.queries.schemes import instruments_for
from ordito.assessments.views.loading import TAB, assessment_or_404, people_of
from ordito.cases.actions.errors import CaseError
from ordito.cases.enums import Part
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import part_written_or_403, record_page
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.questionnaires.actions.errors import NotAcceptedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpRequest, HttpResponse

    from ordito.assessments.models import Assessment
    from ordito.cases.queries.record_header import RecordHeader

FORM = "cases/record/form"
form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the instrument, the time and the day; then the scores."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    tools = instruments_for(record.case_file.ambito_id, day=record.today)
    form = StartForm(
        request.POST or None,
        instruments=tools,
        colleagues=people_of(request, record),
        initial={"held_on": record.today},
    )
    started: list[Assessment] = []

    def act() -> None:
        values = form.cleaned_data
        started.append(
            actions.start_assessment(
                by=actor_of(request),
                at=timezone.localtime(),
                case_file=record.case_file,
                instrument=values["instrument"],
                occasion=_occasion(values),
            )
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        row = started[0]
        page = "assessment" if row.instrument.kind == InstrumentKind.QUESTIONNAIRE else "scores"
        return redirect(f"assessments:{page}", pk, row.pk)
    return _page(request, record, form, heading=_("Nuova valutazione"), submit_label=_("Continua"))


@form_view
def edit(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Correct when and with whom a draft was made, and write its summary."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    form = EditForm(request.POST or None, colleagues=people_of(request, record), initial=_values_of(row))
    conflict = None

    def act() -> None:
        values = form.cleaned_data
        actions.edit_assessment(
            by=actor_of(request),
            at=timezone.localtime(),
            assessment=row,
            version=values["version"] or row.version,
            occasion=_occasion(values),
            summary=values["summary"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Valutazione aggiornata."))
            return redirect("assessments:assessment", pk, row.pk)
        conflict = conflict_of(form, error, _values_of)
    heading = _("Data, presenti e sintesi di %(time)s") % {"time": short_time(row.time)}
    return _page(request, record, form, row, heading=heading, submit_label=_("Salva"), conflict=conflict)


def _occasion(values: Mapping[str, Any]) -> actions.Occasion:
    return actions.Occasion(
        values["time"],
        values["held_on"],
        list(values.get("assessors", ())),
        values["with_family"],
        values["with_child"],
    )


def _values_of(row: Assessment) -> dict[str, Any]:
    return {
        "time": row.time_id,
        "held_on": row.held_on,
        "with_family": row.with_family,
        "with_child": row.with_child,
        "assessors": list(row.assessors.values_list("professional_id", flat=True)),
        "summary": open_text(row, "summary"),
        "version": row.version,
    }


@form_view
def discard(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Put a draft away, after saying what that means."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    form = Form(request.POST if request.method == "POST" else None)

    def act() -> None:
        actions.discard_assessment(by=actor_of(request), at=timezone.localtime(), assessment=row)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Bozza messa da parte."))
        return redirect("assessments:assessments", pk)
    consequences = [
        _("I punteggi e le note di questa bozza non si vedranno più nella cartella."),
        _("Le valutazioni completate restano come sono."),
    ]
    return _page(
        request,
        record,
        form,
        row,
        heading=_("Metti da parte la bozza"),
        submit_label=_("Metti da parte"),
        danger=True,
        consequences=consequences,
    )


@require_POST
def complete(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """The scores count from now on."""
    return _move(request, pk, assessment_pk, actions.complete_assessment, _("Valutazione completata."))


@require_POST
def reopen(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Correct a completed assessment."""
    return _move(request, pk, assessment_pk, actions.reopen_assessment, _("Valutazione riaperta: correggi e completa."))


@require_POST
def main(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Make this the one that counts among those of its time."""
    return _move(request, pk, assessment_pk, actions.make_main, _("Questa è ora la valutazione principale."))


@require_POST
def ask(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Ask a supervisor to approve."""
    return _move(request, pk, assessment_pk, actions.ask_for_approval, _("Approvazione chiesta."))


@require_POST
def withdraw(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Take the request for approval back."""
    return _move(request, pk, assessment_pk, actions.withdraw_from_approval, _("Richiesta ritirata."))


@require_POST
def answers(request: HttpRequest, pk: int, assessment_pk: int) -> HttpResponse:
    """Open the questionnaire of the assessment on the engine's page."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    try:
        draft = actions.start_answers(by=actor_of(request), at=timezone.localtime(), assessment=row)
    except NotAcceptedError as error:
        messages.error(request, str(error))
        return redirect("assessments:assessment", pk, row.pk)
    return redirect("questionnaires:fill", draft.public_id)


def _move(request: HttpRequest, pk: int, assessment_pk: int, act: Callable[..., object], words: str) -> HttpResponse:
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    try:
        act(by=actor_of(request), at=timezone.localtime(), assessment=row)
    except CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("assessments:assessment", pk, row.pk)


def _page(
    request: HttpRequest, record: RecordHeader, form: Form, row: Assessment | None = None, **context: Any
) -> HttpResponse:
    cancel = (
        reverse("assessments:assessment", args=[record.pk, row.pk])
        if row
        else reverse("assessments:assessments", args=[record.pk])
    )
    return record_page(
        request, record, FORM, tab=TAB, invalid=form.is_bound, writing=True, form=form, cancel_url=cancel, **context
    )
