# SPDX-License-Identifier: EUPL-1.2
"""Who sends, and what an Ambito's codes are called in the flow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, ConflictError, lock
from ordito.core.access import permit
from ordito.flows import rules
from ordito.flows.engine.layout import Flow, fault_of, layout_of
from ordito.flows.models import FlowMapping, FlowSender

if TYPE_CHECKING:
    from datetime import datetime

    from ordito.core.access import Actor
    from ordito.territory.models import Organisation, Territory

FIELDS = {"code": "Codice", "seat_code": "Indirizzo", "operator_code": "CFOperatore"}


@dataclass(frozen=True)
class SenderValues:
    """A body as INPS knows it; `type_eight` is one of `enums.TypeEight`."""

    code: str
    seat_code: str
    operator_code: str
    type_eight: str = ""


def save_sender(
    values: SenderValues, *, by: Actor, at: datetime, ambito: Territory, body: Organisation, version: int | None = None
) -> FlowSender:
    """Write who sends.

    Raises:
        NotAllowedError: the actor does not send for the body.
        ConflictError: somebody saved meanwhile.
        CaseError: a value is not as the layout asks.
    """
    permit(rules.can_send(by, ambito_id=ambito.pk, body_id=body.pk))
    section = layout_of(Flow.SINBA).fields["Ente"]
    for name, field in FIELDS.items():
        if fault_of(section[field], getattr(values, name)):
            raise CaseError(_("Non è scritto come chiede il tracciato."), field=name)
    with recorded("flows.save_sender", by=by, at=at) as trace:
        row = FlowSender.objects.select_for_update(of=("self",)).filter(ambito=ambito, body=body).first()
        if row is not None and row.version != version:
            raise ConflictError(row)
        row = row or FlowSender(ambito=ambito, body=body, version=0)
        for name in ("code", "seat_code", "operator_code", "type_eight"):
            setattr(row, name, getattr(values, name))
        row.version += 1
        row.save()
        trace.touches(row)
    return row


def save_mapping(*, by: Actor, at: datetime, ambito: Territory, field: str, ours: str, theirs: str) -> FlowMapping:
    """Say what one of our codes is called in a field, for an Ambito; "" takes the correspondence away.

    Raises:
        NotAllowedError: the actor does not send for the whole Ambito.
        CaseError: the field has no such code.
    """
    permit(rules.can_send(by, ambito_id=ambito.pk, body_id=0))
    one = layout_of(Flow.SINBA).fields["SINBA"].get(field)
    if one is None or (theirs and theirs not in one.codes):
        raise CaseError(_("Scegli una voce dell’elenco."), field="theirs")
    with recorded("flows.save_mapping", by=by, at=at) as trace:
        row, _new = FlowMapping.objects.get_or_create(
            ambito=ambito, field=field, ours=ours, defaults={"theirs": theirs}
        )
        row = lock(FlowMapping, row.pk)
        if row.theirs != theirs:
            row.theirs = theirs
            row.version += 1
            row.save()
        trace.touches(row)
    return row
