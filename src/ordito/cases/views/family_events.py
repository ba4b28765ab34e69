# SPDX-License-Identifier: EUPL-1.2
"""The events of a family: a form, then what will change, then the change. Only what was shown is confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases.actions.family_events import change_family, movers, record_birth, record_death, record_move
from ordito.cases.forms.family_events import BirthForm, MemberEventForm, MoveForm, RelationsForm
from ordito.cases.models import Person
from ordito.cases.queries.family_events import (
    ImpossibleEventError,
    birth_preview,
    death_plan,
    members_of,
    merge_plan,
    move_plan,
    open_units,
    placement_plan,
    split_plan,
)
from ordito.cases.queries.workplaces import ambito_id_of
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import record_page, written_or_403
from ordito.cases.views.searching import duplicates_context, search_context
from ordito.core.access import actor_of
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import FamilyMembership
    from ordito.cases.queries.family_events import FamilyPlan
    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.declare import Text

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def birth(request: HttpRequest, pk: int) -> HttpResponse:
    """A child is born: registered, also without a fiscal code, and put into the units."""
    record = written_or_403(request, pk)
    units = open_units(record.person)
    if not units:
        messages.warning(request, _("Prima crea il nucleo: poi registri la nascita."))
        return redirect("cases:family", record.pk)
    person, in_all = record.person, [str(unit.pk) for unit in units]
    first = {"surname": open_text(person, "surname"), "residence": person.residence_id, "units": in_all}
    form = BirthForm(request.POST or None, workplaces=(), open_units=units, initial=first)
    page: dict[str, Any] = {"plan": None, "checked": "letto" in request.POST}
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        name = f"{values['surname']} {values['name']}"
        page["plan"] = birth_preview(form.chosen_units, name, values["relation"], values["birth_date"])
        if request.POST.get("conferma") == page["plan"].fingerprint:
            error = attempt(form, lambda: _register(request, record, form))
            if error is None:
                return _done(request, record, _("Nascita registrata."))
            page |= duplicates_context(actor_of(request), error)
    return _form_page(request, record, "cases/record/birth", form, invalid=bool(form.errors), **page)


def _register(request: HttpRequest, record: RecordHeader, form: BirthForm) -> None:
    record_birth(
        by=actor_of(request),
        at=timezone.localtime(),
        case_file=record.case_file,
        units=form.chosen_units,
        relation=form.cleaned_data["relation"],
        surely_new="nuova" in request.POST,
        form_key=form.cleaned_data["form_key"],
        **form.person_values(),
    )


@form_view
def split(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Some of a unit go their way."""
    record = written_or_403(request, pk)
    rows = _rows_or_404(record, unit_pk)
    form = RelationsForm(request.POST or None, rows=rows, choosing=True, initial=_start(record, rows))
    return _event(
        request,
        record,
        form,
        lambda: split_plan(
            rows,
            goes=form.goes,
            relations=form.relations,
            composition=form.cleaned_data["composition"],
            day=form.cleaned_data["day"],
        ),
        heading=_("Il nucleo si divide"),
        lead=_("Scegli chi va nel nuovo nucleo, e che cosa sarà ciascuno da quel giorno. Gli altri restano."),
    )


