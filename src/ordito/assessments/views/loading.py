# SPDX-License-Identifier: EUPL-1.2
"""What the pages of assessments load first, and the colleagues one may have assessed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import Http404

from ordito.assessments.models import Assessment
from ordito.cases.models import TeamMember
from ordito.cases.queries.choices import colleagues_of
from ordito.core.access import actor_of
from ordito.territory.models import Professional

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from ordito.cases.models import Code
    from ordito.cases.queries.record_header import RecordHeader

TAB = "assessments"


def assessment_or_404(request: HttpRequest, record: RecordHeader, pk: int) -> Assessment:
    """An assessment of the record that the actor reads."""
    rows = Assessment.objects.visible_to(actor_of(request)).current().filter(case_file=record.case_file, pk=pk)
    row = rows.select_related("instrument__scheme", "time", "taking", "case_file__person").first()
    if row is None:
        raise Http404
    return row


def people_of(request: HttpRequest, record: RecordHeader) -> QuerySet[Professional]:
    """Colleagues of the service and the members of the team, but for who is writing."""
    members = TeamMember.objects.at(record.today).filter(taking__case_file=record.case_file)
    near = Q(pk__in=colleagues_of(record.case_file, today=record.today).order_by().values("pk"))
    rows = Professional.objects.filter(near | Q(pk__in=members.values("professional_id")))
    return rows.exclude(pk=actor_of(request).professional_id or 0).order_by("surname", "name", "pk")


def viewpoint_or_404(request: HttpRequest, known: list[Code]) -> Code:
    """The point of view that the address asks for; the first one when it asks for none."""
    asked = request.GET.get("vista", "")
    found = next((code for code in known if code.code == asked), known[0] if known and not asked else None)
    if found is None:
        raise Http404
    return found
