# SPDX-License-Identifier: EUPL-1.2
"""Waiting lists: what is authorised and has no place yet, service by service, in an order that anybody can check.

First the priority, as the code list orders it (none stands for the ordinary one), then the day of the authorisation,
then who came first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Min, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from ordito.cases.enums import InterventionState, ListKey
from ordito.cases.models import CaseFile, Code, Intervention
from ordito.cases.queries.record_header import age_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models.expressions import OrderBy

    from ordito.core.access import Actor
    from ordito.territory.models import Service

ORDINARY = "ordinary"


@dataclass(frozen=True)
class ServiceLine:
    """A service with people who wait for a place in it."""

    pk: int
    name: str
    provider: str
    waiting: int
    under_way: int
    places: int | None
    since: date


@dataclass(frozen=True)
class WaitingLine:
    """Somebody who waits, without name: the record's number says who it is to whoever may open it."""

    pk: int
    position: int
    record_pk: int
    number: str
    age: str
    comune: str
    priority: str
    reason: str
    authorised_on: date
    authorised_to: date | None
    days: int
    worker: str
    opens: bool


def _order() -> list[OrderBy]:
    ordinary = Code.objects.filter(code_list__key=ListKey.WAITING_PRIORITY, code=ORDINARY).values("position")[:1]
    return [Coalesce(F("priority__position"), Subquery(ordinary)).asc(), F("authorised_on").asc(), F("pk").asc()]


def positions_in(services: Iterable[int]) -> Mapping[int, int]:
    """The place of each intervention that waits in these services, by its id; one query."""
    rows = Intervention.objects.waiting().filter(service__in=list(services), taking__annulled_at__isnull=True)
    ranked = rows.annotate(place=Window(RowNumber(), partition_by=F("service_id"), order_by=_order()))
    return dict(ranked.values_list("pk", "place"))


def waiting_services(actor: Actor) -> list[ServiceLine]:
    """The services in which somebody waits whose record is of a service the actor works for; one query."""
    standing = Intervention.objects.listed_for(actor).filter(service__isnull=False)
    rows = (
        standing.values("service_id", "service__name", "service__provider__name", "service__places")
        .annotate(
            waiting=Count("pk", filter=Q(state=InterventionState.AUTHORISED)),
            under_way=Count("pk", filter=Q(state__in=(InterventionState.ACTIVE, InterventionState.SUSPENDED))),
            since=Min("authorised_on", filter=Q(state=InterventionState.AUTHORISED)),
        )
        .filter(waiting__gt=0)
        .order_by("service__name", "service_id")
    )
    return [
        ServiceLine(
            row["service_id"],
            row["service__name"],
            row["service__provider__name"],
            row["waiting"],
            row["under_way"],
            row["service__places"],
            row["since"],
        )
        for row in rows
    ]


def waiting_list(actor: Actor, service: Service, *, today: date) -> list[WaitingLine]:
    """Who waits for a place in a service, first come first, of the records that the actor's service holds."""
    listed = Intervention.objects.listed_for(actor).filter(service=service, state=InterventionState.AUTHORISED)
    places = positions_in([service.pk])
    rows = listed.select_related(
        "taking__case_file__person", "taking__case_file__comune", "taking__worker", "priority", "priority_reason"
    )
    found = list(rows)
    ids = {row.taking.case_file_id for row in found}
    opens = set(CaseFile.objects.followed_by(actor, among=ids).values_list("pk", flat=True))
    lines = [_line(row, places[row.pk], today, opens=row.taking.case_file_id in opens) for row in found]
    return sorted(lines, key=lambda line: line.position)


def _line(row: Intervention, place: int, today: date, *, opens: bool) -> WaitingLine:
    record = row.taking.case_file
    assert row.authorised_on is not None  # a row that waits has been authorised
    return WaitingLine(
        row.pk,
        place,
        record.pk,
        record.number,
        age_text(record.person.birth_date, today),
        record.comune.name,
        str(row.priority or ""),
        str(row.priority_reason or ""),
        row.authorised_on,
        row.authorised_to,
        (today - row.authorised_on).days,
        str(row.taking.worker or ""),
        opens,
    )
