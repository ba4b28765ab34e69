# SPDX-License-Identifier: EUPL-1.2
"""Open data for everybody and for harvesters: no account, nothing but what left for the outside."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from ordito.releases.engine import dcat
from ordito.releases.engine.frozen import Wanted
from ordito.releases.enums import ReleaseState
from ordito.releases.models import OpenSeries, Release
from ordito.releases.queries.catalogue import (
    PAGE_SIZE,
    csv_of,
    csvw_of,
    dataset_of,
    datasets_on,
    edition,
    publisher,
    standing,
    title_of,
    versions_of,
)
from ordito.releases.queries.pages import facts_of, sheet_of, wanted_words
from ordito.territory.queries import first_region

if TYPE_CHECKING:
    from django.http import HttpRequest
    from rdflib import Graph

MOST_PAGES = 9999
FRESH = 3600
"""Seconds for which a page of the catalogue stands as long as nothing leaves: the publisher's address may change."""


def _asked_format(request: HttpRequest) -> str:
    """The RDF that the reader prefers to a page, by its `Accept`; "" for people."""
    wanted = request.get_preferred_type(["text/html", *(kind for _name, kind in dcat.FORMATS.values())])
    return next((name for name, (_format, kind) in dcat.FORMATS.items() if kind == wanted), "")


def _rdf(graph: Graph, name: str) -> HttpResponse:
    if name not in dcat.FORMATS:
        raise Http404
    writer, _kind = dcat.FORMATS[name]
    return _answer(graph.serialize(format=writer), name)


def _answer(said: str | bytes, name: str) -> HttpResponse:
    response = HttpResponse(said, content_type=f"{dcat.FORMATS[name][1]}; charset=utf-8")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) <= len(str(MOST_PAGES)) else 0
    if not number:
        raise Http404
    return number


@require_safe
@login_not_required
@vary_on_headers("Accept")
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every dataset that somebody may take; RDF for who prefers it."""
    if name := _asked_format(request):
        return catalogue_rdf(request, name)
    number = _number(request)
    datasets, total = datasets_on(number, request.build_absolute_uri)
    context = {
        "datasets": datasets,
        "total": total,
        "previous_url": f"?page={number - 1}" if number > 1 else "",
        "next_url": f"?page={number + 1}" if number * PAGE_SIZE < total else "",
        "formats": [(reverse("releases:catalogue_rdf", args=[kind]), kind) for kind in dcat.FORMATS],
    }
    return render(request, "releases/open/catalogue.html", context)


@require_safe
@login_not_required
def catalogue_rdf(request: HttpRequest, name: str) -> HttpResponse:
    """A page of the catalogue in one of the RDF formats."""
    number, absolute = _number(request), request.build_absolute_uri
    base = absolute(reverse("releases:catalogue_rdf", args=[name]))
    key = f"open-data:{edition()}:{base}:{number}"
    if said := cache.get(key):
        return _answer(said, name)
    datasets, total = datasets_on(number, absolute)
    page = dcat.Page(
        url=f"{base}?page={number}",
        first=f"{base}?page=1",
        previous=f"{base}?page={number - 1}" if number > 1 else "",
        next=f"{base}?page={number + 1}" if number * PAGE_SIZE < total else "",
        total=total,
        size=PAGE_SIZE,
    )
    words = (_("Dati aperti"), _("Tabelle protette sui servizi sociali: nessuna permette di riconoscere una persona."))
    address = absolute(reverse("releases:catalogue"))
    answer = _rdf(dcat.catalogue_graph(address, words, datasets, publisher(absolute), page), name)
    if datasets:  # pages past the last would fill the cache
        cache.set(key, answer.content, FRESH)
    return answer


def _series_or_404(slug: str) -> tuple[OpenSeries, list[Release]]:
    series = get_object_or_404(OpenSeries.objects.public(), slug=slug)
    return series, versions_of([series])[series.pk]


@require_safe
@login_not_required
@vary_on_headers("Accept")
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """One dataset: what it is, its latest table, every version; RDF for who prefers it."""
    if name := _asked_format(request):
        return dataset_rdf(request, slug, name)
    series, releases = _series_or_404(slug)
    latest = [Release.objects.get(pk=row.pk) for row in standing(releases)[:1]]
    absolute = request.build_absolute_uri
    context = {
        "series": series,
        "dataset": dataset_of(series, releases, absolute, first_region()),
        "publisher": publisher(absolute),
        "latest": latest[0] if latest else None,
        "sheet": sheet_of(latest[0]) if latest else None,
        "withdrawn": releases[0] if releases[0].state == ReleaseState.WITHDRAWN else None,
        "about": [(label, text) for label, text in facts_of(latest[0]) if text not in {"", latest[0].sha256}]
        if latest
        else [],
        "wanted": wanted_words(Wanted.from_json(latest[0].definition)) if latest else "",
        "versions": [(row, title_of(row)) for row in releases],
        "formats": [(reverse("releases:dataset_rdf", args=[slug, kind]), kind) for kind in dcat.FORMATS],
    }
    return render(request, "releases/open/dataset.html", context)


@require_safe
@login_not_required
def dataset_rdf(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One dataset in one of the RDF formats."""
    series, releases = _series_or_404(slug)
    absolute = request.build_absolute_uri
    return _rdf(dcat.dataset_graph(dataset_of(series, releases, absolute, first_region()), publisher(absolute)), name)


def _version(request: HttpRequest, slug: str, number: int) -> Release | HttpResponse:
    """The version of the address; what was withdrawn is gone, and says why."""
    row = get_object_or_404(Release.objects.out().select_related("series"), series__slug=slug, number=number)
    if row.state == ReleaseState.WITHDRAWN:
        return render(request, "releases/gone.html", {"release": row}, status=HTTPStatus.GONE)
    return row


@require_safe
@login_not_required
def open_csv(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The file of a version."""
    row = _version(request, slug, number)
    if isinstance(row, HttpResponse):
        return row
    response = HttpResponse(csv_of(row), content_type="text/csv; charset=utf-8; header=present")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{number}.csv"'
    metadata = reverse("releases:open_csvw", args=[slug, number])
    response["Link"] = f'<{metadata}>; rel="describedby"; type="application/csvm+json"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
@login_not_required
def open_csvw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The metadata of a version's file."""
    row = _version(request, slug, number)
    if isinstance(row, HttpResponse):
        return row
    answer = JsonResponse(csvw_of(row, request.build_absolute_uri), content_type="application/csvm+json")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
