# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ordito.cases.enums import Part
from ordito.cases.models import Person
from ordito.cases.rules import parts_open_to
from ordito.kinship.queries.graph import home_of
from ordito.kinship.queries.responsibility import responsibilities

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


def essentials(actor: Actor, case_file: CaseFile, *, day: date) -> dict[str, Any] | None:
    """With whom the person lives and who holds parental responsibility for them; None for who may not read it."""
    if Part.FAMILY not in parts_open_to(actor, case_file):
        return None
    people = Person.objects.filter(pk__in=home_of(case_file.person, day) - {case_file.person_id}).order_by("birth_date")
    held = responsibilities(actor, case_file, day=day)
    return {
        "case_file": case_file,
        "home": [person.full_name() for person in people],
        "held": [row for row in held if row.child_person_id == case_file.person_id and not row.over],
    }
