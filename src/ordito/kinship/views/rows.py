# SPDX-License-Identifier: EUPL-1.2
"""What the forms of the page share: the row to change, the form's page, and the end or withdrawal of any row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ordito.cases.enums import Part
from ordito.cases.views.conflicts import attempt, conflict_of
from ordito.cases.views.loading import part_written_or_403, record_page
from ordito.core.access import actor_of
from ordito.kinship import actions
from ordito.kinship.actions import Someone
from ordito.kinship.forms.ties import LastDayForm, WithdrawForm
from ordito.kinship.models import Kin, ParentalResponsibility, Tie

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader
    from ordito.core.declare import Text

Row = TypeVar("Row", Kin, ParentalResponsibility, Tie)
form_view = require_http_methods(["GET", "HEAD", "POST"])
SORTS: dict[str, type[Kin | ParentalResponsibility | Tie]] = {
    "legame": Kin,
    "responsabilita": ParentalResponsibility,
    "ecomappa": Tie,
}
"""The word in the address of a row, and what it is."""


def written(request: HttpRequest, pk: int) -> RecordHeader:
    """The record, for a form of its family."""
    return part_written_or_403(request, pk, Part.FAMILY)


def row_or_404(model: type[Row], record: RecordHeader, pk: int) -> Row:
    """A row written in this record that still stands."""
    rows = model.objects.current().filter(case_file=record.case_file).select_related("case_file__person")
    found: Row = get_object_or_404(rows, pk=pk)
    return found


def _any_row_or_404(sort: str, record: RecordHeader, pk: int) -> Any:
    if sort not in SORTS:
        raise Http404
    model: Any = SORTS[sort]
    return row_or_404(model, record, pk)


def someone_of(code: str) -> Someone:
    """Who a form's choice is (`queries.choices.member_code`)."""
    pk = int(code[1:])
    return Someone(person_id=pk) if code.startswith("p") else Someone(relative_id=pk)


def form_page(request: HttpRequest, record: RecordHeader, form: Form, **context: Any) -> HttpResponse:
    """The page of a form of the family."""
    return record_page(
        request,
        record,
        context.pop("template", "cases/record/form"),
        tab="kinship",
        writing=True,
        invalid=form.is_bound,
        form=form,
        cancel_url=reverse("kinship:ties", args=[record.pk]),
        submit_label=context.pop("submit_label", _("Salva")),
        **context,
    )


def saved(request: HttpRequest, record: RecordHeader, message: Text) -> HttpResponse:
    """Back to the page, with a word that it is done."""
    messages.success(request, str(message))
    return redirect("kinship:ties", record.pk)


def corrected(
    request: HttpRequest,
    record: RecordHeader,
    form: Form,
    act: Callable[..., Any],
    theirs: Callable[[Any], dict[str, Any]],
    **context: Any,
) -> HttpResponse:
    """A form that corrects a row: saved, or shown again with what is wrong, or with both versions of two people."""
    error = None
    if request.method == "POST" and form.is_valid():
        error = attempt(
            form, lambda: act(by=actor_of(request), at=timezone.localtime(), **form.cleaned_data), shows_conflict=True
        )
        if error is None:
            return saved(request, record, _("Salvato."))
    return form_page(request, record, form, conflict=conflict_of(form, error, theirs), **context)


@form_view
def end(request: HttpRequest, pk: int, sort: str, row_pk: int) -> HttpResponse:
    """A row is over."""
    record = written(request, pk)
    row = _any_row_or_404(sort, record, row_pk)
    form = LastDayForm(request.POST or None, initial={"valid_to": record.today, "version": row.version})
    return corrected(
        request,
        record,
        form,
        lambda **values: actions.end_row(row=row, **values),
        lambda current: {"valid_to": current.valid_to},
        heading=_("È finito"),
        lead=_("Resta nella storia della cartella, con le sue date."),
    )


@form_view
def withdraw(request: HttpRequest, pk: int, sort: str, row_pk: int) -> HttpResponse:
    """A row was a mistake."""
    record = written(request, pk)
    row = _any_row_or_404(sort, record, row_pk)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})
    return corrected(
        request,
        record,
        form,
        lambda **values: actions.withdraw_row(row=row, **values),
        lambda _current: {},
        heading=_("Togli perché era sbagliato"),
        lead=_("Sparisce da disegni ed elenchi. Se invece era vero ed è finito, torna indietro e scrivi quando."),
        submit_label=_("Togli"),
        danger=True,
    )


def values_of(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """The form's values of a row as it stands."""
    return {name: getattr(row, name) for name in names}
