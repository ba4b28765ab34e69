# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a path to work, and what the law and the order of the stages make of codes and dates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ordito.cases import rules as cases_rules
from ordito.cases.enums import Part
from ordito.core.access import SystemActor, Verb
from ordito.core.dates import completed_years

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ordito.cases.models import CaseFile, Code, Person
    from ordito.core.access import Actor
    from ordito.employment.models import Accreditation

FIRST_AGE = 15
"""The age at which an apprenticeship of the first level may begin, the earliest of all (d.lgs. 81/2015, art. 43)."""
AREAS = frozenset({"disability", "adults", "addiction"})
"""Codes of `cases.enums.ListKey.AREA` in which a path to work is followed."""
CONCLUDED = "concluded"
"""The code of `ListKey.STAGE` that ends a path."""
FULL_WEEK = Decimal(40)
"""The normal hours of a week (d.lgs. 66/2003, art. 3)."""
EARLY_DAYS = 15
"""An outcome may be looked at so many days before its months are over."""


def can_write_employment(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom this part is shared to be written."""
    return isinstance(actor, SystemActor) or cases_rules.can_write_part(actor, case_file, Part.EMPLOYMENT)


def can_keep_accreditation(actor: Actor, row: Accreditation) -> bool:
    """Whoever keeps the settings of records of the Ambito."""
    return actor.holds(Verb.MANAGE_RECORD_SETTINGS) and row.allows(actor, Verb.MANAGE_RECORD_SETTINGS)


def place_kept_by(actor: Actor) -> int | None:
    """The Ambito whose list the actor keeps: the place of their membership; None for all places."""
    for grant in actor.grants:
        if Verb.MANAGE_RECORD_SETTINGS in grant.verbs and grant.organisation_id is None:
            return grant.territory_id
    return None


def is_of_age_for_work(person: Person, day: date) -> bool:
    """Whether somebody may be on a path to work on that day; of somebody without a birth date nobody can tell."""
    return person.birth_date is None or completed_years(person.birth_date, day) >= FIRST_AGE


def goes_back(stages: Iterable[Code], source: Code, target: Code) -> bool:
    """Whether `target` lies before `source` in the order of the list."""
    order = {stage.pk: place for place, stage in enumerate(stages)}
    return order.get(target.pk, 0) < order.get(source.pk, 0)
