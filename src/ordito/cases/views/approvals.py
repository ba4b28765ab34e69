# SPDX-License-Identifier: EUPL-1.2
"""What waits for a supervisor, and their decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.cases import actions, rules
from ordito.cases.actions.approvals import subject_of
from ordito.cases.enums import ApprovalState
from ordito.cases.forms.approvals import DecisionForm
from ordito.cases.models import Approval, ClosureProposal
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import record_or_404, record_page
from ordito.core.access import Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TONES = {ApprovalState.ASKED: "warning", ApprovalState.APPROVED: "success"}


@require_safe
@requires(Verb.APPROVE_WORK)
def approvals(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, the oldest first."""
    waiting = Approval.objects.for_decision_by(actor_of(request)).select_related("case_file__person")
    shown = page_of(request, waiting, order=("asked_at", "pk"))
    if shown.rows:
        read = [thing for row in shown.rows for thing in (row.case_file, row.case_file.person)]
        log_access("cases.list_records", by=actor_of(request), at=timezone.localtime(), kind=Kind.READ, rows=read)
    lines = [(row, row.case_file.person.full_name()) for row in shown.rows]
    return page(request, "cases/approvals.html", {"lines": lines, "list_page": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.APPROVE_WORK)
def approval(request: HttpRequest, approval_pk: int) -> HttpResponse:
    """One request: read it, then approve or send it back."""
    actor = actor_of(request)
    row = Approval.objects.visible_to(actor).select_related("case_file__person").filter(pk=approval_pk).first()
    if row is None:
        raise Http404
    record = record_or_404(request, row.case_file_id)
    form = DecisionForm(request.POST or None)
    approved = request.POST.get("decisione") == "approva"

    def act() -> None:
        answer = form.cleaned_data["answer"]
        actions.decide(by=actor, at=timezone.localtime(), approval=row, approved=approved, answer=answer)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        messages.success(request, _("Approvata.") if approved else _("Rimandata a chi ha chiesto."))
        return redirect("cases:approvals")
    proposal = ClosureProposal.objects.select_related("outcome", "reason", "taking__case_file__person")
    subject = subject_of(row.kind)
    return record_page(
        request,
        record,
        "approval",
        tab="taking",
        invalid=form.is_bound,
        form=form,
        approval=row,
        proposal=proposal.filter(approval=row).first(),
        tone=TONES.get(ApprovalState(row.state), "neutral"),
        row_url=subject.address(record.pk, row.row_id) if subject else reverse("cases:record", args=[record.pk]),
        decides=row.state == ApprovalState.ASKED and rules.can_decide(actor, row),
        cancel_url=reverse("cases:approvals"),
    )
