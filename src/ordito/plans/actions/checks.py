# SPDX-License-Identifier: EUPL-1.2
"""What the actions on plans check and do alike."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from ordito.cases.actions.errors import CaseError, check_alive, lock
from ordito.cases.enums import CaseFileState
from ordito.cases.models import CaseFile
from ordito.plans.enums import PlanScope, PlanState
from ordito.plans.models import SupportPlan

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from ordito.audit.actions import Trace

PRESSED_TWICE = timedelta(minutes=2)


def open_record(case_file_id: int) -> CaseFile:
    """The record, locked; a closed one takes no writes."""
    record = lock(CaseFile, case_file_id)
    if record.state == CaseFileState.CLOSED:
        raise CaseError(_("La cartella è chiusa: per scriverci riapri la presa in carico."))
    return record


def locked_plan(plan: SupportPlan, *, states: Collection[PlanState], version: int | None = None) -> SupportPlan:
    """The plan, locked after its record; in another state than `states` the action makes no sense any more."""
    open_record(plan.case_file_id)
    row = lock(SupportPlan, plan.pk, version=version)
    if row.annulled_at is not None:
        raise CaseError(_("Questa bozza è stata buttata."))
    if row.state not in states:
        raise CaseError(_("Il progetto adesso è «%(state)s».") % {"state": row.get_state_display()})
    return row


def writable_plan(plan: SupportPlan, *, version: int | None = None) -> SupportPlan:
    """The plan, locked, while its content may change: not agreed yet, and signed by nobody."""
    row = locked_plan(plan, states={PlanState.DRAFT, PlanState.SHARED}, version=version)
    if row.frozen:
        raise CaseError(
            _("Qualcuno ha già firmato: il testo non cambia più. Per correggerlo riapri la raccolta firme.")
        )
    return row


def check_individual_alive(plan: SupportPlan, day: date | None, *, field: str) -> None:
    """After the person's death a plan of theirs alone is only concluded; one of a family or a group goes on."""
    if plan.scope == PlanScope.INDIVIDUAL:
        check_alive(plan.case_file.person, day, field=field)


def keep(row: SupportPlan, trace: Trace, *, at: datetime) -> None:
    """Save the plan with a new version; every beneficiary's record tells of it."""
    row.version += 1
    row.updated_at = at
    row.save()
    tell(row, trace)


def tell(plan: SupportPlan, trace: Trace) -> None:
    """Name the plan and the records of all its beneficiaries in the audit entry."""
    trace.touches(plan)
    trace.touches_ids("cases.casefile", plan.beneficiaries.values_list("case_file_id", flat=True))
