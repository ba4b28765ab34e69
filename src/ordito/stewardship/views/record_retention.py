# SPDX-License-Identifier: EUPL-1.2
"""How long one record is kept, for who reads it whole: the series, the day, the holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ordito.cases.views.loading import opened, record_page, written_or_403
from ordito.cases.views.part_forms import answer_form
from ordito.core.access import Verb, actor_of, requires
from ordito.stewardship.actions import retention as actions
from ordito.stewardship.forms.retention import HoldForm
from ordito.stewardship.models import LegalHold
from ordito.stewardship.queries.record_retention import kept_until
from ordito.stewardship.views.retention import form_view, place
from ordito.stewardship.views.rights import whole_or_403

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TAB = "retention"


@require_safe
@requires(Verb.VIEW_RECORD)
def retention(request: HttpRequest, pk: int) -> HttpResponse:
    """Until when the record is kept and why; who holds it."""
    record = whole_or_403(request, pk)
    opened(request, record, TAB)
    kept = kept_until(record)
    return record_page(request, record, "stewardship/record/retention", tab=TAB, kept=kept)


@form_view
@requires(Verb.WRITE_RECORD)
def hold_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold the record."""
    record = written_or_403(request, pk)
    form = HoldForm(request.POST or None, initial={"starts_on": record.today})
    back = reverse("stewardship:retention", args=[pk])
    answered, shown = answer_form(
        request, record, form, lambda: place(request, form, record.case_file), done=_("Blocco messo."), back=back
    )
    if answered is not None:
        return answered
    return record_page(
        request,
        record,
        "cases/record/form",
        tab=TAB,
        writing=True,
        invalid=form.is_bound,
        form=form,
        heading=_("Blocca lo scarto"),
        submit_label=_("Blocca"),
        cancel_url=back,
        **shown,
    )


@form_view
@requires(Verb.WRITE_RECORD)
def hold_lift(request: HttpRequest, pk: int, hold_pk: int) -> HttpResponse:
    """End a hold, after asking."""
    record = written_or_403(request, pk)
    rows = LegalHold.objects.filter(case_file=record.case_file, lifted_at__isnull=True)
    row = get_object_or_404(rows.select_related("case_file__person"), pk=hold_pk)
    back = reverse("stewardship:retention", args=[pk])
    if request.method == "POST":
        actions.lift_hold(by=actor_of(request), at=timezone.now(), hold=row, version=row.version)
        messages.success(request, _("Blocco tolto."))
        return redirect(back)
    return record_page(
        request,
        record,
        "cases/record/form",
        tab=TAB,
        writing=True,
        heading=_("Togli il blocco"),
        lead=_("Da oggi la cartella si può proporre per lo scarto, se il suo tempo è passato."),
        submit_label=_("Togli il blocco"),
        danger=True,
        cancel_url=back,
    )
