# SPDX-License-Identifier: EUPL-1.2
"""The team of a taking in charge: who reads and writes what, until when and why; and who deputises."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases import actions
from ordito.cases.actions import CaseError
from ordito.cases.forms.team import DeputyForm, SharesForm, TeamMemberForm, share_values
from ordito.cases.queries.choices import colleagues_of, team_candidates
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import taking_or_404, taking_page, written_or_403
from ordito.core.access import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import TakingInCharge, TeamMember

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def team_new(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Bring somebody into the team, with the parts they see and until when."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    candidates = team_candidates(record.case_file, today=record.today)
    first = {"valid_from": record.today, **share_values([("interventions", False)])}
    form = TeamMemberForm(request.POST or None, candidates=candidates, initial=first)

    def act() -> None:
        role = form.cleaned_data["role"]
        actions.add_team_member(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            professional=role.professional,
            organisation=role.organisation,
            shares=form.shares,
            writes=form.writes,
            purpose=form.cleaned_data["purpose"],
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Équipe aggiornata."))
        return redirect("cases:taking", pk)
    lead = _("Vedrà soltanto le parti che scegli, fino al giorno che scegli. Ogni sua apertura sarà registrata.")
    return taking_page(
        request,
        record,
        form,
        template="team_form",
        heading=_("Aggiungi all’équipe"),
        submit_label=_("Aggiungi"),
        lead=lead,
    )


@form_view
def team_edit(request: HttpRequest, pk: int, taking_pk: int, member_pk: int) -> HttpResponse:
    """Change what somebody of the team reads and writes, why and until when."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    member = _member_or_404(row, member_pk)
    form = SharesForm(request.POST or None, deputy=member.deputy, initial=_values_of(member))
    conflict = None

    def act() -> None:
        actions.edit_team_member(
            by=actor_of(request),
            at=timezone.localtime(),
            member=member,
            version=form.cleaned_data["version"] or member.version,
            shares=form.shares,
            writes=form.writes,
            purpose=form.cleaned_data.get("purpose"),
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Équipe aggiornata."))
            return redirect("cases:taking", pk)
        conflict = conflict_of(form, error, _values_of)
    return taking_page(
        request,
        record,
        form,
        template="form" if member.deputy else "team_form",
        heading=_("Che cosa vede %(name)s") % {"name": member.professional},
        submit_label=_("Salva"),
        lead=_("Quello che togli non lo vede più da subito; quello che ha scritto resta."),
        conflict=conflict,
    )


def _values_of(member: TeamMember) -> dict[str, Any]:
    """Somebody of the team as the form shows them."""
    return {
        "purpose": member.purpose_id,
        "valid_to": member.valid_to,
        "version": member.version,
        **share_values(member.shares.values_list("part", "writes")),
    }


@form_view
def deputy_new(request: HttpRequest, pk: int, taking_pk: int) -> HttpResponse:
    """Let a colleague do the responsible worker's work for a while."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    colleagues = colleagues_of(record.case_file, today=record.today).exclude(pk=row.worker_id or 0)
    form = DeputyForm(request.POST or None, colleagues=colleagues, initial={"valid_from": record.today})

    def act() -> None:
        actions.add_team_member(
            by=actor_of(request),
            at=timezone.localtime(),
            taking=row,
            professional=form.cleaned_data["worker"],
            organisation=row.body,
            shares=(),
            deputy=True,
            valid_from=form.cleaned_data["valid_from"],
            valid_to=form.cleaned_data["valid_to"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Sostituzione registrata."))
        return redirect("cases:taking", pk)
    lead = _("Fino al giorno che scegli legge e scrive tutta la cartella come chi segue, che resta responsabile.")
    heading = _("Chi sostituisce chi segue")
    return taking_page(request, record, form, heading=heading, submit_label=_("Salva"), lead=lead)


def _member_or_404(row: TakingInCharge, pk: int) -> TeamMember:
    return get_object_or_404(
        row.team.select_related("professional", "organisation", "taking__case_file", "taking__body"), pk=pk
    )


@form_view
def team_end(request: HttpRequest, pk: int, taking_pk: int, member_pk: int) -> HttpResponse:
    """Take somebody out of the team, at once."""
    record = written_or_403(request, pk)
    row = taking_or_404(record, taking_pk)
    member = _member_or_404(row, member_pk)
    if request.method == "POST":
        last = record.today - timedelta(days=1)
        try:
            actions.end_team_member(by=actor_of(request), at=timezone.localtime(), member=member, valid_to=last)
        except CaseError as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Équipe aggiornata."))
        return redirect("cases:taking", pk)
    heading = _("Togliere %(name)s dall’équipe?") % {"name": member.professional}
    return taking_page(
        request,
        record,
        None,
        heading=heading,
        submit_label=_("Togli dall’équipe"),
        consequences=[_("Non vedrà più questa cartella."), _("Quello che ha scritto nel diario resta.")],
        danger=True,
    )
