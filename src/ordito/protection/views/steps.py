# SPDX-License-Identifier: EUPL-1.2
"""The steps of emergency removals and reports, and the terms of the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.core.http import page
from ordito.protection import actions
from ordito.protection.engine.clock import ROME
from ordito.protection.forms.measures import ClockRuleForm, DropForm, EndEmergencyForm, SendForm, StepForm
from ordito.protection.models import ClockRule, EmergencyPlacement, EmergencyStep, ReportDue
from ordito.protection.rules import can_change_clock
from ordito.protection.views.common import carry_out, choices_of, form_view, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@form_view
def emergency_step(request: HttpRequest, pk: int, row_pk: int, step_pk: int) -> HttpResponse:
    """Write when a step of the clock was taken."""
    record = writable(request, pk)
    steps = EmergencyStep.objects.visible_to(actor_of(request)).filter(
        placement=row_pk, placement__case_file=record.case_file, placement__annulled_at=None
    )
    step = get_object_or_404(steps.select_related("rule", "placement__case_file__person"), pk=step_pk)
    form = StepForm(request.POST or None, choices=choices_of(request, record), initial=_step_values(step))

    return carry_out(
        request,
        record,
        step,
        form,
        partial(actions.mark_step, step=step),
        back=page_of(record, "emergency", row_pk),
        done=_("Adempimento registrato."),
        theirs=_step_values,
        heading=step.rule.name,
        lead=step.rule.consequence and _("Se il termine passa: %(what)s") % {"what": step.rule.consequence},
        submit_label=_("Salva"),
    )


def _step_values(step: EmergencyStep) -> dict[str, Any]:
    moment = (step.done_at or timezone.now()).astimezone(ROME)
    return {
        "day": moment.date(),
        "time": moment.time(),
        "done_by": step.done_by,
        "protocol_number": step.protocol_number,
        "protocol_date": step.protocol_date,
        "document": step.document_id,
        "note": open_text(step, "note"),
        "version": step.version,
    }


@form_view
def emergency_end(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write how an emergency removal ended."""
    record = writable(request, pk)
    row = row_or_404(request, record, EmergencyPlacement, row_pk)
    initial = {"ended_on": record.today, "version": row.version}
    form = EndEmergencyForm(request.POST or None, choices=choices_of(request, record), initial=initial)

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.end_emergency, placement=row),
        back=page_of(record, "emergency", row_pk),
        done=_("Esito registrato."),
        theirs=lambda current: {"ended_on": current.ended_on, "outcome": current.outcome_id},
        heading=_("Esito dell’allontanamento d’urgenza"),
        lead=_("Se il tribunale ha deciso, registra anche il suo decreto tra i provvedimenti."),
        submit_label=_("Salva l’esito"),
    )


@form_view
def report_send(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write that a report was sent."""
    record = writable(request, pk)
    row = row_or_404(request, record, ReportDue, row_pk)
    initial = {"sent_on": record.today, "version": row.version}
    form = SendForm(request.POST or None, choices=choices_of(request, record), initial=initial)

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.send_report, report=row),
        back=page_of(record, "report", row_pk),
        done=_("Invio registrato: la prossima è già in scadenza.") if row.every_months else _("Invio registrato."),
        theirs=sent_values,
        heading=_("Registra l’invio: %(what)s") % {"what": row.content},
        submit_label=_("Salva"),
    )


def sent_values(row: Any) -> dict[str, Any]:
    """What the form of a sending shows of a row."""
    return {
        "sent_on": row.sent_on,
        "protocol_number": row.protocol_number,
        "protocol_date": row.protocol_date,
        "document": row.document_id,
    }


@form_view
def report_drop(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Write that a report is due no more."""
    record = writable(request, pk)
    row = row_or_404(request, record, ReportDue, row_pk)
    initial = {"dropped_on": record.today, "version": row.version}
    form = DropForm(request.POST or None, choices=choices_of(request, record), initial=initial)

    return carry_out(
        request,
        record,
        row,
        form,
        partial(actions.drop_report, report=row),
        back=page_of(record, "report", row_pk),
        done=_("Questa relazione non è più tra le scadenze."),
        theirs=lambda current: {"dropped_on": current.dropped_on},
        heading=_("Non più dovuta: %(what)s") % {"what": row.content},
        submit_label=_("Salva"),
    )


@require_safe
@requires(Verb.MANAGE_RECORD_SETTINGS)
def clock(request: HttpRequest) -> HttpResponse:
    """The terms of the clock: those in force, and what they were."""
    rules = list(ClockRule.objects.order_by("position", "-valid_from", "-pk"))
    names = {rule.step: rule.name for rule in rules if rule.valid_to is None}
    lines = [(rule, names.get(rule.after, "")) for rule in rules]
    context = {
        "now": [line for line in lines if line[0].valid_to is None],
        "before": [line for line in lines if line[0].valid_to is not None],
        "keeps": can_change_clock(actor_of(request)),
    }
    return page(request, "protection/clock.html", context)


@form_view
@requires(Verb.MANAGE_RECORD_SETTINGS)
def clock_rule(request: HttpRequest, rule_pk: int) -> HttpResponse:
    """Change a term."""
    if not can_change_clock(actor_of(request)):
        raise NotAllowedError(_("Vale per tutti i territori: lo cambia chi regola le impostazioni di tutti."))
    rule = get_object_or_404(ClockRule.objects.filter(valid_to=None), pk=rule_pk)
    form = ClockRuleForm(request.POST or None, initial=_rule_values(rule))
    conflict = None

    def act() -> None:
        values = dict(form.cleaned_data)
        version = values.pop("version") or rule.version
        term = actions.TermValues(**values)
        actions.change_clock_rule(term, by=actor_of(request), at=timezone.now(), rule=rule, version=version)

    if request.method == "POST" and form.is_valid():
        error = attempt(form, act, shows_conflict=True)
        if error is None:
            messages.success(request, _("Termine salvato."))
            return redirect("protection:clock")
        conflict = conflict_of(form, error, _rule_values)
    context = {"form": form, "rule": rule, "conflict": conflict}
    return page(request, "protection/clock_rule.html", context, invalid=form.is_bound)


def _rule_values(rule: ClockRule) -> dict[str, Any]:
    names = ("name", "amount", "unit", "consequence", "source", "verified", "valid_from", "version")
    return {name: getattr(rule, name) for name in names}
