# SPDX-License-Identifier: EUPL-1.2
"""The register of a meeting: typed in one page, and printed to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ordito.audit.actions import log_access
from ordito.audit.enums import Kind
from ordito.core.access import Verb, actor_of, require, requires
from ordito.core.http import page
from ordito.core.pdf import make_pdf
from ordito.meetings import actions, rules
from ordito.meetings.enums import Source
from ordito.meetings.forms.register import EndorseForm, RegisterForm, TypedCells, name_of, read_cells
from ordito.meetings.models import SignInSheet
from ordito.meetings.queries.papers import SHEET, pages_of_sheet, sheet_data
from ordito.meetings.queries.register import blocks_of, register_of
from ordito.meetings.views.common import attempt, form_view, header_of, meeting_or_404, pdf_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from ordito.meetings.queries.register import RegisterRow


@form_view
@requires(Verb.KEEP_REGISTER)
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes attended, block by block, all people in one form."""
    actor, now = actor_of(request), timezone.now()
    row = meeting_or_404(request, pk)
    require(actor, Verb.KEEP_REGISTER, row)
    rows = register_of(row)
    if request.method != "POST":
        log_access("meetings.read_register", by=actor, at=now, kind=Kind.READ, rows=[row])
    form, typed = RegisterForm(request.POST or None), TypedCells()
    if request.method == "POST" and form.is_valid():
        lengths = [
            ((one.participation.pk, cell.block.number), cell.block.minutes) for one in rows for cell in one.cells
        ]
        typed = read_cells(request.POST, lengths, fills=form.cleaned_data["fills"])

        def act() -> int:
            source = form.cleaned_data["source"] or Source.TYPED
            return actions.record_minutes_attended(by=actor, at=now, cells=typed.cells, source=source)

        if not typed.errors and attempt(form, act) is None:
            messages.success(request, _("Registro salvato."))
            return redirect("meetings:register", pk)
    context = {
        "header": header_of(actor, row, "register"),
        "meeting": row,
        "blocks": blocks_of(row),
        "rows": [(one, _fields(one, typed)) for one in rows],
        "form": form,
        "wrong": _wrong(rows, typed),
        "open": rules.takes_register(row, now),
        "sheets": row.sheets.order_by("number"),
        "inside": sum(one.inside for one in rows) if now > row.ends_at else 0,
        "check_in_open": rules.check_in_open(row, now),
    }
    return page(request, "meetings/register.html", context, invalid=form.is_bound)


def _fields(row: RegisterRow, typed: TypedCells) -> list[dict[str, object]]:
    """Each cell as the page draws it: what was typed, else what is written."""
    found = []
    for cell in row.cells:
        place = (row.participation.pk, cell.block.number)
        written = "" if cell.minutes is None else str(cell.minutes)
        value = typed.typed.get(place, written)
        found.append({"cell": cell, "name": name_of(place), "value": value, "error": typed.errors.get(place, "")})
    return found


def _wrong(rows: Sequence[RegisterRow], typed: TypedCells) -> list[tuple[str, str, str]]:
    """The cells to correct: id of the field, whose it is, what is wrong."""
    names = {row.participation.pk: row.participation.filed_name for row in rows}
    return [(name_of(place), names[place[0]], words) for place, words in typed.errors.items()]


@require_POST
@requires(Verb.KEEP_REGISTER)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the sheet to be signed: numbered, one line for each person, and the sheet is noted."""
    actor, now = actor_of(request), timezone.now()
    row = meeting_or_404(request, pk)
    require(actor, Verb.KEEP_REGISTER, row)
    pages = pages_of_sheet(row, register_of(row))
    made = actions.make_sheet(by=actor, at=now, meeting=row, pages=len(pages))
    body = make_pdf(SHEET, sheet_data(row, made, pages), at=now)
    return pdf_answer(body, f"foglio-firme-{row.pk}-{made.number}.pdf")


@form_view
@requires(Verb.KEEP_REGISTER)
def endorse(request: HttpRequest, pk: int, sheet_pk: int) -> HttpResponse:
    """Write who endorsed the pages of a sheet before it was used."""
    row = meeting_or_404(request, pk)
    require(actor_of(request), Verb.KEEP_REGISTER, row)
    one = get_object_or_404(SignInSheet.objects.select_related("meeting"), meeting=row, pk=sheet_pk)
    form = EndorseForm(request.POST or None, initial={"endorsed_on": one.endorsed_on, "endorsed_by": one.endorsed_by})

    def act() -> None:
        actions.endorse_sheet(by=actor_of(request), at=timezone.localtime(), sheet=one, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act) is None:
        messages.success(request, _("Vidimazione salvata."))
        return redirect("meetings:register", pk)
    words = ngettext("Foglio %(number)s, una pagina", "Foglio %(number)s, %(pages)s pagine", one.pages)
    context = {
        "form": form,
        "meeting": row,
        "title": _("Vidimazione del foglio firme"),
        "lead": words % {"number": one.number, "pages": one.pages},
        "submit_label": _("Salva"),
        "cancel_url": reverse("meetings:register", args=[pk]),
    }
    return page(request, "meetings/short_form.html", context, invalid=form.is_bound)
