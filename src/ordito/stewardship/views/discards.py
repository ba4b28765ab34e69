# SPDX-License-Identifier: EUPL-1.2
"""The register of discards and the way of one, for who manages retention and for who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.actions.errors import CaseError
from ordito.cases.views.conflicts import attempt
from ordito.core.access import NotAllowedError, Verb, actor_of
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download
from ordito.files.models import StoredFile
from ordito.jobs.models import Job
from ordito.stewardship import rules
from ordito.stewardship.actions import discards as actions
from ordito.stewardship.enums import DiscardState
from ordito.stewardship.forms.discards import AuthorisationForm, SignatureForm, VersionForm
from ordito.stewardship.queries.offices import discards_listed
from ordito.stewardship.views.retention import form_page, form_view

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from ordito.stewardship.models import Discard

STEPS = (DiscardState.DRAFT, DiscardState.AUTHORISED, DiscardState.SIGNED, DiscardState.DONE)


def _may_see(request: HttpRequest) -> None:
    actor = actor_of(request)
    if not (actor.holds(Verb.MANAGE_RETENTION) or actor.holds(Verb.SIGN_DISCARD)):
        raise NotAllowedError(_("Gli scarti li vede chi gestisce la conservazione e chi li firma."))


def _discard_or_404(request: HttpRequest, pk: int) -> Discard:
    _may_see(request)
    return get_object_or_404(discards_listed(actor_of(request)), pk=pk)


def _managed_or_403(request: HttpRequest, pk: int) -> Discard:
    row = _discard_or_404(request, pk)
    if not rules.can_manage_discard(actor_of(request), row):
        raise NotAllowedError(_("Lo scarto lo prepara chi gestisce la conservazione."))
    return row


@require_safe
def discards(request: HttpRequest) -> HttpResponse:
    """The register: every discard, the latest first."""
    _may_see(request)
    shown = page_of(request, discards_listed(actor_of(request)), order=("-pk",))
    manages = actor_of(request).holds(Verb.MANAGE_RETENTION)
    context = {"page": shown, "here": "discards", "manages": manages}
    return page(request, "stewardship/offices/discards.html", context)


@require_safe
def discard(request: HttpRequest, discard_pk: int) -> HttpResponse:
    """One discard: its records by number, who did what, what is next."""
    row, actor = _discard_or_404(request, discard_pk), actor_of(request)
    shown = page_of(request, row.items.select_related("case_file"), order=("pk",), size=50)
    job = Job.objects.filter(pk=row.job_id or 0).first()
    manages = rules.can_manage_discard(actor, row)
    context = {
        "discard": row,
        "page": shown,
        "job": job,
        "working": job is not None and not job.over,
        "steps": _steps(row),
        "may_authorise": manages and row.state == DiscardState.DRAFT and bool(shown.rows),
        "may_withdraw": manages and rules.may_become(row.state, DiscardState.WITHDRAWN),
        "may_sign": row.state == DiscardState.AUTHORISED and rules.can_sign(actor, row),
        "may_resume": row.state == DiscardState.SIGNED and (job is None or job.over),
        "may_remove": manages and row.state == DiscardState.DRAFT,
        "here": "discards",
    }
    return page(request, "stewardship/offices/discard.html", context)


def _steps(row: Discard) -> list[tuple[str, str]]:
    """The steps of the way, the next one current; none of one that was withdrawn."""
    if row.state not in STEPS:
        return []
    here = STEPS.index(DiscardState(row.state)) + 1
    names = (_("Elenco"), _("Autorizzazione"), _("Firma"), _("Esecuzione"))
    return [
        (name, "done" if place < here else "current" if place == here else "later") for place, name in enumerate(names)
    ]


def _step(request: HttpRequest, row: Discard, form: Form, act: Callable[[], Any], **context: Any) -> HttpResponse:
    """A form that takes a discard one step on; the page of the discard afterwards."""
    back = reverse("stewardship:discard", args=[row.pk])
    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, context.pop("said"))
        return redirect(back)
    context.pop("said", None)
    return form_page(request, form, back=back, **context)


@form_view
def authorise(request: HttpRequest, discard_pk: int) -> HttpResponse:
    """Enter the authorisation of the archival authority."""
    row = _managed_or_403(request, discard_pk)
    form = AuthorisationForm(request.POST or None, request.FILES or None, initial={"version": row.version})

    def act() -> None:
        given = form.cleaned_data
        actions.authorise_discard(
            by=actor_of(request),
            at=timezone.now(),
            discard=row,
            version=given["version"],
            authority=given["authority"],
            number=given["number"],
            authorised_on=given["authorised_on"],
            stream=given["file"],
            name=given["file"].name,
        )

    heading, lead = _("Autorizzazione allo scarto"), _("Dopo, l’elenco non si cambia più.")
    return _step(request, row, form, act, heading=heading, lead=lead, said=_("Autorizzazione registrata."))


@form_view
def sign(request: HttpRequest, discard_pk: int) -> HttpResponse:
    """Sign for data protection: what is listed is destroyed."""
    row = _discard_or_404(request, discard_pk)
    if not rules.can_sign(actor_of(request), row):
        raise NotAllowedError(_("Firma il responsabile della protezione dei dati, che non ha preparato lo scarto."))
    form = SignatureForm(request.POST or None, initial={"version": row.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        actions.sign_discard(by=actor_of(request), at=timezone.now(), discard=row, version=version)

    count = row.items.count()
    consequences = [
        _("Nomi, recapiti, testi, documenti e risposte delle cartelle elencate diventano illeggibili, per sempre."),
        _("Restano date, luoghi e codici per le statistiche, e il numero della cartella nel registro."),
        _("Nessuno può annullare."),
    ]
    return _step(
        request,
        row,
        form,
        act,
        heading=ngettext("Firma lo scarto di %(count)s cartella", "Firma lo scarto di %(count)s cartelle", count)
        % {"count": count},
        consequences=consequences,
        submit_label=_("Firma e scarta"),
        danger=True,
        said=_("Scarto firmato: l’esecuzione è cominciata."),
    )


@form_view
def withdraw(request: HttpRequest, discard_pk: int) -> HttpResponse:
    """Give up a discard that is not signed."""
    row = _managed_or_403(request, discard_pk)
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def act() -> None:
        version = form.cleaned_data["version"]
        actions.withdraw_discard(by=actor_of(request), at=timezone.now(), discard=row, version=version)

    lead = _("Le cartelle restano dove sono e si possono elencare di nuovo.")
    label = _("Ritira lo scarto")
    return _step(
        request, row, form, act, heading=label, lead=lead, submit_label=label, danger=True, said=_("Scarto ritirato.")
    )


@require_POST
def resume(request: HttpRequest, discard_pk: int) -> HttpResponse:
    """Have a job go on with a discard whose job was given up."""
    row = _discard_or_404(request, discard_pk)
    try:
        actions.resume_discard(by=actor_of(request), at=timezone.now(), discard=row)
    except CaseError as error:
        messages.warning(request, str(error))
    return redirect("stewardship:discard", discard_pk)


@require_POST
def remove(request: HttpRequest, discard_pk: int, item_pk: int) -> HttpResponse:
    """Take a record off the list."""
    row = _discard_or_404(request, discard_pk)
    item = get_object_or_404(row.items.select_related("discard", "case_file"), pk=item_pk)
    try:
        actions.remove_item(by=actor_of(request), at=timezone.now(), item=item)
        messages.success(request, _("Cartella %(number)s tolta dall’elenco.") % {"number": item.number})
    except CaseError as error:
        messages.warning(request, str(error))
    return redirect("stewardship:discard", discard_pk)


@require_http_methods(["GET", "HEAD"])
def authorisation(request: HttpRequest, discard_pk: int) -> HttpResponseBase:
    """The file of the authorisation."""
    row = _discard_or_404(request, discard_pk)
    file = StoredFile.objects.present().filter(pk=row.authorisation_file_id or 0).first()
    if file is None:
        raise Http404
    log_access("stewardship.read_authorisation", by=actor_of(request), at=timezone.now(), kind=Kind.READ, rows=[row])
    try:
        return download(file)
    except FileGoneError as error:
        raise Http404 from error
