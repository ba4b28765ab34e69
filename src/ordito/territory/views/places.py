# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ordito.core.access import Verb, actor_of, requires
from ordito.core.pages import page_of
from ordito.territory.enums import ImplementationState, TerritoryKind
from ordito.territory.forms import DayForm, PlaceFilter
from ordito.territory.models import Implementation, Programme, ServiceType, Territory
from ordito.territory.queries import first_region, map_of_kind, named_like, place_page, place_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from ordito.territory.engine.geometry import Outline

PAGE_SIZE = 50


@require_safe
@requires(Verb.VIEW_TERRITORY)
def places(request: HttpRequest) -> HttpResponse:
    """Places of one kind, by name, with their map: those that the search leaves out stay pale on it."""
    today = timezone.localdate()
    form = PlaceFilter({"tipo": TerritoryKind.AMBITO.value, **request.GET.dict()})
    form.full_clean()
    kind = TerritoryKind(form.cleaned_data.get("tipo") or TerritoryKind.AMBITO)
    rows = Territory.objects.visible_to(actor_of(request)).of_kind(kind).at(today)
    searched = form.cleaned_data.get("q", "")
    if searched:
        rows = rows.filter(named_like("name", searched))
    page = page_of(request, rows, order=("name", "pk"), size=PAGE_SIZE)
    region = first_region()
    drawn = map_of_kind(region.pk, kind, today) if region else None
    listed = place_rows(page.rows, today)
    context = {
        "form": form,
        "kind": kind,
        "page": page,
        "rows": listed,
        "unconfirmed": not all(row.confirmed for row in listed),
        "count": rows.count(),
        "map": drawn,
        "map_places": _map_places(drawn.shapes, set(rows.values_list("pk", flat=True))) if drawn else [],
        "is_ambito": kind == TerritoryKind.AMBITO,
        "is_comune": kind == TerritoryKind.MUNICIPALITY,
    }
    return render(request, "territory/places.html", context)


def _map_places(shapes: Mapping[int, Outline], chosen: set[int]) -> list[tuple[Territory, Outline, bool]]:
    """Every place drawn, its shape and whether it is among the chosen ones."""
    listed = Territory.objects.filter(pk__in=shapes).order_by("name", "pk")
    return [(place, shapes[place.pk], place.pk in chosen) for place in listed]


@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what it is made of on a day, its residents, services and programmes."""
    today = timezone.localdate()
    found = get_object_or_404(Territory.objects.visible_to(actor_of(request)), pk=pk)
    form = DayForm(request.GET if "al" in request.GET else None)
    day = (form.cleaned_data["al"] if form.is_valid() else None) or today
    shown = place_page(found, day)
    members = {row.place.pk for row in (*shown.comuni, *shown.children)} or {found.pk}
    context = {
        "place": found,
        "shown": shown,
        "form": form,
        "day": day,
        "is_today": day == today,
        "map_places": _map_places(shown.map.shapes, members) if shown.map else [],
    }
    return render(request, "territory/place.html", context)


@require_safe
@requires(Verb.VIEW_TERRITORY)
def programmes(request: HttpRequest) -> HttpResponse:
    """The programmes and how many territories run them."""
    running = Count("implementations", filter=Q(implementations__state=ImplementationState.RUNNING))
    rows = Programme.objects.annotate(runs=Count("implementations"), running=running).order_by("name", "pk")
    return render(request, "territory/programmes.html", {"rows": rows})


@require_safe
@requires(Verb.VIEW_TERRITORY)
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """One programme with its runs by Ambito."""
    found = get_object_or_404(Programme, pk=pk)
    runs = Implementation.objects.filter(programme=found).select_related("territory").order_by("territory__name", "pk")
    return render(request, "territory/programme.html", {"programme": found, "rows": runs})


@require_safe
@requires(Verb.VIEW_TERRITORY)
def service_types(request: HttpRequest) -> HttpResponse:
    """The types of service with their legal reference, and how many services there are of each."""
    rows = ServiceType.objects.annotate(number=Count("services")).order_by("name", "pk")
    return render(request, "territory/service_types.html", {"rows": rows})
