# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.forms.fields import keep_present
from ordito.cases.views.conflicts import attempt
from ordito.core.access import actor_of
from ordito.core.fields import open_text
from ordito.kinship import actions
from ordito.kinship.forms.responsibility import ResponsibilityEditForm, ResponsibilityForm
from ordito.kinship.models import ParentalResponsibility
from ordito.kinship.queries.choices import members_to_choose
from ordito.kinship.queries.graph import graph_of
from ordito.kinship.views.rows import corrected, form_page, form_view, row_or_404, saved, someone_of, values_of, written

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

DATED = ("kind", "source", "measure_on", "valid_from", "valid_to")


@form_view
def responsibility_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write who holds parental responsibility for a child of the family."""
    record = written(request, pk)
    members = members_to_choose(graph_of(actor_of(request), record.case_file, day=record.today))
    form = ResponsibilityForm(request.POST or None, members=members, initial={"child": members[0][0]})

    def act() -> None:
        values = dict(form.cleaned_data)
        child, holder = someone_of(values.pop("child")), values.pop("holder")
        actions.add_responsibility(
            by=actor_of(request),
            at=timezone.localtime(),
            case_file=record.case_file,
            child=child,
            holder=someone_of(holder) if holder else None,
            **values,
        )

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        return saved(request, record, _("Responsabilità genitoriale scritta."))
    lead = _("Scrivi una riga per ogni genitore. Se cambia, aggiungine un’altra con la nuova data: chiude la prima.")
    return form_page(request, record, form, heading=_("Responsabilità genitoriale"), lead=lead)


@form_view
def responsibility_edit(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Correct a responsibility."""
    record = written(request, pk)
    row = row_or_404(ParentalResponsibility, record, row_pk)

    def values(current: ParentalResponsibility) -> dict[str, Any]:
        return values_of(current, DATED) | {"measure": open_text(current, "measure")}

    holder_name = open_text(row, "holder_name")
    form = ResponsibilityEditForm(request.POST or None, initial=values(row) | {"version": row.version})
    keep_present(form)
    return corrected(
        request,
        record,
        form,
        lambda **changes: actions.edit_responsibility(row=row, holder_name=holder_name, **changes),
        values,
        heading=_("Correggi la responsabilità genitoriale"),
    )
