# SPDX-License-Identifier: EUPL-1.2
"""Signatures: on this screen, or on a file signed elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.core.access import actor_of
from ordito.plans import actions
from ordito.plans.engine.strokes import HEIGHT, WIDTH
from ordito.plans.enums import PlanState, SignatureWay
from ordito.plans.forms.signing import FileForm, ScreenForm, SignerForm
from ordito.plans.queries.plan_page import plan_page
from ordito.plans.views.loading import answer, form_view, plan_address, written_plan

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.plans.models import SupportPlan


@form_view
def screen(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Sign on the screen, under the text of the plan: drawn with finger or mouse, or by name and consent."""
    record, plan = written_plan(request, pk, plan_pk)
    if plan.state != PlanState.SHARED:
        return _too_early(request, record, plan)
    form = ScreenForm(request.POST or None)
    return answer(
        request,
        record,
        form,
        lambda: actions.sign_on_screen(
            by=actor_of(request),
            at=timezone.localtime(),
            plan=plan,
            signer=_signer(form),
            consent=form.cleaned_data["consent"],
            strokes=form.cleaned_data["strokes"],
        ),
        done=_("Firma raccolta. Il testo del progetto adesso è fermo."),
        to=plan_address(record, plan) + "#firme",
        template="plans/record/sign",
        page=plan_page(actor_of(request), record, plan_pk),
        drawing_width=WIDTH,
        drawing_height=HEIGHT,
    )


@form_view
def upload(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Keep the plan signed elsewhere."""
    record, plan = written_plan(request, pk, plan_pk)
    if plan.state != PlanState.SHARED:
        return _too_early(request, record, plan)
    form = FileForm(request.POST or None, request.FILES or None, initial={"way": SignatureWay.DIGITAL})

    def act() -> None:
        sent = form.cleaned_data["file"]
        actions.sign_on_file(
            by=actor_of(request),
            at=timezone.localtime(),
            plan=plan,
            signer=_signer(form),
            way=SignatureWay(form.cleaned_data["way"]),
            stream=sent.file,
            name=sent.name,
            protocol_number=form.cleaned_data["protocol_number"],
            protocol_date=form.cleaned_data["protocol_date"],
        )

    return answer(
        request,
        record,
        form,
        act,
        done=_("Progetto firmato aggiunto ai documenti. Il testo adesso è fermo."),
        to=plan_address(record, plan) + "#firme",
        heading=_("Carica il progetto firmato"),
        lead=_(
            "Ordito controlla che nel file ci sia una firma, o che la carta abbia il suo protocollo; non verifica il "
            "certificato di chi ha firmato. Se hanno firmato in più, carica il file una volta per ciascuno."
        ),
    )


def _signer(form: SignerForm) -> actions.Signer:
    values = form.cleaned_data
    return actions.Signer(values["role"], values["name"], values["present"])


def _too_early(request: HttpRequest, record: RecordHeader, plan: SupportPlan) -> HttpResponse:
    messages.warning(request, _("Si firma quando il progetto è condiviso con la famiglia e non ancora concordato."))
    return redirect(plan_address(record, plan))
