# SPDX-License-Identifier: EUPL-1.2
"""Who may do what in a record's protection, and what the law makes of codes and states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases import rules as cases_rules
from ordito.cases.enums import Part
from ordito.core.dates import completed_years
from ordito.protection.engine.clock import add_months
from ordito.protection.enums import FosterState, FosterStay

if TYPE_CHECKING:
    from datetime import date

    from ordito.cases.models import CaseFile, Person
    from ordito.core.access import Actor
    from ordito.protection.models import FosterCare, OutOfHomePlacement

OF_AGE = 18
ADMINISTRATIVE_OFFICES = frozenset({"mayor", "social_service", "public_security", "health_service"})
"""Codes of `ListKey.OFFICE` that issue administrative acts; every other office is judicial."""
ADMINISTRATIVE_KINDS = frozenset({"emergency_removal", "consensual_foster_care"})
"""Codes of `ListKey.MEASURE_KIND` for acts of a public authority (art. 403 c.c.; L. 184/1983, art. 4, comma 1)."""
WITHOUT_CARDS = frozenset({"relatives", "other_family", "autonomy_flat"})
"""Codes of `ListKey.OUT_OF_HOME_KIND` for places that are no community: nothing is due to the prosecutor."""
FOSTER_MONTHS = 24
"""The longest foster care without the court (L. 184/1983, art. 4, comma 4)."""
LEAVER_AGES = (17, 21)
"""A project is prepared from seventeen years of age and ends within the twenty-first birthday."""
REPORT_OF_CONCERN = "concern"
"""The code of `ListKey.REPORT_CONTENT` for what a service tells the prosecutor by itself."""
REPORT_OF_FOSTER = "foster_semestral"
"""The code of `ListKey.REPORT_CONTENT` for the six-monthly report on a foster care (L. 184/1983, art. 4, comma 3)."""

FOSTER_MOVES: dict[FosterState, tuple[FosterState, ...]] = {
    FosterState.ASSESSMENT: (FosterState.SEARCH, FosterState.MATCHING, FosterState.IDENTIFIED, FosterState.GIVEN_UP),
    FosterState.SEARCH: (FosterState.MATCHING, FosterState.IDENTIFIED, FosterState.GIVEN_UP),
    FosterState.MATCHING: (FosterState.SEARCH, FosterState.IDENTIFIED, FosterState.GIVEN_UP),
    FosterState.IDENTIFIED: (FosterState.STARTED, FosterState.SEARCH, FosterState.GIVEN_UP),
    FosterState.STARTED: (FosterState.ENDED,),
    FosterState.ENDED: (),
    FosterState.GIVEN_UP: (),
}


def can_write_protection(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom this part is shared to be written."""
    return cases_rules.can_write_part(actor, case_file, Part.PROTECTION)


def can_change_clock(actor: Actor) -> bool:
    """Whoever keeps the settings of all places: the terms are those of the law."""
    return cases_rules.keeps_settings_everywhere(actor)


def is_minor(person: Person, day: date) -> bool:
    """Under eighteen on that day; somebody without a birth date counts as such."""
    return person.birth_date is None or completed_years(person.birth_date, day) < OF_AGE


def owes_cards(placement: OutOfHomePlacement) -> bool:
    """Whether the prosecutor is told of it every six months: a minor in a community."""
    return placement.kind.code not in WITHOUT_CARDS and is_minor(placement.case_file.person, placement.starts_on)


def foster_limit(foster: FosterCare) -> date | None:
    """The last day without a (further) decision of the court, for a foster care that started."""
    if foster.started_on is None:
        return None
    return foster.extended_to or add_months(foster.started_on, FOSTER_MONTHS)


def lives_with_fosterers(foster: FosterCare) -> bool:
    """Whether the child sleeps at the foster family's."""
    return foster.state in {FosterState.STARTED, FosterState.ENDED} and foster.stay == FosterStay.RESIDENTIAL
