# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.core.access import NotAllowedError, Verb, actor_of, can, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileNotKeptError
from ordito.questionnaires import actions
from ordito.questionnaires.engine.findings import WorkbookRefusedError
from ordito.questionnaires.enums import VersionState
from ordito.questionnaires.forms.workbooks import CatalogueFilter, WorkbookForm
from ordito.questionnaires.queries.catalogue import (
    TONES,
    catalogue,
    design_places,
    finding_lines,
    state_badge,
    versions_of,
)
from ordito.questionnaires.views.loading import load_questionnaire, posted

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.questionnaires.models import Questionnaire
    from ordito.questionnaires.queries.catalogue import FindingLine


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def questionnaires(request: HttpRequest) -> HttpResponse:
    """The catalogue, by title."""
    actor = actor_of(request)
    form = CatalogueFilter(request.GET)
    form.full_clean()
    chosen = form.cleaned_data
    rows = catalogue(actor, text=chosen.get("q", ""), state=chosen.get("stato", ""))
    found = page_of(request, rows, order=("title", "pk"))
    labels = dict(VersionState.choices)
    badges = [
        (row, labels[row.newest_state], TONES[row.newest_state]) if row.newest_state else (row, "", "")
        for row in found.rows
    ]
    context = {
        "form": form,
        "page": found,
        "rows": badges,
        "filtered": any(chosen.values()),
        "may_design": can(actor, Verb.DESIGN_QUESTIONNAIRE),
    }
    return render(request, "questionnaires/list.html", context)


@require_safe
@requires(Verb.VIEW_QUESTIONNAIRES)
def questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """One questionnaire with its versions."""
    found = load_questionnaire(request, pk)
    actor = actor_of(request)
    context = {
        "questionnaire": found,
        "versions": [(version, *state_badge(version)) for version in versions_of(found, actor)],
        "may_design": can(actor, Verb.DESIGN_QUESTIONNAIRE, found),
    }
    return render(request, "questionnaires/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.DESIGN_QUESTIONNAIRE)
def upload(request: HttpRequest) -> HttpResponse:
    """Load the workbook of a new questionnaire."""
    return _upload(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.DESIGN_QUESTIONNAIRE)
def upload_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the workbook of a new version."""
    return _upload(request, load_questionnaire(request, pk, to_design=True))


def _upload(request: HttpRequest, questionnaire: Questionnaire | None) -> HttpResponse:
    actor = actor_of(request)
    places = design_places(actor) if questionnaire is None else None
    form = WorkbookForm(posted(request), request.FILES or None, places=places)
    findings: list[FindingLine] = []
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            version = actions.upload_workbook(
                stream=values["file"].file,
                name=values["file"].name,
                questionnaire=questionnaire,
                territory=values.get("territory"),
                description=values.get("description", ""),
                by=actor,
                at=timezone.now(),
            )
        except WorkbookRefusedError as error:
            findings = finding_lines(error.findings)
            form.add_error("file", _("Il questionario ha errori: sono elencati qui sotto, con il foglio e la riga."))
        except (FileNotKeptError, actions.QuestionnaireRefusedError) as error:
            form.add_error("file", str(error))
        except NotAllowedError:
            form.add_error("territory", _("Puoi progettare questionari solo per il tuo territorio."))
        else:
            messages.success(request, _("Il questionario è stato letto. Provalo, poi pubblicalo."))
            return redirect("questionnaires:version", version.pk)
    context = {"form": form, "questionnaire": questionnaire, "findings": findings}
    return page(request, "questionnaires/upload.html", context, invalid=request.method == "POST")
