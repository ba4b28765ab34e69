# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download
from ordito.jobs.models import Job
from ordito.questionnaires import actions
from ordito.questionnaires.enums import ExportForm
from ordito.questionnaires.forms.answers import AnswersFilter, ExportOptions
from ordito.questionnaires.models import Export, Submission
from ordito.questionnaires.queries.answers import answer_lines, answer_sets
from ordito.questionnaires.queries.owners import owners
from ordito.questionnaires.views.loading import load_version, posted

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponseBase

    from ordito.accounts.models import User

SHOWN_EXPORTS = 5


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers to a version that one may read, newest first; nothing of what they say."""
    version = load_version(request, pk)
    actor = actor_of(request)
    form = AnswersFilter(request.GET)
    form.full_clean()
    rows = Submission.objects.visible_to(actor).counted().filter(version=version)
    if form.cleaned_data.get("stato"):
        rows = rows.filter(state=form.cleaned_data["stato"])
    found = page_of(request, rows.defer("sealed_xml", "sealed_answers"), order=("-pk",))
    context = {
        "form_version": version,
        "questionnaire": version.questionnaire,
        "form": form,
        "page": found,
        "sets": answer_sets(found.rows),
        "may_export": can(actor, Verb.EXPORT_ANSWERS),
    }
    return render(request, "questionnaires/answers.html", context)


def _load(request: HttpRequest, public_id: UUID) -> Submission:
    rows = Submission.objects.visible_to(actor_of(request)).select_related("version__questionnaire")
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def submission(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What was answered, in the order of the form, with what the check found."""
    found = _load(request, public_id)
    owner = owners().get(found.owner_kind)
    log_access("questionnaires.open_answers", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[found])
    [line] = answer_sets([found])
    context = {
        "submission": found,
        "form_version": found.version,
        "questionnaire": found.version.questionnaire,
        "set": line,
        "owner_url": owner.url(found.owner_id) if owner else "",
        "owner_label": owner.label if owner else "",
        "lines": answer_lines(found),
        "files": {row.name: row.pk for row in found.files.select_related("submission")},
        "dropped": found.problems.get("dropped", []),
    }
    return render(request, "questionnaires/submission.html", context)


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def submission_file(request: HttpRequest, public_id: UUID, file_id: int) -> HttpResponseBase:
    """A file given as an answer, to be saved."""
    found = _load(request, public_id)
    row = get_object_or_404(found.files.select_related("file", "submission"), pk=file_id)
    log_access("questionnaires.open_answer_file", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[found])
    try:
        return download(row.file, name=row.name)
    except FileGoneError as error:
        raise Http404 from error


@require_safe
@requires(Verb.EXPORT_ANSWERS)
def submission_xml(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The instance as it came: the evidence."""
    found = _load(request, public_id)
    log_access("questionnaires.export_xml", by=actor_of(request), at=timezone.now(), kind=Kind.EXPORT, rows=[found])
    answer = HttpResponse(found.xml, content_type="text/xml; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{found.public_id}.xml")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.EXPORT_ANSWERS)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose how answers are written to files, and have them written."""
    version = load_version(request, pk)
    user = cast("User", actor_of(request))
    form = ExportOptions(posted(request), languages=version.languages)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_export(
                version=version,
                form=ExportForm(form.cleaned_data["form"]),
                options=form.options(),
                by=user,
                at=timezone.now(),
            )
        except actions.QuestionnaireRefusedError as error:
            form.add_error("form", str(error))
        else:
            return redirect("questionnaires:export", made.pk)
    earlier = Export.objects.visible_to(user).filter(version=version).order_by("-pk")[:SHOWN_EXPORTS]
    context = {"form_version": version, "questionnaire": version.questionnaire, "form": form, "earlier": list(earlier)}
    return page(request, "questionnaires/export_new.html", context, invalid=request.method == "POST")


def _export_context(request: HttpRequest, pk: int) -> dict[str, object]:
    rows = Export.objects.visible_to(actor_of(request)).select_related("version__questionnaire")
    found = get_object_or_404(rows, pk=pk)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    return {
        "export": found,
        "form_version": found.version,
        "questionnaire": found.version.questionnaire,
        "job": job,
        "working": job is not None and not job.over,
        "files": list(found.files.select_related("file").order_by("pk")),
    }


@require_safe
@requires(Verb.EXPORT_ANSWERS)
def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How an export stands, and its files."""
    return render(request, "questionnaires/export.html", _export_context(request, pk))


@require_safe
@requires(Verb.EXPORT_ANSWERS)
def export_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar of an export under way; when it is over, the whole page is asked for anew."""
    context = _export_context(request, pk)
    answer = render(request, "questionnaires/export_progress.html", context)
    if not context["working"]:
        answer["HX-Refresh"] = "true"
    return answer


@require_safe
@requires(Verb.EXPORT_ANSWERS)
def export_file(request: HttpRequest, pk: int, file_id: int) -> HttpResponseBase:
    """A file of an export, to be saved."""
    found = get_object_or_404(Export.objects.visible_to(actor_of(request)), pk=pk)
    row = get_object_or_404(found.files.select_related("file"), pk=file_id)
    log_access(
        "questionnaires.download_export", by=actor_of(request), at=timezone.now(), kind=Kind.EXPORT, rows=[found]
    )
    try:
        return download(row.file, name=row.name)
    except FileGoneError as error:
        raise Http404 from error
