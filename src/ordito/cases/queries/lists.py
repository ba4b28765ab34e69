# SPDX-License-Identifier: EUPL-1.2
"""Lists of records: those one follows, with names; those of a service, counted and without any name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile, TakingInCharge, TakingReason
from ordito.cases.queries.caseload import signs_of, with_sign
from ordito.cases.queries.record_header import TONES, age_text
from ordito.core.access import Verb
from ordito.territory.models import Professional, Territory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from django.db.models import QuerySet

    from ordito.core.access import Actor
    from ordito.core.declare import CardItem

ADULT = 18


@dataclass(frozen=True)
class CaseLine:
    """A record in a list; `name` is empty where the reader may count records and not read them."""

    pk: int
    number: str
    name: str
    age: str
    comune: str
    state: str
    tone: str
    reason: str
    worker: str
    opened_on: date
    updated_on: Any
    signs: Sequence[CardItem] = ()


def case_lines(records: Sequence[CaseFile], *, today: date, named: bool, whole: Collection[int]) -> list[CaseLine]:
    """Records, ready to be listed; they come from `with_takings`. Of those in `whole` alone the reason is told.

    What is due is told of what the reader follows, and of everything to whoever answers for the work of a service.
    """
    told = [record for record in records if record.pk in whole or not named]
    signs = signs_of(told, today=today)
    return [
        replace(_line(record, today, named=named, whole=record.pk in whole), signs=signs.get(record.pk, ()))
        for record in records
    ]


def followed_among(actor: Actor, records: Iterable[CaseFile]) -> set[int]:
    """Ids of those that the actor follows: of the others they see the parts shared with them."""
    ids = [record.pk for record in records]
    return set(CaseFile.objects.followed_by(actor, among=ids).values_list("pk", flat=True))


def _line(record: CaseFile, today: date, *, named: bool, whole: bool) -> CaseLine:
    taking = next((one for one in record.takings.all() if one.closed_on is None), None)
    taking = taking or next(iter(record.takings.all()), None)
    reason = next(iter(taking.reasons.all()), None) if taking else None
    return CaseLine(
        record.pk,
        record.number,
        record.person.full_name() if named else "",
        age_text(record.person.birth_date, today, record.person.deceased_on),
        record.comune.name,
        record.get_state_display(),
        TONES[CaseFileState(record.state)],
        reason.reason.label if reason and whole else "",
        str(taking.worker) if taking and taking.worker and taking.closed_on is None else "",
        record.opened_on,
        record.updated_at,
    )


def with_takings(records: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """With what a list shows: the last taking in charge, its worker and its main reason, in two more queries."""
    main = TakingReason.objects.filter(main=True).select_related("reason")
    takings = TakingInCharge.objects.current().select_related("worker").order_by("-opened_on", "-pk")
    return records.select_related("person", "comune").prefetch_related(
        Prefetch("takings", queryset=takings.prefetch_related(Prefetch("reasons", queryset=main)))
    )


def filtered(records: QuerySet[CaseFile], values: Mapping[str, Any], *, today: date) -> QuerySet[CaseFile]:
    """The records that the filter asks for; a key that is missing or empty asks nothing."""
    taken = TakingInCharge.objects.current().open().filter(case_file=OuterRef("pk"))
    if state := values.get("stato"):
        records = records.filter(state=state)
    if reason := values.get("motivo"):
        records = records.filter(Exists(taken.filter(reasons__reason=reason)))
    if worker := values.get("operatore"):
        records = records.filter(Exists(taken.filter(worker=worker)))
    if area := values.get("area"):
        records = records.filter(Exists(taken.filter(area=area)))
    if sign := values.get("segnale"):
        records = with_sign(records, sign, today=today)
    if comune := values.get("comune"):
        records = records.filter(comune=comune)
    if ages := values.get("eta"):
        turned = _years_before(today, ADULT)
        young = Q(person__birth_date__gt=turned)
        records = records.filter(young if ages == "minori" else Q(person__birth_date__lte=turned))
    return records


def _years_before(day: date, years: int) -> date:
    """The latest birth date of somebody who has completed `years` on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


@dataclass(frozen=True)
class Workload:
    """How many records a service holds, by state, and how many takings in charge nobody answers for."""

    open: int
    in_charge: int
    closed: int
    unassigned: int


def workload_of(actor: Actor) -> Workload:
    """The counts of the services whose work the actor answers for; two queries."""
    counts = CaseFile.objects.listed_for(actor).aggregate(
        **{state.value: Count("pk", filter=Q(state=state)) for state in CaseFileState}
    )
    unassigned = TakingInCharge.objects.listed_for(actor).open().filter(worker__isnull=True).count()
    return Workload(counts["open"], counts["in_charge"], counts["closed"], unassigned)


def comuni_of(records: QuerySet[CaseFile]) -> QuerySet[Territory]:
    """The Comuni that hold these records, by name."""
    return Territory.objects.filter(pk__in=records.order_by().values("comune").distinct()).order_by("name", "pk")


def workers_of(records: QuerySet[CaseFile]) -> QuerySet[Professional]:
    """Who answers now for a taking in charge of these records, by name."""
    takings = TakingInCharge.objects.current().open().filter(case_file__in=records.order_by())
    return Professional.objects.filter(pk__in=takings.values("worker").distinct()).order_by("surname", "name", "pk")


def coordinates(actor: Actor) -> bool:
    """Whether the list of records is of more than one worker, so that choosing a worker makes sense."""
    return any(Verb.VIEW_RECORD in grant.verbs and grant.role == "service_coordinator" for grant in actor.grants)
