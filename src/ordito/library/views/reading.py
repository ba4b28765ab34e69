# SPDX-License-Identifier: EUPL-1.2
"""The library as it is read: without an account what is public, with one what is for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from ordito.core.access import Verb
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.files.engine.kinds import KINDS
from ordito.library.actions.downloads import hand_out
from ordito.library.forms import ListFilter
from ordito.library.queries.materials import MaterialPage, format_name, materials_for, narrowed, with_current
from ordito.library.views.attempts import reader_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from ordito.library.models import Material, MaterialVersion


def material_or_404(request: HttpRequest, pk: int) -> Material:
    """The material of the address, for who may read it."""
    rows = materials_for(reader_of(request)).select_related("territory", "organisation")
    return get_object_or_404(rows, pk=pk)


@require_safe
@login_not_required
def materials(request: HttpRequest) -> HttpResponse:
    """The materials that one may read, the latest first."""
    reader = reader_of(request)
    form = ListFilter(request.GET or None, inside=reader is not None)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(with_current(materials_for(reader).standing()), asked)
    found = page_of(request, rows, order=("-changed_at", "-pk"))
    context = {
        "form": form,
        "page": found,
        "lines": [(row, row.current[0], format_name(row.current[0])) for row in found.rows],  # type: ignore[attr-defined] # `with_current`
        "asked": any(asked.values()),
        "may_add": reader is not None and reader.holds(Verb.MANAGE_LIBRARY),
    }
    return render(request, "library/list.html", context)


@require_safe
@login_not_required
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """One material with its versions."""
    row = material_or_404(request, pk)
    return render(request, "library/material.html", {"material": row, "shown": MaterialPage(row, reader_of(request))})


@require_GET
@login_not_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The current version: its file to be saved, or the page it leads to."""
    row = material_or_404(request, pk)
    return _handed_out(request, row.versions.get(number=row.edition), row.title)


@require_GET
@login_not_required
def version(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """A version by its number."""
    row = material_or_404(request, pk)
    wanted = get_object_or_404(row.versions, number=number)
    name = _("%(title)s, versione %(number)s") % {"title": row.title, "number": number}
    return _handed_out(request, wanted, name)


def _handed_out(request: HttpRequest, wanted: MaterialVersion, name: str) -> HttpResponseBase:
    found = hand_out(by=reader_of(request), at=timezone.now(), version=wanted)
    if isinstance(found, str):
        return HttpResponseRedirect(found)
    try:
        return send(found, name=f"{name}{KINDS[found.kind].ending}")
    except FileGoneError as error:
        messages.error(request, str(error))
        return redirect("library:material", wanted.material_id)
