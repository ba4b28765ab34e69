# SPDX-License-Identifier: EUPL-1.2
"""Certificates of an edition, for who manages it; one's own, with the credits; their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download as send
from ordito.jobs.models import Job, JobState
from ordito.training import rules
from ordito.training.actions import certificates as actions
from ordito.training.actions.errors import TrainingError
from ordito.training.engine.rows_out import to_csv, to_xlsx
from ordito.training.enums import EditionState
from ordito.training.forms.certificates import IssueForm, RevokeForm
from ordito.training.models import Certificate
from ordito.training.queries.certificates import due_in, last_signer, own_credits, without_paper
from ordito.training.views.attempts import attempt
from ordito.training.views.pages import managed_edition, require_that

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from ordito.training.models import Edition

form_view = require_http_methods(["GET", "HEAD", "POST"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _running(edition: Edition) -> Job | None:
    """The job that makes the papers of an edition, while it works and when it failed."""
    if not without_paper(edition).exists():
        return None
    rows = Job.objects.filter(function=actions.MAKER, arguments__edition_id=edition.pk).exclude(state=JobState.DONE)
    return rows.order_by("-pk").first()


@form_view
@requires(Verb.MANAGE_TRAINING)
def certificates(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificates of an edition, and the form that gives them to everybody who has a right to one."""
    edition, actor = managed_edition(request, pk), actor_of(request)
    form = IssueForm(request.POST or None, initial=last_signer(edition))

    def act() -> None:
        actions.issue_certificates(by=actor, at=timezone.now(), edition=edition, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Attestati rilasciati. I documenti si preparano da soli: puoi uscire da qui."))
        return redirect("training:certificates", pk)
    log_access("training.read_certificates", by=actor, at=timezone.now(), kind=Kind.READ, rows=[edition])
    rows = Certificate.objects.filter(edition=edition)
    job = _running(edition)
    context = {
        "edition": edition,
        "form": form,
        "page": page_of(request, rows, order=("surname", "name", "pk")),
        "due": due_in(edition).count(),
        "closed": edition.state == EditionState.CLOSED,
        "job": job,
        "again": job is not None and job.state == JobState.FAILED,
        "given": rows.standing().count(),
    }
    return page(request, "training/certificates/edition.html", context, invalid=form.is_bound)


def certificate_or_404(request: HttpRequest, pk: int) -> Certificate:
    """A certificate that the actor sees."""
    rows = Certificate.objects.visible_to(actor_of(request)).select_related("edition", "enrolment")
    return get_object_or_404(rows, pk=pk)


@require_GET
@requires(Verb.VIEW_TRAINING)
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF of a certificate; every time is logged."""
    row = certificate_or_404(request, pk)
    try:
        file = actions.hand_out_paper(by=actor_of(request), at=timezone.now(), certificate=row)
        return send(file, name=paper_name(row, "pdf"))
    except (TrainingError, FileGoneError) as error:
        messages.warning(request, str(error))
        return redirect("training:credits")


@require_GET
@requires(Verb.VIEW_TRAINING)
def badge(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate as a signed Open Badge: a JSON Web Token."""
    row = certificate_or_404(request, pk)
    try:
        token = actions.sign_badge(by=actor_of(request), at=timezone.now(), certificate=row)
    except TrainingError as error:
        messages.warning(request, str(error))
        return redirect("training:credits")
    return as_file(token.encode(), "application/vc+jwt", paper_name(row, "jwt"))


@form_view
@requires(Verb.MANAGE_TRAINING)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, then revoke."""
    row = certificate_or_404(request, pk)
    require_that(allowed=rules.can_manage(actor_of(request), row.edition))
    form = RevokeForm(request.POST or None)
    back = reverse("training:certificates", args=[row.edition_id])

    def act() -> None:
        because = form.cleaned_data["because"]
        actions.revoke_certificate(by=actor_of(request), at=timezone.now(), certificate=row, because=because)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Attestato revocato. Se serve, se ne può rilasciare un altro."))
        return redirect(back)
    context = {
        "title": _("Revocare l’attestato?"),
        "text": f"{row.number}, {row.filed_name}",
        "consequences": [
            _("Chi verifica il codice legge che l’attestato è revocato."),
            _("I suoi crediti non si contano più. Il numero non si riusa."),
        ],
        "form": form,
        "submit_label": _("Revoca"),
        "cancel_url": back,
        "danger": True,
    }
    return page(request, "confirm.html", context, invalid=form.is_bound)


@require_GET
@requires(Verb.MANAGE_TRAINING)
def credits_file(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The credits of an edition for the social workers' order, as a spreadsheet or as CSV."""
    edition = managed_edition(request, pk)
    if kind not in {"xlsx", "csv"}:
        raise Http404
    headings, rows = actions.export_credits(by=actor_of(request), at=timezone.now(), edition=edition)
    if kind == "csv":
        return as_file(to_csv(headings, rows), "text/csv; charset=utf-8", f"crediti-{edition.pk}.csv")
    return as_file(to_xlsx(headings, rows, sheet=_("Crediti")), XLSX, f"crediti-{edition.pk}.xlsx")


@require_safe
@requires(Verb.VIEW_TRAINING)
def own(request: HttpRequest) -> HttpResponse:
    """One's own certificates and credits."""
    professional = actor_of(request).professional_id
    found = own_credits(professional, today=timezone.localdate()) if professional else None
    return render(request, "training/certificates/own.html", {"own": found})


def paper_name(row: Certificate, ending: str) -> str:
    """How a file of a certificate is called: by its number, without a name."""
    return f"attestato-{row.year}-{row.ordinal:06}.{ending}"


def as_file(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Send something to be saved, and kept by no cache."""
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer
