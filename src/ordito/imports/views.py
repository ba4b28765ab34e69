# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.core.spreadsheets.problems import FileRefusedError
from ordito.files.actions import FileGoneError, FileNotKeptError
from ordito.imports import actions
from ordito.imports.enums import WrittenState
from ordito.imports.forms import (
    ListFilterForm,
    MappingForm,
    MeaningsForm,
    ProblemFilterForm,
    ReadingForm,
    StartForm,
    UploadForm,
)
from ordito.imports.models import Finding, ImportBatch, WrittenObject
from ordito.imports.queries import (
    file_message,
    importable_places,
    problem_groups,
    problem_lines,
    same_file,
    standing_of,
    standings_of,
    targets,
    word_columns,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, QueryDict

    from ordito.accounts.models import User
    from ordito.core.declare import ImportedObject, ImportTarget

CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
SHOWN_KEPT = 200


def _user(request: HttpRequest) -> User:
    return cast("User", actor_of(request))


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _load(request: HttpRequest, batch_id: int) -> tuple[ImportBatch, ImportTarget]:
    """The import and its target, for those who may import there; 404 for anybody else."""
    visible = ImportBatch.objects.visible_to(actor_of(request)).select_related("territory", "file", "created_by")
    batch = get_object_or_404(visible, pk=batch_id)
    target = targets().get(batch.target)
    if target is None:
        raise Http404
    return batch, target


@require_safe
@requires(Verb.IMPORT_DATA)
def batch_list(request: HttpRequest) -> HttpResponse:
    """All imports of one's places, newest first."""
    form = ListFilterForm(request.GET)
    rows = ImportBatch.objects.visible_to(actor_of(request)).select_related("territory", "created_by")
    if form.is_valid() and form.cleaned_data["stato"]:
        rows = rows.filter(state=form.cleaned_data["stato"])
    found = page_of(request, rows, order=("-created_at", "-id"))
    context = {"page": found, "standings": standings_of(found.rows), "form": form, "targets": targets()}
    return render(request, "imports/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.IMPORT_DATA)
def upload(request: HttpRequest) -> HttpResponse:
    """Send a file."""
    known = targets()
    form = UploadForm(
        _posted(request),
        request.FILES or None,
        targets=known,
        places=importable_places(actor_of(request), Verb.IMPORT_DATA),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            batch = actions.upload_file(
                target=known[values["target"]],
                territory=values["territory"],
                stream=values["file"].file,
                name=values["file"].name,
                by=_user(request),
                at=timezone.now(),
            )
        except FileRefusedError as error:
            form.add_error("file", file_message(error))
        except FileNotKeptError as error:
            form.add_error("file", str(error))
        else:
            return redirect("imports:columns", batch.pk)
    return page(request, "imports/upload.html", {"form": form, "targets": known}, invalid=request.method == "POST")


@require_safe
@requires(Verb.IMPORT_DATA)
def detail(request: HttpRequest, batch_id: int) -> HttpResponse:
    """How an import stands and what can be done with it."""
    batch, target = _load(request, batch_id)
    standing = standing_of(batch)
    context = {"batch": batch, "target": target, "standing": standing, "same": same_file(batch)}
    if standing.can_explain:
        context["words"] = any(batch.reading.get("words", {}).values())
    if batch.rows_refused or batch.rows_warned:
        context["groups"] = problem_groups(batch, target, batch.reading["columns"])
    kept = WrittenObject.objects.filter(batch=batch, state=WrittenState.KEPT).order_by("row", "id")
    if batch.undone_at and kept.exists():
        context |= {"kept": _touched(request, batch, target, list(kept[:SHOWN_KEPT])), "kept_count": kept.count()}
    return render(request, "imports/detail.html", context)


@require_safe
@requires(Verb.IMPORT_DATA)
def progress(request: HttpRequest, batch_id: int) -> HttpResponse:
    """The bar of the work under way; when the work is over, the whole page is asked for anew."""
    batch, _target = _load(request, batch_id)
    standing = standing_of(batch)
    answer = render(request, "imports/progress.html", {"batch": batch, "standing": standing})
    if not standing.working:
        answer["HX-Refresh"] = "true"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.IMPORT_DATA)
def columns(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say which column is what, then check every row."""
    batch, target = _load(request, batch_id)
    if not standing_of(batch).can_map:
        return redirect("imports:detail", batch.pk)
    form = _mapping_form(batch, target, _posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(
                batch=batch, target=target, mapping=form.mapping(), by=_user(request), at=timezone.now()
            )
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    return _columns_page(
        request, batch, target, form, ReadingForm(reading=batch.reading), invalid=request.method == "POST"
    )


@require_POST
@requires(Verb.IMPORT_DATA)
def reading(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Read the file otherwise."""
    batch, target = _load(request, batch_id)
    if not standing_of(batch).can_map:
        return redirect("imports:detail", batch.pk)
    form = ReadingForm(request.POST, reading=batch.reading)
    if form.is_valid():
        try:
            actions.choose_reading(
                batch=batch, target=target, choices=form.choices(), by=_user(request), at=timezone.now()
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


@require_safe
@requires(Verb.IMPORT_DATA)
def problems(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Every problem by row and column."""
    batch, target = _load(request, batch_id)
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
@requires(Verb.IMPORT_DATA)
def meanings(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Say once what the words mean that the code lists do not know, then check every row again."""
    batch, target = _load(request, batch_id)
    posted = request.method == "POST"
    if not batch.sealed_reading or not (posted or standing_of(batch).can_explain):
        return redirect("imports:detail", batch.pk)
    form = MeaningsForm(_posted(request), columns=word_columns(batch, target))
    if posted and form.is_valid():
        try:
            actions.explain_words(
                batch=batch, target=target, meanings=form.meanings(), by=_user(request), at=timezone.now()
            )
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    log_access("imports.meanings", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[batch])
    return page(request, "imports/meanings.html", {"batch": batch, "target": target, "form": form}, invalid=posted)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.IMPORT_DATA)
def start(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Ask before the rows come in, then let them."""
    batch, target = _load(request, batch_id)
    if request.method != "POST" and not standing_of(batch).can_write:
        return redirect("imports:detail", batch.pk)
    same = same_file(batch)
    form = StartForm(_posted(request), repeated=same is not None)
    if request.method == "POST" and form.is_valid():
        confirmed = form.cleaned_data.get("repeat_confirmed", False)
        try:
            actions.start_writing(batch=batch, repeat_confirmed=confirmed, by=_user(request), at=timezone.now())
        except actions.ImportRefusedError as error:
            form.add_error(None, str(error))
        else:
            return redirect("imports:detail", batch.pk)
    context = {"batch": batch, "target": target, "form": form, "same": same}
    return page(request, "imports/start.html", context, invalid=request.method == "POST")


@require_POST
@requires(Verb.IMPORT_DATA)
def resume(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Take interrupted work up again."""
    batch, _target = _load(request, batch_id)
    try:
        actions.resume(batch=batch, by=_user(request), at=timezone.now())
    except actions.ImportRefusedError as error:
        messages.error(request, str(error))
    return redirect("imports:detail", batch.pk)


@require_safe
@requires(Verb.IMPORT_DATA)
def refused(request: HttpRequest, batch_id: int, form: str) -> HttpResponse:
    """The refused rows as a file to correct and load again."""
    batch, target = _load(request, batch_id)
    if not standing_of(batch).has_refused_file:
        raise Http404
    try:
        content = actions.refused_file(batch=batch, target=target, form=form, by=_user(request), at=timezone.now())
    except FileGoneError as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type=CONTENT_TYPES[form])
    invented = "-dati-inventati" if settings.DEMONSTRATION else ""
    name = f"righe-rifiutate-{batch.pk}{invented}.{form}"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.UNDO_IMPORT)
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Show what an undo would take back and what it would leave, then do it."""
    batch, target = _load(request, batch_id)
    require(actor_of(request), Verb.UNDO_IMPORT, batch)
    if request.method == "POST":
        try:
            actions.start_undo(batch=batch, by=_user(request), at=timezone.now())
        except actions.ImportRefusedError as error:
            messages.error(request, str(error))
        return redirect("imports:detail", batch.pk)
    if not standing_of(batch).can_undo:
        return redirect("imports:detail", batch.pk)
    written = list(WrittenObject.objects.filter(batch=batch, state=WrittenState.WRITTEN).order_by("row", "id"))
    kept = _touched(request, batch, target, written)
    context = {
        "batch": batch,
        "target": target,
        "kept": kept[:SHOWN_KEPT],
        "kept_count": len(kept),
        "annulled_count": len(written) - len(kept),
    }
    return render(request, "imports/undo.html", context)


def _touched(
    request: HttpRequest, batch: ImportBatch, target: ImportTarget, things: list[WrittenObject]
) -> list[ImportedObject]:
    """What somebody has touched since; its names are read, so the reading is logged."""
    by = actor_of(request)
    kept = list(target.touched(actions.as_objects(things), by=by, batch_id=batch.pk))
    if kept:
        log_access("imports.touched", by=by, at=timezone.now(), kind=Kind.READ, rows=[batch])
    return kept


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.IMPORT_DATA)
def discard(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Give up an import that has written nothing."""
    batch, _target = _load(request, batch_id)
    if request.method == "POST":
        try:
            actions.discard_import(batch=batch, by=_user(request), at=timezone.now())
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
