# SPDX-License-Identifier: EUPL-1.2
"""Benefits of a record, for the benefits flow."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from ordito.audit.actions import recorded
from ordito.cases.actions.errors import CaseError, check_order, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.core.access import permit
from ordito.flows import rules
from ordito.flows.engine.layout import Flow, fault_of, layout_of
from ordito.flows.models import SocialBenefit
from ordito.flows.queries.psa import BY_CHARACTER, PLAIN

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal
    from uuid import UUID

    from ordito.core.access import Actor


@dataclass(frozen=True, kw_only=True)
class BenefitValues:
    """A benefit as it is typed; what its character does not ask is left out. Amounts in euros."""

    service_code: str
    name: str
    request_number: str
    means_test: str
    character: str
    starts_on: date | None = None
    ends_on: date | None = None
    paid_on: date | None = None
    months: int | None = None
    amount: Decimal | None = None
    monthly_amount: Decimal | None = None
    body_share: Decimal | None = None
    user_share: Decimal | None = None
    health_share: Decimal | None = None
    asked_share: Decimal | None = None
    isee_limit: Decimal | None = None
    hours_month: int | None = None
    user_area: str = ""


def add_benefit(
    values: BenefitValues, *, by: Actor, at: datetime, case_file: CaseFile, form_key: UUID
) -> SocialBenefit:
    """Write a benefit; the same form sent again is the one that it already wrote.

    Raises:
        NotAllowedError: the actor may not write the record's interventions.
        CaseError: the record is closed, the request was written before, or a value is not as the layout asks.
    """
    permit(rules.can_write_benefit(by, case_file))
    with transaction.atomic():
        record = lock(CaseFile, case_file.pk)
        known = SocialBenefit.objects.filter(case_file=record, form_key=form_key).first()
        if known is not None:
            return known
        _check(values, record, None)
        with recorded("flows.add_benefit", by=by, at=at) as trace:
            row = SocialBenefit.objects.create(
                case_file=record, form_key=form_key, written_at=at, written_by_name=by.actor_name, **asdict(values)
            )
            trace.touches(row, record)
    return row


def edit_benefit(
    values: BenefitValues, *, by: Actor, at: datetime, benefit: SocialBenefit, version: int
) -> SocialBenefit:
    """Correct a benefit.

    Raises:
        NotAllowedError: the actor may not write the record's interventions.
        ConflictError: somebody saved meanwhile.
        CaseError: the record is closed, the benefit was taken away, or a value is not as the layout asks.
    """
    permit(rules.can_write_benefit(by, benefit.case_file))
    with recorded("flows.edit_benefit", by=by, at=at) as trace:
        record = lock(CaseFile, benefit.case_file_id)
        row = lock(SocialBenefit, benefit.pk, version=version)
        _check(values, record, row)
        changed = [name for name, value in asdict(values).items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, getattr(values, name))
        row.version += 1
        row.save()
        trace.touches(row, record, fields=changed)
    return row


def annul_benefit(*, by: Actor, at: datetime, benefit: SocialBenefit, version: int) -> SocialBenefit:
    """Take away a benefit written by mistake; if it was sent, the next sending cancels it.

    Raises:
        NotAllowedError: the actor may not write the record's interventions.
        ConflictError: somebody saved meanwhile.
        CaseError: it was taken away already.
    """
    permit(rules.can_write_benefit(by, benefit.case_file))
    with recorded("flows.annul_benefit", by=by, at=at) as trace:
        record = lock(CaseFile, benefit.case_file_id)
        row = lock(SocialBenefit, benefit.pk, version=version)
        if row.annulled_at is not None:
            raise CaseError(_("Questa prestazione è stata tolta."))
        row.annulled_at = at
        row.version += 1
        row.save()
        trace.touches(row, record, fields=["annulled_at"])
    return row


def _check(values: BenefitValues, record: CaseFile, row: SocialBenefit | None) -> None:
    if record.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: riaprila prima di scrivere."))
    if row is not None and row.annulled_at is not None:
        raise CaseError(_("Questa prestazione è stata tolta."))
    section = layout_of(Flow.PSA).fields["PrestazioniSociali"]
    names = PLAIN | BY_CHARACTER.get(values.character, {}) | {"AreaUtenza": "user_area"}
    for field, name in names.items():
        value = getattr(values, name)
        if value not in {None, ""} and fault_of(section[field], str(value)):
            raise CaseError(_("Non è come chiede il tracciato: controlla lunghezza e limiti."), field=name)
    check_order(values.starts_on, values.ends_on, field="ends_on")
    same = SocialBenefit.objects.current().filter(
        case_file=record, request_number=values.request_number, service_code=values.service_code
    )
    if same.exclude(pk__in=[row.pk] if row else []).exists():
        raise CaseError(_("Questa domanda ha già la stessa prestazione."), field="request_number")
