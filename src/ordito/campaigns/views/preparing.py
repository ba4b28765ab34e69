# SPDX-License-Identifier: EUPL-1.2
"""Preparing a campaign, step by step; every step is saved, so that one can stop and go on another day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ordito.campaigns import actions
from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.enums import CampaignState
from ordito.campaigns.forms.campaigns import SubjectForm, TimesForm, UnitsForm, first_values, places_run_by
from ordito.campaigns.forms.rules import RuleTable
from ordito.campaigns.models import WarningRule
from ordito.campaigns.queries.periods import earlier_rounds
from ordito.campaigns.queries.universe import universe, universe_of
from ordito.campaigns.queries.warnings import names_in
from ordito.campaigns.views.board import campaign_or_404
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.questionnaires.queries.forms import form_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ordito.campaigns.models import Campaign

STEPS = (
    ("subject", gettext_lazy("Che cosa")),
    ("units", gettext_lazy("Chi")),
    ("times", gettext_lazy("Quando e come")),
    ("rules", gettext_lazy("Controlli")),
    ("opening", gettext_lazy("Apertura")),
)


def draft_or_404(request: HttpRequest, public_id: UUID) -> Campaign:
    """The campaign, for who may run it and while it is being prepared."""
    campaign = campaign_or_404(request, public_id)
    require(actor_of(request), Verb.MANAGE_CAMPAIGN, campaign)
    if campaign.state != CampaignState.DRAFT:
        raise Http404
    return campaign


def _steps(current: str) -> list[tuple[Any, str]]:
    """Each step with its state, as the component wants it."""
    place = [key for key, _label in STEPS].index(current)
    states = ["done" if at < place else "current" if at == place else "later" for at in range(len(STEPS))]
    return [(label, state) for (_key, label), state in zip(STEPS, states, strict=True)]


def _page(
    request: HttpRequest, step: str, campaign: Campaign | None, form: Any, *, invalid: bool = False, **more: Any
) -> HttpResponse:
    context = {"campaign": campaign, "form": form, "steps": _steps(step), **more}
    return page(request, f"campaigns/prepare/{step}.html", context, invalid=invalid)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def create(request: HttpRequest) -> HttpResponse:
    """The first step: what is asked, about which period."""
    actor, today = actor_of(request), timezone.localdate()
    initial = {"year": today.year, "period_kind": "year"}
    form = SubjectForm(request.POST or None, initial=initial, actor=actor)
    if request.method == "POST" and form.is_valid():
        values = form.values() | first_values(today)
        version = values["version"]
        values["previous"] = earlier_rounds(actor, version.questionnaire_id, before=values["starts_on"]).first()
        campaign = actions.create_campaign(values=values, by=actor, at=timezone.now())
        return redirect("campaigns:units", campaign.public_id)
    nowhere = not places_run_by(actor).exists()
    return _page(request, "subject", None, form, invalid=request.method == "POST", nowhere=nowhere)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def subject(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The first step again."""
    actor, campaign = actor_of(request), draft_or_404(request, public_id)
    form = SubjectForm(request.POST or None, initial=SubjectForm.initial_of(campaign), actor=actor)
    if request.method == "POST" and form.is_valid():
        actions.edit_campaign(campaign=campaign, values=form.values(), by=actor, at=timezone.now())
        return redirect("campaigns:units", campaign.public_id)
    return _page(request, "subject", campaign, form, invalid=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def units(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Who is asked, with the list of them before anything happens."""
    campaign = draft_or_404(request, public_id)
    form = UnitsForm(request.POST or None, initial=UnitsForm.initial_of(campaign), campaign=campaign)
    if request.method == "POST" and form.is_valid() and "conta" not in request.POST:
        actions.edit_campaign(campaign=campaign, values=form.values(), by=actor_of(request), at=timezone.now())
        return redirect("campaigns:times", campaign.public_id)
    found = _counted(campaign, form) if form.is_bound and form.is_valid() else universe_of(campaign)
    wrong = request.method == "POST" and not form.is_valid()
    return _page(request, "units", campaign, form, invalid=wrong, universe=found)


@require_safe
@requires(Verb.MANAGE_CAMPAIGN)
def count_units(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The list of who would be asked, as the form stands: a fragment that follows every change."""
    campaign = draft_or_404(request, public_id)
    form = UnitsForm(request.GET, campaign=campaign)
    found = _counted(campaign, form) if form.is_valid() else None
    return render(request, "campaigns/prepare/universe.html", {"universe": found, "campaign": campaign})


def _counted(campaign: Campaign, form: UnitsForm) -> Any:
    values = form.values()
    return universe(
        unit_kind=values["unit_kind"],
        service_types=[kind.pk for kind in values["service_types"]],
        areas=[area.pk for area in values["areas"]] or [campaign.territory_id],
        levels=values.get("levels", campaign.levels),
        on=values["universe_on"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def times(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Through which steps, by when, with what help."""
    actor, campaign = actor_of(request), draft_or_404(request, public_id)
    initial = TimesForm.initial_of(campaign)
    form = TimesForm(request.POST or None, initial=initial, campaign=campaign, actor=actor)
    if request.method == "POST" and form.is_valid():
        actions.edit_campaign(campaign=campaign, values=form.values(), by=actor, at=timezone.now())
        return redirect("campaigns:rules", campaign.public_id)
    return _page(request, "times", campaign, form, invalid=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def rules(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The checks that ask for an explanation; also of a campaign that is open."""
    actor, campaign = actor_of(request), campaign_or_404(request, public_id)
    require(actor, Verb.MANAGE_CAMPAIGN, campaign)
    if campaign.state == CampaignState.CLOSED:
        raise Http404
    names = names_in(form_of(campaign.version))
    kept = list(WarningRule.objects.filter(campaign=campaign).order_by("position", "pk"))
    form = RuleTable(request.POST or None, kept=kept, names=names.values())
    if request.method == "POST" and form.is_valid():
        actions.set_warning_rules(campaign=campaign, rules=form.rules(), by=actor, at=timezone.now())
        if "altre" in request.POST:
            return redirect("campaigns:rules", campaign.public_id)
        if campaign.state != CampaignState.DRAFT:
            messages.success(request, _("I controlli sono stati salvati."))
            return redirect("campaigns:campaign", campaign.public_id)
        return redirect("campaigns:opening", campaign.public_id)
    return _page(request, "rules", campaign, form, invalid=request.method == "POST", questions=_questions(campaign))


def _questions(campaign: Campaign) -> list[tuple[str, str]]:
    """Name and label of every question, for who writes a check."""
    form = form_of(campaign.version)
    labels = [(name, form.items[path].label) for path, name in names_in(form).items()]
    return [(name, label.plain(form.default_language)) for name, label in labels if label is not None]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_CAMPAIGN)
def opening(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Everything once more, then the campaign opens."""
    campaign = draft_or_404(request, public_id)
    problem = ""
    if request.method == "POST":
        try:
            row = actions.open_campaign(campaign=campaign, by=actor_of(request), at=timezone.now())
        except CampaignRefusedError as error:
            problem = str(error)
        else:
            if row.is_open:
                messages.success(request, _("La rilevazione è aperta."))
            return redirect("campaigns:campaign", campaign.public_id)
    return _page(
        request, "opening", campaign, None, invalid=bool(problem), universe=universe_of(campaign), problem=problem
    )
