# SPDX-License-Identifier: EUPL-1.2
"""The plans of a record, and one plan as it would stand on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.enums import CaseFileState, Part
from ordito.cases.forms.fields import keep_present
from ordito.cases.models import CaseFile
from ordito.cases.queries.choices import providers_of
from ordito.cases.views.loading import opened, part_or_403, part_written_or_403, record_page
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.plans import actions
from ordito.plans.enums import PlanScope
from ordito.plans.forms.plans import PlanForm
from ordito.plans.queries.choices import family_records, intervention_kinds, records_by_number, staff_of
from ordito.plans.queries.plan_list import plan_lines
from ordito.plans.queries.plan_page import plan_page
from ordito.plans.queries.words import BESIDE, words_lines, words_of
from ordito.plans.views.loading import answer, form_view, may_write, open_plan, plan_address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.access import Actor
    from ordito.plans.models import SupportPlan
    from ordito.plans.queries.plan_page import ActionLine, PlanPage


@require_safe
def plans(request: HttpRequest, pk: int) -> HttpResponse:
    """The plans of the record."""
    record = part_or_403(request, pk, Part.PLANS)
    opened(request, record, "plans")
    return record_page(
        request,
        record,
        "plans/record/plans",
        tab="plans",
        plans=plan_lines(actor_of(request), record),
        may_start=Part.PLANS in record.writable and record.case_file.state != CaseFileState.CLOSED,
    )


@require_safe
def plan(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """One plan, whole, with the family's words beside when the reader may read them."""
    record = part_or_403(request, pk, Part.PLANS)
    actor = actor_of(request)
    shown = plan_page(actor, record, plan_pk)
    if shown is None:
        raise Http404
    opened(request, record, "plans")
    hears = Part.WORDS in record.parts
    if hears:
        opened(request, record, "words")
    writes = may_write(actor, shown.plan)
    return record_page(
        request,
        record,
        "plans/record/plan",
        tab="plans",
        page=shown,
        writes=writes,
        edits=writes and not shown.plan.frozen and shown.plan.state in {"draft", "shared"},
        hears=hears,
        words=words_lines(words_of(actor, record.pk, plan_id=plan_pk)[:BESIDE]) if hears else [],
        adds_words=hears and Part.WORDS in record.writable and record.case_file.state != CaseFileState.CLOSED,
        rows=_rows(record, shown),
    )


def _rows(record: RecordHeader, page: PlanPage) -> list[tuple[ActionLine, str]]:
    """The rows, each with the address of the form that asks for an intervention, filled as far as the row says."""
    if not (record.adds_interventions and page.plan.runs):
        return [(line, "") for line in page.actions]
    kinds = intervention_kinds()
    form = reverse("cases:intervention_ask", args=[record.pk])
    return [
        (line, f"{form}?tipo={kinds[line.device_code]}" if line.device_code in kinds else form) for line in page.actions
    ]


@form_view
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a plan."""
    record = part_written_or_403(request, pk, Part.PLANS)
    initial = {
        "starts_on": record.today,
        "scope": PlanScope.INDIVIDUAL,
        "responsible": actor_of(request).professional_id,
    }
    form = _form(request, record, record.case_file, initial)
    made: list[SupportPlan] = []

    def act() -> None:
        made.append(
            actions.start_plan(
                by=actor_of(request),
                at=timezone.localtime(),
                case_file=record.case_file,
                taking=record.taking,
                facts=_facts(form),
            )
        )

    result = answer(
        request,
        record,
        form,
        act,
        done=_("Progetto cominciato: è una bozza. Ora scrivi gli obiettivi e le righe."),
        to=reverse("plans:plans", args=[pk]),
        heading=_("Nuovo progetto"),
        submit_label=_("Salva il progetto in bozza"),
    )
    return redirect(plan_address(record, made[0])) if made else result


@form_view
def edit(request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
    """Change the head of a plan that nobody signed."""
    record, row = open_plan(request, pk, plan_pk)
    family = family_records(actor_of(request), row.case_file, today=record.today)

    def values(current: SupportPlan) -> dict[str, Any]:
        return _values(current, actor_of(request), {one.pk for one in family})

    form = _form(request, record, row.case_file, values(row))
    keep_present(form)

    def act() -> None:
        actions.edit_plan(
            by=actor_of(request),
            at=timezone.localtime(),
            plan=row,
            version=form.cleaned_data["version"] or row.version,
            facts=_facts(form),
        )

    return answer(
        request,
        record,
        form,
        act,
        done=_("Progetto aggiornato."),
        to=plan_address(record, row),
        values=values,
        heading=_("Dati del progetto"),
    )


def _form(request: HttpRequest, record: RecordHeader, home: CaseFile, initial: dict[str, Any]) -> PlanForm:
    actor = actor_of(request)
    return PlanForm(
        request.POST or None,
        initial=initial,
        staff=staff_of(home, today=record.today),
        providers=providers_of(home, today=record.today),
        family=family_records(actor, home, today=record.today),
        find=lambda numbers: records_by_number(actor, home, numbers),
    )


def _facts(form: PlanForm) -> actions.PlanFacts:
    values = form.cleaned_data
    names = ("kind", "title", "reasons", "starts_on", "ends_on", "next_review_on", "responsible", "provider")
    scope = PlanScope(values["scope"])
    return actions.PlanFacts(scope=scope, others=form.chosen_records(), **{name: values[name] for name in names})


def _values(row: SupportPlan, actor: Actor, family: set[int]) -> dict[str, Any]:
    """The records of others that the actor follows; the action keeps the rest as it is."""
    there = row.beneficiaries.exclude(case_file=row.case_file_id).values("case_file")
    others = CaseFile.objects.followed_by(actor).filter(pk__in=there).order_by("pk")
    return {
        "kind": row.kind_id,
        "title": open_text(row, "title"),
        "reasons": open_text(row, "reasons"),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "next_review_on": row.next_review_on,
        "responsible": row.responsible_id,
        "provider": row.provider_id,
        "scope": row.scope,
        "others": [one.pk for one in others if one.pk in family],
        "numbers": ", ".join(one.number for one in others if one.pk not in family),
        "version": row.version,
    }
