# SPDX-License-Identifier: EUPL-1.2
"""Supervision: cycles, their group, their meetings, hours; nothing of what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.meetings.actions import Contact, TakenError
from ordito.training import rules
from ordito.training.actions import supervision as actions
from ordito.training.forms.supervision import (
    CycleFilter,
    CycleForm,
    GroupForm,
    ReopenForm,
    SearchGroup,
    SupervisionMeetingForm,
    YearForm,
    initial_of,
)
from ordito.training.models import SupervisionCycle
from ordito.training.queries.supervision import (
    MOST_OFFERED,
    ambito_lines,
    candidates,
    cycle_lines,
    hours_of_year,
    sittings_of,
    worker_lines,
    years_of_supervision,
)
from ordito.training.views.attempts import attempt
from ordito.training.views.pages import Words, ask, form_page, form_view, posted, require_that

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.training.actions.supervision import CycleValues


@require_safe
@requires(Verb.VIEW_TRAINING)
def cycles(request: HttpRequest) -> HttpResponse:
    """Cycles of one's own or that one organises, the latest first."""
    actor = actor_of(request)
    form = CycleFilter(request.GET)
    rows = SupervisionCycle.objects.visible_to(actor).select_related("organiser", "territory", "supervisor", "contact")
    if form.is_valid() and form.cleaned_data["stato"]:
        rows = rows.filter(closed_at__isnull=form.cleaned_data["stato"] == "aperti")
    found = page_of(request, rows, order=("-starts_on", "-id"))
    context = {
        "form": form,
        "page": found,
        "lines": cycle_lines(found.rows),
        "may_organise": actor.holds(Verb.ENROL_STAFF) and actor.holds(Verb.ORGANISE_MEETINGS),
    }
    return page(request, "training/supervision/list.html", context)


