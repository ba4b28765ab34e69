# SPDX-License-Identifier: EUPL-1.2
"""Taking in charge: start, change, hand over, share, close, reopen."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ordito.cases import actions
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.actions.taking_edit import edit_taking
from ordito.cases.enums import Part
from ordito.cases.forms.taking import AssignForm, CloseForm, ReasonsForm, ReopenForm, TakeInChargeForm, TeamMemberForm
from ordito.cases.queries.choices import colleagues_of, team_candidates
from ordito.cases.views.conflicts import attempt, closed_meanwhile, conflict_of
from ordito.cases.views.loading import record_page, taking_or_404, written_or_403
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import Code, TakingInCharge
    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def take_in_charge(request: HttpRequest, pk: int) -> HttpResponse:
    """Start to follow the person."""
    record = written_or_403(request, pk)
    colleagues = colleagues_of(record.case_file, today=record.today)
    first = {"opened_on": record.today, "worker": actor_of(request).professional_id}
    form = TakeInChargeForm(request.POST or None, colleagues=colleagues, initial=first)

    def act() -> None:
        actions.take_in_charge(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            mode=form.cleaned_data["mode"],
            reasons=_reasons(form),
            opened_on=form.cleaned_data["opened_on"],
            worker=form.cleaned_data["worker"],
            review_on=form.cleaned_data["review_on"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Presa in carico registrata. Ora puoi aggiungere gli interventi."))
        return redirect("cases:taking", pk)
    return _page(request, record, form, heading=_("Prendi in carico"), submit_label=_("Prendi in carico"))


@form_view
def edit(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Change mode, reasons and review."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    form = ReasonsForm(request.POST or None, initial=_values_of(row))
    conflict = None

    def act() -> None:
        edit_taking(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            mode=form.cleaned_data["mode"],
            reasons=_reasons(form),
            review_on=form.cleaned_data["review_on"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Presa in carico aggiornata."))
            return redirect("cases:taking", pk)
        conflict = conflict_of(form, error, _values_of)
    heading = _("Modifica la presa in carico")
    return _page(request, record, form, heading=heading, submit_label=_("Salva"), conflict=conflict)


def _values_of(row: TakingInCharge) -> dict[str, Any]:
    """A taking in charge as the form shows it."""
    reasons = list(row.reasons.order_by("-main", "reason__position"))
    return {
        "mode": row.mode_id,
        "main_reason": next((item.reason_id for item in reasons if item.main), None),
        "reasons": [item.reason_id for item in reasons if not item.main],
        "review_on": row.review_on,
        "version": row.version,
    }


def _reasons(form: Form) -> list[Code]:
    """The main reason first, then the others, each once."""
    main: Code = form.cleaned_data["main_reason"]
    return [main, *(reason for reason in form.cleaned_data["reasons"] if reason != main)]


@form_view
def assign(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Hand the work to another responsible worker."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    colleagues = colleagues_of(record.case_file, today=record.today).exclude(pk=row.worker_id or 0)
    initial = {"valid_from": record.today, "version": row.version}
    form = AssignForm(request.POST or None, colleagues=colleagues, initial=initial)
    conflict = None

    def act() -> None:
        actions.assign_worker(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            worker=form.cleaned_data["worker"],
            valid_from=form.cleaned_data["valid_from"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Ora segue %(worker)s.") % {"worker": form.cleaned_data["worker"]})
            return redirect("cases:worklist")
        conflict = conflict_of(form, error, lambda current: {"worker": current.worker})
    lead = _("Chi segue ora resta nella storia della cartella, ma non la vede più se non fa parte dell’équipe.")
    heading = _("Cambia operatore")
    return _page(request, record, form, heading=heading, submit_label=_("Salva"), lead=lead, conflict=conflict)


@form_view
def team_new(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Bring somebody into the team, with the parts they see and until when."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    candidates = team_candidates(record.case_file, today=record.today)
    form = TeamMemberForm(request.POST or None, candidates=candidates, initial={"valid_from": record.today})

    def act() -> None:
        role = form.cleaned_data["role"]
        actions.add_team_member(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            professional=role.professional,
            organisation=role.organisation,
            shares=[Part(part) for part in form.cleaned_data["parts"]],
            writes=[Part(part) for part in form.cleaned_data["writes"]],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Équipe aggiornata."))
        return redirect("cases:taking", pk)
    lead = _("Vedrà soltanto le parti che scegli, fino al giorno che scegli. Ogni sua apertura sarà registrata.")
    return _page(request, record, form, heading=_("Aggiungi all’équipe"), submit_label=_("Aggiungi"), lead=lead)


@form_view
def team_end(request: HttpRequest, pk: int, taking_pk: int, member_pk: int) -> HttpResponse:
    """Take somebody out of the team, at once."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    member = get_object_or_404(row.team.select_related("professional", "taking__case_file"), pk=member_pk)
    if request.method == "POST":
        last = max(record.today - timedelta(days=1), member.valid_from)
        try:
            actions.end_team_member(by=actor_of(request), at=timezone.localtime(), member=member, valid_to=last)
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Équipe aggiornata."))
        return redirect("cases:taking", pk)
    heading = _("Togliere %(name)s dall’équipe?") % {"name": member.professional}
    return _page(
        request,
        record,
        None,
        heading=heading,
        submit_label=_("Togli dall’équipe"),
        consequences=[_("Non vedrà più questa cartella."), _("Quello che ha scritto nel diario resta.")],
        danger=True,
    )


