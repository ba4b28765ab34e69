# SPDX-License-Identifier: EUPL-1.2
"""Work in a record for tests: interventions at each point of their life, entries of the diary, weights."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ordito.cases.actions.defaults import load_defaults
from ordito.cases.enums import InterventionState, ListKey
from ordito.cases.models import (
    DiaryReader,
    DiaryTemplate,
    InterventionAmount,
    InterventionAttendance,
    InterventionPayer,
    InterventionStep,
)
from ordito.core.access import SystemActor
from ordito.core.fields import seal_texts
from ordito.core.models import writing
from tests.factories.cases import NOW, code, make_codes, make_diary_entry, make_intervention
from tests.factories.territory import make_service

if TYPE_CHECKING:
    from ordito.accounts.models import User
    from ordito.cases.models import CaseFile, DiaryEntry, Intervention, TakingInCharge
    from ordito.territory.models import Service, Territory


def make_defaults() -> None:
    """Code lists, classifications and weights, as installed."""
    make_codes()
    load_defaults(by=SystemActor("test"), at=NOW)


def make_waiting(
    taking: TakingInCharge,
    service: Service,
    *,
    authorised_on: date = date(2026, 3, 1),
    priority: str = "",
    **values: Any,
) -> Intervention:
    """An intervention that is authorised and waits for a place in a service."""
    if priority:
        values["priority"] = code(ListKey.WAITING_PRIORITY, priority)
    return make_intervention(
        taking,
        state=InterventionState.AUTHORISED,
        service=service,
        service_type=service.service_type,
        provider=service.provider,
        requested_on=authorised_on,
        authorised_on=authorised_on,
        **values,
    )


def make_step(
    intervention: Intervention, target: InterventionState, on: date, *, at: datetime = NOW, **values: Any
) -> InterventionStep:
    """A step already taken."""
    with writing():
        return InterventionStep.objects.create(
            intervention=intervention, target=target, on=on, written_at=at, author_name="Anna Prova", **values
        )


def make_attendance(
    intervention: Intervention, day: date, *, hours: str = "2", note: str = ""
) -> InterventionAttendance:
    """A day as the provider told it."""
    row = InterventionAttendance(intervention=intervention, day=day, hours=Decimal(hours))
    seal_texts(row, note=note)
    with writing():
        row.save()
    return row


def make_private_note(case_file: CaseFile, text: str, *, author: User, readers: tuple[User, ...] = ()) -> DiaryEntry:
    """A private note with its readers."""
    entry = make_diary_entry(case_file, text, author=author, private=True)
    with writing():
        for reader in readers:
            DiaryReader.objects.create(entry=entry, user_id=reader.pk, name=reader.full_name)
    return entry


def make_template(
    title: str = "Visita domiciliare",
    text: str = "Chi c’era:\nCome va:\nChe cosa facciamo:",
    *,
    owner: User | None = None,
    ambito: Territory | None = None,
) -> DiaryTemplate:
    """A model of text: somebody's own, or shared in an Ambito."""
    with writing():
        return DiaryTemplate.objects.create(
            title=title, text=text, owner_id=owner.pk if owner else None, ambito=None if owner else ambito
        )


def make_work(taking: TakingInCharge, author: User) -> Intervention:
    """A record whose pages of interventions, waiting list, diary and hours have something to show.

    Returns the intervention that runs.
    """
    case_file = taking.case_file
    service = make_service("Educativa domiciliare Il Ponte", territory=case_file.comune, places=12)
    hours = code(ListKey.QUANTITY_UNIT, "hours_week")
    running = make_intervention(
        taking,
        service=service,
        service_type=service.service_type,
        provider=service.provider,
        quantity=Decimal(6),
        unit=hours,
        cost=Decimal("21.50"),
        cost_per=code(ListKey.COST_PER, "hour"),
    )
    make_step(running, InterventionState.ACTIVE, date(2026, 2, 1))
    with writing():
        InterventionAmount.objects.create(
            intervention=running,
            valid_from=date(2026, 2, 1),
            valid_to=date(2026, 5, 31),
            quantity=Decimal(4),
            unit=hours,
        )
        for kind, share in (("comune", 80), ("person", 20)):
            InterventionPayer.objects.create(
                intervention=running, kind=code(ListKey.PAYER_KIND, kind), share=Decimal(share)
            )
    for day in range(1, 4):
        make_attendance(running, date(2026, 10, day))
    make_waiting(taking, service, kind="day_centre", priority="ordinary")
    make_intervention(taking, kind="transport", state=InterventionState.REQUESTED, requested_on=date(2026, 4, 1))
    make_intervention(taking, kind="psychological", ends_on=date(2026, 6, 30))
    make_diary_entry(case_file, author=author, minutes=90)
    make_private_note(case_file, "Da riprendere in supervisione.", author=author)
    make_template(owner=author)
    return running
