# SPDX-License-Identifier: EUPL-1.2
"""From a draft to its conclusion: each step is a short form that says what will follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import actor_of
from ordito.plans import actions
from ordito.plans.forms.plans import ApprovalRequestForm, ConcludeForm, DayForm
from ordito.plans.views.loading import answer, form_view, plan_address, written_plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.plans.models import SupportPlan


def _who(request: HttpRequest, plan: SupportPlan) -> dict[str, Any]:
    return {"by": actor_of(request), "at": timezone.localtime(), "plan": plan}


def _day_form(request: HttpRequest, record: RecordHeader) -> DayForm:
    return DayForm(request.POST or None, initial={"day": record.today})


@form_view
def share(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Say that the draft was gone through with the family."""
    record, plan = written_plan(request, pk, plan_pk)
    form = _day_form(request, record)
    return answer(
        request,
        record,
        form,
        lambda: actions.share_plan(**_who(request, plan), shared_on=form.cleaned_data["day"]),
        done=_("Progetto condiviso: ora si può firmare."),
        to=plan_address(record, plan),
        heading=_("Condiviso con la famiglia"),
        lead=_("Il giorno in cui avete letto insieme il progetto."),
        consequences=[
            _("Da adesso si possono raccogliere le firme."),
            _("Finché nessuno firma, il testo si può ancora correggere."),
        ],
        submit_label=_("Segna come condiviso"),
    )


@form_view
def agree(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Say that the signed plan runs."""
    record, plan = written_plan(request, pk, plan_pk)
    form = _day_form(request, record)
    consequences = [_("Il progetto è in corso: il testo firmato non cambia più.")]
    if plan.previous_id:
        consequences.append(_("Prende il posto della versione di prima, che resta leggibile intera."))
    return answer(
        request,
        record,
        form,
        lambda: actions.agree_plan(**_who(request, plan), agreed_on=form.cleaned_data["day"]),
        done=_("Progetto concordato."),
        to=plan_address(record, plan),
        heading=_("Progetto concordato"),
        consequences=consequences,
        submit_label=_("Segna come concordato"),
    )


@form_view
def conclude(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """End a running plan, with how it went."""
    record, plan = written_plan(request, pk, plan_pk)
    form = ConcludeForm(request.POST or None, initial={"concluded_on": record.today})
    return answer(
        request,
        record,
        form,
        lambda: actions.conclude_plan(**_who(request, plan), **form.cleaned_data),
        done=_("Progetto concluso."),
        to=plan_address(record, plan),
        heading=_("Concludi il progetto"),
        submit_label=_("Concludi il progetto"),
    )


@form_view
def ask(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Ask the supervisor for approval."""
    record, plan = written_plan(request, pk, plan_pk)
    form = ApprovalRequestForm(request.POST or None)
    return answer(
        request,
        record,
        form,
        lambda: actions.ask_plan_approval(**_who(request, plan), **form.cleaned_data),
        done=_("Approvazione chiesta: riceverai un avviso con la risposta."),
        to=plan_address(record, plan),
        heading=_("Chiedi l’approvazione"),
        consequences=[_("Il testo si ferma com’è adesso: chi approva e chi firma leggono la stessa cosa.")],
        submit_label=_("Chiedi l’approvazione"),
    )


def _confirmed(
    request: HttpRequest, pk: int, plan_pk: int, act: Callable[..., SupportPlan], **context: Any
) -> HttpResponse:
    """A step that asks nothing but to be sure; it leads to the plan that the action gives back, if it still stands."""
    record, plan = written_plan(request, pk, plan_pk)
    made: list[SupportPlan] = []
    form = forms.Form(request.POST if request.method == "POST" else None)
    result = answer(
        request,
        record,
        form,
        lambda: made.append(act(**_who(request, plan))),
        to=plan_address(record, plan),
        **context,
    )
    if not made:
        return result
    return redirect("plans:plans", pk) if made[0].annulled_at else redirect(plan_address(record, made[0]))


@form_view
def reopen(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Open a signed text again, before it is agreed."""
    return _confirmed(
        request,
        pk,
        plan_pk,
        actions.reopen_text,
        done=_("Il testo si può correggere. Le firme vanno raccolte di nuovo."),
        heading=_("Riaprire il testo per correggerlo?"),
        consequences=[
            _("Le firme raccolte non valgono più: erano sotto un altro testo. Restano scritte."),
            _("Un’approvazione chiesta o data va chiesta di nuovo."),
        ],
        submit_label=_("Riapri il testo"),
        danger=True,
    )


@form_view
def discard(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Throw a draft away."""
    return _confirmed(
        request,
        pk,
        plan_pk,
        actions.discard_plan,
        done=_("Bozza buttata."),
        heading=_("Buttare questa bozza?"),
        consequences=[_("Non si vedrà più nella cartella."), _("Una versione di prima, se c’è, continua com’era.")],
        submit_label=_("Butta la bozza"),
        danger=True,
    )


@form_view
def edition(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Begin the next edition of a running plan."""
    return _confirmed(
        request,
        pk,
        plan_pk,
        actions.new_edition,
        done=_("Nuova versione in bozza, uguale a quella di prima: correggila e raccogli le firme."),
        heading=_("Preparare una nuova versione?"),
        consequences=[
            _("La versione firmata resta intera e vale finché la nuova non è concordata."),
            _("La nuova comincia con gli stessi obiettivi e le stesse righe."),
        ],
        submit_label=_("Prepara la nuova versione"),
    )
