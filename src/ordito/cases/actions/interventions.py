# SPDX-License-Identifier: EUPL-1.2
"""Interventions: asked for or added at once, corrected, changed in amount, with their cost and who pays it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_alive, check_code, check_not_future, check_order, lock
from ordito.cases.actions.intervention_steps import (
    check_period,
    check_priority,
    lock_row,
    touch,
    write_step,
)
from ordito.cases.actions.records import refresh_case_file, refuse_closed
from ordito.cases.enums import InterventionState, ListKey, Part
from ordito.cases.models import CaseFile, Intervention, InterventionAmount, InterventionPayer, TakingInCharge
from ordito.core.access import permit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Service, ServiceType

PRESSED_TWICE = timedelta(minutes=2)
WHOLE = Decimal(100)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What is delivered, by whom and how much: a concrete `service` gives its type and provider by itself."""

    kind: Code | None = None
    service: Service | None = None
    service_type: ServiceType | None = None
    provider: Organisation | None = None
    quantity: Decimal | None = None
    unit: Code | None = None

    def checked(self, *, at: date) -> Delivery:
        """The same with what the service says; refuses what says nothing or measures nothing."""
        service_type = self.service.service_type if self.service else self.service_type
        provider = self.provider or (self.service.provider if self.service else None)
        if self.kind is None and service_type is None:
            raise CaseError(_("Scegli l'intervento o il servizio."), field="kind")
        check_amount(self.quantity, self.unit, at=at)
        check_code(self.kind, ListKey.INTERVENTION_KIND, at=at, field="kind")
        return Delivery(
            kind=self.kind,
            service=self.service,
            service_type=service_type,
            provider=provider,
            quantity=self.quantity,
            unit=self.unit,
        )

    def row(self, taking: TakingInCharge, state: InterventionState) -> Intervention:
        """A new row, not saved."""
        return Intervention(taking=taking, state=state, **vars(self))


def add_intervention(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    starts_on: date,
    ends_on: date | None = None,
    kind: Code | None = None,
    service: Service | None = None,
    service_type: ServiceType | None = None,
    provider: Organisation | None = None,
    quantity: Decimal | None = None,
    unit: Code | None = None,
) -> Intervention:
    """Add a service that is already delivered to an open taking in charge: active at once, or over when it has an end.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        CaseError: neither kind nor service, quantity without unit, days out of order, outside the taking in charge or
            while the service is not open.
    """
    permit(rules.can_write_part(by, taking.case_file, Part.INTERVENTIONS))
    given = Delivery(
        kind=kind, service=service, service_type=service_type, provider=provider, quantity=quantity, unit=unit
    ).checked(at=starts_on)
    check_order(starts_on, ends_on, field="ends_on")
    check_alive(taking.case_file.person, ends_on, field="ends_on")
    row = given.row(taking, InterventionState.CLOSED if ends_on else InterventionState.ACTIVE)
    row.starts_on, row.ends_on = starts_on, ends_on
    return _insert(row, "cases.add_intervention", on=starts_on, by=by, at=at)


def request_intervention(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    requested_on: date,
    kind: Code | None = None,
    service: Service | None = None,
    service_type: ServiceType | None = None,
    provider: Organisation | None = None,
    quantity: Decimal | None = None,
    unit: Code | None = None,
    priority: Code | None = None,
    priority_reason: Code | None = None,
) -> Intervention:
    """Ask for a service: it waits for an authorisation, then for a place.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        CaseError: as `add_intervention`; asked for in the future, a priority without a reason.
    """
    permit(rules.can_write_part(by, taking.case_file, Part.INTERVENTIONS))
    check_not_future(requested_on, at=at, field="requested_on")
    given = Delivery(
        kind=kind, service=service, service_type=service_type, provider=provider, quantity=quantity, unit=unit
    ).checked(at=requested_on)
    check_priority(priority, priority_reason, at=requested_on)
    row = given.row(taking, InterventionState.REQUESTED)
    row.requested_on, row.priority, row.priority_reason = requested_on, priority, priority_reason
    return _insert(row, "cases.request_intervention", on=requested_on, by=by, at=at)


def _insert(row: Intervention, action: str, *, on: date, by: Actor, at: datetime) -> Intervention:
    """Keep a new row with its first step; the same sent twice within two minutes is the one already there."""
    with transaction.atomic():
        record = lock(CaseFile, row.taking.case_file_id)
        taking = lock(TakingInCharge, row.taking_id)
        refuse_closed(taking)
        check_period(taking, row.service, on, field="starts_on" if row.starts_on else "requested_on")
        same = _just_added(row, by=by, at=at)
        if same is not None:
            return same
        with recorded(action, by=by, at=at) as trace:
            row.save(force_insert=True)
            write_step(row, source="", on=on, by=by, at=at)
            refresh_case_file(record, at=at)
            trace.touches(row, record)
    return row


SAME = ("taking", "kind", "service", "service_type", "provider", "requested_on", "starts_on", "ends_on", "state")


def _just_added(row: Intervention, *, by: Actor, at: datetime) -> Intervention | None:
    values = {name: getattr(row, name) for name in SAME}
    exact = {(f"{name}__isnull" if value is None else name): value is None or value for name, value in values.items()}
    recent = Intervention.objects.current().filter(
        steps__written_at__gt=at - PRESSED_TWICE, steps__author_name=by.actor_name, steps__source="", **exact
    )
    return recent.filter(quantity=row.quantity).first() if row.quantity else recent.first()


