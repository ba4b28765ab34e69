# SPDX-License-Identifier: EUPL-1.2
"""What the dry run found, and what a person decides about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import actor_of
from ordito.core.declare import ImportedObject, OnKnown
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.imports import actions
from ordito.imports.enums import BatchState, WrittenState
from ordito.imports.forms import (
    KnownForm,
    MeaningsForm,
    ProblemFilterForm,
    SheetForm,
)
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.queries import (
    known_rows,
    problem_groups,
    problem_lines,
    same_file,
    standing_of,
    targets_of,
    word_columns,
)
from ordito.imports.views.loading import batch_or_404, for_importers, form_data, user_of

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from ordito.core.declare import ImportTarget


CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SHOWN_KEPT = 200


@require_safe
@for_importers
def detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How an import stands and what can be done with it."""
    batch, target = batch_or_404(request, batch_id)
    standing = standing_of(batch)
    context = {"batch": batch, "target": target, "standing": standing, "same": same_file(batch)}
    if standing.can_explain:
        found = batch.reading
        context["words"] = any(found.get("words", {}).values())
        context["known_count"] = known_rows(batch, target)
        context["stopped"] = found.get("stopped", False)
    if batch.state == BatchState.DONE and not standing.file_gone and (others := batch.reading.get("other_sheets")):
        context["sheet_form"] = SheetForm(
            sheets=others, targets=targets_of(actor_of(request)), initial={"target": batch.target}
        )
    if batch.rows_refused or batch.rows_warned:
        context["groups"] = problem_groups(batch, target, batch.reading["columns"])
    kept = WrittenObject.objects.filter(batch=batch, state=WrittenState.KEPT).order_by("row", "id")
    if batch.undone_at and kept.exists():
        context |= {"kept": touched_since(request, batch, target, kept[:SHOWN_KEPT]), "kept_count": kept.count()}
    return render(request, "imports/detail.html", context)


@require_safe
@for_importers
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The bar of the work under way; when the work is over, the whole page is asked for anew."""
    batch, _target = batch_or_404(request, batch_id)
    standing = standing_of(batch)
    answer = render(request, "imports/progress.html", {"batch": batch, "standing": standing})
    if not standing.working:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@for_importers
def problems(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Every problem by row and column."""
    batch, target = batch_or_404(request, batch_id)
    if not batch.sealed_reading:
        return redirect("imports:detail", batch.pk)
    names = batch.reading["columns"]
    groups = problem_groups(batch, target, names)
    form = ProblemFilterForm(request.GET, groups=groups)
    findings = Finding.objects.visible_to(actor_of(request)).filter(batch=batch, **form.lookups())
    found = page_of(request, findings, order=("row", "id"), size=50)
    context = {
        "batch": batch,
        "standing": standing_of(batch),
        "page": found,
        "lines": problem_lines(found.rows, target, names),
        "form": form,
    }
    return render(request, "imports/problems.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def meanings(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say once what the words mean that the code lists do not know, then check every row again."""
    batch, target = batch_or_404(request, batch_id)
    posted = request.method == "POST"
    if not batch.sealed_reading or not (posted or standing_of(batch).can_explain):
        return redirect("imports:detail", batch.pk)
    form = MeaningsForm(form_data(request), columns=word_columns(batch, target))
    if posted and form.is_valid():
        try:
            actions.explain_words(
                batch=batch, target=target, meanings=form.meanings(), by=user_of(request), at=timezone.now()
            )
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    log_access("imports.meanings", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[batch])
    return page(request, "imports/meanings.html", {"batch": batch, "target": target, "form": form}, invalid=posted)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def known(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Decide what becomes of rows about somebody already there, then check every row again."""
    batch, target = batch_or_404(request, batch_id)
    posted = request.method == "POST"
    if not batch.sealed_reading or not (posted or standing_of(batch).can_explain):
        return redirect("imports:detail", batch.pk)
    rows = [
        {**row, "why": capfirst(str(target.messages.get(row["code"], "")))} for row in batch.reading.get("known", [])
    ]
    form = KnownForm(form_data(request), rows=rows, chosen=batch.row_choices, initial={"rule": batch.on_known})
    if posted and form.is_valid():
        try:
            actions.choose_known(
                batch=batch,
                rule=OnKnown(form.cleaned_data["rule"]),
                rows=form.choices(),
                by=user_of(request),
                at=timezone.now(),
            )
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    log_access("imports.known", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[batch])
    context = {"batch": batch, "target": target, "form": form, "left_out": known_rows(batch, target) - len(rows)}
    return page(request, "imports/known.html", context, invalid=posted)


@require_safe
@for_importers
def refused(request: HttpRequest, batch_id: int, form: str) -> HttpResponse:
    """The refused rows as a file to correct and load again."""
    batch, target = batch_or_404(request, batch_id)
    if not standing_of(batch).has_refused_file:
        raise Http404
    try:
        content = actions.refused_file(batch=batch, target=target, form=form, by=user_of(request), at=timezone.now())
    except FileGoneError as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    invented = "-dati-inventati" if settings.DEMONSTRATION else ""
    name = f"righe-rifiutate-{batch.pk}{invented}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def touched_since(
    request: HttpRequest, batch: ImportBatch, target: ImportTarget, things: QuerySet[WrittenObject]
) -> list[ImportedObject]:
    """What somebody has touched since; its names are read, so the reading is logged."""
    by = actor_of(request)
    told = things.values_list("kind", "object_id").iterator(chunk_size=2_000)  # hundreds of thousands of them
    kept = list(target.touched((ImportedObject(*thing) for thing in told), by=by, batch_id=batch.pk))
    if kept:
        log_access("imports.touched", by=by, at=timezone.now(), kind=Kind.READ, rows=[batch])
    return kept
