# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.campaigns.actions.errors import CampaignRefusedError
from ordito.campaigns.actions.reminders import add_plan_step, default_subject, letter_text, remind, remove_plan_step
from ordito.campaigns.enums import Audience
from ordito.campaigns.forms.reminders import PlanStepForm, ReminderForm
from ordito.campaigns.models import ReminderPlan, Return
from ordito.campaigns.queries.reminders import campaign_messages, recipients_of, reminders_of
from ordito.campaigns.views.board import asked_for, campaign_or_404
from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pages import LARGEST_ID, page_of
from ordito.messages.enums import MessageState
from ordito.messages.queries import TONES

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from ordito.campaigns.actions.reminders import Reminded
    from ordito.campaigns.models import Campaign

MOST_CHOSEN = 100
SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.SEND_REMINDERS)
def remind_now(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write a reminder to those chosen on the board, or to all that its filters show; read it first, then send."""
    campaign = campaign_or_404(request, public_id)
    actor, now = actor_of(request), timezone.now()
    if not campaign.is_open:
        raise Http404
    returns = _chosen(request, campaign)
    initial = {"subject": default_subject(campaign), "text": _default_text()}
    form = ReminderForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and "anteprima" not in request.POST:
        values = form.cleaned_data
        try:
            done = remind(
                campaign=campaign, returns=returns, audience=Audience(values["audience"]), subject=values["subject"],
                text=values["text"], batch=values["batch"], by=actor, at=now,
            )  # fmt: skip
        except CampaignRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _said(done))
            return redirect("campaigns:reminder_log", campaign.public_id)
    context = {"campaign": campaign, "form": form, **_preview(form, campaign, returns)}
    return page(request, "campaigns/reminders/send.html", context, invalid=form.is_bound and bool(form.errors))


def _chosen(request: HttpRequest, campaign: Campaign) -> QuerySet[Return]:
    """The returns that the address names, or all those that its filters show; only those still awaited."""
    mine = Return.objects.reached(actor_of(request), Verb.SEND_REMINDERS).filter(campaign=campaign).waiting()
    if "tutte" in request.GET:
        listed = asked_for(request, campaign, timezone.localdate()).listed
        return mine.filter(pk__in=listed.order_by().values("pk"))
    named = [text for text in request.GET.getlist("r")[:MOST_CHOSEN] if text.isascii() and text.isdigit()]
    return mine.filter(pk__in=[int(text) for text in named if int(text) <= LARGEST_ID])


def _preview(form: ReminderForm, campaign: Campaign, returns: QuerySet[Return]) -> dict[str, Any]:
    """Whom it reaches, and the text as the first of them will read it."""
    audience = Audience(form["audience"].value()) if form["audience"].value() in Audience.values else Audience.FILLER
    rows = list(returns.select_related("organisation", "professional").order_by("unit_name", "pk"))
    reached = recipients_of(rows, audience, campaign=campaign, at=timezone.now())
    people = list(dict.fromkeys(recipient for row in rows for recipient in reached[row.pk]))
    first = people[0] if people else None
    asked = [row for row in rows if first in reached[row.pk]]
    unreached = [row for row in rows if not reached[row.pk]]
    return {
        "count": len(rows),
        "people": len(people),
        "unreached": unreached[:SHOWN],
        "unreached_more": max(0, len(unreached) - SHOWN),
        "first": first,
        "letter": letter_text(form["text"].value() or "", campaign, asked, timezone.localdate()) if first else "",
    }


def _default_text() -> str:
    return _(
        "Gentile collega,\nla restituzione indicata qui sotto non è ancora arrivata. "
        "Ti chiediamo di completarla appena possibile."
    )


def _said(done: Reminded) -> str:
    sent = ngettext(
        "Sollecito inviato per %(number)s restituzione, destinatari: %(people)s.",
        "Sollecito inviato per %(number)s restituzioni, destinatari: %(people)s.",
        done.returns,
    ) % {"number": done.returns, "people": done.recipients}
    if not done.unreached:
        return sent
    lost = ngettext(
        "Per %(number)s restituzione non c’è nessun recapito.",
        "Per %(number)s restituzioni non c’è nessun recapito.",
        done.unreached,
    ) % {"number": done.unreached}
    return f"{sent} {lost}"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.SEND_REMINDERS)
def reminder_plan(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The steps at which reminders leave by themselves."""
    campaign = campaign_or_404(request, public_id)
    actor = actor_of(request)
    may_change = can(actor, Verb.MANAGE_CAMPAIGN, campaign)
    form = PlanStepForm(request.POST if request.method == "POST" else None, initial={"text": _default_text()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            add_plan_step(
                campaign=campaign, days=values["offset"], audience=Audience(values["audience"]), text=values["text"],
                by=actor, at=timezone.now(),
            )  # fmt: skip
        except CampaignRefusedError as error:
            form.add_error("days", str(error))
        else:
            messages.success(request, _("Sollecito aggiunto al piano."))
            return redirect("campaigns:reminder_plan", campaign.public_id)
    steps = ReminderPlan.objects.filter(campaign=campaign).order_by("days", "audience")
    context = {"campaign": campaign, "steps": steps, "form": form, "may_change": may_change}
    return page(request, "campaigns/reminders/plan.html", context, invalid=form.is_bound and bool(form.errors))


@require_POST
@requires(Verb.MANAGE_CAMPAIGN)
def remove_step(request: HttpRequest, public_id: UUID, pk: int) -> HttpResponse:
    """Take a step out of the plan."""
    campaign = campaign_or_404(request, public_id)
    step = get_object_or_404(ReminderPlan.objects.select_related("campaign"), campaign=campaign, pk=pk)
    remove_plan_step(step=step, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Sollecito tolto dal piano."))
    return redirect("campaigns:reminder_plan", campaign.public_id)


@require_safe
@requires(Verb.SEND_REMINDERS)
def reminder_log(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Which returns were asked for, when and by whom."""
    campaign = campaign_or_404(request, public_id)
    found = page_of(request, reminders_of(actor_of(request), campaign), order=("-pk",))
    return page(request, "campaigns/reminders/log.html", {"campaign": campaign, "page": found})


@require_safe
@requires(Verb.SEND_REMINDERS)
def message_log(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What left for whom, and whether it arrived."""
    campaign = campaign_or_404(request, public_id)
    actor = actor_of(request)
    whole = can(actor, Verb.MANAGE_CAMPAIGN, campaign)
    found = page_of(request, campaign_messages(actor, campaign, whole=whole), order=("-pk",))
    lines = [(message, TONES[MessageState(message.state)]) for message in found.rows]
    context = {"campaign": campaign, "page": found, "lines": lines, "whole": whole}
    return page(request, "campaigns/reminders/messages.html", context)
