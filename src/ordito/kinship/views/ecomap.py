# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.views.conflicts import attempt
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.kinship import actions
from ordito.kinship.forms.ties import TieEditForm, TieForm
from ordito.kinship.models import Tie
from ordito.kinship.queries.choices import members_to_choose
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.views.rows import corrected, form_page, form_view, row_or_404, saved, someone_of, values_of, written

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PLAIN = ("area", "service", "organisation", "strength", "direction", "valid_from", "valid_to")


@form_view
def tie_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a tie to the ecomap."""
    record = written(request, pk)
    members = members_to_choose(graph_of(actor_of(request), record.case_file, day=record.today))
    form = TieForm(request.POST or None, members=members, case_file=record.case_file)

    def act() -> None:
        values = dict(form.cleaned_data)
        of = values.pop("of")
        actions.add_tie(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            of=someone_of(of) if of else None,
            **values,
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        answer = saved(request, record, _("Legame aggiunto all’ecomappa."))
        if "ancora" in request.POST:
            answer["Location"] = request.path
        return answer
    heading, again = _("Aggiungi un legame all’ecomappa"), _("Salva e aggiungine un altro")
    return form_page(request, record, form, heading=heading, second_label=again)


@form_view
def tie_edit(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Correct a tie of the ecomap."""
    record = written(request, pk)
    row = row_or_404(Tie, record, row_pk)

    def values(current: Tie) -> dict[str, Any]:
        return values_of(current, PLAIN) | {name: open_text(current, name) for name in ("name", "note")}

    return corrected(
        request,
        record,
        TieEditForm(request.POST or None, case_file=record.case_file, initial=values(row) | {"version": row.version}),
        lambda **changes: actions.edit_tie(tie=row, **changes),
        values,
        heading=_("Correggi il legame"),
    )
