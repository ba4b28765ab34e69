# SPDX-License-Identifier: EUPL-1.2
"""The record beside the population register, for who follows it. Not there at all when the register is off."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases.actions import CaseError
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, record_page, written_or_403
from ordito.core.access import Verb, actor_of, requires
from ordito.core.fields import open_text
from ordito.flows.actions import register as actions
from ordito.flows.forms.register import RegisterForm
from ordito.flows.queries.register import compared, lookups_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.flows.models import RegisterLookup

TAB = "register"
SHOWN = 20
"""Earlier questions that the page lists."""


def _record(request: HttpRequest, pk: int) -> RecordHeader:
    if not settings.POPULATION_REGISTER:
        raise Http404
    return written_or_403(request, pk)


@requires(Verb.WRITE_RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why, ask, and be led to the answer; the questions asked before."""
    record = _record(request, pk)
    form = RegisterForm(request.POST or None)
    made: list[RegisterLookup] = []

    def act() -> None:
        values = form.cleaned_data
        made.append(
            actions.ask_register(
                by=actor_of(request),
                at=timezone.now(),
                case_file=record.case_file,
                reason=values["reason"],
                basis=values["basis"],
                form_key=values["form_key"] or uuid4(),
            )
        )

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        return redirect("flows:register_answer", pk, made[0].pk)
    return record_page(
        request,
        record,
        "flows/record/register",
        tab=TAB,
        writing=True,
        invalid=form.is_bound,
        form=form,
        lookups=lookups_of(record.case_file)[:SHOWN],
    )


def _lookup_or_404(record: RecordHeader, pk: int) -> RegisterLookup:
    return get_object_or_404(lookups_of(record.case_file).select_related("case_file__person", "basis"), pk=pk)


@requires(Verb.WRITE_RECORD)
@require_safe
def answer(request: HttpRequest, pk: int, lookup_pk: int) -> HttpResponse:
    """What the register said beside what the record says, or why there is no answer."""
    record = _record(request, pk)
    lookup = _lookup_or_404(record, lookup_pk)
    said = actions.answer_of(lookup, now=timezone.now())
    opened(request, record, TAB)
    return record_page(
        request,
        record,
        "flows/record/register_answer",
        tab=TAB,
        writing=False,
        lookup=lookup,
        reason=open_text(lookup, "reason"),
        found=compared(record.case_file, said, today=record.today) if said else None,
    )


@requires(Verb.WRITE_RECORD)
@require_POST
def take_residence(request: HttpRequest, pk: int, lookup_pk: int) -> HttpResponse:
    """Write the residence of the register among the addresses."""
    record = _record(request, pk)
    lookup = _lookup_or_404(record, lookup_pk)
    try:
        actions.take_residence(by=actor_of(request), at=timezone.now(), lookup=lookup)
        messages.success(request, _("Residenza scritta tra gli indirizzi, con fonte «anagrafe»."))
    except CaseError as error:
        messages.error(request, str(error))
    return redirect("flows:register_answer", pk, lookup_pk)
