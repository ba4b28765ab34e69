# SPDX-License-Identifier: EUPL-1.2
"""What may be done with a return, each on a page that asks before it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.enums import Move
from ordito.campaigns.forms.returns import AmbitoForm, ReasonAndDayForm, ReasonForm, SendBackForm
from ordito.campaigns.models import Return
from ordito.campaigns.queries.returns import ambito_today, answers_of
from ordito.campaigns.rules import moves_open_to
from ordito.campaigns.views.returns import return_or_404
from ordito.core.access import Actor, Verb, actor_of, requires
from ordito.core.http import page

if TYPE_CHECKING:
    from uuid import UUID

    from django import forms
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import _StrPromise

DAYS_TO_CORRECT = 7
Do = Callable[[Return, Mapping[str, Any], Actor, datetime], object]


@dataclass(frozen=True)
class MovePage:
    """The words, the form and the action of a move; `slug` is its place in the address."""

    slug: str
    move: Move
    title: _StrPromise
    text: _StrPromise
    button: _StrPromise
    done: _StrPromise
    form: type[forms.Form] | None
    do: Do


def _reasoned(action: Callable[..., object]) -> Do:
    return lambda row, data, by, at: action(row=row, reason=data["reason"], by=by, at=at)


def _dated(action: Callable[..., object]) -> Do:
    return lambda row, data, by, at: action(row=row, reason=data["reason"], due_on=data["due_on"], by=by, at=at)


def _reopen(row: Return, data: Mapping[str, Any], by: Actor, at: datetime) -> object:
    again = actions.reopen_return(row=row, reason=data["reason"], due_on=data["due_on"], by=by, at=at)
    return actions.tell_fillers(row=again, by=by, at=at)


def _to_ambito(row: Return, data: Mapping[str, Any], by: Actor, at: datetime) -> object:
    return actions.move_to_ambito(row=row, ambito=data["ambito"], reason=data["reason"], by=by, at=at)


def _approve(row: Return, _data: Mapping[str, Any], by: Actor, at: datetime) -> object:
    return actions.approve_for_region(row=row, by=by, at=at)


PAGES = {
    one.slug: one
    for one in (
        MovePage(
            "completa", Move.TAKE_UP, gettext_lazy("Completa o correggi tu"),
            gettext_lazy("Le risposte inviate tornano in una bozza che puoi completare; poi vanno inviate di nuovo."),
            gettext_lazy("Riprendi la compilazione"), gettext_lazy("Ora puoi completare le risposte."),
            ReasonForm, _reasoned(actions.take_up),
        ),
        MovePage(
            "approva", Move.APPROVE_REGION, gettext_lazy("Approva per la Regione"),
            gettext_lazy("La restituzione è conclusa: si potrà solo riaprire, con un motivo."),
            gettext_lazy("Approva"), gettext_lazy("La restituzione è approvata."), None, _approve,
        ),
        MovePage(
            "riapri", Move.REOPEN, gettext_lazy("Riapri la restituzione"),
            gettext_lazy("Chi compila potrà cambiare le risposte e inviarle di nuovo."),
            gettext_lazy("Riapri"), gettext_lazy("La restituzione è riaperta."),
            ReasonAndDayForm, _reopen,
        ),
        MovePage(
            "non-dovuta", Move.EXEMPT, gettext_lazy("Segna come non dovuta"),
            gettext_lazy("Esce da ogni conteggio e resta nell’elenco, con il motivo."),
            gettext_lazy("Segna come non dovuta"), gettext_lazy("La restituzione non è più dovuta."),
            ReasonForm, _reasoned(actions.exempt_return),
        ),
        MovePage(
            "dovuta", Move.REQUIRE, gettext_lazy("Segna come dovuta"),
            gettext_lazy("Torna tra le restituzioni da compilare."),
            gettext_lazy("Segna come dovuta"), gettext_lazy("La restituzione è di nuovo dovuta."),
            ReasonForm, _reasoned(actions.require_return),
        ),
        MovePage(
            "scadenza", Move.EXTEND, gettext_lazy("Cambia la scadenza"),
            gettext_lazy("Vale solo per questa restituzione."),
            gettext_lazy("Salva la scadenza"), gettext_lazy("La nuova scadenza è salvata."),
            ReasonAndDayForm, _dated(actions.extend_return),
        ),
        MovePage(
            "ambito", Move.MOVE_AMBITO, gettext_lazy("Passa a un altro Ambito"),
            gettext_lazy("Da ora ne risponde l’Ambito che scegli; le risposte restano come sono."),
            gettext_lazy("Passa all’Ambito scelto"), gettext_lazy("La restituzione è passata all’altro Ambito."),
            AmbitoForm, _to_ambito,
        ),
    )
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.VIEW_CAMPAIGNS)
def move(request: HttpRequest, public_id: UUID, slug: str) -> HttpResponse:
    """One of `PAGES`; what may not happen now is not found."""
    actor, now = actor_of(request), timezone.now()
    today = timezone.localdate(now)
    row = return_or_404(request, public_id)
    known = PAGES.get(slug)
    if known is None or (request.method != "POST" and known.move not in moves_open_to(actor, row, today)):
        raise Http404
    form = known.form(request.POST or None, initial=_initial(row, known, today)) if known.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            known.do(row, form.cleaned_data if form else {}, actor, now)
        except ReturnRefusedError as error:
            if form is None:
                messages.error(request, str(error))
                return redirect("campaigns:return", public_id)
            form.add_error(None, str(error))
        else:
            messages.success(request, str(known.done))
            return redirect("campaigns:return", public_id)
    context = {"row": row, "campaign": row.campaign, "known": known, "form": form}
    return page(request, "campaigns/returns/move.html", context, invalid=request.method == "POST")


def _initial(row: Return, known: MovePage, today: date) -> dict[str, Any]:
    if known.move == Move.MOVE_AMBITO:
        return {"ambito": ambito_today(row, today)}
    return {"due_on": next_deadline(row, today)}


def next_deadline(row: Return, today: date) -> date:
    """The deadline a return has, or a week from today when there is less."""
    return max(row.due_on, today + timedelta(days=DAYS_TO_CORRECT))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_RETURN)
def send_back(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask for corrections, with a comment beside each answer."""
    actor, now = actor_of(request), timezone.now()
    today = timezone.localdate(now)
    row = return_or_404(request, public_id)
    if request.method != "POST" and Move.SEND_BACK not in moves_open_to(actor, row, today):
        raise Http404
    answers = answers_of(row)
    questions = [(line.ref, line.label) for line in answers.lines if not line.heading]
    form = SendBackForm(request.POST or None, initial={"due_on": next_deadline(row, today)}, questions=questions)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            again = actions.send_back(
                row=row, comments=form.comments(), reason=values["reason"], due_on=values["due_on"], by=actor, at=now
            )
        except ReturnRefusedError as error:
            form.add_error("reason", str(error))
        else:
            told = actions.tell_fillers(row=again, by=actor, at=now)
            messages.success(request, _said(told))
            return redirect("campaigns:return", public_id)
    fields = {ref: form[name] for name, ref in form.refs.items()}
    context = {
        "row": row,
        "campaign": row.campaign,
        "form": form,
        "lines": [(line, fields.get(line.ref)) for line in answers.lines],
        "compared": answers.compared,
    }
    return page(request, "campaigns/returns/send_back.html", context, invalid=request.method == "POST")


def _said(told: int) -> str:
    if not told:
        return _("La restituzione è stata rimandata. Nessuno di chi compila ha un profilo o un indirizzo: avvisali tu.")
    said = ngettext(
        "La restituzione è stata rimandata: %(count)s persona avvisata.",
        "La restituzione è stata rimandata: %(count)s persone avvisate.",
        told,
    )
    return said % {"count": told}
