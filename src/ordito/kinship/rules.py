# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from typing import TYPE_CHECKING

from ordito.cases.enums import Part
from ordito.cases.rules import can_write_part

if TYPE_CHECKING:
    from ordito.cases.models import CaseFile
    from ordito.core.access import Actor


def can_write_family(actor: Actor, case_file: CaseFile) -> bool:
    """Whoever follows the record, or a team member with whom *Nucleo e legami* is shared to be written."""
    return can_write_part(actor, case_file, Part.FAMILY)
