# SPDX-License-Identifier: EUPL-1.2
"""Who opened records unusually: names of colleagues and numbers of records, never what is written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of
from ordito.stewardship import actions
from ordito.stewardship.forms.watch import FindingFilterForm, RuleForm, SeenForm
from ordito.stewardship.models import WatchFinding, WatchRule
from ordito.stewardship.queries.findings import finding_view, findings_by, rules_in_force, watched_until

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.actions import CaseError

form_view = require_http_methods(["GET", "HEAD", "POST"])


@requires(Verb.VIEW_AUDIT)
@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """What the looks at the log found, the latest first."""
    form = FindingFilterForm(request.GET)
    values = form.cleaned_data if form.is_valid() else {}
    rows = findings_by(actor_of(request), values)
    found = page_of(request, rows, order=("-day", "-pk"))
    log_access("stewardship.list_findings", by=actor_of(request), at=timezone.now(), kind=Kind.READ)
    context = {
        "form": form,
        "findings": found.rows,
        "list_page": found,
        "filtered": any(values.values()),
        "until": watched_until(),
    }
    return page(request, "stewardship/watch/findings.html", context)


@requires(Verb.VIEW_AUDIT)
@form_view
def finding(request: HttpRequest, finding_pk: int) -> HttpResponse:
    """One finding: by which rule, which records, and what came of it."""
    actor = actor_of(request)
    row = get_object_or_404(WatchFinding.objects.visible_to(actor).select_related("rule"), pk=finding_pk)
    form = SeenForm(request.POST or None, initial={"note": row.note})

    def act() -> None:
        actions.see_finding(by=actor, at=timezone.localtime(), finding=row, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Visto."))
        return redirect("stewardship:findings")
    log_access("stewardship.read_finding", by=actor, at=timezone.now(), kind=Kind.READ, rows=[row])
    context = {"one": finding_view(row), "form": form}
    return page(request, "stewardship/watch/finding.html", context, invalid=form.is_bound)


@requires(Verb.VIEW_AUDIT)
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What is looked for, and from how much on."""
    return page(request, "stewardship/watch/rules.html", {"rules": rules_in_force(timezone.localdate())})


@requires(Verb.VIEW_AUDIT)
@form_view
def rule(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """Change what is looked for, from today; the address of a rule that has ended leads to the one in its place."""
    named = WatchRule.objects.filter(pk=rule_pk).values("kind")
    row = get_object_or_404(WatchRule.objects.filter(valid_to__isnull=True), kind__in=named)
    form = RuleForm(request.POST or None, rule=row, initial=_values(row))
    error: CaseError | None = None

    def act() -> None:
        actions.change_rule(by=actor_of(request), at=timezone.localtime(), rule=row, **form.cleaned_data)

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Regola cambiata: vale da oggi."))
            return redirect("stewardship:watch_rules")
    context = {
        "form": form,
        "rule": row,
        "conflict": conflict_of(form, error, _values),
        "cancel_url": reverse("stewardship:watch_rules"),
    }
    return page(request, "stewardship/watch/rule.html", context, invalid=form.is_bound)


def _values(row: WatchRule) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("threshold", "minutes", "opens", "closes", "active", "version")}
