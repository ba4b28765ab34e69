# SPDX-License-Identifier: EUPL-1.2
"""The front desk: who turned to the service, who signalled whom, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import actions, rules
from ordito.cases.enums import ConcernState
from ordito.cases.forms.desk import ConcernForm, ContactForm, DeskFilterForm, WeighForm
from ordito.cases.models import CaseFile, ConcernReport, Contact, Person
from ordito.cases.queries.desk import concern_lines, concerns_of, contact_lines, contacts_of
from ordito.cases.queries.workplaces import workplaces
from ordito.cases.views.conflicts import attempt, conflict_of, weighed_meanwhile
from ordito.cases.views.searching import search_context
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.fields import open_text
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from django.db.models import Model
    from django.http import HttpRequest

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Verb.RECORD_CONTACT)
def contacts(request: HttpRequest) -> HttpResponse:
    """Who turned to the front desks of the reader's service."""
    form = DeskFilterForm(request.GET)
    form.is_valid()
    rows = contacts_of(actor_of(request), form.cleaned_data)
    shown = page_of(request, rows, order=("-happened_on", "-pk"))
    _read(request, "cases.read_contact", [thing for row in shown.rows for thing in (row, row.person) if thing])
    filtered = any(form.cleaned_data.values())
    context = {"lines": contact_lines(shown.rows), "list_page": shown, "filter": form, "filtered": filtered}
    return page(request, "cases/desk/contacts.html", context)


def _read(request: HttpRequest, action: str, rows: Sequence[Model]) -> None:
    if rows:
        log_access(action, by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=rows)


