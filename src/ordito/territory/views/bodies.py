# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import Verb, actor_of, can, require, requires
from ordito.core.pages import page_of
from ordito.territory import actions
from ordito.territory.forms import OrganisationFilter, OrganisationForm, ServiceFilter, ServiceForm
from ordito.territory.models import Organisation, Professional, Service
from ordito.territory.queries import (
    ambito_of,
    comuni_within,
    count_map,
    counted_by,
    first_region,
    named_like,
    with_current_roles,
)
from ordito.territory.views.saving import Section, answer

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from ordito.territory.queries import CountMap

PAGE_SIZE = 25
BODIES = Section(gettext_lazy("Enti"), "territory:organisations", "territory:organisation")
SERVICES = Section(gettext_lazy("Servizi"), "territory:services", "territory:service")


@require_safe
@requires(Verb.VIEW_TERRITORY)
def organisations(request: HttpRequest) -> HttpResponse:
    """Bodies by name, with the map of where they have their seat."""
    today, actor = timezone.localdate(), actor_of(request)
    form = OrganisationFilter(request.GET)
    form.full_clean()
    chosen = form.cleaned_data
    rows = Organisation.objects.visible_to(actor)
    if not chosen.get("chiusi"):
        rows = rows.filter(active=True)
    if chosen.get("q"):
        rows = rows.filter(named_like("name", chosen["q"]))
    if chosen.get("tipo"):
        rows = rows.filter(kind=chosen["tipo"])
    drawn = _count_map(counted_by(rows, "seat_id"), today)
    if chosen.get("ambito"):
        rows = rows.filter(seat__in=comuni_within([chosen["ambito"].pk], today)[chosen["ambito"].pk])
    ready = rows.select_related("seat").annotate(run_count=Count("provided_services"))
    shown = page_of(request, ready, order=("name", "pk"), size=PAGE_SIZE)
    context = {
        "form": form,
        "page": shown,
        "count": rows.count(),
        "map": drawn,
        "may_create": can(actor, Verb.MANAGE_TERRITORY),
    }
    return render(request, "territory/organisations.html", context)


def _count_map(by_comune: dict[int, int], at: date) -> CountMap | None:
    region = first_region()
    return count_map(region.pk if region else None, by_comune, at)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: where it is, the services it holds or runs, who works there."""
    today, actor = timezone.localdate(), actor_of(request)
    found = get_object_or_404(Organisation.objects.visible_to(actor).select_related("seat"), pk=pk)
    services = Service.objects.visible_to(actor).select_related("service_type", "territory", "holder", "provider")
    staff = Professional.objects.visible_to(actor).filter(roles__in=found.staff.at(today)).distinct()
    context = {
        "organisation": found,
        "ambito": ambito_of(found.seat_id, today) if found.seat_id else None,
        "provided": services.filter(provider=found).order_by("name", "pk"),
        "held": services.filter(holder=found).exclude(provider=found).order_by("name", "pk"),
        "staff": with_current_roles(staff, today).order_by("surname", "name", "pk"),
        "acts_for": found.territories.at(today).select_related("territory"),
        "may_edit": can(actor, Verb.MANAGE_TERRITORY, found),
    }
    return render(request, "territory/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_TERRITORY)
def organisation_create(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    form = OrganisationForm(request.POST or None)
    return answer(
        request,
        form,
        BODIES,
        title=_("Nuovo ente"),
        save=lambda: actions.create_organisation(by=actor_of(request), at=timezone.now(), values=form.values()),
        done=_("L’ente è stato aggiunto."),
        denied=("seat", _("Puoi aggiungere solo enti con sede nel tuo territorio.")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a body."""
    actor = actor_of(request)
    found = get_object_or_404(Organisation.objects.visible_to(actor), pk=pk)
    require(actor, Verb.MANAGE_TERRITORY, found)
    form = OrganisationForm(request.POST or None, instance=found)
    return answer(
        request,
        form,
        BODIES,
        row=found,
        title=_("Modifica ente"),
        save=lambda: actions.edit_organisation(by=actor, at=timezone.now(), organisation=found, values=form.values()),
        done=_("Le modifiche sono state salvate."),
        denied=("seat", _("La sede deve restare nel tuo territorio.")),
    )


@require_safe
@requires(Verb.VIEW_TERRITORY)
def services(request: HttpRequest) -> HttpResponse:
    """Services by name, with the map of how many each Ambito has."""
    today, actor = timezone.localdate(), actor_of(request)
    form = ServiceFilter(request.GET)
    form.full_clean()
    chosen = form.cleaned_data
    rows = Service.objects.visible_to(actor)
    if not chosen.get("chiusi"):
        rows = rows.at(today)
    if chosen.get("q"):
        rows = rows.filter(named_like("name", chosen["q"]))
    if chosen.get("tipo"):
        rows = rows.filter(service_type=chosen["tipo"])
    drawn = _count_map(counted_by(rows, "territory_id"), today)
    if chosen.get("ambito"):
        rows = rows.filter(territory__in=comuni_within([chosen["ambito"].pk], today)[chosen["ambito"].pk])
    ready = rows.select_related("service_type", "provider", "territory")
    context = {
        "form": form,
        "page": page_of(request, ready, order=("name", "pk"), size=PAGE_SIZE),
        "count": rows.count(),
        "map": drawn,
        "today": today,
        "may_create": can(actor, Verb.MANAGE_TERRITORY),
    }
    return render(request, "territory/services.html", context)


@require_safe
def service(request: HttpRequest, pk: int) -> HttpResponse:
    """One service: who answers for it, who runs it, where, with whom."""
    today, actor = timezone.localdate(), actor_of(request)
    ready = Service.objects.visible_to(actor).select_related("service_type", "holder", "provider", "territory")
    found = get_object_or_404(ready, pk=pk)
    staff = Professional.objects.visible_to(actor).filter(roles__in=found.staff.at(today)).distinct()
    context = {
        "service": found,
        "ambito": ambito_of(found.territory_id, today),
        "is_open": Service.objects.at(today).filter(pk=pk).exists(),
        "staff": with_current_roles(staff, today).order_by("surname", "name", "pk"),
        "may_edit": can(actor, Verb.MANAGE_TERRITORY, found),
    }
    return render(request, "territory/service.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.MANAGE_TERRITORY)
def service_create(request: HttpRequest) -> HttpResponse:
    """Add a service."""
    form = ServiceForm(request.POST or None)
    return answer(
        request,
        form,
        SERVICES,
        title=_("Nuovo servizio"),
        save=lambda: actions.create_service(by=actor_of(request), at=timezone.now(), values=form.values()),
        done=_("Il servizio è stato aggiunto."),
        denied=("territory", _("Puoi aggiungere solo servizi del tuo territorio o del tuo ente.")),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def service_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a service."""
    actor = actor_of(request)
    found = get_object_or_404(Service.objects.visible_to(actor), pk=pk)
    require(actor, Verb.MANAGE_TERRITORY, found)
    form = ServiceForm(request.POST or None, instance=found)
    return answer(
        request,
        form,
        SERVICES,
        row=found,
        title=_("Modifica servizio"),
        save=lambda: actions.edit_service(by=actor, at=timezone.now(), service=found, values=form.values()),
        done=_("Le modifiche sono state salvate."),
        denied=("territory", _("Il servizio deve restare nel tuo territorio o del tuo ente.")),
    )
