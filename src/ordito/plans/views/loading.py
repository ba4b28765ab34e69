# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a plan do first, and how their forms answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.views.loading import part_or_403, record_page
from ordito.cases.views.part_forms import answer_form
from ordito.core.access import NotAllowedError, actor_of
from ordito.plans import rules
from ordito.plans.queries.plan_rows import plans_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.plans.models import SupportPlan

form_view = require_http_methods(["GET", "HEAD", "POST"])


def may_write(actor: Actor, plan: SupportPlan) -> bool:
    """Whether the actor writes the plan, in a record that is not closed."""
    return plan.case_file.state != CaseFileState.CLOSED and rules.can_write_plan(actor, plan)


def written_plan(request: HttpRequest, pk: int, plan_pk: int) -> tuple[RecordHeader, SupportPlan]:
    """The record and the plan, for the page of a form that changes the plan."""
    record = part_or_403(request, pk, Part.PLANS)
    plan = get_object_or_404(plans_of(actor_of(request), record.pk), pk=plan_pk)
    if not rules.can_write_plan(actor_of(request), plan):
        raise NotAllowedError(_("Puoi leggere questo progetto, non modificarlo."))
    return record, plan


def open_plan(request: HttpRequest, pk: int, plan_pk: int) -> tuple[RecordHeader, SupportPlan]:
    """The same while the content may change; once signed there is nothing to edit."""
    record, plan = written_plan(request, pk, plan_pk)
    if plan.frozen:
        raise Http404
    return record, plan


def plan_address(record: RecordHeader, plan: SupportPlan) -> str:
    """The page of a plan within a record."""
    return reverse("plans:plan", args=[record.pk, plan.pk])


def form_page(
    request: HttpRequest,
    record: RecordHeader,
    form: Form | None,
    *,
    template: str = "cases/record/form",
    tab: str = "plans",
    **context: Any,
) -> HttpResponse:
    """The page of a form about plans."""
    bound = form is not None and form.is_bound
    context.setdefault("submit_label", _("Salva"))
    return record_page(request, record, template, tab=tab, writing=True, invalid=bound, form=form, **context)


def answer(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    act: Callable[[], Any],
    *,
    done: str,
    to: str,
    values: Callable[[Any], dict[str, Any]] | None = None,
    **context: Any,
) -> HttpResponse:
    """Run the action of a form and go on, or show the form again with what went wrong.

    `values` gives the form's values of the row as it stands, for a form that shows both versions. A form with long
    texts has a draft.
    """
    answered, shown = answer_form(request, record, form, act, done=done, back=to, theirs=values)
    if answered is not None:
        return answered
    context.setdefault("cancel_url", to)
    return form_page(request, record, form, **shown | context)
