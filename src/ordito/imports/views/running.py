# SPDX-License-Identifier: EUPL-1.2
"""Bringing rows in, and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ordito.core.access import actor_of, require
from ordito.core.http import page
from ordito.imports import actions
from ordito.imports.enums import WrittenState
from ordito.imports.forms import (
    StartForm,
)
from ordito.imports.models import WrittenObject
from ordito.imports.queries import (
    same_file,
    standing_of,
)
from ordito.imports.views.checking import SHOWN_KEPT, touched_since
from ordito.imports.views.loading import batch_or_404, for_importers, form_data, user_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def start(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask before the rows come in, then let them."""
    batch, target = batch_or_404(request, batch_id)
    if not batch.sealed_reading or (request.method != "POST" and not standing_of(batch).can_write):
        return redirect("imports:detail", batch.pk)
    same = same_file(batch)
    form = StartForm(form_data(request), repeated=same is not None)
    if request.method == "POST" and form.is_valid():
        confirmed = form.cleaned_data.get("repeat_confirmed", False)
        try:
            actions.start_writing(batch=batch, repeat_confirmed=confirmed, by=user_of(request), at=timezone.now())
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    context = {"batch": batch, "target": target, "form": form, "same": same, "reading": batch.reading}
    return page(request, "imports/start.html", context, invalid=request.method == "POST")


@require_POST
@for_importers
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take interrupted work up again."""
    batch, _target = batch_or_404(request, batch_id)
    try:
        actions.resume(batch=batch, by=user_of(request), at=timezone.now())
    except actions.ImportRefusedError as error:
        messages.error(request, str(error))
    return redirect("imports:detail", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show what an undo would take back and what it would leave, then do it."""
    batch, target = batch_or_404(request, batch_id)
    require(actor_of(request), batch.undo_verb, batch)
    if request.method == "POST":
        try:
            actions.start_undo(batch=batch, by=user_of(request), at=timezone.now())
        except actions.ImportRefusedError as error:
            messages.error(request, str(error))
        return redirect("imports:detail", batch.pk)
    if not standing_of(batch).can_undo:
        return redirect("imports:detail", batch.pk)
    written = WrittenObject.objects.filter(batch=batch, state=WrittenState.WRITTEN).order_by("row", "id")
    kept = touched_since(request, batch, target, written)
    context = {
        "batch": batch,
        "target": target,
        "kept": kept[:SHOWN_KEPT],
        "kept_count": len(kept),
        "annulled_count": written.count() - len(kept),
    }
    return render(request, "imports/undo.html", context)
