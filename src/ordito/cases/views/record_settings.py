# SPDX-License-Identifier: EUPL-1.2
"""What an office decides for all records: classifications of interventions, weights of the workload."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import F, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.cases.actions.classifications import Version, load_classification, read_table
from ordito.cases.actions.weights import set_weight
from ordito.cases.enums import ComplexityCriterion
from ordito.cases.forms.settings import ClassificationForm, WeightForm
from ordito.cases.models import ComplexityWeight
from ordito.cases.queries import classifications as queries
from ordito.cases.rules import keeps_settings_everywhere, settings_of
from ordito.cases.views.conflicts import attempt
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.territory.enums import TerritoryKind
from ordito.territory.models import Territory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def classifications(request: HttpRequest) -> HttpResponse:
    """Every classification with its versions."""
    keeps = keeps_settings_everywhere(actor_of(request))
    return page(request, "cases/settings/classifications.html", {"rows": queries.classifications(), "keeps": keeps})


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def classification(request: HttpRequest, classification_pk: int) -> HttpResponse:
    """The items of one version and what each stands for."""
    row = get_object_or_404(queries.classifications(), pk=classification_pk)
    return page(request, "cases/settings/classification.html", {"row": row, "items": queries.item_lines(row)})


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def classification_load(request: HttpRequest) -> HttpResponse:
    """Load a version from a table."""
    if not keeps_settings_everywhere(actor_of(request)):
        raise NotAllowedError(_("Vale per tutti i territori: lo cambia chi regola le impostazioni di tutti."))
    form = ClassificationForm(request.POST or None, request.FILES or None)

    def act() -> None:
        values: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        rows = read_table(form.cleaned_data["file"])
        load_classification(by=actor_of(request), at=timezone.localtime(), version=Version(**values), rows=rows)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Classificazione caricata."))
        return redirect("cases:classifications")
    values = {
        "form": form,
        "heading": _("Carica una classificazione"),
        "lead": _("Se lo schema ha già questa versione, la tabella nuova prende il posto di quella di prima."),
        "submit_label": _("Carica"),
        "cancel_url": reverse("cases:classifications"),
        "parent_label": _("Classificazioni"),
    }
    return page(request, "cases/settings/form.html", values, invalid=form.is_bound)


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def weights(request: HttpRequest) -> HttpResponse:
    """How much each criterion weighs in the reader's Ambiti, and a form to change one from a day on."""
    today = timezone.localdate()
    own = settings_of(actor_of(request))
    places = Territory.objects.filter(pk__in=own, kind=TerritoryKind.AMBITO).order_by("name", "pk")
    first = {"valid_from": today, "territory": places[0] if len(places) == 1 else None}
    everywhere = keeps_settings_everywhere(actor_of(request))
    form = WeightForm(request.POST or None, places=places, everywhere=everywhere, initial=first)

    def act() -> None:
        set_weight(
            by=actor_of(request),
            at=timezone.localtime(),
            territory=form.cleaned_data["territory"],
            criterion=ComplexityCriterion(form.cleaned_data["criterion"]),
            points=form.cleaned_data["points"],
            valid_from=form.cleaned_data["valid_from"],
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Punti aggiornati."))
        return redirect("cases:weights")
    shown = ComplexityWeight.objects.filter(Q(territory__isnull=True) | Q(territory__in=places))
    rows = shown.select_related("territory").order_by(
        F("territory__name").asc(nulls_first=True), "criterion", "-valid_from", "pk"
    )
    values = {"form": form, "rows": rows, "today": today}
    return page(request, "cases/settings/weights.html", values, invalid=form.is_bound)
