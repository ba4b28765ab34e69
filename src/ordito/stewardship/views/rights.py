# SPDX-License-Identifier: EUPL-1.2
"""The person's rights on the record: their requests and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases.actions import CaseError
from ordito.cases.queries.record_header import log_refusal
from ordito.cases.views.loading import opened, record_or_404, record_page
from ordito.cases.views.part_forms import answer_form
from ordito.core.access import NotAllowedError, actor_of
from ordito.stewardship import actions, rules
from ordito.stewardship.enums import RequestKind
from ordito.stewardship.forms.rights import AnswerForm, ExtendForm, RequestForm
from ordito.stewardship.models import DataRequest
from ordito.stewardship.queries.erasing import erased_of
from ordito.stewardship.queries.limitation import limitations_of
from ordito.stewardship.queries.notes import HERE, all_notes
from ordito.stewardship.queries.requests import copies_of, request_view, requests_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

form_view = require_http_methods(["GET", "HEAD", "POST"])


def whole_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who reads it whole."""
    record = record_or_404(request, pk)
    if not record.whole:
        log_refusal(actor_of(request), pk, at=timezone.now())
        raise NotAllowedError(_("Le richieste della persona le vede chi segue la cartella."))
    return record


def served_or_403(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for who serves the person's requests."""
    record = whole_or_403(request, pk)
    if not rules.can_serve(actor_of(request), record.case_file):
        raise NotAllowedError(_("Alle richieste della persona risponde chi segue la cartella."))
    return record


def rights_page(request: HttpRequest, record: RecordHeader, form: Form | None, **context: Any) -> HttpResponse:
    """The page of a form about the person's rights, or of a step that asks nothing."""
    context.setdefault("cancel_url", reverse("stewardship:rights", args=[record.pk]))
    invalid = form is not None and form.is_bound
    return record_page(request, record, "form", tab=HERE, form=form, invalid=invalid, **context)


def rights_form(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    act: Callable[[], Any],
    *,
    done: str,
    back: str | Callable[[], str] = "",
    theirs: Callable[[Any], dict[str, Any]] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form about the person's rights, or do what it asks and go back (to their page); see `answer_form`."""
    back = back or reverse("stewardship:rights", args=[record.pk])
    answered, shown = answer_form(request, record, form, act, done=done, back=back, theirs=theirs)
    if answered is not None:
        return answered
    if isinstance(back, str):
        context.setdefault("cancel_url", back)
    return rights_page(request, record, form, **shown, **context)


@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Requests, notes and limitations of a record."""
    record = whole_or_403(request, pk)
    opened(request, record, HERE)
    limitations = limitations_of(record)
    return record_page(
        request,
        record,
        "stewardship/record/rights",
        tab=HERE,
        requests=requests_of(record),
        notes=all_notes(record),
        limitations=limitations,
        limited=any(one.row.ended_on is None for one in limitations),
        serves=rules.can_serve(actor_of(request), record.case_file),
    )


@form_view
def request_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write that a request came in."""
    record = served_or_403(request, pk)
    form = RequestForm(request.POST or None, initial={"received_on": record.today})
    made: list[DataRequest] = []

    def act() -> None:
        given = form.cleaned_data
        values = {**given, "kind": RequestKind(given["kind"]), "form_key": given["form_key"] or uuid4()}
        at = timezone.localtime()
        made.append(actions.record_request(by=actor_of(request), at=at, case_file=record.case_file, **values))

    return rights_form(
        request,
        record,
        form,
        act,
        done=_("Richiesta registrata: si risponde entro un mese."),
        back=lambda: reverse("stewardship:request", args=[pk, made[0].pk]),
        heading=_("Richiesta della persona"),
        submit_label=_("Registra"),
        lead=_("Chi chiede i dati, li vuole corretti o si oppone ha diritto a una risposta entro un mese."),
    )


def request_or_404(record: RecordHeader, request_pk: int) -> DataRequest:
    """A request of the record."""
    rows = DataRequest.objects.filter(case_file=record.case_file).select_related(
        "asker", "identity", "outcome", "refusal_ground"
    )
    row = get_object_or_404(rows, pk=request_pk)
    row.case_file = record.case_file
    return row


@require_safe
def request_page(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """One request, with its copies and what can be done."""
    record = whole_or_403(request, pk)
    row = request_or_404(record, request_pk)
    opened(request, record, HERE)
    copies = copies_of(row)
    return record_page(
        request,
        record,
        "stewardship/record/request",
        tab=HERE,
        one=request_view(row, record),
        copies=copies,
        copy_waits=bool(copies) and copies[0].row.released_at is None,
        serves=row.answered_on is None and rules.can_serve(actor_of(request), record.case_file),
        wants_copy=row.kind == RequestKind.ACCESS,
        wants_erasure=row.kind == RequestKind.ERASURE,
        erased=erased_of(row) if row.kind == RequestKind.ERASURE else (),
        late=row.answered_on is None and record.today > row.due_on,
    )


@form_view
def request_extend(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Take two months more."""
    return _request_form(
        request,
        pk,
        request_pk,
        lambda row, _today: ExtendForm(request.POST or None, initial={"version": row.version}),
        actions.extend_request,
        done=_("Termine prorogato di due mesi. Ricorda di avvisare la persona."),
        heading=_("Proroga di due mesi"),
        submit_label=_("Proroga"),
    )


@form_view
def request_answer(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Write what was answered."""
    return _request_form(
        request,
        pk,
        request_pk,
        lambda row, today: AnswerForm(
            request.POST or None,
            erasure=row.kind == RequestKind.ERASURE,
            initial={"version": row.version, "answered_on": today},
        ),
        actions.answer_request,
        done=_("Risposta registrata."),
        heading=_("Risposta alla persona"),
        submit_label=_("Registra la risposta"),
    )


def _request_form(
    request: HttpRequest,
    pk: int,
    request_pk: int,
    form_of: Callable[[DataRequest, date], Form],
    action: Callable[..., DataRequest],
    *,
    done: str,
    **words: str,
) -> HttpResponse:
    """The page of a form over one request, and what it does."""
    record = served_or_403(request, pk)
    row = request_or_404(record, request_pk)
    form = form_of(row, record.today)

    def act() -> None:
        action(by=actor_of(request), at=timezone.localtime(), request=row, **form.cleaned_data)

    back = reverse("stewardship:request", args=[pk, request_pk])
    return rights_form(request, record, form, act, done=done, back=back, theirs=lambda _current: {}, **words)


@require_POST
def copy_prepare(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Have the copy drafted."""
    record = served_or_403(request, pk)
    row = request_or_404(record, request_pk)
    try:
        copy = actions.prepare_copy(by=actor_of(request), at=timezone.localtime(), request=row)
    except CaseError as error:
        messages.warning(request, str(error))
        return redirect("stewardship:request", pk, request_pk)
    return redirect("stewardship:copy", pk, copy.pk)
