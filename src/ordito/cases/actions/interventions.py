# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases import rules
from ordito.cases.actions.errors import CaseError, check_code, check_not_future, check_order, lock, permit
from ordito.cases.actions.records import refresh_case_file
from ordito.cases.enums import ListKey
from ordito.cases.models import CaseFile, Intervention, TakingInCharge

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from ordito.cases.models import Code
    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Service, ServiceType


def add_intervention(
    *,
    by: Actor,
    at: datetime,
    taking: TakingInCharge,
    starts_on: date,
    kind: Code | None = None,
    service: Service | None = None,
    service_type: ServiceType | None = None,
    provider: Organisation | None = None,
    ends_on: date | None = None,
    quantity: Decimal | None = None,
    unit: Code | None = None,
) -> Intervention:
    """Add a service to an open taking in charge; a concrete `service` gives its type and provider by itself.

    Raises:
        NotAllowedError: the actor does not follow the record.
        CaseError: neither kind nor service, quantity without unit, dates out of order or before the taking in charge.
    """
    permit(rules.can_write_record(by, taking.case_file))
    if service is not None:
        service_type, provider = service.service_type, provider or service.provider
    if kind is None and service_type is None:
        raise CaseError(_("Scegli l'intervento o il servizio."), field="kind")
    _check_amount(quantity, unit, at=starts_on)
    check_code(kind, ListKey.INTERVENTION_KIND, at=starts_on, field="kind")
    check_order(starts_on, ends_on, field="ends_on")
    intervention = Intervention(
        taking=taking,
        kind=kind,
        service=service,
        service_type=service_type,
        provider=provider,
        starts_on=starts_on,
        ends_on=ends_on,
        quantity=quantity,
        unit=unit,
    )
    return _insert(intervention, by=by, at=at)


def _insert(intervention: Intervention, *, by: Actor, at: datetime) -> Intervention:
    with recorded("cases.add_intervention", by=by, at=at) as trace:
        record = lock(CaseFile, intervention.taking.case_file_id)
        taking = lock(TakingInCharge, intervention.taking_id)
        if taking.closed_on is not None:
            raise CaseError(_("Questa presa in carico è già chiusa."))
        check_order(taking.opened_on, intervention.starts_on, field="starts_on")
        intervention.save(force_insert=True)
        refresh_case_file(record, at=at)
        trace.touches(intervention, record)
    return intervention


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
    """Correct the start and the amount of an intervention.

    Raises:
        NotAllowedError: the actor does not follow the record.
        ConflictError: somebody saved meanwhile.
        CaseError: quantity without unit, dates out of order.
    """
    permit(rules.can_write_record(by, intervention.taking.case_file))
    _check_amount(quantity, unit, at=starts_on)
    with recorded("cases.edit_intervention", by=by, at=at) as trace:
        row = lock(Intervention, intervention.pk, version=version)
        check_order(row.taking.opened_on, starts_on, field="starts_on")
        check_order(starts_on, row.ends_on, field="starts_on")
        row.starts_on, row.quantity, row.unit = starts_on, quantity, unit
        row.version += 1
        row.save()
        trace.touches(row, row.taking.case_file, fields=["starts_on", "quantity", "unit"])
    return row


def end_intervention(
    *, by: Actor, at: datetime, intervention: Intervention, version: int, ends_on: date, reason: Code | None = None
) -> Intervention:
    """End an intervention; `ends_on` is the last day.

    Raises:
        NotAllowedError: the actor does not follow the record.
        ConflictError: somebody saved meanwhile.
        CaseError: already ended, or before it began.
    """
    permit(rules.can_write_record(by, intervention.taking.case_file))
    check_not_future(ends_on, at=at, field="ends_on")
    check_code(reason, ListKey.INTERVENTION_END, at=ends_on, field="reason")
    with recorded("cases.end_intervention", by=by, at=at) as trace:
        row = lock(Intervention, intervention.pk, version=version)
        if row.ends_on is not None:
            raise CaseError(_("Questo intervento è già terminato."))
        check_order(row.starts_on, ends_on, field="ends_on")
        row.ends_on, row.end_reason = ends_on, reason
        row.version += 1
        row.save()
        trace.touches(row, row.taking.case_file, fields=["ends_on", "end_reason"])
    return row


def _check_amount(quantity: Decimal | None, unit: Code | None, *, at: date) -> None:
    if quantity is not None and quantity <= 0:
        raise CaseError(_("La quantità deve essere maggiore di zero."), field="quantity")
    if (quantity is None) != (unit is None):
        raise CaseError(_("Indica insieme la quantità e l'unità di misura."), field="quantity")
    check_code(unit, ListKey.QUANTITY_UNIT, at=at, field="unit")
