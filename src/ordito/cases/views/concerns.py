# SPDX-License-Identifier: EUPL-1.2
"""Concern reports: who signals whom and why, what becomes of it, and how long the regulation leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import actions, rules
from ordito.cases.enums import ConcernState
from ordito.cases.forms.desk import ConcernForm, WeighForm
from ordito.cases.models import CaseFile, ConcernReport, Contact, Person
from ordito.cases.queries.desk import concern_lines, concern_texts, concerns_of
from ordito.cases.queries.terms import deadlines, term_rules
from ordito.cases.views.conflicts import attempt, conflict_of, weighed_meanwhile
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import Model
    from django.http import HttpRequest, HttpResponse

    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _read(request: HttpRequest, action: str, rows: Sequence[Model]) -> None:
    if rows:
        log_access(action, by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=rows)


@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """The concern reports with which nobody goes on yet, the oldest first; or all that the reader may see."""
    actor = actor_of(request)
    require(actor, Verb.RECORD_CONTACT)
    everything = request.GET.get("stato", "") == "tutte"
    order = ("-received_on", "-pk") if everything else ("received_on", "pk")
    shown = page_of(request, concerns_of(actor, waiting=not everything), order=order)
    _read(request, "cases.read_concern", [thing for row in shown.rows for thing in (row, row.person)])
    lines = concern_lines(shown.rows, today=timezone.localdate())
    return page(request, "cases/desk/concerns.html", {"lines": lines, "list_page": shown, "all_states": everything})


@form_view
@requires(Verb.RECORD_CONTACT)
def concern_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a concern report about somebody who was looked for before (`contatto`: the contact it came from)."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.searchable_by(actor), public_id=public_id)
    form = ConcernForm(request.POST or None, initial={"received_on": timezone.localdate()})
    contact = _contact_of(actor, person, request.GET.get("contatto", ""))

    def act() -> None:
        given = form.cleaned_data
        actions.report_concern(by=actor, at=timezone.localtime(), person=person, contact=contact, **given)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Segnalazione registrata: è tra quelle da valutare."))
        return redirect("cases:concerns")
    _read(request, "cases.read_person", [person])
    context = {"form": form, "person_name": person.full_name(), "tab": "concerns"}
    cancel = {"cancel_url": reverse("cases:concerns"), "heading": _("Nuova segnalazione")}
    return page(request, "cases/desk/form.html", context | cancel, invalid=form.is_bound)


def _contact_of(actor: Actor, person: Person, number: str) -> Contact | None:
    if not (number.isascii() and number.isdigit()):
        return None
    return Contact.objects.visible_to(actor).filter(pk=number, person=person).first()


@form_view
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """One concern report, with the decision still to take."""
    actor = actor_of(request)
    row = get_object_or_404(concerns_of(actor).select_related("outcome", "contact", "taking__case_file"), pk=pk)
    waiting = row.state == ConcernState.RECEIVED
    may_weigh = waiting and rules.can_weigh_concern(actor, row)
    texts = concern_texts(row)
    initial = {"weighed_on": timezone.localdate(), "version": row.version, "sent_on": row.sent_on, **texts}
    form = WeighForm(request.POST or None, initial=initial)
    conflict = None if waiting or not form.is_bound else weighed_meanwhile(row)

    def act() -> None:
        actions.weigh_concern(
            by=actor,
            at=timezone.localtime(),
            concern=row,
            version=form.cleaned_data["version"] or row.version,
            accepted=form.accepts,
            **form.decision(),
        )

    if request.method == "POST" and waiting and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            return _weighed(request, row, accepted=form.accepts)
        conflict = conflict_of(form, error, lambda _current: {})
    _read(request, "cases.read_concern", [row, row.person])
    context: dict[str, Any] = {
        "concern": row,
        "texts": texts,
        "person_name": row.person.spoken_name(),
        "deadlines": deadlines(row, term_rules(), today=timezone.localdate()),
        "next_url": _next_step(actor, row) if row.state == ConcernState.ACCEPTED else "",
        "form": form if may_weigh else None,
        "conflict": conflict,
    }
    return page(request, "cases/desk/concern.html", context, invalid=form.is_bound)


def _weighed(request: HttpRequest, row: ConcernReport, *, accepted: bool) -> HttpResponse:
    """An accepted report leads on to the record; a filed one back to the list."""
    if not accepted:
        messages.success(request, _("Segnalazione archiviata."))
        return redirect("cases:concerns")
    messages.success(request, _("Segnalazione accolta."))
    return redirect(_next_step(actor_of(request), row) or reverse("cases:concerns"))


def _next_step(actor: Actor, row: ConcernReport) -> str:
    """Where the service goes on with an accepted report: the record, or the person who has none yet; "" for nowhere."""
    record = CaseFile.objects.visible_to(actor).filter(person=row.person).first()
    if record is not None:
        return reverse("cases:record", args=[record.pk])
    if Person.objects.visible_to(actor).filter(pk=row.person_id).exists():
        return reverse("cases:person", args=[row.person.public_id])
    return ""
