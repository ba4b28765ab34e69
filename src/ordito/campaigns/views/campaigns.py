# SPDX-License-Identifier: EUPL-1.2
"""Campaigns: the list, one of them, and what may still be done with it once it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ordito.campaigns import actions
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.enums import CampaignState, Level
from ordito.campaigns.forms.campaigns import OpenCampaignForm
from ordito.campaigns.forms.returns import AddUnitsForm, CampaignFilter
from ordito.campaigns.models import Campaign, Return, WarningRule
from ordito.campaigns.queries.overview import CAMPAIGN_TONES, ambito_lines, total_of
from ordito.campaigns.queries.universe import universe_of
from ordito.campaigns.views.board import campaign_or_404
from ordito.core.access import Verb, actor_of, can, require, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.jobs.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

MOST_OFFERED = 500


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns, the latest deadline first."""
    actor = actor_of(request)
    form = CampaignFilter(request.GET)
    rows = Campaign.objects.visible_to(actor).select_related("territory")
    if form.is_valid() and form.cleaned_data["stato"]:
        rows = rows.filter(state=form.cleaned_data["stato"])
    found = page_of(request, rows, order=("-deadline", "-id"))
    lines = [(row, CAMPAIGN_TONES[CampaignState(row.state)]) for row in found.rows]
    context = {"page": found, "lines": lines, "form": form, "may_create": can(actor, Verb.MANAGE_CAMPAIGN)}
    return render(request, "campaigns/list.html", context)


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One campaign: what it asks, how it goes, what to do next."""
    actor, today = actor_of(request), timezone.localdate()
    row = campaign_or_404(request, public_id)
    lines = ambito_lines(actor, row, today)
    runs = can(actor, Verb.MANAGE_CAMPAIGN, row)
    context = {
        "campaign": row,
        "tone": CAMPAIGN_TONES[CampaignState(row.state)],
        "levels": [Level(level).label for level in row.levels],
        "lines": lines,
        "total": total_of(lines),
        "runs": runs,
        "approves": actor.holds(Verb.APPROVE_RETURN),
        "has_ambito": row.has_level(Level.AMBITO),
        "has_region": row.has_level(Level.REGION),
        "job": Job.objects.filter(pk=row.job_id or 0).first() if row.state == CampaignState.OPENING else None,
        "rules": WarningRule.objects.filter(campaign=row).order_by("position", "pk") if runs else (),
    }
    return render(request, "campaigns/campaign.html", context)


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def progress(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The bar of the work that opens a campaign; when it is over, the whole page is asked for anew."""
    row = campaign_or_404(request, public_id)
    job = Job.objects.filter(pk=row.job_id).first() if row.job_id else None
    answer = render(request, "campaigns/progress.html", {"campaign": row, "job": job})
    if row.state != CampaignState.OPENING or (job is not None and job.state == JobState.FAILED):
        answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What may still change of an open campaign."""
    actor = actor_of(request)
    row = campaign_or_404(request, public_id)
    require(actor, Verb.MANAGE_CAMPAIGN, row)
    if row.state == CampaignState.DRAFT:
        return redirect("campaigns:subject", public_id)
    names = ("title", "deadline", "grace_days", "help_text", "contact")
    form = OpenCampaignForm(request.POST or None, initial={name: getattr(row, name) for name in names}, campaign=row)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_campaign(campaign=row, values=form.cleaned_data, by=actor, at=timezone.now())
        except CampaignRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Le modifiche sono state salvate."))
            return redirect("campaigns:campaign", public_id)
    return page(request, "campaigns/edit.html", {"campaign": row, "form": form}, invalid=request.method == "POST")


def _confirmed(
    request: HttpRequest, public_id: UUID, do: Callable[[Campaign], object], done: str, words: Mapping[str, object]
) -> HttpResponse:
    """Ask, then do; a refusal is said on the page of the campaign."""
    row = campaign_or_404(request, public_id)
    require(actor_of(request), Verb.MANAGE_CAMPAIGN, row)
    if request.method != "POST":
        cancel = reverse("campaigns:campaign", args=[public_id])
        return render(request, "confirm.html", {"cancel_url": cancel, **words})
    try:
        do(row)
    except CampaignRefusedError as error:
        messages.error(request, str(error))
        return redirect("campaigns:campaign", public_id)
    messages.success(request, done)
    return redirect("campaigns:list" if words.get("danger") else reverse("campaigns:campaign", args=[public_id]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def close(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Close a campaign."""
    words = {
        "title": _("Chiudi la rilevazione"),
        "consequences": [
            _("Nessuno potrà più inviare, approvare o rimandare restituzioni."),
            _("Le bozze non inviate restano conservate; tutto resta leggibile."),
            _("Si può riaprire."),
        ],
        "submit_label": _("Chiudi la rilevazione"),
    }
    by, at = actor_of(request), timezone.now()
    done = _("La rilevazione è chiusa.")
    return _confirmed(request, public_id, lambda row: actions.close_campaign(campaign=row, by=by, at=at), done, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def reopen(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open a closed campaign again."""
    words = {
        "title": _("Riapri la rilevazione"),
        "consequences": [_("Si potranno di nuovo inviare e approvare restituzioni, entro le scadenze che hanno.")],
        "submit_label": _("Riapri la rilevazione"),
    }
    by, at = actor_of(request), timezone.now()
    done = _("La rilevazione è di nuovo aperta.")
    return _confirmed(request, public_id, lambda row: actions.reopen_campaign(campaign=row, by=by, at=at), done, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def discard(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Give up a campaign that was never opened."""
    words = {
        "title": _("Elimina la rilevazione in preparazione"),
        "consequences": [_("Nessuno è stato ancora chiamato a rispondere: non si perde nessuna risposta.")],
        "submit_label": _("Elimina"),
        "danger": True,
    }
    by, at = actor_of(request), timezone.now()
    done = _("La rilevazione è stata eliminata.")
    return _confirmed(request, public_id, lambda row: actions.discard_campaign(campaign=row, by=by, at=at), done, words)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def add_units(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask units that the opening left out: those that the campaign's conditions find on the day of the page."""
    actor = actor_of(request)
    row = campaign_or_404(request, public_id)
    require(actor, Verb.MANAGE_CAMPAIGN, row)
    row.universe_on = timezone.localdate()
    column = actions.campaigns.UNIT_COLUMN[row.unit_kind]
    known = set(Return.objects.filter(campaign=row).values_list(column, flat=True))
    found = {str(unit.unit_id): unit for unit in universe_of(row).units if unit.unit_id not in known}
    choices = [(key, unit.name) for key, unit in found.items()][:MOST_OFFERED]
    form = AddUnitsForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            added = actions.add_units(
                campaign=row,
                units=[found[key] for key in values["units"]],
                reason=values["reason"],
                by=actor,
                at=timezone.now(),
            )
        except CampaignRefusedError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(count)s unità è stata aggiunta.", "%(count)s unità sono state aggiunte.", len(added))
            messages.success(request, said % {"count": len(added)})
            return redirect("campaigns:campaign", public_id)
    context = {"campaign": row, "form": form, "nobody": not choices}
    return page(request, "campaigns/add_units.html", context, invalid=request.method == "POST")
