# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.kinship.queries.responsibility import responsibilities

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.kinship.queries.responsibility import ListedResponsibility


def held_today(actor: Actor, case_file: CaseFile, *, day: date) -> list[ListedResponsibility]:
    """Who holds parental responsibility for the person of the record, for whoever reads the part; one query.

    With whom the person lives stands beside it already, in the family unit.
    """
    held = responsibilities(actor, case_file, day=day)
    return [row for row in held if row.child_person_id == case_file.person_id and not row.over]
