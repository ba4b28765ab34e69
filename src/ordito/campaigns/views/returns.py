# SPDX-License-Identifier: EUPL-1.2
"""Returns: one's own, those of a campaign, one of them with its answers and its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.campaigns import actions
from ordito.campaigns.actions.errors import ReturnRefusedError
from ordito.campaigns.enums import CampaignState, ReturnState
from ordito.campaigns.forms.returns import ExplanationsForm, ReturnFilter
from ordito.campaigns.models import RegisterUpdate, Return, Signature
from ordito.campaigns.models.returns import WAITING
from ordito.campaigns.queries.overview import TONES, mine, return_lines
from ordito.campaigns.queries.register import proposals
from ordito.campaigns.queries.returns import ambito_today, answers_of, story_of
from ordito.campaigns.queries.warnings import warnings_of
from ordito.campaigns.rules import Side, may_fill, moves_open_to, sides_of
from ordito.campaigns.views.board import campaign_or_404
from ordito.core.access import NotAllowedError, Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.actions.errors import NotAcceptedError
from ordito.territory.models import Territory
from ordito.territory.queries import named_like

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from ordito.campaigns.queries.warnings import Warned
    from ordito.core.access import Actor

OWNER = "campaigns.return"


def return_or_404(request: HttpRequest, public_id: UUID) -> Return:
    """The return of the address, for who sees it."""
    rows = Return.objects.visible_to(actor_of(request)).with_campaign().select_related(
        "campaign__territory", "campaign__previous", "service__service_type", "service__territory", "territory",
        "professional", "ambito", "organisation", "submission__version",
    )  # fmt: skip
    rows = rows.defer("submission__sealed_xml", "submission__version__xform", "submission__version__findings")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@requires(Verb.FILL_RETURN)
def my_returns(request: HttpRequest) -> HttpResponse:
    """What the person's body owes, or the person: what is missing first, by deadline."""
    actor, today = actor_of(request), timezone.localdate()
    rows = mine(actor).select_related("campaign", "ambito", "organisation")
    waiting = rows.filter(state__in=WAITING, campaign__state=CampaignState.OPEN)
    shown = request.GET.get("tutte") == "1"
    found = page_of(request, rows if shown else waiting, order=("due_on", "pk"))
    context = {
        "page": found,
        "lines": return_lines(found.rows, today),
        "all": shown,
        "todo_active": not shown,
        "all_url": "?tutte=1",
        "waiting": waiting.count(),
        "total": rows.count(),
    }
    return render(request, "campaigns/returns/mine.html", context)


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def campaign_returns(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The returns of a campaign that one sees, by name."""
    actor, today = actor_of(request), timezone.localdate()
    campaign = campaign_or_404(request, public_id)
    seen = Return.objects.visible_to(actor).filter(campaign=campaign)
    ambiti = Territory.objects.filter(pk__in=seen.order_by().values("ambito")).order_by("name", "pk")
    form = ReturnFilter(request.GET, ambiti=ambiti)
    form.full_clean()
    chosen = form.cleaned_data
    rows = seen.select_related("ambito", "organisation", "service__service_type")
    if chosen.get("q"):
        rows = rows.filter(named_like("unit_name", chosen["q"]))
    if chosen.get("stato") == "ritardo":
        rows = rows.late(today)
    elif chosen.get("stato"):
        rows = rows.filter(state=chosen["stato"])
    if chosen.get("tipo"):
        rows = rows.filter(service__service_type=chosen["tipo"])
    if chosen.get("ambito"):
        rows = rows.filter(ambito=chosen["ambito"])
    found = page_of(request, rows, order=("unit_name", "id"))
    context = {
        "campaign": campaign,
        "form": form,
        "page": found,
        "lines": return_lines(found.rows, today),
        "count": rows.count(),
    }
    return render(request, "campaigns/returns/list.html", context)


@require_safe
@requires(Verb.VIEW_CAMPAIGNS)
def one_return(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One return: its answers with the last round's beside, warnings, comments, story, and what may be done."""
    return _page(request, return_or_404(request, public_id), None)


def _page(request: HttpRequest, row: Return, form: ExplanationsForm | None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    today = timezone.localdate(now)
    sides = sides_of(actor, row)
    warned = warnings_of(row, at=now)
    if row.submission_id is not None:
        log_access("campaigns.open_return", by=actor, at=now, kind=Kind.READ, rows=[row])
    context = {
        "row": row,
        "campaign": row.campaign,
        "tone": TONES[ReturnState(row.state)],
        "line": return_lines([row], today)[0],
        "answers": answers_of(row),
        "story": story_of(row),
        "warned": warned,
        "form": form or (_explanations(warned) if sides and row.campaign.is_open else None),
        "moves": {str(move) for move in moves_open_to(actor, row, today)},
        "may_fill": may_fill(actor, row, today),
        "may_link": row.campaign.is_open and bool(sides & {Side.AMBITO, Side.REGION}),
        "ambito_now": ambito_today(row, today),
        "signatures": Signature.objects.filter(campaign=row.campaign_id, ambito=row.ambito_id).order_by("-at"),
        **_register(actor, row),
    }
    return page(request, "campaigns/returns/return.html", context, invalid=form is not None)


def _register(actor: Actor, row: Return) -> dict[str, object]:
    """What the return would change in the register, for who may; and whether it was confirmed after the answers."""
    if row.service is None or not can(actor, Verb.MANAGE_TERRITORY, row.service):
        return {}
    done = RegisterUpdate.objects.filter(due=row).order_by("-at").first()
    return {"proposals": len(proposals(row)), "register_done": done}


def _explanations(warned: Sequence[Warned]) -> ExplanationsForm:
    initial = {f"rule_{one.rule.pk}": one.explanation.text for one in warned if one.explanation}
    return ExplanationsForm(initial=initial, rules=[(one.rule.pk, one.rule.text) for one in warned])


@require_POST
@requires(Verb.FILL_RETURN)
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the answers to write them: the draft that is there, or a new one."""
    actor, now = actor_of(request), timezone.now()
    row = return_or_404(request, public_id)
    try:
        draft = open_draft(version=row.campaign.version, owner_kind=OWNER, owner_id=row.pk, by=actor, at=now)
        actions.start_return(row=row, by=actor, at=now)
    except (NotAcceptedError, ReturnRefusedError) as error:
        messages.error(request, str(error))
        return redirect("campaigns:return", public_id)
    return redirect("questionnaires:fill", draft.public_id)


@require_http_methods(["POST"])
@requires(Verb.VIEW_CAMPAIGNS)
def explain(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say why odd answers are right."""
    actor, now = actor_of(request), timezone.now()
    row = return_or_404(request, public_id)
    warned = warnings_of(row, at=now)
    form = ExplanationsForm(request.POST, rules=[(one.rule.pk, one.rule.text) for one in warned])
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.explain(row=row, explanations=form.explanations(), by=actor, at=now)
    except (ReturnRefusedError, NotAllowedError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le spiegazioni sono state salvate."))
    return redirect("campaigns:return", public_id)