@require_safe
@requires(Verb.VIEW_TRAINING)
def cycle(request: HttpRequest, pk: int) -> HttpResponse:
    """A cycle: who leads it, when the group meets, how many hours each has; to who is in it, their own hours."""
    actor = actor_of(request)
    row = _cycle_or_404(request, pk)
    organises = rules.can_organise_cycle(actor, row)
    leads = actor.professional_id is not None and actor.professional_id == row.supervisor_id
    workers = worker_lines(row, only=None if organises or leads else actor.professional_id)
    if organises or leads:
        log_access("training.read_supervision", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {
        "cycle": row,
        "organises": organises,
        "whole": organises or leads,
        "sittings": sittings_of(row),
        "workers": workers,
        "ambiti": ambito_lines(workers),
    }
    return page(request, "training/supervision/cycle.html", context)


@require_safe
@requires(Verb.ENROL_STAFF)
def hours(request: HttpRequest) -> HttpResponse:
    """Hours of supervision of a year by Ambito, in the cycles that one organises."""
    actor = actor_of(request)
    require_that(allowed=actor.holds(Verb.ORGANISE_MEETINGS))
    years = years_of_supervision(actor) or [timezone.localdate().year]
    form = YearForm(request.GET or None, years=years)
    year = form.cleaned_data["anno"] if form.is_bound and form.is_valid() else years[0]
    context = {"form": form, "year": year, "lines": hours_of_year(actor, year)}
    return page(request, "training/supervision/hours.html", context)


@form_view
@requires(Verb.ENROL_STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a cycle."""
    actor = actor_of(request)
    require_that(allowed=actor.holds(Verb.ORGANISE_MEETINGS))
    form = CycleForm(posted(request), actor=actor)

    def act() -> str:
        key = form.cleaned_data["form_key"] or uuid4()
        made = actions.start_cycle(by=actor, at=timezone.now(), values=_values(form), form_key=key)
        return reverse("training:supervision_group", args=[made.pk])

    words = Words(
        title=_("Nuovo ciclo di supervisione"),
        submit=_("Salva"),
        cancel_url=reverse("training:supervision"),
        done=_("Ciclo salvato. Ora scrivi chi fa parte del gruppo."),
        crumbs=_crumbs(),
    )
    return form_page(request, form, act, words)


@form_view
@requires(Verb.ENROL_STAFF)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was agreed of a cycle."""
    actor = actor_of(request)
    row = _organised_or_403(request, pk)
    form = CycleForm(posted(request), actor=actor, cycle=row, initial=initial_of(row))

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.edit_cycle(by=actor, at=timezone.now(), cycle=row, values=_values(form), version=version)
        return _address(row)

    def theirs(now: SupervisionCycle) -> CycleForm:
        return CycleForm(actor=actor, cycle=now, initial=initial_of(now))

    words = Words(
        title=_("Modifica il ciclo"),
        submit=_("Salva"),
        cancel_url=_address(row),
        done=_("Ciclo salvato."),
        crumbs=_crumbs(row),
    )
    return form_page(request, form, act, words, theirs=theirs)


@form_view
@requires(Verb.ENROL_STAFF)
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who is in the group: look for people, tick, save."""
    actor, now = actor_of(request), timezone.now()
    row = _organised_or_403(request, pk)
    search = SearchGroup(request.GET)
    text = search.cleaned_data["q"] if search.is_valid() else ""
    present = [member.professional for member in row.members.select_related("professional")]
    found = candidates(row, text, timezone.localdate(now))
    form = GroupForm(
        posted(request), offered=[*present, *found], initial={"professionals": [one.pk for one in present]}
    )

    def act() -> None:
        chosen = list(form.cleaned_data["professionals"])
        actions.set_group(by=actor, at=now, cycle=row, professionals=chosen)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Gruppo salvato. Gli incontri ancora da fare lo seguono."))
        return redirect("training:supervision_cycle", pk)
    context = {
        "cycle": row,
        "form": form,
        "search": search,
        "text": text,
        "found": found,
        "cut": len(found) == MOST_OFFERED,
    }
    return page(request, "training/supervision/group.html", context, invalid=form.is_bound)


@form_view
@requires(Verb.ENROL_STAFF)
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a meeting of the group in the calendar, or a series of them."""
    actor = actor_of(request)
    row = _organised_or_403(request, pk)
    form = SupervisionMeetingForm(posted(request))

    def act() -> str:
        found = form.cleaned_data
        said = {"form_key": found["form_key"] or uuid4(), "anyway": found["anyway"], "rule": form.rule()}
        when = actions.When(**form.when())
        try:
            actions.schedule_supervision(by=actor, at=timezone.now(), cycle=row, when=when, **said)
        except TakenError:
            form.ask_anyway()
            raise
        return _address(row)

    words = Words(
        title=_("Nuovo incontro di supervisione"),
        submit=_("Metti in calendario"),
        cancel_url=_address(row),
        done=_("In calendario: il gruppo è avvisato."),
        lead=_("Lo vede solo chi partecipa. Si registra chi c’era e per quanto tempo, mai che cosa si è detto."),
        crumbs=_crumbs(row),
    )
    return form_page(request, form, act, words)


@form_view
@requires(Verb.ENROL_STAFF)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a cycle is over."""
    actor = actor_of(request)
    row = _organised_or_403(request, pk)

    def act() -> str:
        actions.close_cycle(by=actor, at=timezone.now(), cycle=row)
        return _address(row)

    words = Words(
        title=_("Concludi il ciclo"),
        submit=_("Concludi"),
        cancel_url=_address(row),
        done=_("Ciclo concluso."),
        consequences=[
            _("Non si mettono più incontri in calendario e il gruppo non cambia più."),
            _("Le ore restano, e ciascuno continua a vedere le proprie."),
        ],
    )
    return ask(request, Form(posted(request)), act, words)


@form_view
@requires(Verb.ENROL_STAFF)
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a cycle that was over go on."""
    row = _organised_or_403(request, pk)
    form = ReopenForm(posted(request))

    def act() -> str:
        actions.reopen_cycle(by=actor_of(request), at=timezone.now(), cycle=row, reason=form.cleaned_data["reason"])
        return _address(row)

    words = Words(
        title=_("Riapri il ciclo"),
        submit=_("Riapri"),
        cancel_url=_address(row),
        done=_("Ciclo riaperto."),
        consequences=[_("Si possono aggiungere incontri e cambiare il gruppo; le ore già registrate restano.")],
    )
    return ask(request, form, act, words)


def _address(row: SupervisionCycle) -> str:
    return reverse("training:supervision_cycle", args=[row.pk])


def _crumbs(row: SupervisionCycle | None = None) -> list[tuple[str, str]]:
    home = (_("Supervisione"), reverse("training:supervision"))
    return [home, (row.title, _address(row))] if row is not None else [home]


def _cycle_or_404(request: HttpRequest, pk: int) -> SupervisionCycle:
    rows = SupervisionCycle.objects.visible_to(actor_of(request))
    return get_object_or_404(rows.select_related("organiser", "territory", "supervisor", "contact"), pk=pk)


def _organised_or_403(request: HttpRequest, pk: int) -> SupervisionCycle:
    row = _cycle_or_404(request, pk)
    require_that(allowed=rules.can_organise_cycle(actor_of(request), row))
    return row


def _values(form: CycleForm) -> CycleValues:
    found: dict[str, Any] = form.values()
    contact = None if found["supervisor"] else Contact(**form.outside())
    return actions.CycleValues(**found, contact=contact)
