# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ordito.accounts.actions import check_audit
from ordito.accounts.forms import AuditFilterForm
from ordito.accounts.queries.registry import entries, entries_about, kind_label, last_check, lines, name_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ORDER = ("-at", "-pk")
PAGE = 30


@require_safe
@requires(Verb.VIEW_AUDIT)
def registry(request: HttpRequest) -> HttpResponse:
    """The whole log, newest first, and whether it was altered."""
    form = AuditFilterForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = entries(
        person=chosen.get("persona", ""),
        kind=chosen.get("tipo", ""),
        since=chosen.get("since"),
        until=chosen.get("until"),
    )
    found = page_of(request, rows, order=ORDER, size=PAGE)
    context = {
        "form": form,
        "page": found,
        "lines": lines(actor_of(request), found.rows),
        "check": last_check(),
        "filtered": any(chosen.values()),
    }
    return render(request, "accounts/registry.html", context)


@require_safe
@requires(Verb.VIEW_AUDIT)
def about_row(request: HttpRequest, kind: str, object_id: int) -> HttpResponse:
    """Everything done on one row: who read or wrote it, when and why."""
    actor = actor_of(request)
    found = page_of(request, entries_about(kind, object_id), order=ORDER, size=PAGE)
    if not found.rows:
        raise Http404
    context = {
        "page": found,
        "lines": lines(actor, found.rows),
        "row_label": kind_label(kind),
        "row_name": name_of(actor, kind, object_id),
        "object_id": object_id,
    }
    return render(request, "accounts/registry_row.html", context)


@require_POST
@requires(Verb.VIEW_AUDIT)
def check(request: HttpRequest) -> HttpResponse:
    """Start the check of the whole log."""
    job = check_audit(by=actor_of(request), at=timezone.now())
    messages.info(request, _("Verifica avviata."))
    return redirect("accounts:job", job.pk)
