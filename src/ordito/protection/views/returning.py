# SPDX-License-Identifier: EUPL-1.2
"""A child comes back to their family: one page that ends the stay and says where they are again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.cases.enums import ListKey, Part
from ordito.cases.models import Code
from ordito.cases.queries.family_events import ImpossibleEventError, homes_to_return_to, members_of, return_plan
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import record_page
from ordito.circumstances.enums import ListKey as FactListKey
from ordito.core.access import actor_of
from ordito.core.dates import format_date
from ordito.protection import actions
from ordito.protection.enums import FosterState
from ordito.protection.forms.returning import ReturnForm
from ordito.protection.models import FosterCare, OutOfHomePlacement
from ordito.protection.queries.facts import line_of
from ordito.protection.views.common import TAB, form_view, page_of, row_or_404, writable

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from ordito.cases.models import FamilyUnit
    from ordito.cases.queries.family_events import FamilyPlan
    from ordito.cases.queries.record_header import RecordHeader

CHILD, OWN_FAMILY = "child", "own_family"


@form_view
def placement_return(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Back from a residential community or from relatives."""
    record = writable(request, pk)
    row: OutOfHomePlacement = row_or_404(request, record, OutOfHomePlacement, row_pk)
    return _page(request, record, row, "placement", over=row.ends_on is not None)


@form_view
def foster_return(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Back from a foster family."""
    record = writable(request, pk)
    row: FosterCare = row_or_404(request, record, FosterCare, row_pk)
    return _page(request, record, row, "foster", over=row.state != FosterState.STARTED)


def _page(
    request: HttpRequest, record: RecordHeader, row: OutOfHomePlacement | FosterCare, page: str, *, over: bool
) -> HttpResponse:
    address = page_of(record, page, row.pk)
    if over:
        messages.warning(request, _("Non è in corso: non c’è un rientro da registrare."))
        return redirect(address)
    form = _form(request, record, row)
    plan: FamilyPlan | None = None
    if request.method == "POST" and form.is_valid():
        try:
            plan = _plan(record, row, form)
        except ImpossibleEventError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
    if plan is not None and request.POST.get("conferma") == plan.fingerprint:
        if _do(request, row, form, plan):
            messages.success(request, _("Rientro registrato."))
            return redirect(address)
        plan = None
    return record_page(
        request,
        record,
        "cases/record/family_event",
        tab=TAB,
        writing=True,
        invalid=form.is_bound and plan is None,
        form=form,
        plan=plan,
        heading=_("Rientro in famiglia"),
        lead=_("Chiude quello che è in corso e dice dove vive da quel giorno. Per un altro esito usa «Concludi»."),
        cancel_url=address,
    )


def _form(request: HttpRequest, record: RecordHeader, row: OutOfHomePlacement | FosterCare) -> ReturnForm:
    homes = homes_to_return_to(record.person) if record.writes else []
    names = _names(homes)
    relation = Code.objects.filter(code_list__key=ListKey.RELATION, code=CHILD).first()
    lives = Code.objects.filter(code_list__key=FactListKey.LIVING_PLACE, code=OWN_FAMILY).first()
    initial = {"day": record.today, "version": row.version, "relation": relation, "lives": lives}
    if len(homes) == 1:
        initial["unit"] = str(homes[0].pk)
    return ReturnForm(
        request.POST or None,
        homes={str(unit.pk): (unit, names.get(unit.pk, "")) for unit in homes},
        writes_circumstances=Part.CIRCUMSTANCES in record.writable,
        initial=initial,
    )


def _names(homes: list[FamilyUnit]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    for member in members_of(homes):
        found.setdefault(member.unit_id, []).append(member.person.spoken_name())
    return {pk: ", ".join(names) for pk, names in found.items()}


def _plan(record: RecordHeader, row: OutOfHomePlacement | FosterCare, form: ReturnForm) -> FamilyPlan:
    values = form.cleaned_data
    day = format_date(values["day"])
    also = [_("«%(what)s» finisce il %(day)s.") % {"what": line_of(row, record.today).title, "day": day}]
    if values.get("lives"):
        also.append(_("Con chi vive dal %(day)s: %(lives)s.") % {"day": day, "lives": values["lives"]})
    return return_plan(record.person, form.chosen_unit, values.get("relation"), values["day"], also=also)


def _do(request: HttpRequest, row: OutOfHomePlacement | FosterCare, form: ReturnForm, plan: FamilyPlan) -> bool:
    def act() -> None:
        actions.record_return(
            by=actor_of(request),
            at=timezone.localtime(),
            row=row,
            version=form.cleaned_data["version"] or row.version,
            plan=plan,
            lives=form.cleaned_data.get("lives"),
        )

    return attempt(form, act) is None
