# SPDX-License-Identifier: EUPL-1.2
"""A child comes back: the placement or the foster care ends, the family has them again; all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ordito.cases.actions.family_events import change_family
from ordito.cases.models import Code
from ordito.circumstances.actions import add_fact
from ordito.circumstances.enums import ListKey as FactListKey
from ordito.circumstances.rules.kinds import BY_KEY
from ordito.protection.actions.care import end_placement, move_foster
from ordito.protection.enums import FosterState, ListKey
from ordito.protection.models import FosterCare, OutOfHomePlacement

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import CaseFile
    from ordito.cases.queries.family_events import FamilyPlan
    from ordito.core.access import Actor

HOME = "home"
LIVES, DECLARED = "dove-vive", "declared"


def record_return(
    *,
    by: Actor,
    at: datetime,
    row: OutOfHomePlacement | FosterCare,
    version: int,
    plan: FamilyPlan,
    lives: Code | None = None,
    note: str = "",
) -> None:
    """End the stay on the day of the return with the outcome "home", and do what `plan` says of the family.

    `lives` is with whom the child lives from that day, an entry of the list of living places; None writes nothing.

    Raises what `end_placement` or `move_foster`, `change_family` and `add_fact` raise.
    """
    with transaction.atomic():
        if isinstance(row, FosterCare):
            outcome = _code(ListKey.FOSTER_OUTCOME, HOME)
            ended = FosterState.ENDED
            move_foster(by=by, at=at, foster=row, version=version, to=ended, on=plan.day, outcome=outcome, note=note)
        else:
            outcome = _code(ListKey.OUT_OF_HOME_OUTCOME, HOME)
            end_placement(by=by, at=at, placement=row, version=version, ends_on=plan.day, outcome=outcome)
        if plan.enters:
            change_family(by=by, at=at, case_file=row.case_file, plan=plan)
        if lives is not None:
            _write_living_place(row.case_file, lives, plan.day, by=by, at=at)


def _write_living_place(case_file: CaseFile, lives: Code, day: date, *, by: Actor, at: datetime) -> None:
    values = {"kind": lives, "source": _code(FactListKey.FACT_SOURCE, DECLARED), "valid_from": day}
    add_fact(by=by, at=at, case_file=case_file, kind=BY_KEY[LIVES], values=values, close_previous=True)


def _code(key: str, code: str) -> Code:
    return Code.objects.select_related("code_list").get(code_list__key=key, code=code)
