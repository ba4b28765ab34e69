# SPDX-License-Identifier: EUPL-1.2
"""Files on their way in: the list, the upload, how a file is read and which column is what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import actor_of
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.core.spreadsheets.problems import FileRefusedError
from ordito.files.actions import FileGoneError, FileNotKeptError
from ordito.imports import actions, rules
from ordito.imports.forms import (
    ListFilterForm,
    MappingForm,
    ReadingForm,
    SheetForm,
    UploadForm,
)
from ordito.imports.models import ImportBatch
from ordito.imports.queries import (
    file_message,
    importable_places,
    same_file,
    standing_of,
    standings_of,
    targets_of,
)
from ordito.imports.views.loading import batch_or_404, for_importers, form_data, user_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from ordito.core.declare import ImportTarget


@require_safe
@for_importers
def batch_list(request: HttpRequest) -> HttpResponse:
    """All imports of one's places, newest first."""
    form = ListFilterForm(request.GET)
    rows = ImportBatch.objects.visible_to(actor_of(request)).select_related("territory", "created_by")
    if form.is_valid() and form.cleaned_data["stato"]:
        rows = rows.filter(state=form.cleaned_data["stato"])
    found = page_of(request, rows, order=("-created_at", "-id"))
    context = {
        "page": found,
        "standings": standings_of(found.rows),
        "form": form,
        "targets": targets_of(actor_of(request)),
    }
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file."""
    actor = actor_of(request)
    known = targets_of(actor)
    form = UploadForm(
        form_data(request),
        request.FILES or None,
        targets=known,
        places=importable_places(actor, known.values()),
        allowed=lambda key, place: rules.can_import(actor, known[key], place),
        initial={"target": request.GET.get("che")},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            batch = actions.upload_file(
                target=known[values["target"]],
                territory=values["territory"],
                stream=values["file"].file,
                name=values["file"].name,
                by=user_of(request),
                at=timezone.now(),
            )
        except FileRefusedError as error:
            form.add_error("file", file_message(error))
        except FileNotKeptError as error:
            form.add_error("file", str(error))
        else:
            return redirect("imports:columns", batch.pk)
    return page(request, "imports/upload.html", {"form": form, "targets": known}, invalid=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say which column is what, then check every row."""
    batch, target = batch_or_404(request, batch_id)
    if not standing_of(batch).can_map:
        return redirect("imports:detail", batch.pk)
    form = _mapping_form(batch, target, form_data(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(
                batch=batch, target=target, mapping=form.mapping(), by=user_of(request), at=timezone.now()
            )
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    return _columns_page(
        request, batch, target, form, ReadingForm(reading=batch.reading), invalid=request.method == "POST"
    )


@require_POST
@for_importers
def reading(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Read the file otherwise."""
    batch, target = batch_or_404(request, batch_id)
    if not standing_of(batch).can_map:
        return redirect("imports:detail", batch.pk)
    form = ReadingForm(request.POST, reading=batch.reading)
    if form.is_valid():
        try:
            actions.choose_reading(
                batch=batch, target=target, choices=form.choices(), by=user_of(request), at=timezone.now()
            )
        except FileRefusedError as error:
            form.add_error(None, file_message(error))
        except (FileGoneError, actions.ImportRefusedError) as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:columns", batch.pk)
    return _columns_page(request, batch, target, _mapping_form(batch, target), form, invalid=True)


def _mapping_form(batch: ImportBatch, target: ImportTarget, posted: QueryDict | None = None) -> MappingForm:
    found = batch.reading
    return MappingForm(
        posted, columns=found["columns"], target=target, mapping=batch.mapping, empty=found.get("empty", ())
    )


def _columns_page(
    request: HttpRequest,
    batch: ImportBatch,
    target: ImportTarget,
    form: MappingForm,
    reading_form: ReadingForm,
    *,
    invalid: bool,
) -> HttpResponse:
    found = batch.reading
    log_access("imports.columns", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[batch])
    samples = [
        (form[f"column_{place}"], [row[place] for row in found["preview"] if row[place]][:3]) for place in form.places
    ]
    context = {
        "batch": batch,
        "target": target,
        "form": form,
        "reading_form": reading_form,
        "samples": samples,
        "reading": found,
        "last_heading": found["choices"]["header_row"] + (found["choices"].get("header_rows") or 1) - 1,
        "required": [field.label for field in target.fields if field.required],
        "same": same_file(batch),
    }
    return page(request, "imports/columns.html", context, invalid=invalid)


@require_POST
@for_importers
def sheet(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Begin the import of another sheet of the same file."""
    batch, _target = batch_or_404(request, batch_id)
    if not batch.sealed_reading:
        return redirect("imports:detail", batch.pk)
    form = SheetForm(request.POST, sheets=batch.reading.get("other_sheets", ()), targets=targets_of(actor_of(request)))
    if not form.is_valid() or standing_of(batch).file_gone:
        messages.error(request, _("Questo foglio non si può leggere: carica di nuovo il file."))
        return redirect("imports:detail", batch.pk)
    chosen = targets_of(actor_of(request))[form.cleaned_data["target"]]
    try:
        begun = actions.next_sheet(
            batch=batch, target=chosen, sheet=form.cleaned_data["sheet"], by=user_of(request), at=timezone.now()
        )
    except FileRefusedError as error:
        messages.error(request, file_message(error))
        return redirect("imports:detail", batch.pk)
    except (FileGoneError, FileNotKeptError) as error:
        messages.error(request, str(error))
        return redirect("imports:detail", batch.pk)
    return redirect("imports:columns", begun.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def discard(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give up an import that has written nothing."""
    batch, _target = batch_or_404(request, batch_id)
    if request.method == "POST":
        try:
            actions.discard_import(batch=batch, by=user_of(request), at=timezone.now())
        except actions.ImportRefusedError as error:
            messages.error(request, str(error))
            return redirect("imports:detail", batch.pk)
        messages.success(request, _("Importazione eliminata."))
        return redirect("imports:list")
    context = {
        "title": _("Elimina l’importazione"),
        "text": _("Il file caricato viene cancellato. Nessun dato era ancora entrato."),
        "submit_label": _("Elimina"),
        "cancel_url": reverse("imports:detail", args=[batch.pk]),
        "danger": True,
    }
    return render(request, "confirm.html", context)
