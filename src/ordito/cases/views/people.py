# SPDX-License-Identifier: EUPL-1.2
"""Search or create: somebody is looked for first, and only then registered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import actions, rules
from ordito.cases.forms.fields import keep_present
from ordito.cases.forms.people import OpenCaseFileForm, PersonForm, about_fiscal_code, from_fiscal_code
from ordito.cases.models import CaseFile, Person, PersonMerge
from ordito.cases.queries.record_header import age_text
from ordito.cases.queries.record_identity import identity_of
from ordito.cases.queries.workplaces import workplaces
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.searching import duplicates_context, search_context, values_from_search
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.core.http import page

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.http import HttpRequest

    from ordito.core.access import Actor

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
@requires(Verb.SEARCH_PERSON)
def search(request: HttpRequest) -> HttpResponse:
    """The one box; creation is offered under its result."""
    return page(request, "cases/people/search.html", search_context(request))


@form_view
@requires(Verb.OPEN_RECORD)
def new(request: HttpRequest) -> HttpResponse:
    """Register somebody, and open their record at once when asked. It starts from a search, never by itself."""
    if request.method != "POST":
        return redirect("cases:search")
    actor, now = actor_of(request), timezone.localtime()
    places = workplaces(actor, Verb.OPEN_RECORD, at=timezone.localdate(now))
    if "q" in request.POST:
        form = PersonForm(workplaces=places, initial=values_from_search(request.POST["q"]))
        return _new_page(request, form)
    form = PersonForm(request.POST, workplaces=places)
    if not form.is_valid():
        return _new_page(request, form)
    made: list[Person] = []

    def act() -> None:
        place = form.chosen_workplace
        sure = "nuova" in request.POST
        made.append(
            actions.register_person(
                by=actor,
                at=now,
                comune=place.comune,
                body=place.body,
                surely_new=sure,
                form_key=form.cleaned_data["form_key"],
                **form.person_values(),
            )
        )

    error = attempt(form, act)
    if error is not None:
        return _new_page(request, form, **duplicates_context(actor, error))
    person = made[0]
    if "apri" not in request.POST:
        messages.success(request, _("Persona registrata."))
        return redirect("cases:person", person.public_id)
    record = _record_of(actor, person, at=now)
    messages.success(request, _("Persona registrata e cartella aperta."))
    return redirect("cases:record", record.pk)


def _record_of(actor: Actor, person: Person, *, at: datetime) -> CaseFile:
    """The record of somebody just registered; a form sent twice has opened it already."""
    found = CaseFile.objects.current().filter(person=person).first()
    return found or actions.open_case_file(by=actor, at=at, person=person, opened_on=timezone.localdate(at))


def _new_page(request: HttpRequest, form: PersonForm, **context: Any) -> HttpResponse:
    values = {"form": form, "heading": _("Nuova persona"), "cancel_url": reverse("cases:search"), "new": True}
    return page(request, "cases/people/form.html", values | context, invalid=form.is_bound)


@require_POST
@requires(Verb.SEARCH_PERSON)
def prefill(request: HttpRequest) -> HttpResponse:
    """The fields of birth, filled from the fiscal code where they are still empty."""
    typed = {name: request.POST.get(name, "") for name in ("sex", "birth_date", "birth_place")}
    known = from_fiscal_code(request.POST.get("fiscal_code", ""), today=timezone.localdate())
    note = about_fiscal_code(request.POST.get("fiscal_code", ""))
    if all(typed[name] for name in known):  # nothing to fill: what is being typed meanwhile is not touched
        answer = page(request, "cases/people/code_note.html", {"code_note": note})
        answer["HX-Retarget"] = "#nota-codice"
        return answer
    initial = known | {name: value for name, value in typed.items() if value}
    context = {"form": PersonForm(workplaces=(), initial=initial), "code_note": note}
    return page(request, "cases/people/birth.html", context)


def _person_or_404(request: HttpRequest, public_id: UUID) -> Person:
    rows = Person.objects.visible_to(actor_of(request)).select_related("residence", "citizenship", "comune", "body")
    person = rows.filter(public_id=public_id).first()
    if person is None:
        outside = Person.objects.filter(public_id=public_id).first()
        if outside is not None:
            now = timezone.localtime()
            log_access("cases.read_person", by=actor_of(request), at=now, kind=Kind.REFUSED, rows=[outside])
        raise Http404
    return person


def _read(request: HttpRequest, row: Person) -> None:
    log_access("cases.read_person", by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=[row])


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Somebody who has no record yet; who has one is shown there, and who was joined to another is that other."""
    actor = actor_of(request)
    joined = PersonMerge.objects.standing().visible_to(actor).filter(absorbed__public_id=public_id).first()
    if joined is not None:
        return redirect("cases:person", joined.kept.public_id)
    row = _person_or_404(request, public_id)
    record = CaseFile.objects.visible_to(actor).filter(person=row).order_by("-updated_at").first()
    if record is not None:
        return redirect("cases:record", record.pk)
    _read(request, row)
    today = timezone.localdate()
    context = {
        "person": row,
        "name": row.full_name(),
        "identity": identity_of(row, full=True),
        "age_text": age_text(row.birth_date, today, row.deceased_on),
        "may_open": rules.can_open_case_file(actor, row),
        "may_edit": rules.can_edit_person(actor, row),
    }
    return page(request, "cases/people/person.html", context)


