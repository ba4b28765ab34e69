# SPDX-License-Identifier: EUPL-1.2
"""The forms of a functional profile and of an assessment of employability."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ordito.core.access import actor_of
from ordito.employment import actions
from ordito.employment.enums import AREAS, LEVELS, SLUGS, AppraisalKind
from ordito.employment.forms.paths import AppraisalForm
from ordito.employment.models import Appraisal, WorkPath
from ordito.employment.queries.choices import entries
from ordito.employment.queries.facts import values_of
from ordito.employment.queries.overview import latest_levels
from ordito.employment.views.common import form_view, handle, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.queries.record_header import RecordHeader

FORM = "employment/record/appraisal_form"
NEW = {
    AppraisalKind.PROFILE: gettext_lazy("Nuovo profilo di funzionamento"),
    AppraisalKind.EMPLOYABILITY: gettext_lazy("Nuova valutazione dell’occupabilità"),
}


@form_view
def new(request: HttpRequest, pk: int, parent_pk: int, slug: str) -> HttpResponse:
    """Look again, area by area; the levels of the last time are there to start from."""
    record = writable(request, pk)
    kind = next((kind for kind, known in SLUGS.items() if known == slug), None)
    if kind is None:
        raise Http404
    path = row_or_404(request, record, WorkPath, parent_pk)
    before = latest_levels(actor_of(request), path, kind)
    form = _form(request, record, kind, initial={"held_on": record.today, **before}, new=True)

    def act() -> None:
        actions.add_row(_values(form, kind), by=actor_of(request), at=timezone.now(), parent=path, form_key=form.key)

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "work"),
        done=_("Salvato."),
        template=FORM,
        heading=NEW[kind],
        lead=_("I livelli vengono dalla volta prima: cambia quelli che non valgono più.") if before else "",
        submit_label=_("Salva"),
    )


@form_view
def edit(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Correct what was written."""
    record = writable(request, pk)
    row = row_or_404(request, record, Appraisal, row_pk)
    kind = AppraisalKind(row.kind)
    form = _form(request, record, kind, initial=values_of(row), new=False, row=row)

    def act() -> None:
        actions.edit_row(
            _values(form, kind),
            by=actor_of(request),
            at=timezone.now(),
            row=row,
            version=form.cleaned_data["version"] or row.version,
        )

    return handle(
        request,
        record,
        form,
        act,
        back=page_of(record, "work"),
        done=_("Salvato."),
        template=FORM,
        theirs=values_of,
        heading=_("Modifica: %(what)s") % {"what": kind.label},
        submit_label=_("Salva"),
    )


def _form(
    request: HttpRequest, record: RecordHeader, kind: AppraisalKind, *, row: Any = None, **options: Any
) -> AppraisalForm:
    levels = list(row.levels.all()) if row is not None else []
    return AppraisalForm(
        request.POST or None,
        areas=entries(AREAS[kind], record.today, [level.area_id for level in levels]),
        levels=entries(LEVELS[kind], record.today, [level.level_id for level in levels]),
        **options,
    )


def _values(form: AppraisalForm, kind: AppraisalKind) -> actions.AppraisalValues:
    levels = [actions.AreaValue(area, level, note) for area, level, note in form.chosen]
    return actions.AppraisalValues(kind=kind, levels=levels, **form.values())
