# SPDX-License-Identifier: EUPL-1.2
"""How a taking in charge ends, at once or once a supervisor has approved, and how it goes on again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ordito.cases import actions, rules
from ordito.cases.actions import CaseError, ConflictError
from ordito.cases.enums import UNDER_WAY, ApprovalKind
from ordito.cases.forms.taking import CloseForm, ReopenForm
from ordito.cases.models import Approval
from ordito.cases.queries.approvals import approval_needed
from ordito.cases.views.conflicts import attempt, closed_meanwhile, conflict_of
from ordito.cases.views.loading import taking_or_404, taking_page, written_or_403
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import TakingInCharge

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def close(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """End the taking in charge with its outcome; a colleague who closed first is named, nothing typed is lost."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    proposes = approval_needed(ApprovalKind.CLOSURE, record.case_file, on=record.today) and not rules.can_approve(
        actor_of(request), record.case_file
    )
    still_open = row.interventions.current().filter(state__in=UNDER_WAY).count()
    team = row.team.not_ended(record.today).filter(stopped_on__isnull=True).count()
    form = CloseForm(
        request.POST or None,
        open_interventions=still_open,
        proposes=proposes,
        team=bool(team),
        initial={"closed_on": record.today, "version": row.version},
    )
    conflict = closed_meanwhile(row) if row.closed_on is not None else None
    if request.method == "POST" and form.is_valid():
        error = attempt(form, lambda: _close(request, row, form, proposes=proposes), shows_conflict=True)
        if error is None:
            messages.success(request, _("Chiusura proposta.") if proposes else _("Presa in carico chiusa."))
            return redirect("cases:taking", pk)
        if isinstance(error, ConflictError) and error.current.closed_on:
            conflict = closed_meanwhile(error.current)
        conflict = conflict or conflict_of(form, error, lambda _current: {})
    label = _("Proponi la chiusura") if proposes else _("Chiudi la presa in carico")
    consequences = _consequences(still_open, team, proposes=proposes)
    return taking_page(
        request, record, form, heading=label, submit_label=label, consequences=consequences, conflict=conflict
    )


def _close(request: HttpRequest, row: TakingInCharge, form: CloseForm, *, proposes: bool) -> None:
    values = {name: form.cleaned_data[name] for name in ("closed_on", "outcome", "reason", "note")}
    values["team_reads_to"] = form.cleaned_data.get("team_reads_to")
    by, at = actor_of(request), timezone.localtime()
    if proposes:
        actions.propose_closure(by=by, at=at, taking=row, request=form.cleaned_data["request"], **values)
    else:
        version = form.cleaned_data["version"] or row.version
        actions.close_taking(by=by, at=at, taking=row, version=version, **values)


def _consequences(still_open: int, team: int, *, proposes: bool) -> list[str]:
    found = []
    if proposes:
        found.append(_("Il servizio vuole che la chiusura sia approvata: fino ad allora resti responsabile."))
    if still_open:
        text = ngettext(
            "C’è %(count)s intervento ancora aperto: finirà lo stesso giorno.",
            "Ci sono %(count)s interventi ancora aperti: finiranno lo stesso giorno.",
            still_open,
        )
        found.append(text % {"count": still_open})
    if team:
        text = ngettext(
            "Nell’équipe c’è %(count)s persona: smette di vedere la cartella.",
            "Nell’équipe ci sono %(count)s persone, chi sostituisce compreso: smettono di vedere la cartella.",
            team,
        )
        found.append(text % {"count": team})
    return found


@require_POST
def withdraw(request: HttpRequest, pk: int, taking_pk: int, approval_pk: int) -> HttpResponse:
    """Take back a closure that was proposed."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    proposed = Approval.objects.filter(kind=ApprovalKind.CLOSURE, row_id=row.pk, case_file=record.case_file)
    approval = get_object_or_404(proposed.select_related("case_file"), pk=approval_pk)
    try:
        actions.withdraw_request(by=actor_of(request), at=timezone.localtime(), approval=approval)
    except CaseError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Proposta ritirata: la presa in carico continua."))
    return redirect("cases:taking", pk)


@form_view
def reopen(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Go on with a closed taking in charge."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    team = row.team.stopped(record.today).select_related("professional", "organisation")
    form = ReopenForm(request.POST or None, team=team, initial={"reopened_on": record.today, "version": row.version})
    conflict = None

    def act() -> None:
        actions.reopen_taking(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            version=form.cleaned_data["version"] or row.version,
            reopened_on=form.cleaned_data["reopened_on"],
            reason=form.cleaned_data["reason"],
            team=form.cleaned_data.get("team", ()),
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Presa in carico riaperta."))
            return redirect("cases:taking", pk)
        conflict = conflict_of(form, error, lambda _current: {})
    lead = _("Gli interventi già chiusi restano chiusi. La chiusura di prima resta nella storia.")
    heading = _("Riapri la presa in carico")
    return taking_page(request, record, form, heading=heading, submit_label=_("Riapri"), lead=lead, conflict=conflict)
