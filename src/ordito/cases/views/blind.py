# SPDX-License-Identifier: EUPL-1.2
"""Blind requests: asking, and deciding whether to answer. Who asks never learns whether anybody was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import actions, rules
from ordito.cases.enums import DeliveryState
from ordito.cases.forms.duplicates import BlindRequestForm, DecideForm
from ordito.cases.models import BlindDelivery, BlindRequest, Person
from ordito.cases.views.conflicts import Conflict, attempt
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

MOST_ARRIVED = 50

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _log(request: HttpRequest, rows: Sequence[Model]) -> None:
    if rows:
        log_access("cases.read_blind", by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=rows)


@form_view
@requires(Verb.SEARCH_PERSON)
def blind_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask whoever else may follow somebody to get in touch."""
    actor = actor_of(request)
    person = Person.objects.visible_to(actor).filter(public_id=public_id).first()
    if person is None:
        raise Http404
    if not rules.can_ask_blindly(actor, person):
        raise NotAllowedError(_("Per questa persona non si può chiedere: è protetta, oppure la segue qualcun altro."))
    form = BlindRequestForm(request.POST or None)
    made: list[BlindRequest] = []

    def act() -> None:
        made.append(actions.ask_blindly(by=actor, at=timezone.localtime(), person=person, **form.cleaned_data))

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Richiesta inviata."))
        return redirect("cases:blind_request", made[0].pk)
    _log(request, [person])
    context = {"form": form, "person_name": person.full_name(), "has_code": person.fiscal_code_index is not None}
    cancel = {"cancel_url": reverse("cases:person", args=[public_id]), "public_id": public_id}
    return page(request, "cases/blind/new.html", context | cancel, invalid=form.is_bound)


@require_safe
@requires(Verb.SEARCH_PERSON)
def blind_requests(request: HttpRequest) -> HttpResponse:
    """What reached the reader's records and waits for a decision, and what the reader asked."""
    actor = actor_of(request)
    arrived = BlindDelivery.objects.visible_to(actor).filter(state=DeliveryState.WAITING)
    arrived = arrived.select_related("case_file__person", "request__body").order_by("delivered_at", "pk")
    sent = BlindRequest.objects.visible_to(actor).select_related("person")
    shown = page_of(request, sent, order=("-asked_at", "-pk"))
    found = list(arrived[:MOST_ARRIVED])
    _log(request, [*(row.case_file for row in found), *(row.person for row in shown.rows)])
    answered = set(
        BlindDelivery.objects.filter(request__in=[row.pk for row in shown.rows], state=DeliveryState.ANSWERED)
        .values_list("request_id", flat=True)
    )  # fmt: skip
    context = {
        "arrived": [(row, row.case_file.person.full_name()) for row in found],
        "sent": [(row, row.person.full_name(), row.pk in answered) for row in shown.rows],
        "list_page": shown,
    }
    return page(request, "cases/blind/list.html", context)


@require_safe
@requires(Verb.SEARCH_PERSON)
def blind_request(request: HttpRequest, pk: int) -> HttpResponse:
    """A request as its asker sees it: sent, and the answers of who decided to give one."""
    rows = BlindRequest.objects.visible_to(actor_of(request)).select_related("person")
    row = get_object_or_404(rows, pk=pk)
    _log(request, [row, row.person])
    answers = BlindDelivery.objects.filter(request=row, state=DeliveryState.ANSWERED)
    answers = answers.select_related("case_file__person", "case_file__body").order_by("decided_at", "pk")
    context = {
        "row": row,
        "person_name": row.person.full_name(),
        "reason": open_text(row, "reason"),
        "contact": open_text(row, "contact"),
        "answers": [(delivery, open_text(delivery, "answer")) for delivery in answers],
    }
    return page(request, "cases/blind/request.html", context)


@form_view
@requires(Verb.VIEW_RECORD)
def blind_delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """A request that reached a record: why somebody asks, and whether to answer."""
    actor = actor_of(request)
    rows = BlindDelivery.objects.visible_to(actor)
    row = get_object_or_404(rows.select_related("case_file__person", "request__person", "request__body"), pk=pk)
    waiting = row.state == DeliveryState.WAITING
    form = DecideForm(request.POST or None, initial={"version": row.version})
    conflict = None if waiting or not form.is_bound else _decided_meanwhile(row)

    def act() -> None:
        actions.decide_delivery(
            by=actor,
            at=timezone.localtime(),
            delivery=row,
            version=form.cleaned_data["version"] or row.version,
            answers=form.answers,
            answer=form.cleaned_data["answer"],
        )

    if request.method == "POST" and waiting and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Risposta inviata.") if form.answers else _("Decisione salvata."))
        return redirect("cases:blind_requests")
    _log(request, [row, row.case_file, row.case_file.person])
    context: dict[str, Any] = {
        "row": row,
        "person_name": row.case_file.person.spoken_name(),
        "reason": open_text(row.request, "reason"),
        "contact": open_text(row.request, "contact"),
        "answer": open_text(row, "answer"),
        "form": form if waiting and rules.can_decide_delivery(actor, row) else None,
        "conflict": conflict,
    }
    return page(request, "cases/blind/delivery.html", context, invalid=form.is_bound)


def _decided_meanwhile(row: BlindDelivery) -> Conflict:
    """A colleague decided the same request a moment before."""
    words = {"name": row.decided_by_name, "state": row.get_state_display()}
    return Conflict(_("%(name)s ha già deciso: %(state)s.") % words, final=True)
