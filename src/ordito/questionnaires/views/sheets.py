# SPDX-License-Identifier: EUPL-1.2
"""Answering many at once in a spreadsheet: template, trial, sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.spreadsheets.problems import FileRefusedError
from ordito.files.actions import FileNotKeptError
from ordito.jobs.models import Job
from ordito.questionnaires import actions
from ordito.questionnaires.engine.answer_sheets import template as made_template
from ordito.questionnaires.enums import SheetState
from ordito.questionnaires.forms.sheets import SheetForm, key_of
from ordito.questionnaires.models import AnswerSheet
from ordito.questionnaires.queries.sheets import fillable, sheet_message, sheet_tables
from ordito.questionnaires.views.loading import posted

if TYPE_CHECKING:
    from django.http import HttpRequest

    from ordito.accounts.models import User

SHOWN_SHEETS = 10
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.FILL_RETURN)
def sheets(request: HttpRequest) -> HttpResponse:
    """What may be filled in a spreadsheet, with its template; sending a filled one."""
    user = cast("User", actor_of(request))
    found = fillable(user)
    form = SheetForm(posted(request), request.FILES or None, found=found)
    if request.method == "POST" and form.is_valid():
        what = next(each for each in found if key_of(each) == form.cleaned_data["what"])
        file = form.cleaned_data["file"]
        try:
            made = actions.upload_sheet(what=what, stream=file.file, name=file.name, by=user, at=timezone.now())
        except FileRefusedError as error:
            form.add_error("file", sheet_message(error))
        except (FileNotKeptError, actions.QuestionnaireRefusedError) as error:
            form.add_error("file", str(error))
        else:
            return redirect("questionnaires:sheet", made.pk)
    earlier = AnswerSheet.objects.visible_to(user).select_related("version").order_by("-pk")[:SHOWN_SHEETS]
    context = {"found": found, "form": form, "earlier": list(earlier)}
    return page(request, "questionnaires/sheets.html", context, invalid=request.method == "POST")


@require_safe
@requires(Verb.FILL_RETURN)
def template(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The spreadsheet to be filled, a row for each thing that waits for answers."""
    actor = actor_of(request)
    what = next((each for each in fillable(actor) if (each.version.pk, each.owner_kind) == (pk, kind)), None)
    if what is None:
        raise Http404
    content = made_template(sheet_tables(what.version), what.owners)
    detail = {"rows": len(what.owners)}
    log_access(
        "questionnaires.sheet_template",
        by=actor,
        at=timezone.now(),
        kind=Kind.EXPORT,
        rows=[what.version],
        detail=detail,
    )
    answer = HttpResponse(content, content_type=SPREADSHEET)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"risposte-{pk}.xlsx")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _context(request: HttpRequest, pk: int) -> dict[str, object]:
    rows = AnswerSheet.objects.visible_to(actor_of(request)).select_related("version")
    found = get_object_or_404(rows, pk=pk)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    moving = found.state in {SheetState.TRYING, SheetState.WRITING}
    return {
        "sheet": found,
        "job": job,
        "working": moving and job is not None and not job.over,
        "failed": moving and (job is None or job.over),
        "accepted": found.rows_total - found.rows_refused,
    }


@require_safe
@requires(Verb.FILL_RETURN)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """What the trial found, row by row; or what came in."""
    context = _context(request, pk)
    found = cast("AnswerSheet", context["sheet"])
    log_access("questionnaires.open_sheet", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[found])
    trial = found.trial
    context["problems"] = [(row, problem) for row in trial for problem in row["problems"]]
    context["strays"] = any(row["row"] == actions.STRAY for row in trial)
    context["left_out"] = [row for row in trial if row.get("left_out")]
    return render(request, "questionnaires/sheet.html", context)


@require_safe
@requires(Verb.FILL_RETURN)
def sheet_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar of the work under way; when it is over, the whole page is asked for anew."""
    context = _context(request, pk)
    answer = render(request, "questionnaires/sheet_progress.html", context)
    if not context["working"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@requires(Verb.FILL_RETURN)
def sheet_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the good rows."""
    user = cast("User", actor_of(request))
    found = get_object_or_404(AnswerSheet.objects.visible_to(user), pk=pk)
    try:
        actions.start_sheet(sheet=found, by=user, at=timezone.now())
    except actions.QuestionnaireRefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Le righe corrette vengono inviate."))
    return redirect("questionnaires:sheet", found.pk)