@form_view
def close(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """End the taking in charge with its outcome; a colleague who closed first is named, nothing typed is lost."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    still_open = row.interventions.current().filter(ends_on__isnull=True).count()
    initial = {"closed_on": record.today, "version": row.version}
    form = CloseForm(request.POST or None, open_interventions=still_open, initial=initial)

    def act() -> None:
        actions.close_taking(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            closed_on=form.cleaned_data["closed_on"],
            outcome=form.cleaned_data["outcome"],
            reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"],
        )

    conflict = closed_meanwhile(row) if row.closed_on is not None else None
    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Presa in carico chiusa."))
            return redirect("cases:taking", pk)
        if isinstance(error, ConflictError) and error.current.closed_on:
            conflict = closed_meanwhile(error.current)
        conflict = conflict or conflict_of(form, error, lambda _current: {})
    return _page(
        request,
        record,
        form,
        heading=_("Chiudi la presa in carico"),
        submit_label=_("Chiudi la presa in carico"),
        consequences=_consequences(still_open),
        conflict=conflict,
    )


def _consequences(still_open: int) -> list[str]:
    if not still_open:
        return []
    text = ngettext(
        "C’è %(count)s intervento ancora aperto: finirà lo stesso giorno.",
        "Ci sono %(count)s interventi ancora aperti: finiranno lo stesso giorno.",
        still_open,
    )
    return [text % {"count": still_open}]


@form_view
def reopen(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Go on with a closed taking in charge."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    form = ReopenForm(request.POST or None, initial={"reopened_on": record.today, "version": row.version})
    conflict = None

    def act() -> None:
        actions.reopen_taking(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            reopened_on=form.cleaned_data["reopened_on"],
            reason=form.cleaned_data["reason"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Presa in carico riaperta."))
            return redirect("cases:taking", pk)
        conflict = conflict_of(form, error, lambda _current: {})
    lead = _("Gli interventi già chiusi restano chiusi. La chiusura di prima resta nella storia.")
    heading = _("Riapri la presa in carico")
    return _page(request, record, form, heading=heading, submit_label=_("Riapri"), lead=lead, conflict=conflict)


def _page(request: HttpRequest, record: RecordHeader, form: Form | None, **context: Any) -> HttpResponse:
    return record_page(
        request,
        record,
        "form",
        tab="taking",
        invalid=form is not None and form.is_bound,
        form=form,
        cancel_url=reverse("cases:taking", args=[record.pk]),
        **context,
    )