@form_view
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct what is known of somebody."""
    row = _person_or_404(request, public_id)
    if not rules.can_edit_person(actor_of(request), row):
        raise NotAllowedError(_("Puoi leggere questi dati, non modificarli."))
    form = PersonForm(request.POST or None, workplaces=(), initial=_values_of(row))
    keep_present(form)
    conflict, found = None, {}

    def act() -> None:
        actions.edit_person(
            by=actor_of(request),
            at=timezone.localtime(),
            person=row,
            version=form.cleaned_data["version"] or row.version,
            **form.person_values(),
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Dati aggiornati."))
            return redirect("cases:person", public_id)
        conflict = conflict_of(form, error, _values_of)
        found = duplicates_context(actor_of(request), error)
    _read(request, row)
    context = {
        "form": form,
        "conflict": conflict,
        **found,
        "heading": _("Correggi i dati di %(name)s") % {"name": row.spoken_name()},
        "cancel_url": reverse("cases:person", args=[public_id]),
    }
    return page(request, "cases/people/form.html", context, invalid=form.is_bound)


def _values_of(row: Person) -> dict[str, Any]:
    sealed = ("surname", "name", "fiscal_code", "street", "phone", "email")
    plain = ("birth_date", "birth_place", "sex", "no_fixed_abode", "unaccompanied_minor", "deceased_on", "protection")
    return {
        **{field: open_text(row, field) for field in sealed},
        **{field: getattr(row, field) for field in (*plain, "version")},
        "citizenship": row.citizenship_id,
        "residence": row.residence_id,
    }


@form_view
@requires(Verb.OPEN_RECORD)
def open_record(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Open the social record of somebody who has none."""
    row = _person_or_404(request, public_id)
    form = OpenCaseFileForm(request.POST or None, initial={"opened_on": timezone.localdate()})
    made: list[CaseFile] = []

    def act() -> None:
        day = form.cleaned_data["opened_on"]
        made.append(actions.open_case_file(by=actor_of(request), at=timezone.localtime(), person=row, opened_on=day))

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Cartella aperta."))
        return redirect("cases:record", made[0].pk)
    _read(request, row)
    context = {
        "form": form,
        "window_title": _("Apri la cartella"),
        "title": _("Apri la cartella di %(name)s") % {"name": row.spoken_name()},
        "text": _("La cartella resta del servizio che segue la persona; da qui in poi ogni apertura è registrata."),
        "submit_label": _("Apri la cartella"),
        "cancel_url": reverse("cases:person", args=[public_id]),
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)
