# SPDX-License-Identifier: EUPL-1.2
"""Copies for research: what was decided, what was made, who took it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.actions.errors import CaseError
from ordito.cases.views.conflicts import attempt
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.jobs.models import Job
from ordito.stewardship.actions import research as actions
from ordito.stewardship.enums import ReleaseState
from ordito.stewardship.forms.research import ReleaseForm
from ordito.stewardship.forms.retention import body_ids
from ordito.stewardship.models import ResearchRelease
from ordito.stewardship.queries.offices import bodies_of
from ordito.stewardship.queries.research import BY_KEY
from ordito.stewardship.views.retention import form_page, form_view
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


def _release_or_404(request: HttpRequest, pk: int) -> ResearchRelease:
    rows = ResearchRelease.objects.visible_to(actor_of(request)).select_related("body", "ambito")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(Verb.MANAGE_RETENTION)
def releases(request: HttpRequest) -> HttpResponse:
    """Every copy, the latest first: it stays in the list after its file is gone."""
    rows = ResearchRelease.objects.visible_to(actor_of(request)).select_related("body")
    context = {"page": page_of(request, rows, order=("-pk",)), "here": "research"}
    return page(request, "stewardship/offices/releases.html", context)


@form_view
@requires(Verb.MANAGE_RETENTION)
def release_new(request: HttpRequest) -> HttpResponse:
    """Write what was decided, and have the copy made."""
    form = ReleaseForm(request.POST or None, bodies=bodies_of(actor_of(request)))
    made: list[ResearchRelease] = []

    def act() -> None:
        ambito, body = body_ids(form)
        given = {name: form.cleaned_data[name] for name in actions.ReleaseValues.__dataclass_fields__}
        made.append(
            actions.start_release(
                actions.ReleaseValues(**given),
                by=actor_of(request),
                at=timezone.now(),
                ambito=Territory.objects.get(pk=ambito),
                body=Organisation.objects.get(pk=body),
                form_key=form.cleaned_data["form_key"] or uuid4(),
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        return redirect("stewardship:release", made[0].pk)
    return form_page(
        request,
        form,
        heading=_("Nuova copia per la ricerca"),
        lead=_(
            "Senza nomi, senza testi, senza date esatte: al posto della persona c’è uno pseudonimo di questa copia."
        ),
        back=reverse("stewardship:releases"),
        submit_label=_("Prepara la copia"),
    )


@require_safe
@requires(Verb.MANAGE_RETENTION)
def release(request: HttpRequest, release_pk: int) -> HttpResponse:
    """One copy: the decision, what it holds, its file while it is there."""
    row = _release_or_404(request, release_pk)
    job = Job.objects.filter(pk=row.job_id or 0).first()
    context = {
        "release": row,
        "job": job,
        "working": row.state == ReleaseState.MAKING and job is not None and not job.over,
        "variables": [BY_KEY[key].label for key in row.variables if key in BY_KEY],
        "here": "research",
    }
    return page(request, "stewardship/offices/release.html", context)


@require_safe
@requires(Verb.MANAGE_RETENTION)
def release_file(request: HttpRequest, release_pk: int) -> HttpResponseBase:
    """The file of a copy."""
    row = _release_or_404(request, release_pk)
    try:
        file = actions.hand_out_release(by=actor_of(request), at=timezone.now(), release=row)
        return send(file, name=f"ricerca-{row.pk}.{row.format}")
    except (CaseError, FileGoneError) as error:
        messages.warning(request, str(error))
        return redirect("stewardship:release", release_pk)


@form_view
@requires(Verb.MANAGE_RETENTION)
def release_end(request: HttpRequest, release_pk: int) -> HttpResponse:
    """Destroy file and key before their time, after asking."""
    row = _release_or_404(request, release_pk)
    back = reverse("stewardship:release", args=[release_pk])
    if request.method == "POST":
        actions.end_release(by=actor_of(request), at=timezone.now(), release=row)
        messages.success(request, _("File e chiave distrutti."))
        return redirect(back)
    lead = _("Il file non si può più scaricare, e nessuno può più ricondurre uno pseudonimo a una persona.")
    label = _("Distruggi file e chiave")
    return form_page(request, None, heading=row.title, lead=lead, back=back, submit_label=label, danger=True)
