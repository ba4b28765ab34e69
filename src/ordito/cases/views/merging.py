# SPDX-License-Identifier: EUPL-1.2
"""Two rows of one person: choosing the other one, seeing what a merge would do, doing it, taking it apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from ordito.cases.forms.duplicates import MergeForm
from ordito.cases.models import Person, PersonMerge
from ordito.cases.queries.duplicates import done_since, field_choices, look_alikes, moved_lines
from ordito.cases.queries.merging import plan_of
from ordito.cases.queries.record_header import age_text
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.searching import search_context
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "HEAD", "POST"])


def _person_or_404(request: HttpRequest, public_id: UUID) -> Person:
    """Somebody the actor may open; the attempt on anybody else is logged."""
    rows = Person.objects.visible_to(actor_of(request)).select_related("residence", "citizenship", "body")
    person = rows.filter(public_id=public_id).first()
    if person is None:
        _log(request, Kind.REFUSED, *Person.objects.filter(public_id=public_id))
        raise Http404
    return person


def _log(request: HttpRequest, kind: Kind, *rows: Person) -> None:
    if rows:
        log_access("cases.read_person", by=actor_of(request), at=timezone.localtime(), kind=kind, rows=rows)


@form_view
@requires(Verb.MERGE_PERSONS)
def merge_search(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Look for the other row of the same person; those who look the same are offered at once."""
    actor, person = actor_of(request), _person_or_404(request, public_id)
    if not rules.can_merge(actor, person):
        raise NotAllowedError(_("Questa persona non si può unire: è protetta, oppure la segue qualcun altro."))
    alike = look_alikes(actor, person)
    _log(request, Kind.READ, person, *alike)
    today = timezone.localdate()
    context = {
        "person": person,
        "name": person.full_name(),
        "alike": [(other, other.full_name(), age_text(other.birth_date, today)) for other in alike],
        **search_context(request),
    }
    return page(request, "cases/people/merge_search.html", context)


@form_view
@requires(Verb.MERGE_PERSONS)
def merge(request: HttpRequest, public_id: UUID, other_id: UUID) -> HttpResponse:
    """What joining the second to the first would do, field by field; and do it."""
    actor = actor_of(request)
    kept, absorbed = _person_or_404(request, public_id), _person_or_404(request, other_id)
    if kept == absorbed or not rules.can_merge(actor, kept, absorbed):
        raise NotAllowedError(
            _("Si uniscono due persone dello stesso servizio che segui tutte e due, e che non sono protette.")
        )
    choices, plan = field_choices(kept, absorbed), plan_of(kept, absorbed)
    form = MergeForm(request.POST or None, choices=choices, initial={"version": kept.version})
    made: list[PersonMerge] = []

    def act() -> None:
        made.append(
            actions.merge_persons(
                by=actor,
                at=timezone.localtime(),
                kept=kept,
                absorbed=absorbed,
                version=form.cleaned_data["version"],
                reason=form.cleaned_data["reason"],
                take=form.taken(),
            )
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Le due persone sono una sola. Se è stato un errore, da qui si annulla."))
        return redirect("cases:merge_done", made[0].pk)
    _log(request, Kind.READ, kept, absorbed)
    context = {
        "form": form,
        "plan": plan,
        "same": [choice for choice in choices if not choice.differs and choice.kept not in {"", _("no")}],
        "kept_name": kept.spoken_name(),
        "absorbed_name": absorbed.spoken_name(),
        "cancel_url": reverse("cases:person", args=[public_id]),
    }
    return page(request, "cases/people/merge.html", context, invalid=form.is_bound)


@require_safe
@requires(Verb.MERGE_PERSONS)
def merges(request: HttpRequest) -> HttpResponse:
    """The merges of persons whom the reader may open, the latest first."""
    rows = PersonMerge.objects.visible_to(actor_of(request)).select_related("kept", "absorbed_record")
    shown = page_of(request, rows, order=("-merged_at", "-pk"))
    _log(request, Kind.READ, *(row.kept for row in shown.rows))
    lines = [(row, row.kept.full_name()) for row in shown.rows]
    return page(request, "cases/people/merges.html", {"lines": lines, "list_page": shown})


def _merge_or_404(request: HttpRequest, pk: int) -> PersonMerge:
    rows = PersonMerge.objects.visible_to(actor_of(request))
    return get_object_or_404(rows.select_related("kept", "absorbed", "kept_record", "absorbed_record"), pk=pk)


@require_safe
@requires(Verb.MERGE_PERSONS)
def merge_done(request: HttpRequest, pk: int) -> HttpResponse:
    """One merge: what moved, why, and what was written since."""
    row = _merge_or_404(request, pk)
    _log(request, Kind.READ, row.kept, row.absorbed)
    context = {
        "merge": row,
        "kept_name": row.kept.spoken_name(),
        "absorbed_name": row.absorbed.spoken_name(),
        "reason": open_text(row, "reason"),
        "moved": moved_lines(row),
        "since": done_since(row) if row.undone_at is None else (),
        "may_undo": row.undone_at is None and rules.can_merge(actor_of(request), row.kept),
    }
    return page(request, "cases/people/merge_done.html", context)


@form_view
@requires(Verb.MERGE_PERSONS)
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge apart, knowing what was touched since."""
    row = _merge_or_404(request, pk)
    if request.method == "POST":
        try:
            actions.undo_merge(by=actor_of(request), at=timezone.localtime(), merge=row, version=row.version)
        except actions.CaseError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Unione annullata: le persone sono di nuovo due."))
        return redirect("cases:merge_done", pk)
    _log(request, Kind.READ, row.kept, row.absorbed)
    names = {"kept": row.kept.spoken_name(), "absorbed": row.absorbed.spoken_name()}
    touched = [line for line in moved_lines(row) if line.touched]
    context = {
        "window_title": _("Annulla l’unione"),
        "title": _("Separare di nuovo %(kept)s e %(absorbed)s?") % names,
        "text": _("Ciò che era di ciascuna torna al suo posto. Ciò che è stato scritto dopo l’unione resta dov’è ora."),
        "consequences": [
            _("%(what)s: torna indietro anche se dopo l’unione qualcuno ci ha lavorato.") % {"what": line.label}
            for line in touched
        ],
        "submit_label": _("Annulla l’unione"),
        "cancel_url": reverse("cases:merge_done", args=[pk]),
        "danger": True,
    }
    return page(request, "confirm.html", context)
