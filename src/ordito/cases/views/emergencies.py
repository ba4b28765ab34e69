# SPDX-License-Identifier: EUPL-1.2
"""Opening a record that one does not follow, in an emergency; and who opened a record, when and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ordito.cases import actions, rules
from ordito.cases.actions import CaseError
from ordito.cases.forms.emergencies import AccessFilterForm, EmergencyForm
from ordito.cases.models import CaseFile, EmergencyAccess, Person
from ordito.cases.queries.duplicates import entries_of
from ordito.cases.queries.record_accesses import access_line, accesses_between, people_of
from ordito.cases.views.conflicts import attempt
from ordito.cases.views.loading import opened, record_or_404, record_page
from ordito.core.access import NotAllowedError, Verb, actor_of, requires
from ordito.core.http import page
from ordito.core.pages import page_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Verb.BREAK_GLASS)
def emergency(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Say why and for how long, then read; whoever is not found by searching is not found here."""
    actor = actor_of(request)
    person = Person.objects.searchable_by(actor).filter(public_id=public_id).first()
    record = CaseFile.objects.current().filter(person=person).first() if person else None
    if person is None or record is None:
        raise Http404
    if CaseFile.objects.read_whole_by(actor, among=[record.pk]).exists():
        return redirect("cases:record", record.pk)
    if not rules.can_break_glass(actor, record):
        raise Http404
    form = EmergencyForm(request.POST or None)

    def act() -> None:
        actions.break_glass(by=actor, at=timezone.localtime(), case_file=record, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and not attempt(form, act):
        return redirect("cases:record", record.pk)
    context = {"form": form, "name": person.full_name()}
    return page(request, "cases/people/emergency.html", context, invalid=form.is_bound)


@require_POST
def emergency_end(request: HttpRequest, pk: int, access_pk: int) -> HttpResponse:
    """End an emergency access before its time."""
    record = record_or_404(request, pk)
    access = EmergencyAccess.objects.filter(case_file=record.case_file, pk=access_pk).first()
    if access is None:
        raise Http404
    try:
        actions.end_emergency(by=actor_of(request), at=timezone.localtime(), access=access)
    except CaseError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Accesso in emergenza terminato."))
    return redirect("cases:accesses", pk) if record.follows else redirect("cases:search")


@require_safe
def accesses(request: HttpRequest, pk: int) -> HttpResponse:
    """Who opened or changed the record, for those who follow it: what happened in an emergency comes first."""
    record = record_or_404(request, pk)
    if not record.follows:
        raise NotAllowedError(_("Chi ha aperto la cartella lo vede chi la segue."))
    opened(request, record, "accesses")
    entries = entries_of(record.case_file)
    form = AccessFilterForm(request.GET, people=people_of(entries))
    values = form.cleaned_data if form.is_valid() else {}
    rows = page_of(request, accesses_between(entries, values), order=("-at", "-pk"))
    emergencies = EmergencyAccess.objects.visible_to(actor_of(request)).filter(case_file=record.case_file)
    now = timezone.now()
    return record_page(
        request,
        record,
        "accesses",
        tab="accesses",
        accesses=[access_line(entry) for entry in rows.rows],
        emergencies=[
            (row, row.ends_at > now)
            for row in emergencies.select_related("reason", "case_file__person").order_by("-starts_at", "-pk")
        ],
        list_page=rows,
        filter=form,
        filtered=any(values.values()),
    )
