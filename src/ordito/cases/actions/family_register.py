# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from ordito.cases.actions.families import add_family_member
from ordito.cases.actions.people import register_person

if TYPE_CHECKING:
    from datetime import date, datetime

    from ordito.cases.models import CaseFile, Code, FamilyMembership, FamilyUnit
    from ordito.core.access import Actor


def register_family_member(
    *,
    by: Actor,
    at: datetime,
    case_file: CaseFile,
    unit: FamilyUnit,
    relation: Code,
    valid_from: date,
    surely_new: bool = False,
    **details: Any,
) -> FamilyMembership:
    """Register somebody in the service that holds the record and put them into the family unit; both or neither.

    Raises what `register_person` and `add_family_member` raise.
    """
    with transaction.atomic():
        person = register_person(
            by=by, at=at, comune=case_file.comune, body=case_file.body, surely_new=surely_new, **details
        )
        return add_family_member(by=by, at=at, unit=unit, person=person, relation=relation, valid_from=valid_from)
