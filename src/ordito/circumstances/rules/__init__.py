# SPDX-License-Identifier: EUPL-1.2
"""Who may write and read a person's circumstances; the kinds of facts are declared in `rules.kinds`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.models import CaseFile
from ordito.cases.models.scopes import in_caseload
from ordito.cases.rules import can_write_part
from ordito.circumstances.models import Address

if TYPE_CHECKING:
    from ordito.circumstances.models import Fact
    from ordito.circumstances.rules.kinds import Kind
    from ordito.core.access import Actor


def can_add_fact(actor: Actor, case_file: CaseFile, kind: Kind) -> bool:
    """Whoever follows the record, or a team member with whom the part is shared to be written."""
    return can_write_part(actor, case_file, kind.part)


def can_take_over(actor: Actor, case_file: CaseFile) -> bool:
    """Who coordinates the service that holds the record, and has a professional to be named as reader."""
    here = CaseFile.objects.current().filter(in_caseload(actor), pk=case_file.pk)
    return actor.professional_id is not None and can_write_part(actor, case_file, Address.part) and here.exists()


def can_change_fact(actor: Actor, case_file: CaseFile, fact: Fact) -> bool:
    """As for adding; a secret address is changed only by those it is told to."""
    if fact.person_id != case_file.person_id or not can_write_part(actor, case_file, fact.part):
        return False
    return not isinstance(fact, Address) or Address.objects.filter(pk=fact.pk).told_to(actor).exists()
