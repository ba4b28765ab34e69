# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with plans and with the family's words; the row conditions are in `visible_to`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.enums import Part
from ordito.cases.rules import can_write_part, can_write_record

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor
    from ordito.plans.models import SupportPlan, Words


def can_start_plan(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom plans are shared to be written."""
    return can_write_part(actor, case_file, Part.PLANS)


def can_write_plan(actor: Actor, plan: SupportPlan) -> bool:
    """Whoever writes the plans of the record in which this one is written; the other beneficiaries' records read it."""
    return can_start_plan(actor, plan.case_file)


def can_write_words(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom this part is shared to be written."""
    return can_write_part(actor, case_file, Part.WORDS)


def can_correct_words(actor: Actor, words: Words) -> bool:
    """Who wrote them down, while they may still write there; or whoever follows the record."""
    if can_write_record(actor, words.case_file):
        return True
    return words.written_by_id == actor.actor_id is not None and can_write_words(actor, words.case_file)
