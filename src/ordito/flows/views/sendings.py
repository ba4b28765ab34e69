# SPDX-License-Identifier: EUPL-1.2
"""Sendings, for who sends: by number, without names but those of records that they read anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.views.conflicts import attempt
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.files.actions import FileGoneError
from ordito.files.adapters import download
from ordito.flows import actions
from ordito.flows.enums import ItemState
from ordito.flows.forms.runs import OutcomesForm, RunForm, SentForm
from ordito.flows.models import FlowRun
from ordito.flows.queries.pages import bodies_of, counts_of, item_lines, rules_broken
from ordito.jobs.models import Job
from ordito.territory.models import Organisation, Territory

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from ordito.flows.engine.layout import Flow

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
@requires(Verb.SEND_FLOWS)
def sendings(request: HttpRequest) -> HttpResponse:
    """All sendings, and the check of a new one."""
    actor = actor_of(request)
    bodies = bodies_of(actor)
    today = timezone.localdate()
    initial = {"starts_on": today.replace(month=1, day=1), "ends_on": today}
    form = RunForm(request.POST or None, bodies=bodies, initial=initial)
    made: list[FlowRun] = []
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: made.append(_start(request, form))) is None
    ):
        return redirect("flows:sending", made[0].pk)
    rows = FlowRun.objects.visible_to(actor).select_related("body", "ambito")
    context = {"form": form, "bodies": bodies, "page": page_of(request, rows, order=("-made_at", "-pk"))}
    return page(request, "flows/sendings.html", context, invalid=form.is_bound)


def _start(request: HttpRequest, form: RunForm) -> FlowRun:
    ambito_id, body_id = form.ids()
    flow: Flow = form.flow_chosen()
    return actions.start_run(
        by=actor_of(request),
        at=timezone.now(),
        flow=flow,
        ambito=Territory.objects.get(pk=ambito_id),
        body=Organisation.objects.get(pk=body_id),
        starts_on=form.cleaned_data["starts_on"],
        ends_on=form.cleaned_data["ends_on"],
        form_key=form.cleaned_data["form_key"] or uuid4(),
    )


def _run_or_404(request: HttpRequest, pk: int) -> FlowRun:
    rows = FlowRun.objects.visible_to(actor_of(request)).select_related("body", "ambito", "file")
    return get_object_or_404(rows, pk=pk)


@require_safe
@requires(Verb.SEND_FLOWS)
def sending(request: HttpRequest, pk: int) -> HttpResponse:
    """What a sending contains, what cannot go and why."""
    return _sending_page(request, _run_or_404(request, pk))


def _sending_page(request: HttpRequest, run: FlowRun, **forms: Form) -> HttpResponse:
    actor, job = actor_of(request), _job(run)
    state = request.GET.get("stato", "")
    rows = run.items.select_related("case_file__person").prefetch_related("problems")
    if state in ItemState.values:
        rows = rows.filter(state=state)
    shown = page_of(request, rows, order=("pk",))
    lines = item_lines(actor, run, shown.rows)
    if shown.rows:
        read = [one.case_file for one in shown.rows]
        log_access("flows.read_run", by=actor, at=timezone.now(), kind=Kind.READ, rows=[run, *read])
    context = {
        "run": run,
        "job": job,
        "working": job is not None and not job.over,
        "counts": [(one, one.label, count) for one, count in counts_of(run)],
        "rules": rules_broken(run),
        "lines": lines,
        "page": shown,
        "state": state,
        "sent_form": SentForm(initial={"sent_on": timezone.localdate()}),
        "outcomes_form": OutcomesForm(),
        "file_kept": run.file is not None and run.file.discarded_at is None,
        **forms,
    }
    return page(request, "flows/sending.html", context, invalid=bool(forms))


def _job(run: FlowRun) -> Job | None:
    return Job.objects.filter(pk=run.job_id or 0).first()


@require_safe
@requires(Verb.SEND_FLOWS)
def sending_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar of a check or of a file under way; when it is over, the whole page is asked for anew."""
    run = _run_or_404(request, pk)
    job = _job(run)
    working = job is not None and not job.over
    answer = page(request, "flows/progress.html", {"run": run, "job": job, "working": working})
    if not working:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@requires(Verb.SEND_FLOWS)
def sending_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the file of what can go."""
    run = _run_or_404(request, pk)
    form = OutcomesForm({"text": "-"})
    error = attempt(form, lambda: actions.start_file(by=actor_of(request), at=timezone.now(), run=run))
    if error is not None:
        messages.error(request, str(error))
    return redirect("flows:sending", pk)


@require_safe
@requires(Verb.SEND_FLOWS)
def sending_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be saved."""
    run = _run_or_404(request, pk)
    try:
        return download(actions.read_file(by=actor_of(request), at=timezone.now(), run=run))
    except FileGoneError as error:
        raise Http404 from error


@require_POST
@requires(Verb.SEND_FLOWS)
def sending_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that the file was handed to INPS."""
    run = _run_or_404(request, pk)
    form = SentForm(request.POST)

    def act() -> None:
        sent_on = form.cleaned_data["sent_on"]
        actions.mark_sent(by=actor_of(request), at=timezone.now(), run=run, sent_on=sent_on)

    if form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Invio annotato: da ora questi dati contano come inviati."))
        return redirect("flows:sending", pk)
    return _sending_page(request, run, sent_form=form)


@require_POST
@requires(Verb.SEND_FLOWS)
def sending_outcomes(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what INPS answered."""
    run = _run_or_404(request, pk)
    form = OutcomesForm(request.POST)
    done: list[int] = []

    def act() -> None:
        text: Any = form.cleaned_data["text"]
        done.append(actions.record_outcomes(by=actor_of(request), at=timezone.now(), run=run, text=text))

    if form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Esiti registrati: %(count)s.") % {"count": done[0]})
        return redirect("flows:sending", pk)
    return _sending_page(request, run, outcomes_form=form)
