# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.core.access import Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.files.actions import FileGoneError, FileNotKeptError
from ordito.files.adapters import download
from ordito.questionnaires import actions
from ordito.questionnaires.actions.drafts import open_draft
from ordito.questionnaires.enums import LASTING, VersionState
from ordito.questionnaires.forms.workbooks import AttachmentForm, DeclarationForm
from ordito.questionnaires.models import TRIES, Attachment, Submission
from ordito.questionnaires.queries.catalogue import (
    languages_in_words,
    needed_files,
    state_badge,
    stored_findings,
)
from ordito.questionnaires.queries.changes import comparison_of
from ordito.questionnaires.queries.questions import rows_of
from ordito.questionnaires.views.loading import load_version, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ordito.questionnaires.models import QuestionnaireVersion


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what was found in its workbook, its files, what can be done with it."""
    return _version_page(request, load_version(request, pk), None)


def _version_page(request: HttpRequest, found: QuestionnaireVersion, form: AttachmentForm | None) -> HttpResponse:
    actor = actor_of(request)
    files = needed_files(found)
    is_draft = found.state == VersionState.DRAFT
    may_design = can(actor, Verb.DESIGN_QUESTIONNAIRE, found)
    refused = form is not None
    if form is None and files and is_draft and may_design:
        form = AttachmentForm(names=[file.name for file in files])
    context = {
        "form_version": found,
        "questionnaire": found.questionnaire,
        "badge": state_badge(found),
        "languages": languages_in_words(found),
        "findings": stored_findings(found),
        "files": files,
        "missing": [file.name for file in files if file.attachment is None],
        "attachment_form": form,
        "is_draft": is_draft,
        "may_design": may_design,
        "may_export": can(actor, Verb.EXPORT_ANSWERS),
        "answers_count": Submission.objects.visible_to(actor).counted().filter(version=found).count(),
    }
    return page(request, "questionnaires/version.html", context, invalid=refused)


@require_POST
@requires(Verb.DESIGN_QUESTIONNAIRE)
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a file that the form uses."""
    found = load_version(request, pk, to_design=True)
    form = AttachmentForm(request.POST, request.FILES, names=[file.name for file in needed_files(found)])
    if form.is_valid():
        values = form.cleaned_data
        try:
            actions.attach_file(
                version=found,
                stream=values["file"].file,
                name=values["name"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except (actions.QuestionnaireRefusedError, FileNotKeptError) as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("Il file è stato allegato."))
            return redirect("questionnaires:version", found.pk)
    return _version_page(request, found, form)


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def attached(request: HttpRequest, pk: int, attachment_id: int) -> HttpResponseBase:
    """A file attached to a version, to be saved."""
    found = load_version(request, pk)
    rows = Attachment.objects.visible_to(actor_of(request)).filter(version=found).select_related("file")
    row = get_object_or_404(rows, pk=attachment_id)
    try:
        return download(row.file, name=row.name)
    except FileGoneError as error:
        raise Http404 from error


@require_POST
@requires(Verb.DESIGN_QUESTIONNAIRE)
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill the version in to see how it works; what is answered is no answer to anything."""
    found = load_version(request, pk, to_design=True)
    try:
        draft = open_draft(version=found, owner_kind=TRIES, owner_id=found.pk, by=actor_of(request), at=timezone.now())
    except actions.NotAcceptedError as error:
        messages.error(request, str(error))
        return redirect("questionnaires:version", found.pk)
    return redirect("questionnaires:fill", draft.public_id)


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The workbook as its author loaded it."""
    found = load_version(request, pk)
    if found.workbook_file is None:
        raise Http404
    name = f"{found.questionnaire.form_id}-v{found.number}.{found.workbook_kind}"
    try:
        return download(found.workbook_file, name=name)
    except FileGoneError as error:
        raise Http404 from error


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def xform(request: HttpRequest, pk: int) -> HttpResponse:
    """The XForm that the workbook became, as other programs of this kind read it."""
    found = load_version(request, pk)
    answer = HttpResponse(found.xform, content_type="text/xml; charset=utf-8")
    name = f"{found.questionnaire.form_id}-v{found.number}.xml"
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of a published version, with what was declared of their series."""
    found = load_version(request, pk)
    if found.state not in LASTING:
        return redirect("questionnaires:publish", found.pk)
    said = found.questionnaire.counting
    context = {
        "form_version": found,
        "questionnaire": found.questionnaire,
        "rows": [(row, row.counts_people(said)) for row in rows_of(found)],
        "may_design": can(actor_of(request), Verb.DESIGN_QUESTIONNAIRE, found),
    }
    return render(request, "questionnaires/questions.html", context)


@require_POST
@requires(Verb.DESIGN_QUESTIONNAIRE)
def say_counting(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of one question whether it counts people."""
    found = load_version(request, pk, to_design=True)
    people = request.POST.get("persone") != "no"
    try:
        actions.say_counting(
            version=found, key=request.POST.get("chiave", ""), people=people, by=actor_of(request), at=timezone.now()
        )
    except actions.QuestionnaireRefusedError as error:
        messages.error(request, str(error))
    else:
        protected = _("Le cifre di questa domanda sono protette come quelle delle persone.")
        shown = _("Le cifre di questa domanda si vedono come sono state scritte.")
        messages.success(request, protected if people else shown)
    return redirect("questionnaires:questions", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.DESIGN_QUESTIONNAIRE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes since the version before; the author declares each change, and publishes."""
    found = load_version(request, pk, to_design=True)
    if found.state != VersionState.DRAFT:
        return redirect("questionnaires:version", found.pk)
    comparison = comparison_of(found)
    form = DeclarationForm(posted(request), comparison=comparison)
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_version(version=found, changes=form.declared(), by=actor_of(request), at=timezone.now())
        except actions.QuestionnaireRefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("La versione è pubblicata: da ora si può usare nelle rilevazioni."))
            return redirect("questionnaires:version", found.pk)
    context = {
        "form_version": found,
        "questionnaire": found.questionnaire,
        "comparison": comparison,
        "form": form,
        "changed": [(line, form.fields_of(line)) for line in comparison.changed],
        "added": [(line, form.fields_of(line)) for line in comparison.added],
    }
    return page(request, "questionnaires/publish.html", context, invalid=request.method == "POST")


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.DESIGN_QUESTIONNAIRE)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then retire a published version."""
    found = load_version(request, pk, to_design=True)
    if request.method == "POST":
        try:
            actions.retire_version(version=found, by=actor_of(request), at=timezone.now())
        except actions.QuestionnaireRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("La versione è ritirata."))
        return redirect("questionnaires:version", found.pk)
    context = {
        "title": _("Ritira la versione"),
        "text": _("Non si potrà più scegliere per nuove rilevazioni. Quelle in corso continuano, le risposte restano."),
        "submit_label": _("Ritira"),
        "cancel_url": reverse("questionnaires:version", args=[found.pk]),
    }
    return render(request, "confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.DESIGN_QUESTIONNAIRE)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then discard a draft."""
    found = load_version(request, pk, to_design=True)
    if request.method == "POST":
        try:
            actions.discard_version(version=found, by=actor_of(request), at=timezone.now())
        except actions.QuestionnaireRefusedError as error:
            messages.error(request, str(error))
            return redirect("questionnaires:version", found.pk)
        messages.success(request, _("La bozza è stata scartata."))
        return redirect("questionnaires:detail", found.questionnaire_id)
    context = {
        "title": _("Scarta la bozza"),
        "text": _("Il file caricato e gli allegati vengono cancellati."),
        "submit_label": _("Scarta"),
        "cancel_url": reverse("questionnaires:version", args=[found.pk]),
        "danger": True,
    }
    return render(request, "confirm.html", context)
