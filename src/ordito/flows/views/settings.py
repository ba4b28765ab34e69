# SPDX-License-Identifier: EUPL-1.2
"""Who sends, and what our codes are called in the flow on minors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.flows import actions, rules
from ordito.flows.forms.sinba import MappingForm, SenderForm
from ordito.flows.models import FlowSender
from ordito.flows.queries.mappings import mapping_lines
from ordito.flows.queries.pages import bodies_of
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.flows.queries.mappings import MappingLine

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Verb.SEND_FLOWS)
def senders(request: HttpRequest) -> HttpResponse:
    """The bodies for which one sends, and whether INPS's data of each are complete."""
    actor = actor_of(request)
    known = {(row.ambito_id, row.body_id): row for row in FlowSender.objects.visible_to(actor)}
    bodies = bodies_of(actor)
    rows = [(ambito, body, name, known.get((ambito, body))) for ambito, body, name in bodies]
    ambiti = Territory.objects.filter(pk__in={ambito for ambito, _body, _name in bodies}).order_by("name")
    mapped = [one for one in ambiti if rules.can_send(actor, ambito_id=one.pk, body_id=0)]
    return page(request, "flows/senders.html", {"rows": rows, "ambiti": mapped})


@form_view
@requires(Verb.SEND_FLOWS)
def sender(request: HttpRequest, ambito_pk: int, body_pk: int) -> HttpResponse:
    """Who a body is for INPS."""
    actor = actor_of(request)
    if not rules.can_send(actor, ambito_id=ambito_pk, body_id=body_pk):
        raise Http404
    ambito, body = get_object_or_404(Territory, pk=ambito_pk), get_object_or_404(Organisation, pk=body_pk)
    row = FlowSender.objects.filter(ambito=ambito, body=body).first()
    seat = body.seat.cadastral_code if body.seat else ""
    initial = _sender_values(row) if row else {"seat_code": seat, "operator_code": body.fiscal_code}
    form = SenderForm(request.POST or None, initial=initial)
    conflict = None

    def act() -> None:
        typed = dict(form.cleaned_data)
        version = typed.pop("version")
        values = actions.SenderValues(**typed)
        actions.save_sender(values, by=actor, at=timezone.now(), ambito=ambito, body=body, version=version)

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Dati dell’ente salvati."))
            return redirect("flows:senders")
        conflict = conflict_of(form, error, _sender_values)
    context = {"form": form, "conflict": conflict, "heading": str(body), "cancel_url": reverse("flows:senders")}
    return page(request, "flows/settings_form.html", context, invalid=form.is_bound)


def _sender_values(row: FlowSender) -> dict[str, Any]:
    return {name: getattr(row, name) for name in SenderForm.base_fields}


@require_safe
@requires(Verb.SEND_FLOWS)
def mappings(request: HttpRequest, ambito_pk: int) -> HttpResponse:
    """What each of our codes is called in the flow, for an Ambito."""
    ambito = _ambito_or_404(request, ambito_pk)
    return page(request, "flows/mappings.html", {"ambito": ambito, "groups": mapping_lines(ambito.pk)})


def _ambito_or_404(request: HttpRequest, pk: int) -> Territory:
    if not rules.can_send(actor_of(request), ambito_id=pk, body_id=0):
        raise Http404
    return get_object_or_404(Territory, pk=pk)


@form_view
@requires(Verb.SEND_FLOWS)
def mapping(request: HttpRequest, ambito_pk: int, field: str, ours: str) -> HttpResponse:
    """Say what one of our codes is called."""
    ambito = _ambito_or_404(request, ambito_pk)
    line = _line_or_404(ambito, field, ours)
    form = MappingForm(request.POST or None, field=line.field, initial={"theirs": line.theirs})

    def act() -> None:
        actions.save_mapping(
            by=actor_of(request),
            at=timezone.now(),
            ambito=ambito,
            field=line.field,
            ours=ours,
            theirs=form.cleaned_data["theirs"],
        )

    back = reverse("flows:mappings", args=[ambito.pk])
    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Corrispondenza salvata."))
        return redirect(back)
    context = {"form": form, "heading": line.label, "cancel_url": back}
    return page(request, "flows/settings_form.html", context, invalid=form.is_bound)


def _line_or_404(ambito: Territory, field: str, ours: str) -> MappingLine:
    for lines in mapping_lines(ambito.pk).values():
        for line in lines:
            if line.slug == field and line.ours == ours:
                return line
    raise Http404
