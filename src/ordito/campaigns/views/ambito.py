# SPDX-License-Identifier: EUPL-1.2
"""An Ambito within a campaign: its returns, one signature for all that were sent, the Region's approval of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.enums import Level, Move, ReturnState
from ordito.campaigns.forms.returns import PdfForm, SignForm
from ordito.campaigns.models import Campaign, Return, Signature
from ordito.campaigns.queries.overview import ambito_lines, return_lines
from ordito.campaigns.rules import answers_for, target_of
from ordito.campaigns.views.board import campaign_or_404
from ordito.core.access import Verb, actor_of, can, require, requires
from ordito.core.http import page
from ordito.files.actions import FileGoneError, FileNotKeptError
from ordito.files.adapters import download
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

DIGITS = 19  # an id has fewer
Place = tuple[Campaign, Territory, "QuerySet[Return]"]


def place_or_404(request: HttpRequest, public_id: UUID, ambito_id: int) -> Place:
    """The campaign, the Ambito, and its returns, for who sees some of them."""
    campaign = campaign_or_404(request, public_id)
    rows = Return.objects.visible_to(actor_of(request)).filter(campaign=campaign, ambito=ambito_id)
    if not rows.exists():
        raise Http404
    return campaign, get_object_or_404(Territory, pk=ambito_id), rows


@require_safe
@requires(Verb.APPROVE_RETURN)
def ambito(request: HttpRequest, public_id: UUID, ambito_id: int) -> HttpResponse:
    """All returns of an Ambito, what waits to be signed, the signatures."""
    actor, today = actor_of(request), timezone.localdate()
    campaign, place, rows = place_or_404(request, public_id, ambito_id)
    found = rows.select_related("ambito", "organisation").order_by("unit_name", "pk")
    signs = answers_for(actor, place.pk) and campaign.has_level(Level.AMBITO) and campaign.is_open
    runs = can(actor, Verb.MANAGE_CAMPAIGN, campaign)
    for_region = [
        row for row in found if target_of(Move.APPROVE_REGION, ReturnState(row.state), campaign.levels) is not None
    ]
    context = {
        "campaign": campaign,
        "ambito": place,
        "lines": return_lines(found, today),
        "line": next((line for line in ambito_lines(actor, campaign, today) if line.ambito_id == place.pk), None),
        "to_sign": sum(row.state == ReturnState.SUBMITTED for row in found) if signs else 0,
        "for_region": len(for_region) if runs and campaign.is_open else 0,
        "signatures": Signature.objects.filter(campaign=campaign, ambito=place).order_by("-at"),
    }
    return render(request, "campaigns/ambito/ambito.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_RETURN)
def sign(request: HttpRequest, public_id: UUID, ambito_id: int) -> HttpResponse:
    """Sign for what was sent: all, or with `?restituzione=` and its id one alone."""
    actor, now = actor_of(request), timezone.now()
    campaign, place, rows = place_or_404(request, public_id, ambito_id)
    if not answers_for(actor, place.pk) or not campaign.has_level(Level.AMBITO):
        raise Http404
    ready = rows.filter(state=ReturnState.SUBMITTED).order_by("unit_name", "pk")
    if one := request.GET.get("restituzione", ""):
        ready = ready.filter(pk=int(one) if one.isascii() and one.isdecimal() and len(one) < DIGITS else 0)
    found = list(ready.select_related("organisation"))
    form = SignForm(request.POST or None, request.FILES or None, initial={"expected": len(found)})
    if request.method == "POST" and form.is_valid():
        try:
            signature = actions.approve_for_ambito(
                campaign=campaign,
                ambito=place,
                only=[row.pk for row in found],
                expected=form.cleaned_data["expected"],
                by=actor,
                at=now,
            )
            if form.cleaned_data["file"]:
                _attach(request, signature, form)
        except ReturnRefusedError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(count)s restituzione approvata.", "%(count)s restituzioni approvate.", len(found))
            messages.success(request, said % {"count": len(found)})
            return redirect("campaigns:ambito", public_id, ambito_id)
    statement = actions.statement_for(campaign, place, len(found))
    missing = rows.filter(pk__in=Return.objects.waiting().values("pk")).count()
    context = {"campaign": campaign, "ambito": place, "form": form, "ready": found, "statement": statement}
    return page(request, "campaigns/ambito/sign.html", context | {"missing": missing}, invalid=request.method == "POST")


def _attach(request: HttpRequest, signature: Signature, form: SignForm | PdfForm) -> None:
    """Keep the PDF; when it cannot be kept, the signature stands and the page says what happened."""
    sent = form.cleaned_data["file"]
    try:
        actions.attach_signed_pdf(
            signature=signature, stream=sent.file, name=sent.name, by=actor_of(request), at=timezone.now()
        )
    except FileNotKeptError as error:
        messages.warning(request, _("La firma c’è, l’allegato no: %(why)s Puoi aggiungerlo ora.") % {"why": error})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_RETURN)
def approve(request: HttpRequest, public_id: UUID, ambito_id: int) -> HttpResponse:
    """The Region accepts all that an Ambito approved."""
    actor = actor_of(request)
    campaign, place, _rows = place_or_404(request, public_id, ambito_id)
    require(actor, Verb.MANAGE_CAMPAIGN, campaign)
    back = reverse("campaigns:ambito", args=[public_id, ambito_id])
    if request.method == "POST":
        try:
            count = actions.approve_ambito_for_region(
                campaign_id=campaign.pk, ambito_id=place.pk, by=actor, at=timezone.now()
            )
        except ReturnRefusedError as error:
            messages.error(request, str(error))
        else:
            said = ngettext("%(count)s restituzione approvata.", "%(count)s restituzioni approvate.", count)
            messages.success(request, said % {"count": count})
        return redirect(back)
    words = {
        "title": _("Approva per la Regione"),
        "text": _("Approvi tutte le restituzioni che l’Ambito %(ambito)s ha firmato.") % {"ambito": place},
        "consequences": [_("Si potranno solo riaprire, con un motivo.")],
        "submit_label": _("Approva"),
        "cancel_url": back,
    }
    return render(request, "confirm.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_RETURN)
def attach(request: HttpRequest, signature_id: int) -> HttpResponse:
    """Add, or replace, the signed PDF of a signature."""
    actor = actor_of(request)
    rows = Signature.objects.visible_to(actor).select_related("campaign", "ambito")
    signature = get_object_or_404(rows, pk=signature_id)
    if not answers_for(actor, signature.ambito_id):
        raise Http404
    form = PdfForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            actions.attach_signed_pdf(
                signature=signature, stream=sent.file, name=sent.name, by=actor, at=timezone.now()
            )
        except FileNotKeptError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Il PDF è allegato alla firma."))
            return redirect("campaigns:ambito", signature.campaign.public_id, signature.ambito_id)
    context = {"signature": signature, "campaign": signature.campaign, "ambito": signature.ambito, "form": form}
    return page(request, "campaigns/ambito/attach.html", context, invalid=request.method == "POST")


@require_safe
@requires(Verb.APPROVE_RETURN)
def signed_pdf(request: HttpRequest, signature_id: int) -> HttpResponseBase:
    """The signed PDF, to be saved."""
    actor = actor_of(request)
    signature = get_object_or_404(Signature.objects.visible_to(actor).select_related("file"), pk=signature_id)
    if signature.file is None:
        raise Http404
    log_access("campaigns.open_signed_pdf", by=actor, at=timezone.now(), kind=Kind.READ, rows=[signature])
    try:
        return download(signature.file)
    except FileGoneError as error:
        raise Http404 from error