def edit_intervention(
    *,
    by: Actor,
    at: datetime,
    intervention: Intervention,
    version: int,
    starts_on: date,
    quantity: Decimal | None,
    unit: Code | None,
) -> Intervention:
    """Correct the start and the amount of an intervention: what was written wrong. What changed is `change_amount`.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        ConflictError: somebody saved meanwhile.
        CaseError: not begun, a closed taking in charge, quantity without unit, days out of order.
    """
    permit(rules.can_write_part(by, intervention.taking.case_file, Part.INTERVENTIONS))
    with recorded("cases.edit_intervention", by=by, at=at) as trace:
        record, row = lock_row(intervention, version=version)
        check_amount(quantity, unit, at=starts_on, said=[row.unit_id])
        if row.starts_on is None:
            raise CaseError(_("Questo intervento non è ancora cominciato."))
        check_period(row.taking, row.service, starts_on, field="starts_on")
        check_order(starts_on, row.ends_on, field="starts_on")
        first = row.amounts.order_by("valid_from").first()
        if first is not None:
            check_order(starts_on, first.valid_to, field="starts_on")
            first.valid_from = starts_on
            first.save()
        row.starts_on, row.quantity, row.unit = starts_on, quantity, unit
        row.version += 1
        row.save()
        touch(record, at=at)
        trace.touches(row, record, fields=["starts_on", "quantity", "unit"])
    return row


def change_amount(
    *,
    by: Actor,
    at: datetime,
    intervention: Intervention,
    version: int,
    changed_on: date,
    quantity: Decimal,
    unit: Code,
) -> Intervention:
    """From `changed_on` there is more or less of it; how much there was before stays in its history.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        ConflictError: somebody saved meanwhile.
        CaseError: not under way, no amount before, a day outside the period or before the last change.
    """
    permit(rules.can_write_part(by, intervention.taking.case_file, Part.INTERVENTIONS))
    with recorded("cases.change_amount", by=by, at=at) as trace:
        record, row = lock_row(intervention, version=version)
        check_amount(quantity, unit, at=changed_on, said=[row.unit_id])
        _keep_amount(row, changed_on)
        row.quantity, row.unit = quantity, unit
        row.version += 1
        row.save()
        touch(record, at=at)
        trace.touches(row, record, fields=["quantity", "unit"])
    return row


def _keep_amount(row: Intervention, changed_on: date) -> None:
    """Keep the amount that there was until the day before."""
    if row.starts_on is None or row.ends_on is not None:
        raise CaseError(_("La quantità cambia finché l’intervento è in corso."))
    if row.quantity is None or row.unit is None:
        raise CaseError(_("Prima scrivi la quantità iniziale con «Correggi»."))
    last = row.amounts.order_by("-valid_to").values_list("valid_to", flat=True).first()
    began = last + timedelta(days=1) if last else row.starts_on
    check_order(began + timedelta(days=1), changed_on, field="changed_on")
    until = changed_on - timedelta(days=1)
    InterventionAmount.objects.create(
        intervention=row, valid_from=began, valid_to=until, quantity=row.quantity, unit=row.unit
    )


def set_cost(
    *,
    by: Actor,
    at: datetime,
    intervention: Intervention,
    version: int,
    cost: Decimal | None,
    cost_per: Code | None,
    payers: Mapping[Code, Decimal],
) -> Intervention:
    """Write what it costs, per what, and who pays which per cent of it.

    Raises:
        NotAllowedError: the actor may not write the interventions of this record.
        ConflictError: somebody saved meanwhile.
        CaseError: a cost without what it is per, shares that do not add up to 100, a code out of its list.
    """
    permit(rules.can_write_part(by, intervention.taking.case_file, Part.INTERVENTIONS))
    with recorded("cases.set_cost", by=by, at=at) as trace:
        record, row = lock_row(intervention, version=version)
        said = {row.cost_per_id, *row.payers.values_list("kind_id", flat=True)}
        _check_cost(cost, cost_per, payers, at=timezone.localdate(at), said=said)
        row.cost, row.cost_per = cost, cost_per
        row.version += 1
        row.save()
        row.payers.all().delete()
        InterventionPayer.objects.bulk_create(
            InterventionPayer(intervention=row, kind=kind, share=share) for kind, share in payers.items()
        )
        touch(record, at=at)
        trace.touches(row, record, fields=["cost", "cost_per", "payers"])
    return row


def _check_cost(
    cost: Decimal | None, per: Code | None, payers: Mapping[Code, Decimal], *, at: date, said: Collection[int | None]
) -> None:
    if cost is not None and cost < 0:
        raise CaseError(_("Il costo non può essere negativo."), field="cost")
    if (cost is None) != (per is None):
        raise CaseError(_("Indica insieme il costo e per che cosa: all’ora, al mese, in tutto."), field="cost_per")
    check_code(per, ListKey.COST_PER, at=at, field="cost_per", said=said)
    for kind, share in payers.items():
        check_code(kind, ListKey.PAYER_KIND, at=at, field=f"payer_{kind.code}", said=said)
        if share <= 0:
            raise CaseError(_("La quota deve essere maggiore di zero."), field=f"payer_{kind.code}")
    total = sum(payers.values(), Decimal(0))
    if payers and total != WHOLE:
        raise CaseError(
            _("Le quote devono fare 100 in tutto: ora fanno %(total)s.") % {"total": f"{total:f}".replace(".", ",")}
        )


def check_amount(quantity: Decimal | None, unit: Code | None, *, at: date, said: Collection[int | None] = ()) -> None:
    """A quantity is more than nothing, and has a unit; one of the `said` ones may have ended."""
    if quantity is not None and quantity <= 0:
        raise CaseError(_("La quantità deve essere maggiore di zero."), field="quantity")
    if (quantity is None) != (unit is None):
        raise CaseError(_("Indica insieme la quantità e l'unità di misura."), field="quantity")
    check_code(unit, ListKey.QUANTITY_UNIT, at=at, field="unit", said=said)
