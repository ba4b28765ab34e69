# SPDX-License-Identifier: EUPL-1.2
"""Where an office keeps the list of its accredited bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.employment import actions, rules
from ordito.employment.forms.placements import AccreditationForm
from ordito.employment.queries.accreditations import divided, kept

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.employment.models import Accreditation

keeps = requires(Verb.MANAGE_RECORD_SETTINGS)
form_view = require_http_methods(["GET", "HEAD", "POST"])
FORM = "employment/accreditation.html"


@require_safe
@keeps
def accreditations(request: HttpRequest) -> HttpResponse:
    """Who is accredited for what, and until when."""
    place = rules.place_kept_by(actor_of(request))
    current, over = divided(kept(place), timezone.localdate())
    own = {row.pk for row in (*current, *over) if row.territory_id == place}
    return page(request, "employment/accreditations.html", {"current": current, "over": over, "own": own})


@form_view
@keeps
def new(request: HttpRequest) -> HttpResponse:
    """Add a body to the list."""
    actor = actor_of(request)
    form = AccreditationForm(request.POST or None)

    def act() -> None:
        actions.add_accreditation(
            actions.AccreditationValues(**form.values()),
            by=actor,
            at=timezone.now(),
            territory_id=rules.place_kept_by(actor),
            form_key=form.key,
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Ente aggiunto all’elenco."))
        return redirect("employment:accreditations")
    return page(request, FORM, {"form": form, "heading": _("Nuovo ente accreditato")}, invalid=form.is_bound)


@form_view
@keeps
def edit(request: HttpRequest, row_pk: int) -> HttpResponse:
    """Correct an accreditation, or write its last day."""
    actor = actor_of(request)
    row = get_object_or_404(kept(rules.place_kept_by(actor)), pk=row_pk)
    form = AccreditationForm(request.POST or None, initial=_values_of(row))
    conflict = None

    def act() -> None:
        actions.edit_accreditation(
            actions.AccreditationValues(**form.values()),
            by=actor,
            at=timezone.now(),
            accreditation=row,
            version=form.cleaned_data["version"] or row.version,
        )

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Accreditamento salvato."))
            return redirect("employment:accreditations")
        conflict = conflict_of(form, error, _values_of)
    context = {"form": form, "heading": _("Modifica l’accreditamento"), "conflict": conflict}
    return page(request, FORM, context, invalid=form.is_bound)


def _values_of(row: Accreditation) -> dict[str, Any]:
    return {
        "organisation": row.organisation_id,
        "kind": row.kind_id,
        "number": row.number,
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "version": row.version,
    }
