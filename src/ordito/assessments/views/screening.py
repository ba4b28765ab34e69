# SPDX-License-Identifier: EUPL-1.2
"""Screening before inclusion: what the rule says, in words, and the worker's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.assessments import actions
from ordito.assessments.enums import AssessmentState, Decision
from ordito.assessments.forms.assessments import DecisionForm
from ordito.assessments.queries.screening import outcome_of, rules_for
from ordito.assessments.views.loading import TAB, assessment_or_404
from ordito.cases.enums import Part
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import part_written_or_403, record_page
from ordito.core.access import actor_of
from ordito.core.fields import open_text

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.assessments.models import Screening


@require_http_methods(["GET", "HEAD", "POST"])
def screening(request: HttpRequest, pk: int, assessment_pk: int, rule_pk: int) -> HttpResponse:
    """One rule over one assessment, and the decision about it."""
    record = part_written_or_403(request, pk, Part.ASSESSMENTS)
    row = assessment_or_404(request, record, assessment_pk)
    rule = next((rule for rule in rules_for(row, day=record.today) if rule.pk == rule_pk), None)
    if rule is None or row.state == AssessmentState.DRAFT:
        raise Http404
    outcome = outcome_of(rule, row)
    before = row.screenings.filter(rule=rule).select_related("assessment__case_file__person").first()
    initial = _values_of(before) if before else {"decided_on": record.today}
    form = DecisionForm(request.POST or None, initial=initial)
    conflict = None

    def act() -> None:
        version = form.cleaned_data.pop("version")
        actions.decide(
            by=actor_of(request), at=timezone.localtime(), assessment=row, rule=rule, version=version,
            **form.cleaned_data,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Decisione scritta."))
            return redirect("assessments:assessment", pk, row.pk)
        conflict = conflict_of(form, error, _values_of)
    return record_page(
        request,
        record,
        "assessments/record/screening",
        tab=TAB,
        writing=True,
        invalid=form.is_bound,
        row=row,
        rule=rule,
        outcome=outcome,
        suggested=(Decision.INCLUDED if outcome.met else Decision.NOT_INCLUDED).label,
        form=form,
        conflict=conflict,
    )


def _values_of(row: Screening) -> dict[str, Any]:
    return {
        "decision": row.decision,
        "reason": open_text(row, "reason"),
        "decided_on": row.decided_on,
        "version": row.version,
    }