@form_view
def merge_search(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """Look for somebody of the other unit."""
    record = written_or_403(request, pk)
    _rows_or_404(record, unit_pk)
    return record_page(
        request,
        record,
        "cases/record/merge_search",
        tab="family",
        writing=True,
        unit_pk=unit_pk,
        **search_context(request),
    )


@form_view
def merge(request: HttpRequest, pk: int, unit_pk: int, public_id: UUID) -> HttpResponse:
    """The unit of the person of the record and that of another become one."""
    record = written_or_403(request, pk)
    rows = _rows_or_404(record, unit_pk)
    other = get_object_or_404(Person.objects.searchable_by(actor_of(request)), public_id=public_id)
    units = [unit for unit in open_units(other) if unit.pk != unit_pk]
    theirs = [row for row in members_of(units) if row.unit_id == units[0].pk] if units else []
    if not theirs:
        messages.warning(request, _("%(name)s non ha un altro nucleo aperto.") % {"name": other.spoken_name()})
        return redirect("cases:family_merge_search", pk, unit_pk)
    everybody = [*rows, *(row for row in theirs if row.person_id not in {one.person_id for one in rows})]
    form = RelationsForm(request.POST or None, rows=everybody, choosing=False, initial=_start(record, rows))

    def plan() -> FamilyPlan:
        relations = {row.person_id: form.relations[row.pk] for row in everybody}
        values = {name: form.cleaned_data[name] for name in ("composition", "day")}
        return merge_plan([*rows, *theirs], relations=relations, **values)

    lead = _("I due nuclei si chiudono e ne comincia uno con tutti. Scrivi che cosa è ciascuno nel nuovo nucleo.")
    return _event(request, record, form, plan, heading=_("Due nuclei diventano uno"), lead=lead)


@form_view
def move(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """The whole unit changes address."""
    record = written_or_403(request, pk)
    rows = _rows_or_404(record, unit_pk)
    form = MoveForm(request.POST or None, initial={"comune": rows[0].unit.comune_id})
    actor = actor_of(request)
    people = [row.person for row in rows]

    def plan() -> FamilyPlan:
        day, comune = form.cleaned_data["day"], form.cleaned_data["comune"]
        written = {person.pk for person in movers(actor, people, day)}
        where = f"{form.cleaned_data['street']}, {comune.name}".strip(", ")
        also = [
            _("Nuovo indirizzo di %(name)s: %(where)s.") % {"name": one.spoken_name(), "where": where}
            for one in people
            if one.pk in written
        ]
        also += [
            _("L’indirizzo di %(name)s resta com’è: se serve, lo cambia chi segue la sua cartella.")
            % {"name": one.spoken_name()}
            for one in people
            if one.pk not in written
        ]
        return move_plan(rows, comune_id=comune.pk, ambito_id=ambito_id_of(comune, at=day), day=day, also=also)

    def act(plan: FamilyPlan) -> None:
        values = {name: form.cleaned_data[name] for name in ("comune", "street")}
        mine = movers(actor, people, plan.day)
        record_move(by=actor, at=timezone.localtime(), case_file=record.case_file, people=mine, plan=plan, **values)

    lead = _("Se si sposta solo qualcuno, torna indietro e usa «Il nucleo si divide».")
    return _event(request, record, form, plan, act, heading=_("Il nucleo cambia casa"), lead=lead)


@form_view
def placement(request: HttpRequest, pk: int) -> HttpResponse:
    """A child lives elsewhere by a placement."""
    record = written_or_403(request, pk)
    rows = _rows_of(record)
    form = MemberEventForm(request.POST or None, people=_people(rows), initial=_self(record))
    return _event(
        request,
        record,
        form,
        lambda: placement_plan(_with_those_of(rows, form.chosen), form.chosen, form.cleaned_data["day"]),
        heading=_("Un minore è collocato fuori famiglia"),
        lead=_("Esce da chi vive insieme, resta nella famiglia anagrafica. Il provvedimento si scrive in «Tutela»."),
    )


@form_view
def death(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the family dies."""
    record = written_or_403(request, pk)
    rows = _rows_of(record)
    people = _people(rows) or [record.person]
    form = MemberEventForm(request.POST or None, people=people)

    def act(plan: FamilyPlan) -> None:
        record_death(
            by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, person=form.chosen, plan=plan
        )

    def plan() -> FamilyPlan:
        return death_plan(members_of(open_units(form.chosen)), form.chosen, form.cleaned_data["day"])

    return _event(request, record, form, plan, act, heading=_("Un decesso in famiglia"))


def _event(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    plan_of: Callable[[], FamilyPlan],
    act: Callable[[FamilyPlan], Any] | None = None,
    *,
    heading: Text,
    lead: Text = "",
) -> HttpResponse:
    """Ask, show what changes, and do it once the same is confirmed."""
    plan: FamilyPlan | None = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = plan_of()
        except ImpossibleEventError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    if plan is not None and request.POST.get("conferma") == plan.fingerprint:
        agreed, do = plan, act or (lambda agreed: _change(request, record, agreed))
        if attempt(form, lambda: do(agreed)) is None:
            return _done(request, record, _("Nucleo aggiornato."))
        plan = None
    wrong = form.is_bound and plan is None
    page = {"plan": plan, "heading": heading, "lead": lead}
    return _form_page(request, record, "cases/record/family_event", form, invalid=wrong, **page)


def _change(request: HttpRequest, record: RecordHeader, plan: FamilyPlan) -> None:
    change_family(by=actor_of(request), at=timezone.localtime(), case_file=record.case_file, plan=plan)


def _form_page(
    request: HttpRequest, record: RecordHeader, template: str, form: Form, *, invalid: bool, **context: Any
) -> HttpResponse:
    return record_page(
        request,
        record,
        template,
        tab="family",
        writing=True,
        invalid=invalid,
        form=form,
        cancel_url=reverse("cases:family", args=[record.pk]),
        **context,
    )


def _done(request: HttpRequest, record: RecordHeader, message: Text) -> HttpResponse:
    messages.success(request, str(message))
    return redirect("cases:family", record.pk)


def _rows_of(record: RecordHeader) -> list[FamilyMembership]:
    return members_of(open_units(record.person))


def _rows_or_404(record: RecordHeader, unit_pk: int) -> list[FamilyMembership]:
    rows = [row for row in _rows_of(record) if row.unit_id == unit_pk]
    if not rows:
        raise Http404
    return rows


def _with_those_of(rows: list[FamilyMembership], person: Person) -> list[FamilyMembership]:
    """The rows of the units in which somebody is."""
    units = {row.unit_id for row in rows if row.person_id == person.pk}
    return [row for row in rows if row.unit_id in units]


def _people(rows: list[FamilyMembership]) -> list[Person]:
    return list({row.person_id: row.person for row in rows}.values())


def _start(record: RecordHeader, rows: list[FamilyMembership]) -> dict[str, Any]:
    return {"day": record.today, "composition": rows[0].unit.composition_id}


def _self(record: RecordHeader) -> dict[str, Any]:
    return {"person": str(record.person.pk), "day": record.today}
