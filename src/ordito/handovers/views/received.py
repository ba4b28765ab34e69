# SPDX-License-Identifier: EUPL-1.2
"""The receiver's side: what is offered to the service, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.accounts.models import Membership
from ordito.accounts.roles import SERVICE_COORDINATOR, SOCIAL_WORKER
from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.views.conflicts import attempt
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.handovers import actions, rules
from ordito.handovers.forms.passages import AcceptForm, AnswerForm
from ordito.handovers.models import Handover, Referral
from ordito.handovers.queries.passages import received, with_words
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

ORDER = ("-offered_at", "-pk")
LATEST = 50
"""How many referrals stand beside the page of handovers."""
form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Verb.OPEN_RECORD)
def passages(request: HttpRequest) -> HttpResponse:
    """What was offered to the reader's service: handovers, and referrals, the newest first."""
    actor = actor_of(request)
    handovers = page_of(request, with_words(Handover.objects.received_by(actor)).prefetch_related("parts"), order=ORDER)
    referrals = with_words(Referral.objects.received_by(actor)).order_by(*ORDER)[:LATEST]
    return _list(request, handovers, referrals, direction="received")


@require_safe
@requires(Verb.OPEN_RECORD)
def sent(request: HttpRequest) -> HttpResponse:
    """What the reader's own records have offered to others."""
    actor = actor_of(request)
    handovers = page_of(request, with_words(Handover.objects.sent_by(actor)).prefetch_related("parts"), order=ORDER)
    referrals = with_words(Referral.objects.sent_by(actor)).order_by(*ORDER)[:LATEST]
    return _list(request, handovers, referrals, direction="sent")


def _list(request: HttpRequest, handovers: Any, referrals: QuerySet[Any], *, direction: str) -> HttpResponse:
    today = timezone.localdate()
    rows = [*handovers.rows, *referrals]
    if rows:
        read = [row.case_file for row in rows]
        log_access("handovers.list_passages", by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=read)
    context = {
        "direction": direction,
        "handovers": [received(row, today=today) for row in handovers.rows],
        "referrals": [received(row, today=today) for row in referrals],
        "list_page": handovers,
    }
    return page(request, "handovers/passages.html", context)


@form_view
@requires(Verb.OPEN_RECORD)
def handover(request: HttpRequest, passage_pk: int) -> HttpResponse:
    """One handover offered: what the sender chose to say, and the answer."""
    actor = actor_of(request)
    row = with_words(Handover.objects.received_by(actor)).filter(pk=passage_pk).first()
    if row is None:
        raise Http404
    form = AcceptForm(request.POST or None, colleagues=_workers_of(row))
    refused = request.POST.get("decisione") == "rifiuta"

    def act() -> None:
        answer = form.cleaned_data["answer"]
        at = timezone.localtime()
        if refused:
            actions.refuse(by=actor, at=at, passage=row, answer=answer)
        else:
            worker = form.cleaned_data["worker"]
            actions.accept_handover(by=actor, at=at, handover=row, worker=worker, answer=answer)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Passaggio rifiutato.") if refused else _("Passaggio accettato: ora segui tu."))
        row.refresh_from_db()
        return redirect("cases:record", row.received_case_file_id) if not refused else redirect("handovers:passages")
    return _offer_page(request, row, form, kind=_("Passaggio di competenza"))


@form_view
@requires(Verb.RECORD_CONTACT)
def referral(request: HttpRequest, passage_pk: int) -> HttpResponse:
    """One referral received, and the answer."""
    actor = actor_of(request)
    row = with_words(Referral.objects.received_by(actor)).filter(pk=passage_pk).first()
    if row is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    refused = request.POST.get("decisione") == "rifiuta"

    def act() -> None:
        at, answer = timezone.localtime(), form.cleaned_data["answer"]
        if refused:
            actions.refuse(by=actor, at=at, passage=row, answer=answer)
        else:
            actions.take_referral(by=actor, at=at, referral=row, answer=answer)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Risposta inviata."))
        return redirect("handovers:passages")
    return _offer_page(request, row, form, kind=_("Invio"))


def _offer_page(request: HttpRequest, row: Handover | Referral, form: AnswerForm, *, kind: str) -> HttpResponse:
    actor, at = actor_of(request), timezone.localtime()
    log_access("handovers.read_passage", by=actor, at=at, kind=Kind.READ, rows=[row, row.case_file])
    context = {
        "offer": received(row, today=timezone.localdate(at)),
        "kind": kind,
        "form": form,
        "answers": "accept" in rules.steps_of(actor, row),
    }
    return page(request, "handovers/offer.html", context, invalid=form.is_bound)


def _workers_of(row: Handover) -> QuerySet[Professional]:
    """Who may follow somebody in the service that receives."""
    members = Membership.objects.at(timezone.localdate()).filter(
        role__in=(SOCIAL_WORKER.code, SERVICE_COORDINATOR.code), user__is_active=True
    )
    here = members.filter(territory__in=(row.comune_id, row.ambito_id)) | members.filter(organisation=row.body_id)
    people = Professional.objects.filter(pk__in=here.values("user__professional"), active=True)
    return people.order_by("surname", "name", "pk")
