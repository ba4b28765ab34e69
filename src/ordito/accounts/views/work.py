# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ordito.accounts.forms import JobFilterForm
from ordito.accounts.queries.work import jobs, starters, tone
from ordito.core.access import Verb, actor_of
from ordito.core.pages import page_of
from ordito.jobs.models import Job

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """One's own background work; everybody's for who looks after it."""
    actor = actor_of(request)
    form = JobFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = page_of(request, jobs(actor, state=chosen.get("stato", "")), order=("-pk",))
    sees_all = actor.holds(Verb.VIEW_JOBS)
    names = starters(found.rows) if sees_all else {}
    rows = [(job, tone(job), names.get(job.created_by_id or 0, "")) for job in found.rows]
    context = {"form": form, "page": found, "rows": rows, "sees_all": sees_all}
    return render(request, "accounts/jobs.html", context)


@never_cache
@require_safe
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How far a job is; a background request gets the progress alone, which asks again until the job is over."""
    job = get_object_or_404(Job.objects.visible_to(actor_of(request)), pk=pk)
    template = "accounts/job_progress.html" if request.headers.get("HX-Request") else "accounts/job.html"
    return render(request, template, {"job": job, "tone": tone(job)})
