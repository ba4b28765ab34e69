# SPDX-License-Identifier: EUPL-1.2
"""What is ready to be discarded, the series of the plan, the holds: for who manages retention, without names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.models import CaseFile
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.stewardship import rules
from ordito.stewardship.actions import discards as discard_actions
from ordito.stewardship.actions import retention as actions
from ordito.stewardship.forms.discards import PrepareForm
from ordito.stewardship.forms.retention import NumberedHoldForm, SeriesForm, body_ids
from ordito.stewardship.models import LegalHold, RetentionSeries
from ordito.stewardship.models.scopes import held_for
from ordito.stewardship.queries.offices import bodies_of, holds_listed, places_of, ready_lines
from ordito.stewardship.queries.retention import ready_for_discard
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.stewardship.models import Discard

form_view = require_http_methods(["GET", "HEAD", "POST"])


def form_page(request: HttpRequest, form: Form | None, *, heading: str, back: str, **context: Any) -> HttpResponse:
    """A page with one form."""
    values = {"form": form, "heading": heading, "cancel_url": back, "submit_label": _("Salva"), **context}
    return page(request, "stewardship/offices/form.html", values, invalid=form is not None and form.is_bound)


@form_view
@requires(Verb.MANAGE_RETENTION)
def ready(request: HttpRequest) -> HttpResponse:
    """The records whose time has passed, by number, and the list of a new discard."""
    actor, today = actor_of(request), timezone.localdate()
    form = PrepareForm(request.POST or None, bodies=bodies_of(actor))
    made: list[Discard] = []

    def act() -> None:
        ambito, body = body_ids(form)
        made.append(
            discard_actions.prepare_discard(
                by=actor,
                at=timezone.now(),
                ambito=Territory.objects.get(pk=ambito),
                body=Organisation.objects.get(pk=body),
                form_key=form.cleaned_data["form_key"] or uuid4(),
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        return redirect("stewardship:discard", made[0].pk)
    shown = page_of(request, ready_for_discard(actor, today).select_related("person", "body"), order=("pk",))
    context = {"form": form, "page": shown, "lines": ready_lines(shown.rows, today), "here": "ready"}
    return page(request, "stewardship/offices/ready.html", context, invalid=form.is_bound)


@require_safe
@requires(Verb.MANAGE_RETENTION)
def series(request: HttpRequest) -> HttpResponse:
    """The series of the plan: the Ambito's own, and what Ordito proposes where there is none."""
    actor = actor_of(request)
    rows = RetentionSeries.objects.visible_to(actor).select_related("ambito", "area")
    lines = [(row, rules.can_edit_series(actor, row)) for row in rows.order_by("ambito__name", "code", "pk")]
    own = [line for line in lines if line[0].ambito_id is not None]
    context = {"own": own, "proposed": [line for line in lines if line not in own], "here": "series"}
    return page(request, "stewardship/offices/series.html", context)


@form_view
@requires(Verb.MANAGE_RETENTION)
def series_new(request: HttpRequest) -> HttpResponse:
    """Add a series; `da` names one to start from."""
    actor = actor_of(request)
    places = places_of(actor)
    if not places:
        raise Http404
    start = RetentionSeries.objects.visible_to(actor).filter(pk=_number(request.GET.get("da", ""))).first()
    initial = series_values(start) | {"verified": False} if start else {}
    form = SeriesForm(request.POST or None, initial=initial, places=places)

    def act() -> None:
        ambito = Territory.objects.get(pk=form.cleaned_data.get("ambito") or places[0][0])
        actions.add_series(_values(form), by=actor, at=timezone.now(), ambito=ambito)

    back = reverse("stewardship:series")
    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Serie aggiunta."))
        return redirect(back)
    return form_page(request, form, heading=_("Nuova serie"), back=back)


@form_view
@requires(Verb.MANAGE_RETENTION)
def series_edit(request: HttpRequest, series_pk: int) -> HttpResponse:
    """Change a series of one's Ambito."""
    actor = actor_of(request)
    row = get_object_or_404(RetentionSeries.objects.visible_to(actor).filter(ambito__isnull=False), pk=series_pk)
    form = SeriesForm(request.POST or None, initial=series_values(row), places=())
    conflict = None

    def act() -> None:
        version = form.cleaned_data["version"] or 0
        actions.edit_series(_values(form), by=actor, at=timezone.now(), series=row, version=version)

    back = reverse("stewardship:series")
    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Serie salvata."))
            return redirect(back)
        conflict = conflict_of(form, error, series_values)
    return form_page(request, form, heading=str(row), back=back, conflict=conflict)


def series_values(row: RetentionSeries) -> dict[str, Any]:
    """A series as its form has it."""
    names = ("code", "title", "area", "event", "years", "source", "verified", "valid_from", "valid_to", "version")
    return {name: getattr(row, name) for name in names}


def _values(form: SeriesForm) -> actions.SeriesValues:
    names = actions.SeriesValues.__dataclass_fields__
    return actions.SeriesValues(**{name: form.cleaned_data[name] for name in names})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004 - digits of an id


@require_safe
@requires(Verb.MANAGE_RETENTION)
def holds(request: HttpRequest) -> HttpResponse:
    """The holds on records, by number; why, is read on the record alone."""
    today = timezone.localdate()
    shown = page_of(request, holds_listed(actor_of(request)), order=("-pk",))
    context = {"page": shown, "today": today, "here": "holds"}
    return page(request, "stewardship/offices/holds.html", context)


@form_view
@requires(Verb.MANAGE_RETENTION)
def hold_new(request: HttpRequest) -> HttpResponse:
    """Hold a record that one knows by its number."""
    actor = actor_of(request)
    first = {"starts_on": timezone.localdate()}
    form = NumberedHoldForm(request.POST or None, initial=first, bodies=bodies_of(actor))
    back = reverse("stewardship:holds")
    if request.method == "POST" and form.is_valid():
        mine = CaseFile.objects.current().filter(held_for(actor, Verb.MANAGE_RETENTION))
        record = form.record_among(mine)
        if record is not None and attempt(form, lambda: place(request, form, record)) is None:
            messages.success(request, _("Blocco messo."))
            return redirect(back)
    return form_page(request, form, heading=_("Blocca lo scarto di una cartella"), back=back)


def place(request: HttpRequest, form: Form, record: CaseFile) -> None:
    """Write the hold of a valid form."""
    given = form.cleaned_data
    actions.place_hold(
        by=actor_of(request),
        at=timezone.now(),
        case_file=record,
        reason=given["reason"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        form_key=given["form_key"] or uuid4(),
    )


@form_view
@requires(Verb.MANAGE_RETENTION)
def hold_lift(request: HttpRequest, hold_pk: int) -> HttpResponse:
    """End a hold, after asking."""
    rows = LegalHold.objects.visible_to(actor_of(request)).filter(lifted_at__isnull=True)
    row = get_object_or_404(rows.select_related("case_file__person"), pk=hold_pk)
    back = reverse("stewardship:holds")
    if request.method == "POST":
        actions.lift_hold(by=actor_of(request), at=timezone.now(), hold=row, version=row.version)
        messages.success(request, _("Blocco tolto."))
        return redirect(back)
    heading = _("Togli il blocco dalla cartella %(number)s") % {"number": row.case_file.number}
    lead = _("Da oggi la cartella si può proporre per lo scarto, se il suo tempo è passato.")
    return form_page(
        request, None, heading=heading, back=back, lead=lead, submit_label=_("Togli il blocco"), danger=True
    )
