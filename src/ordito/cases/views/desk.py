# SPDX-License-Identifier: EUPL-1.2
"""The front desk: who turned to the service, and who it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from ordito.cases import actions
from ordito.cases.forms.desk import ContactForm, DeskFilterForm
from ordito.cases.models import ConcernReport, Contact, Person
from ordito.cases.queries.desk import contact_lines, contacts_of
from ordito.cases.queries.workplaces import workplaces
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.searching import search_context
from ordito.core.access import Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    rows = Contact.objects.visible_to(actor)
    named = ("person", "desk", "channel", "initiative", "outcome", "comune")
    row = get_object_or_404(rows.select_related(*named), pk=pk)
    if "persona" in request.POST:
        return _link(request, row)
    _read(request, "cases.read_contact", [row, *([row.person] if row.person else [])])
    context = {
        "contact": row,
        "person_name": row.person.full_name() if row.person else "",
        "who": open_text(row, "who"),
        "request_text": open_text(row, "request"),
        "answer": open_text(row, "answer"),
        "concerns": ConcernReport.objects.visible_to(actor).filter(contact=row).order_by("pk"),
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