@form_view
@requires(Verb.RECORD_CONTACT)
def contact_new(request: HttpRequest) -> HttpResponse:
    """Write down a contact, of somebody known (`persona` in the address) or of anybody."""
    actor, now = actor_of(request), timezone.localtime()
    places = workplaces(actor, Verb.RECORD_CONTACT, at=timezone.localdate(now))
    person = _asked_person(request)
    form = ContactForm(request.POST or None, workplaces=places, initial={"happened_on": timezone.localdate(now)})
    made: list[Contact] = []

    def act() -> None:
        place, values = form.chosen_workplace, form.contact_values()
        made.append(
            actions.record_contact(by=actor, at=now, comune=place.comune, body=place.body, person=person, **values)
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Contatto registrato."))
        return redirect("cases:contact", made[0].pk)
    _read(request, "cases.read_person", [person] if person else [])
    context = {"form": form, "person_name": person.full_name() if person else "", "tab": "contacts"}
    cancel = {"cancel_url": reverse("cases:contacts"), "heading": _("Nuovo contatto")}
    return page(request, "cases/desk/form.html", context | cancel, invalid=form.is_bound)


def _asked_person(request: HttpRequest) -> Person | None:
    public_id = request.GET.get("persona", "")
    if not public_id:
        return None
    try:
        return get_object_or_404(Person.objects.searchable_by(actor_of(request)), public_id=public_id)
    except ValidationError as error:
        raise Http404 from error


@form_view
@requires(Verb.RECORD_CONTACT)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact; when nobody is tied to it, somebody can be looked for and tied."""
    actor = actor_of(request)
    rows = Contact.objects.visible_to(actor).select_related("person", "channel", "initiative", "outcome", "comune")
    row = get_object_or_404(rows, pk=pk)
    if "persona" in request.POST:
        return _link(request, row)
    _read(request, "cases.read_contact", [row, *([row.person] if row.person else [])])
    context = {
        "contact": row,
        "person_name": row.person.full_name() if row.person else "",
        "who": open_text(row, "who"),
        "request_text": open_text(row, "request"),
        "answer": open_text(row, "answer"),
        "tab": "contacts",
    }
    return page(request, "cases/desk/contact.html", context | (search_context(request) if row.person is None else {}))


def _link(request: HttpRequest, row: Contact) -> HttpResponse:
    """Tie a contact to somebody; a colleague may have tied it to somebody else a moment before."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.searchable_by(actor), pk=_number(request.POST["persona"]))
    try:
        actions.link_contact(by=actor, at=timezone.localtime(), contact=row, person=person)
    except actions.CaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Contatto collegato alla persona."))
    return redirect("cases:contact", row.pk)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


@require_safe
def concerns(request: HttpRequest) -> HttpResponse:
    """The concern reports still to be weighed, and those of records that the reader follows."""
    actor = actor_of(request)
    require(actor, Verb.RECORD_CONTACT)
    rows = concerns_of(actor)
    waiting = request.GET.get("stato", "") == "tutte"
    rows = rows if waiting else rows.filter(state=ConcernState.RECEIVED)
    shown = page_of(request, rows, order=("-received_on", "-pk"))
    _read(request, "cases.read_concern", [thing for row in shown.rows for thing in (row, row.person)])
    context = {"lines": concern_lines(shown.rows), "list_page": shown, "all_states": waiting}
    return page(request, "cases/desk/concerns.html", context)


@form_view
@requires(Verb.RECORD_CONTACT)
def concern_new(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Write down a concern report about somebody who was looked for before."""
    actor = actor_of(request)
    person = get_object_or_404(Person.objects.searchable_by(actor), public_id=public_id)
    form = ConcernForm(request.POST or None, initial={"received_on": timezone.localdate()})

    def act() -> None:
        actions.report_concern(by=actor, at=timezone.localtime(), person=person, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Segnalazione registrata: è tra quelle da valutare."))
        return redirect("cases:concerns")
    _read(request, "cases.read_person", [person])
    context = {"form": form, "person_name": person.full_name(), "tab": "concerns"}
    cancel = {"cancel_url": reverse("cases:concerns"), "heading": _("Nuova segnalazione")}
    return page(request, "cases/desk/form.html", context | cancel, invalid=form.is_bound)


@form_view
def concern(request: HttpRequest, pk: int) -> HttpResponse:
    """One concern report, with the decision still to take."""
    actor = actor_of(request)
    row = get_object_or_404(concerns_of(actor).select_related("outcome"), pk=pk)
    waiting = row.state == ConcernState.RECEIVED
    may_weigh = waiting and rules.can_weigh_concern(actor, row)
    initial = {"weighed_on": timezone.localdate(), "version": row.version}
    form = WeighForm(request.POST or None, initial=initial)
    conflict = None if waiting or not form.is_bound else weighed_meanwhile(row)

    def act() -> None:
        actions.weigh_concern(
            by=actor,
            at=timezone.localtime(),
            concern=row,
            version=form.cleaned_data["version"] or row.version,
            outcome=form.cleaned_data["outcome"],
            weighed_on=form.cleaned_data["weighed_on"],
            accepted=form.cleaned_data["state"] == ConcernState.ACCEPTED,
        )

    if request.method == "POST" and waiting and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            return _weighed(request, row, accepted=form.cleaned_data["state"] == ConcernState.ACCEPTED)
        conflict = conflict_of(form, error, lambda _current: {})
    _read(request, "cases.read_concern", [row, row.person])
    context: dict[str, Any] = {
        "concern": row,
        "person_name": row.person.full_name(),
        "reporter": open_text(row, "reporter"),
        "content": open_text(row, "content"),
        "form": form if may_weigh else None,
        "conflict": conflict,
        "tab": "concerns",
    }
    return page(request, "cases/desk/concern.html", context, invalid=form.is_bound)


def _weighed(request: HttpRequest, row: ConcernReport, *, accepted: bool) -> HttpResponse:
    """An accepted report leads on to the record; a filed one back to the list."""
    if not accepted:
        messages.success(request, _("Segnalazione archiviata."))
        return redirect("cases:concerns")
    messages.success(request, _("Segnalazione accolta."))
    record = CaseFile.objects.visible_to(actor_of(request)).filter(person=row.person).first()
    if record is not None:
        return redirect("cases:record", record.pk)
    if Person.objects.visible_to(actor_of(request)).filter(pk=row.person_id).exists():
        return redirect("cases:person", row.person.public_id)
    return redirect("cases:concerns")
